"""All halls at a glance, as programs read them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import MAY_FAIL, MonthField, asked, user_of
from staff.models import Hall

from .access import may_send, require_reader
from .models.summaries import halls_read_by
from .overview import HallGlance, Order, Stage, found_in, halls_in, lines_of
from .reminding import remind_late


class OverviewQuery(serializers.Serializer):
    month = MonthField(help_text="Such as 2026-03.")
    words = serializers.CharField(required=False, default="", max_length=100, help_text="Of a hall's name or code.")
    stage = serializers.ChoiceField(Stage.choices, required=False, default="")
    late = serializers.BooleanField(required=False, default=False, help_text="Only halls that are late.")
    sort = serializers.ChoiceField(Order.choices, required=False, default=Order.NAME.value)


class HallGlanceSerializer(serializers.Serializer):
    """How far a hall is with the month; figures are null until it has sent its summary, amounts of work minutes."""

    hall = serializers.CharField()
    name = serializers.CharField()
    managers = serializers.ListField(child=serializers.CharField())
    stage = serializers.ChoiceField(Stage.choices)
    is_late = serializers.BooleanField(help_text="A step was done late, or is overdue.")
    overdue = serializers.CharField(allow_null=True, help_text="The first step that is late still, as in the cycle.")
    people = serializers.IntegerField(allow_null=True)
    overtime_minutes = serializers.IntegerField(allow_null=True)
    spread_minutes = serializers.FloatField(
        allow_null=True, help_text="Between the highest and the lowest mean week of a person."
    )
    needed_minutes = serializers.IntegerField(allow_null=True)
    missing_minutes = serializers.IntegerField(allow_null=True)
    cover_by_day = serializers.ListField(
        child=serializers.FloatField(allow_null=True), help_text="In percent; null where nobody is needed."
    )
    plan_due = serializers.IntegerField(allow_null=True)
    plan_completed = serializers.IntegerField(allow_null=True)


class ReminderSerializer(serializers.Serializer):
    month = MonthField(help_text="Such as 2026-03.")


class RemindedSerializer(serializers.Serializer):
    halls = serializers.ListField(
        child=serializers.CharField(), help_text="Late halls somebody was told of; each is told once a day."
    )


class OverviewViewSet(viewsets.GenericViewSet):
    """The halls whose summaries the user may read, with their stage in a month and its figures."""

    queryset = Hall.objects.none()
    serializer_class = HallGlanceSerializer

    @extend_schema(parameters=[OverviewQuery], responses={200: HallGlanceSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request) -> Response:
        user = user_of(request)
        require_reader(user)
        query = asked(request, OverviewQuery)
        month, now = query["month"][0], timezone.now()
        halls = halls_in(halls_read_by(user), month, now)
        found = found_in(halls, words=query["words"], stage=query["stage"], is_late=query["late"], sort=query["sort"])
        page: Any = self.paginate_queryset(found)
        return self.get_paginated_response([glance_data(line) for line in lines_of(page, month, now)])

    @extend_schema(request=ReminderSerializer, responses={200: RemindedSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"])
    def remind(self, request: Request) -> Response:
        """Have the managers of every hall that is late with the month reminded; for management."""
        user = user_of(request)
        require_reader(user)
        if not may_send(user, None):
            raise PermissionDenied
        asked_for = ReminderSerializer(data=request.data)
        asked_for.is_valid(raise_exception=True)
        halls = remind_late(asked_for.validated_data["month"][0], by=user, now=timezone.now())
        return Response({"halls": [hall.code for hall in halls]})


def glance_data(line: HallGlance) -> dict[str, Any]:
    glance = line.glance
    return {
        "hall": line.code,
        "name": line.name,
        "managers": line.managers,
        "stage": line.stage,
        "is_late": line.is_late,
        "overdue": line.overdue.step if line.overdue else None,
        "people": glance.people if glance else None,
        "overtime_minutes": glance.overtime if glance else None,
        "spread_minutes": line.spread,
        "needed_minutes": glance.needed if glance else None,
        "missing_minutes": glance.missing if glance else None,
        "cover_by_day": line.days,
        "plan_due": glance.plan_due if glance else None,
        "plan_completed": glance.plan_completed if glance else None,
    }


routes = [("overview", OverviewViewSet, "overview")]
