"""What-ifs: asked, watched, stopped, kept and discarded by programs as by the page."""

from typing import Any

from django.db import models, transaction
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_managed_hall
from staff.api_rows import MAY_FAIL, DayField, Refused, documented, user_of

from ..builds import building
from ..builds.building import LONGEST, NotBuildable
from ..edits import editing
from ..edits.editing import NotEditable
from ..forms.whatif import WhatIfForm
from ..models import Roster, WhatIf
from ..month import rules_for
from ..publications.drafts import NotKept
from ..whatifs import whatifs
from ..whatifs.whatifpage import WhatIfPage
from ..wording import reason_of
from .builds import BUILD_ID, CandidateFiguresSerializer, refused
from .rosters import month_from


class WhatIfAskSerializer(serializers.Serializer):
    """What would be different, one thing or several: a station is closed on days, a shift has other times."""

    like = serializers.CharField(required=False, max_length=32, help_text="One more like the employee of this code.")
    count = serializers.IntegerField(required=False, min_value=1, max_value=5, help_text="How many more.")
    station = serializers.CharField(required=False, max_length=32, help_text="The code of a station that is closed.")
    first = DayField(required=False)
    last = DayField(required=False)
    shift_type = serializers.IntegerField(required=False, help_text="The number of a shift type with other times.")
    start = serializers.TimeField(required=False)
    end = serializers.TimeField(required=False)
    days_in_a_row = serializers.IntegerField(required=False, min_value=1, max_value=31)
    rest_minutes = serializers.IntegerField(required=False, min_value=0, max_value=24 * 60)
    overtime_month_minutes = serializers.IntegerField(required=False, min_value=0, max_value=31 * 24 * 60)
    seconds = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST)


class WhatIfFiguresSerializer(CandidateFiguresSerializer):
    overtime_minutes = serializers.IntegerField()


class WhatIfSerializer(serializers.Serializer):
    """A question and what came of it: `base` the month without the differences, `then` with them."""

    id = serializers.UUIDField(source="build.pk")
    status = serializers.CharField(source="build.status")
    is_finished = serializers.BooleanField(source="build.is_finished")
    asked_at = serializers.DateTimeField(source="build.asked_at")
    finished_at = serializers.DateTimeField(source="build.finished_at", allow_null=True)
    seconds = serializers.IntegerField(source="build.seconds")
    asks = serializers.ListField(child=serializers.CharField(), help_text="What would be different, in words.")
    base = WhatIfFiguresSerializer(source="asked.figures.base", default=None, allow_null=True)
    then = WhatIfFiguresSerializer(source="asked.figures.then", default=None, allow_null=True)
    is_base_built = serializers.BooleanField(help_text="No roster stood, so `base` was built for this.")
    better = serializers.ListField(child=serializers.CharField())
    worse = serializers.ListField(child=serializers.CharField())
    is_overtaken = serializers.BooleanField(help_text="The roster was edited since; `base` is how it was then.")
    is_keepable = serializers.BooleanField()
    draft = serializers.CharField(source="asked.draft.name", default=None, allow_null=True)
    reason = serializers.SerializerMethodField()

    def to_representation(self, asked: WhatIf) -> Any:
        return super().to_representation(WhatIfPage(asked))

    def get_reason(self, page: WhatIfPage) -> str | None:
        return reason_of(page.build.reason) if page.build.reason else None


class WhatIfCellsSerializer(serializers.Serializer):
    """Employees' codes to numbers of shift types by day of the month from 0; people it adds begin with a plus."""

    cells = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))


class KeepSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=80)


@documented(WhatIfSerializer)
class WhatIfsViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What a roster's month would be if something were different, for those who manage its hall."""

    queryset = WhatIf.objects.none()
    serializer_class = WhatIfSerializer
    lookup_value_regex = BUILD_ID

    def get_queryset(self) -> models.QuerySet[WhatIf]:
        hall = get_managed_hall(user_of(self.request), self.kwargs["hall_code"])
        rows = WhatIf.objects.filter(build__roster__hall=hall, build__roster__month=month_from(self.kwargs["month"]))
        rows = rows.select_related("build__roster__hall", "draft")
        return rows.defer("base", "build__problem", "build__before", "build__result")

    @extend_schema(request=WhatIfAskSerializer, responses={202: WhatIfSerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str, month: str) -> Response:
        """Ask; the same question while it is being worked out is answered with the first, another is refused."""
        hall = get_managed_hall(user_of(request), hall_code)
        sent = WhatIfAskSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            with transaction.atomic():
                roster = editing.open_roster(hall, month_from(month))
                asks, seconds = asks_of(roster, sent.validated_data), sent.validated_data.get("seconds")
                asked = whatifs.ask_what_if(roster, asks, by=user_of(request), seconds=seconds)
        except NotEditable as refusal:
            raise refused(refusal.facts) from refusal
        except NotBuildable as refusal:
            raise refused(*refusal.reasons) from refusal
        return Response(WhatIfSerializer(asked).data, status=202)

    @extend_schema(responses={200: WhatIfCellsSerializer} | MAY_FAIL)
    @action(detail=True, methods=["get"])
    def cells(self, request: Request, **address: str) -> Response:
        """The month as it would be; nothing of it stands in the roster."""
        return Response({"cells": self.get_object().build.result or {}})

    @extend_schema(request=None, responses={200: WhatIfSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, **address: str) -> Response:
        """End the search; a running one keeps the best it has."""
        building.stop_build(self.get_object().build, by=user_of(request))
        return self._answer()

    @extend_schema(request=KeepSerializer, responses={200: WhatIfSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, **address: str) -> Response:
        """Keep its cells as a version of the draft; the roster stays as it is."""
        asked, sent = self.get_object(), KeepSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            whatifs.keep_what_if(asked, sent.validated_data["name"], by=user_of(request))
        except NotKept as refusal:
            raise Refused(reason_of(refusal.facts), code=refusal.facts["reason"]) from refusal
        return self._answer()

    @extend_schema(request=None, responses={200: WhatIfSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, **address: str) -> Response:
        """Forget it; one that is still being worked out is stopped."""
        whatifs.discard_what_if(self.get_object(), by=user_of(request))
        return self._answer()

    def _answer(self) -> Response:
        return Response(WhatIfSerializer(self.get_object()).data)


def asks_of(roster: Roster, facts: dict[str, Any]) -> list[Any]:
    """The differences as the page's form takes them; raises ValidationError in its words."""
    form = WhatIfForm.in_minutes(facts, roster=roster, rules=rules_for(roster))
    if form.is_valid():
        return form.asks
    raise serializers.ValidationError(
        {name.replace("__all__", "non_field_errors"): list(map(str, errors)) for name, errors in form.errors.items()}
    )
