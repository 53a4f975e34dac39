"""Headcounts, and what is agreed with single people, as rows of the API."""

from typing import Any

from django.db import models
from rest_framework import serializers

from staff.api_rows import THIS_CENTURY, InHall, RowSerializer, RowsView, asked, documented
from staff.models import Employee

from ..models import Headcount, PersonLimits, ShiftLimit, ShiftType


class OwnShiftTypes(serializers.PrimaryKeyRelatedField):
    """A shift type of the hall, by number."""

    def get_queryset(self) -> models.QuerySet[ShiftType]:
        hall = self.context.get("hall")
        return ShiftType.objects.whole().filter(hall=hall) if hall else ShiftType.objects.none()


class EmployeeQuery(serializers.Serializer):
    employee = serializers.CharField(required=False, max_length=32, help_text="An employee's code.")


class PersonLimitsSerializer(RowSerializer):
    employee = InHall("code", queryset=Employee.objects.all())

    class Meta:
        model = PersonLimits
        fields = [
            "id",
            "employee",
            "most_minutes",
            "least_minutes",
            "most_run",
            "least_run",
            "least_rest",
            "most_weekends",
        ]
        validators: list[Any] = []


@documented(PersonLimitsSerializer, EmployeeQuery)
class PersonLimitsViewSet(RowsView):
    """What is agreed with single people about their months; null leaves it to the hall's rules."""

    queryset = PersonLimits.objects.none()
    serializer_class = PersonLimitsSerializer

    def get_queryset(self) -> models.QuerySet[PersonLimits]:
        rows = PersonLimits.objects.filter(employee__hall=self.hall).select_related("employee")
        return rows.filter(**employee_asked(self)).order_by("employee__code")


class ShiftLimitSerializer(RowSerializer):
    employee = InHall("code", queryset=Employee.objects.all())
    shift_type = OwnShiftTypes(queryset=ShiftType.objects.all())

    class Meta:
        model = ShiftLimit
        fields = ["id", "employee", "shift_type", "most"]
        validators: list[Any] = []


@documented(ShiftLimitSerializer, EmployeeQuery)
class ShiftLimitsViewSet(RowsView):
    """How often at most single people work a shift type in a month."""

    queryset = ShiftLimit.objects.none()
    serializer_class = ShiftLimitSerializer

    def get_queryset(self) -> models.QuerySet[ShiftLimit]:
        rows = ShiftLimit.objects.filter(employee__hall=self.hall).select_related("employee", "shift_type")
        return rows.filter(**employee_asked(self)).order_by("employee__code", "pk")


def employee_asked(view: RowsView) -> dict[str, str]:
    query = asked(view.request, EmployeeQuery)
    return {"employee__code": query["employee"]} if "employee" in query else {}


class HeadcountSerializer(RowSerializer):
    shift_type = OwnShiftTypes(queryset=ShiftType.objects.all())

    class Meta:
        model = Headcount
        fields = ["id", "shift_type", "day_type", "date", "needed"]
        validators: list[Any] = []
        extra_kwargs = THIS_CENTURY


@documented(HeadcountSerializer)
class HeadcountsViewSet(RowsView):
    """How many people a shift type is wanted with on a kind of day."""

    queryset = Headcount.objects.none()
    serializer_class = HeadcountSerializer

    def get_queryset(self) -> models.QuerySet[Headcount]:
        rows = Headcount.objects.filter(shift_type__hall=self.hall).select_related("shift_type")
        return rows.order_by("day_type", "date", "shift_type__start", "pk")
