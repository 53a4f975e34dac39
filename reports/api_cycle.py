"""The monthly cycle of a hall as programs read it."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from rosters.cycles.cyclefacts import Unfinished
from rosters.cycles.cycleline import cycle_line
from rosters.models import CycleStep, Step
from staff.api_rows import HALL_PATH, MAY_FAIL, MonthField, asked, user_of
from staff.models import Hall
from staff.months import shifted

from .access import get_read_hall


class CycleQuery(serializers.Serializer):
    month = MonthField(required=False, help_text="As 2026-03; the coming month unless said.")


class CyclePointSerializer(serializers.Serializer):
    """A step of the month: when it falls due, who did it when, what came of it."""

    month = serializers.CharField(help_text="As 2026-03.")
    step = serializers.ChoiceField(Step.choices)
    due = serializers.DateTimeField()
    state = serializers.ChoiceField(["done", "late", "waiting"])
    done_at = serializers.DateTimeField(allow_null=True)
    is_by_cycle = serializers.BooleanField(help_text="Done by the program itself.")
    by_name = serializers.CharField(help_text="Who did it; empty for the program.")
    result = serializers.CharField(help_text="What came of it, or what keeps it from being done, for people.")


class CycleViewSet(viewsets.GenericViewSet):
    """The steps of a hall's month in their order, for those who manage, supervise or read the hall."""

    queryset = CycleStep.objects.none()
    serializer_class = CyclePointSerializer

    @cached_property
    def hall(self) -> Hall:
        return get_read_hall(user_of(self.request), self.kwargs["hall_code"])

    @extend_schema(parameters=[CycleQuery], responses={200: CyclePointSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str) -> Response:
        hall = self.hall
        found = asked(request, CycleQuery).get("month")
        month = found[0] if found else shifted(hall.today().replace(day=1), 1)
        now = timezone.now()
        known = Unfinished(hall, month, now)
        points = cycle_line(hall, month, now, known.roster, known.cells).points
        rows = [
            {
                "month": f"{point.month:%Y-%m}",
                "step": point.step,
                "due": point.due,
                "state": point.state,
                "done_at": point.done_at,
                "is_by_cycle": bool(point.row and point.row.is_by_cycle),
                "by_name": point.row.by_name if point.row else "",
                "result": point.result,
            }
            for point in points
        ]
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(CyclePointSerializer(page, many=True).data)


routes = [(f"{HALL_PATH}/cycle", CycleViewSet, "cycle")]
