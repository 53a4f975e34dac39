"""Rosters as programs read them, and their cells as programs change them."""

from datetime import date
from typing import Any

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_managed_hall, get_visible_hall
from staff.api_rows import MAY_FAIL, Refused, asked, documented, user_of
from staff.models import Employee, Hall

from ..access import get_visible_roster, sees_figures
from ..edits import editing
from ..edits.asking import Asked, Sent
from ..edits.editing import NotEditable
from ..edits.onward import all_consequences
from ..edits.values import REST
from ..grids.grid import Grid, GridCell, GridRow, grid_for, grid_of
from ..grids.gridfoot import FootDay
from ..models import Assignment, Edit, Roster
from ..publications.published import published_rows
from ..rulewords import sentence_of
from ..solver.check import Violation
from ..wording import reason_of

MONTH = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def month_from(text: str) -> date:
    """The first day of a month that the address has let through."""
    return date.fromisoformat(f"{text}-01")


# --- reading -----------------------------------------------------------------


class RosterSerializer(serializers.ModelSerializer):
    hall = serializers.CharField(source="hall.code", read_only=True)
    month = serializers.SerializerMethodField()

    class Meta:
        model = Roster
        fields = ["hall", "month", "state", "revision", "published_at", "withdrawn_at"]

    def get_month(self, roster: Roster) -> str:
        return f"{roster.month:%Y-%m}"


class DaySerializer(serializers.Serializer):
    """A day of the month; amounts are minutes of work."""

    date = serializers.DateField(source="day.date")
    kind = serializers.CharField(source="day.kind")
    name = serializers.CharField(source="day.name")
    is_open = serializers.BooleanField(source="day.is_open")
    needed = serializers.IntegerField()
    have = serializers.IntegerField()
    missing = serializers.IntegerField()
    has_manager = serializers.BooleanField()
    handovers = serializers.IntegerField()


class CellSerializer(serializers.Serializer):
    """`value` is what stands in the cell: a shift type's number, `rest`, `lieu`, or nothing."""

    date = serializers.DateField(source="day.date")
    value = serializers.CharField(source="key")
    mark = serializers.CharField()
    is_pinned = serializers.BooleanField()
    is_by_hand = serializers.BooleanField()
    is_employed = serializers.BooleanField()
    broken = serializers.IntegerField(help_text="Hard rules that the cell has a part in breaking.")
    is_changed = serializers.BooleanField(help_text="Whether staff still see something else there.")


class FiguresSerializer(serializers.Serializer):
    """A person's month in minutes, shifts and days."""

    minutes = serializers.IntegerField()
    target = serializers.IntegerField()
    mean_weekly_minutes = serializers.FloatField()
    mean_weekly_shifts = serializers.DictField(child=serializers.FloatField())
    days = serializers.IntegerField()
    shifts = serializers.DictField(child=serializers.IntegerField())
    early = serializers.IntegerField()
    late = serializers.IntegerField()
    night = serializers.IntegerField()
    weekend = serializers.IntegerField()
    holiday = serializers.IntegerField()
    overtime = serializers.IntegerField()
    changes = serializers.IntegerField()
    bank_minutes = serializers.IntegerField()
    balances = serializers.DictField(child=serializers.FloatField())


class RosterPersonSerializer(serializers.Serializer):
    code = serializers.CharField(source="employee.code")
    name = serializers.CharField(source="employee.name")
    is_manager = serializers.BooleanField(source="employee.is_manager")
    figures = FiguresSerializer(allow_null=True, help_text="Null for those who may see their own alone.")
    cells = CellSerializer(many=True)


class LegendSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    start = serializers.TimeField()
    end = serializers.TimeField()
    ends_next_day = serializers.BooleanField()
    paid_minutes = serializers.IntegerField()


class ViolationSerializer(serializers.Serializer):
    rule = serializers.CharField()
    is_hard = serializers.BooleanField()
    penalty = serializers.IntegerField()
    employee = serializers.CharField(allow_null=True)
    dates = serializers.ListField(child=serializers.DateField())
    text = serializers.CharField()


class RosterPageSerializer(serializers.Serializer):
    """A roster with everything that is said about it; `violations` only for those who may change it.

    They get it as it stands, all others as it was published.
    """

    hall = serializers.CharField()
    month = serializers.CharField()
    state = serializers.CharField()
    revision = serializers.IntegerField()
    version = serializers.IntegerField(allow_null=True, help_text="The publication in force.")
    unpublished_changes = serializers.IntegerField()
    can_edit = serializers.BooleanField()
    shift_types = LegendSerializer(many=True)
    days = DaySerializer(many=True)
    people = RosterPersonSerializer(many=True)
    violations = ViolationSerializer(many=True)


def page_of(grid: Grid, *, can_edit: bool, shows_figures: bool) -> dict[str, Any]:
    """What `RosterPageSerializer` renders."""
    roster = grid.roster
    publication = grid.standing.publication
    rows: list[GridRow] = grid.rows
    foot: list[FootDay] = grid.foot
    return {
        "hall": roster.hall.code,
        "month": f"{roster.month:%Y-%m}",
        "state": roster.state,
        "revision": roster.revision,
        "version": publication.number if publication else None,
        "unpublished_changes": len(grid.standing.changes),
        "can_edit": can_edit,
        "shift_types": grid.shift_types,
        "days": foot,
        "people": [
            {"employee": row.employee, "figures": row.figures if shows_figures else None, "cells": row.cells}
            for row in rows
        ],
        "violations": [told(grid, violation) for violation in grid.violations] if can_edit else [],
    }


def told(grid: Grid, violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "is_hard": violation.is_hard,
        "penalty": violation.penalty,
        "employee": violation.worker,
        "dates": [grid.problem.date_of(day) for day in violation.days],
        "text": sentence_of(violation, grid.problem, grid.station_names),
    }


@documented(RosterSerializer)
class RostersViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """A hall's rosters that the user may see."""

    queryset = Roster.objects.none()
    serializer_class = RosterSerializer
    lookup_field = "month"
    lookup_value_regex = MONTH

    def get_queryset(self) -> models.QuerySet[Roster]:
        user = user_of(self.request)
        hall = get_visible_hall(user, self.kwargs["hall_code"])
        return Roster.objects.visible_to(user).filter(hall=hall).select_related("hall")

    @extend_schema(responses={200: RosterPageSerializer} | MAY_FAIL)
    def retrieve(self, request: Request, hall_code: str, month: str) -> Response:
        """People and days, figures, cover, and what the rules say."""
        user = user_of(request)
        roster = get_visible_roster(user, hall_code, month_from(month))
        can_edit = Roster.objects.editable_by(user).filter(pk=roster.pk).exists()
        grid = grid_for(roster, can_edit=can_edit)
        page = page_of(grid, can_edit=can_edit, shows_figures=sees_figures(user, roster.hall, can_edit=can_edit))
        return Response(RosterPageSerializer(page).data)


# --- cells -------------------------------------------------------------------


class ValueField(serializers.CharField):
    def to_representation(self, value: Any) -> str:
        return editing.CellValue.of(value).key


class AssignmentSerializer(serializers.ModelSerializer):
    """A cell that holds something. `value` is a shift type's number, `rest` or `lieu`."""

    employee = serializers.CharField(source="employee.code", read_only=True)
    shift = serializers.CharField(source="shift_type.code", default=None, read_only=True, allow_null=True)
    value = ValueField(source="*", read_only=True)

    class Meta:
        model = Assignment
        fields = ["employee", "date", "value", "shift", "is_pinned", "origin"]


class CellEditSerializer(serializers.Serializer):
    """`expected` is the value that the editor saw; when another stands there by now the edit is refused."""

    value = serializers.CharField(
        required=False, allow_blank=True, max_length=20, help_text="A shift type's number, rest, lieu, or nothing."
    )
    is_pinned = serializers.BooleanField(required=False)
    expected = serializers.CharField(required=False, allow_blank=True, max_length=20)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.keys().isdisjoint({"value", "is_pinned"}):
            raise serializers.ValidationError(_("Say what is to change: value, is_pinned or both."))
        return attrs


class ConsequenceSerializer(serializers.Serializer):
    """A sentence on what an edit has broken (`bad`), made worse (`warning`) or mended (`good`)."""

    tone = serializers.CharField()
    text = serializers.CharField()
    asks = serializers.BooleanField(help_text="Whether the hall wants a reason for it: send the edit with `why`.")


class EditedSerializer(serializers.Serializer):
    """The cell after an edit, what it has a part in breaking, and what differs from before."""

    employee = serializers.CharField()
    date = serializers.DateField()
    value = serializers.CharField(allow_blank=True)
    is_pinned = serializers.BooleanField()
    revision = serializers.IntegerField()
    violations = ViolationSerializer(many=True)
    consequences = ConsequenceSerializer(many=True)


class CellsQuery(serializers.Serializer):
    employee = serializers.CharField(required=False, max_length=32, help_text="An employee's code.")
    date = serializers.DateField(required=False)


def cells_of(request: Request, hall_code: str, month: str, **wanted: Any) -> list[Assignment]:
    """The filled cells of a roster: as they stand for those who may change them, as published for all others."""
    user = user_of(request)
    roster = get_visible_roster(user, hall_code, month_from(month))
    if roster.is_in_review or Roster.objects.editable_by(user).filter(pk=roster.pk).exists():
        names = {"employee": "employee__code", "date": "date"}
        rows = roster.assignments.filter(**{names[name]: value for name, value in wanted.items()})
        return list(rows.select_related("employee", "shift_type").order_by("date", "employee__code", "pk"))
    return [
        row
        for row in published_rows(roster)
        if wanted.get("employee", row.employee.code) == row.employee.code and wanted.get("date", row.date) == row.date
    ]


@documented(AssignmentSerializer, CellsQuery)
class CellsViewSet(viewsets.GenericViewSet):
    """The filled cells of a roster: who works which shift, day by day."""

    queryset = Assignment.objects.none()
    serializer_class = AssignmentSerializer

    @extend_schema(parameters=[CellsQuery], responses={200: AssignmentSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str, month: str) -> Response:
        """As they stand for those who may change them, as published for all others."""
        rows = self.paginate_queryset(cells_of(request, hall_code, month, **asked(request, CellsQuery)))
        return self.get_paginated_response(AssignmentSerializer(rows, many=True).data)


class CellViewSet(viewsets.GenericViewSet):
    """One cell: an employee on a date."""

    queryset = Assignment.objects.none()
    serializer_class = AssignmentSerializer
    lookup_field = "date"
    lookup_value_regex = DATE

    @extend_schema(responses={200: AssignmentSerializer} | MAY_FAIL)
    def retrieve(self, request: Request, hall_code: str, month: str, employee: str, date: str) -> Response:
        rows = cells_of(request, hall_code, month, employee=employee, date=day_from(date))
        if not rows:
            raise Http404
        return Response(AssignmentSerializer(rows[0]).data)

    @extend_schema(request=CellEditSerializer, responses={200: EditedSerializer} | MAY_FAIL)
    def update(self, request: Request, hall_code: str, month: str, employee: str, date: str) -> Response:
        """Put a value into the cell, pin it or unpin it; breaking a rule is allowed and told."""
        hall = get_managed_hall(user_of(request), hall_code)
        form = CellEditSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        done = edited(request, hall, month, (employee, day_from(date)), form.validated_data)
        return Response(EditedSerializer(done).data)

    @extend_schema(responses={200: EditedSerializer} | MAY_FAIL)
    def destroy(self, request: Request, hall_code: str, month: str, employee: str, date: str) -> Response:
        """Empty the cell, as putting an empty value into it does."""
        hall = get_managed_hall(user_of(request), hall_code)
        done = edited(request, hall, month, (employee, day_from(date)), {"value": ""})
        return Response(EditedSerializer(done).data)


def day_from(text: str) -> date:
    """The date; one that does not exist is a 404."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def edited(request: Request, hall: Hall, month: str, place: tuple[str, date], wanted: dict[str, Any]) -> dict[str, Any]:
    """Make the edit through `editing`; what `EditedSerializer` renders."""
    code, day = place
    employee = get_object_or_404(Employee, hall=hall, code=code)
    # A pinned day without a shift is a day off: an empty cell has nothing to pin.
    value = REST.key if wanted.get("value") == "" and wanted.get("is_pinned") else wanted.get("value")
    one = Asked(code, day, value, wanted.get("is_pinned"), wanted.get("expected"))
    sent = Sent(Edit.What.SET if "value" in wanted else Edit.What.PIN, "", [one])
    try:
        roster = editing.open_roster(hall, month_from(month))
        done = editing.set_cells(roster, sent.changes_in, by=user_of(request), what=sent.what)
    except NotEditable as refusal:
        raise Refused(reason_of(refusal.facts), code=refusal.facts["reason"]) from refusal
    grid = grid_of(done.month.roster, done.month)
    shown = cell_at(grid, employee, day)
    number = (day - grid.roster.month).days
    mine = [v for v in grid.violations if v.worker == employee.code and number in v.days]
    return {
        "employee": employee.code,
        "date": day,
        "value": shown.key,
        "is_pinned": shown.is_pinned,
        "revision": done.revision,
        "violations": [told(grid, violation) for violation in mine],
        "consequences": all_consequences(grid, done),
    }


def cell_at(grid: Grid, employee: Employee, day: date) -> GridCell:
    """The cell as the page shows it; 404 for a person or day that the month does not show."""
    row = grid.row_of(employee)
    for cell in row.cells if row else ():
        if cell.day.date == day:
            return cell
    raise Http404
