"""Customers to be followed up and figures in bulk, as an order system or a call centre sends them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import HALL_PATH, MAY_FAIL, NUMBER, Refused, asked, documented, user_of
from staff.models import Hall

from . import cases, importing
from .access import get_led_hall, get_worked_hall
from .importing import MOST_ROWS, Line, Row
from .models import Case, FollowUp, PlanTask
from .recording import NotRecordable
from .wording import reason_of


def refused(refusal: NotRecordable) -> Refused:
    return Refused(reason_of(refusal.facts), code=refusal.facts["reason"])


class FollowUpSerializer(serializers.ModelSerializer):
    """A call that is due; `reference` and `kind` are null when the customer has been erased."""

    task = serializers.CharField(source="code", help_text="The task's code.")
    reference = serializers.CharField(source="case.reference", default=None)
    kind = serializers.CharField(source="case.kind", default=None)
    employee = serializers.CharField(source="employee.code", default=None)
    outcome = serializers.CharField(help_text="What came of it; empty while nobody has called.")

    class Meta:
        model = FollowUp
        fields = ["id", "task", "reference", "kind", "due_on", "employee", "outcome", "note", "done_on"]
        read_only_fields = fields


class FollowUpQuery(serializers.Serializer):
    first = serializers.DateField(required=False, help_text="Due on this day or later.")
    last = serializers.DateField(required=False, help_text="Due on this day or earlier.")
    waiting = serializers.BooleanField(required=False, default=False, help_text="Only where nobody was reached yet.")


class CaseSerializer(serializers.ModelSerializer):
    """A customer; names and long numbers are masked before they are kept."""

    task = serializers.CharField(max_length=32, help_text="The code of a task that follows up customers.")

    class Meta:
        model = Case
        fields = ["task", "reference", "kind", "served_on", "note"]


class OutcomeSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField([choice for choice in FollowUp.Outcome.choices if choice[0]])
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


@documented(FollowUpSerializer, FollowUpQuery)
class FollowUpsViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Customers to be followed up, for those who work in the hall."""

    queryset = FollowUp.objects.none()
    serializer_class = FollowUpSerializer
    lookup_value_regex = NUMBER

    @property
    def hall(self) -> Hall:
        return get_worked_hall(user_of(self.request), self.kwargs["hall_code"])

    def get_queryset(self) -> models.QuerySet[FollowUp]:
        query = asked(self.request, FollowUpQuery)
        rows = FollowUp.objects.filter(hall=self.hall).select_related("case", "employee", "hall")
        if "first" in query:
            rows = rows.filter(due_on__gte=query["first"])
        if "last" in query:
            rows = rows.filter(due_on__lte=query["last"])
        return rows.waiting() if query["waiting"] else rows

    @extend_schema(request=CaseSerializer, responses={201: FollowUpSerializer(many=True)} | MAY_FAIL)
    def create(self, request: Request, **address: Any) -> Response:
        """Enter a customer; answers the calls that follow. Sent twice she is there once."""
        hall = self.hall
        sent = CaseSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        task = cases.tasks_with_cases(hall).filter(code=facts.pop("task")).first()
        if task is None:
            raise serializers.ValidationError({"task": [reason_of({"reason": "no_task"})]})
        try:
            case = cases.open_case(Case(**facts), task, by=user_of(request))
        except NotRecordable as refusal:
            raise refused(refusal) from refusal
        rows = case.follow_ups.select_related("case", "employee", "hall")
        return Response(FollowUpSerializer(rows, many=True).data, status=201)

    @extend_schema(request=OutcomeSerializer, responses={200: FollowUpSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def outcome(self, request: Request, **address: Any) -> Response:
        """Say what came of a call; until somebody was reached it may be said again."""
        row = self.get_object()
        sent = OutcomeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            cases.follow_up(row, by=user_of(request), **sent.validated_data)
        except NotRecordable as refusal:
            raise refused(refusal) from refusal
        return Response(FollowUpSerializer(self.get_object()).data)


class PlanFigureSerializer(serializers.Serializer):
    """A figure of a task in the period that holds the day: `value`, for a rate out of `base`."""

    task = serializers.CharField(max_length=100, help_text="A task's code or name.")
    date = serializers.DateField()
    value = serializers.IntegerField()
    base = serializers.IntegerField(required=False, default=0)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class PlanFiguresSerializer(serializers.Serializer):
    rows = PlanFigureSerializer(many=True, allow_empty=False)
    apply = serializers.BooleanField(required=False, default=False, help_text="Without it nothing is recorded.")

    def validate_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > MOST_ROWS:
            raise serializers.ValidationError(_("Send at most %(n)d at a time.") % {"n": MOST_ROWS})
        return rows


class PlanFigureLineSerializer(serializers.Serializer):
    """What becomes of a row sent, counted from 1; `refusal` is empty where it can be recorded."""

    number = serializers.IntegerField(source="row.number")
    occurrence = serializers.IntegerField(source="occurrence.pk", default=None, allow_null=True)
    refusal = serializers.SerializerMethodField(help_text="Why not, for programs.")
    detail = serializers.SerializerMethodField(help_text="Why not, for people.")

    def get_refusal(self, line: Line) -> str:
        return line.refusal["reason"] if line.refusal else ""

    def get_detail(self, line: Line) -> str:
        return reason_of(line.refusal) if line.refusal else ""


class PlanFiguresTakenSerializer(serializers.Serializer):
    recorded = serializers.IntegerField()
    rows = PlanFigureLineSerializer(many=True)


class FiguresViewSet(viewsets.GenericViewSet):
    """Figures of many tasks at once, as the import of a workbook takes them, for those who lead the plan."""

    queryset = PlanTask.objects.none()
    serializer_class = PlanFiguresSerializer

    @extend_schema(request=PlanFiguresSerializer, responses={200: PlanFiguresTakenSerializer} | MAY_FAIL)
    def create(self, request: Request, **address: Any) -> Response:
        """Say of each row what it would record, and with `apply` record those that can be; the same row only once."""
        user = user_of(request)
        hall = get_led_hall(user, self.kwargs["hall_code"])
        sent = PlanFiguresSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        rows = [row_of(number, facts) for number, facts in enumerate(sent.validated_data["rows"], start=1)]
        lines = importing.lines_of(rows, hall)
        recorded = importing.record_rows(rows, hall, by=user) if sent.validated_data["apply"] else 0
        return Response(PlanFiguresTakenSerializer({"recorded": recorded, "rows": lines}).data)


def row_of(number: int, facts: dict[str, Any]) -> Row:
    return Row(number, facts["task"], facts["date"].isoformat(), str(facts["value"]), str(facts["base"]), facts["note"])


routes = [
    (f"{HALL_PATH}/plan-follow-ups", FollowUpsViewSet, "plan-follow-up"),
    (f"{HALL_PATH}/plan-figures", FiguresViewSet, "plan-figure"),
]
