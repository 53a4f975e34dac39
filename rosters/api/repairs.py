"""Repairs of a roster: asked for, looked at, accepted and discarded by programs as by the page."""

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_managed_hall
from staff.api_rows import MAY_FAIL, DayField, Refused, documented, user_of

from ..access import get_editable_roster, get_repair
from ..forms.repair import RepairForm
from ..models import Repair
from ..repairs import repairing
from ..repairs.repairing import NotRepairable
from ..wording import reason_of
from .builds import BUILD_ID
from .rosters import month_from


class RepairAskSerializer(serializers.Serializer):
    """What happened; who and when as far as that asks for it."""

    what = serializers.ChoiceField(Repair.What.choices)
    employee = serializers.CharField(required=False, max_length=32, help_text="An employee's code, for `away`.")
    shift_type = serializers.IntegerField(required=False, help_text="A shift type's number, for `closed`.")
    first = DayField(required=False)
    last = DayField(required=False)


class ChangeSerializer(serializers.Serializer):
    """A cell; `before` and `after` are numbers of shift types, or empty for a day off."""

    employee = serializers.CharField()
    date = serializers.DateField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class SummarySerializer(serializers.Serializer):
    """A month in figures; amounts are minutes."""

    penalty = serializers.IntegerField()
    broken = serializers.IntegerField(help_text="How often hard rules are broken.")
    short_minutes = serializers.IntegerField()
    unmanaged_minutes = serializers.IntegerField()


class RepairSerializer(serializers.ModelSerializer):
    """A proposal; it touches nothing until it is accepted."""

    changes = ChangeSerializer(many=True, read_only=True)
    before = SummarySerializer(read_only=True)
    after = SummarySerializer(read_only=True)

    class Meta:
        model = Repair
        fields = ["id", "status", "asked_at", "decided_at", "seconds", "asked", "changes", "before", "after"]


@documented(RepairSerializer)
class RepairsViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The repairs of a roster, for those who manage its hall; one that is about somebody's leave for who decides it."""

    queryset = Repair.objects.none()
    serializer_class = RepairSerializer
    lookup_value_regex = BUILD_ID

    def get_queryset(self) -> models.QuerySet[Repair]:
        hall = get_managed_hall(user_of(self.request), self.kwargs["hall_code"])
        rows = Repair.objects.filter(roster__hall=hall, roster__month=month_from(self.kwargs["month"]))
        return rows.select_related("roster__hall")

    def get_object(self) -> Repair:
        code, month = self.kwargs["hall_code"], month_from(self.kwargs["month"])
        return get_repair(user_of(self.request), code, month, self.kwargs["pk"])

    @extend_schema(request=RepairAskSerializer, responses={201: RepairSerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str, month: str) -> Response:
        """Propose the fewest changes that make up for what happened; answers within three seconds."""
        get_managed_hall(user_of(request), hall_code)
        roster = get_editable_roster(user_of(request), hall_code, month_from(month))
        asked = RepairAskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = RepairForm(asked.validated_data, roster=roster)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        try:
            found = repairing.propose_repair(roster, form.event, by=user_of(request))
        except NotRepairable as refusal:
            raise refused(refusal) from refusal
        return Response(self.get_serializer(found).data, status=201)

    @extend_schema(request=None, responses={200: RepairSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **address: Any) -> Response:
        """Put the changes into the roster; once, and only if nobody has edited it since."""
        return self._decided(repairing.accept_repair)

    @extend_schema(request=None, responses={200: RepairSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, **address: Any) -> Response:
        """Leave the roster as it is."""
        return self._decided(repairing.discard_repair)

    def _decided(self, act: Any) -> Response:
        try:
            return Response(self.get_serializer(act(self.get_object(), by=user_of(self.request))).data)
        except NotRepairable as refusal:
            raise refused(refusal) from refusal


def refused(refusal: NotRepairable) -> Refused:
    return Refused(reason_of(refusal.facts), code=refusal.facts["reason"])
