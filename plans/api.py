"""The service plan at `/api/v1/`: tasks, occurrences with their records, and the completion figures."""

from typing import Any

from django.db import models
from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from staff.access import get_visible_hall
from staff.api_rows import HALL_PATH, MAY_FAIL, NUMBER, MonthField, Refused, asked, documented, user_of
from staff.models import Hall

from . import assessing, recording
from .access import get_led_hall, get_own_employee, may_record, sees_people
from .assessing import NotAssessable
from .dashboard import HallLine, PersonLine, dashboard_of
from .models import Occurrence, PlanTask, Record
from .models.occurrences import State
from .recording import Entry, NotRecordable
from .spans import MONTH, PERIODS
from .wording import reason_of


class PlanTaskSerializer(serializers.ModelSerializer):
    employee = serializers.CharField(source="employee.code", default=None, read_only=True)
    reserved_station = serializers.CharField(source="reserved_station.code", default=None, read_only=True)

    class Meta:
        model = PlanTask
        exclude = ["hall", "made_until"]


class RecordSerializer(serializers.ModelSerializer):
    by = serializers.CharField(source="whose", read_only=True)
    is_replaced = serializers.SerializerMethodField()

    class Meta:
        model = Record
        fields = ["id", "by", "at", "date", "value", "base", "note", "link", "file_name", "is_late", "is_replaced"]

    def get_is_replaced(self, row: Record) -> bool:
        return hasattr(row, "correction")


class OccurrenceSerializer(serializers.ModelSerializer):
    """A task in one of its periods; `answerable` is empty when nobody is."""

    code = serializers.CharField(source="task.code", read_only=True)
    state = serializers.ChoiceField(State.choices, read_only=True)
    is_overdue = serializers.BooleanField(read_only=True)
    answerable = serializers.CharField(source="answerable_name", read_only=True)
    verdict = serializers.CharField(read_only=True, help_text="confirmed, returned, excused or empty.")

    class Meta:
        model = Occurrence
        fields = [
            "id",
            "task",
            "code",
            "first_day",
            "last_day",
            "due_on",
            "closes_on",
            "state",
            "is_overdue",
            "verdict",
            "answerable",
            "value",
            "base",
            "is_met",
            "completed_on",
        ]
        read_only_fields = fields


class EntrySerializer(serializers.Serializer):
    """What the task's measure asks for: a rate `value` of `base`, a count or a zero `value`, a deliverable a note."""

    value = serializers.IntegerField(required=False, default=0, max_value=1_000_000)
    base = serializers.IntegerField(required=False, default=0, max_value=1_000_000)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    link = serializers.URLField(required=False, default="", allow_blank=True, max_length=200)


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class OccurrenceQuery(serializers.Serializer):
    month = MonthField(required=False, help_text="Such as 2026-03.")
    task = serializers.CharField(required=False, max_length=32, help_text="A task's code.")
    state = serializers.ChoiceField(State.choices, required=False)


class VisibleHallView(viewsets.GenericViewSet):
    """Something below a hall's address, for everybody who sees the hall."""

    lookup_value_regex = NUMBER

    @property
    def hall(self) -> Hall:
        return get_visible_hall(user_of(self.request), self.kwargs["hall_code"])


@documented(PlanTaskSerializer)
class PlanTasksViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleHallView):
    """The tasks of a hall's plan, with those that were and those to come."""

    queryset = PlanTask.objects.none()
    serializer_class = PlanTaskSerializer

    def get_queryset(self) -> models.QuerySet[PlanTask]:
        return PlanTask.objects.filter(hall=self.hall).select_related("employee", "reserved_station")


@documented(OccurrenceSerializer, OccurrenceQuery)
class OccurrencesViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleHallView):
    """What is to be done in a hall, and what was."""

    queryset = Occurrence.objects.none()
    serializer_class = OccurrenceSerializer

    def get_queryset(self) -> models.QuerySet[Occurrence]:
        hall = self.hall
        rows = Occurrence.objects.filter(hall=hall).with_state([hall]).select_related("task__employee", "hall")
        query = asked(self.request, OccurrenceQuery)
        if "month" in query:
            rows = rows.filter(due_on__range=query["month"])
        if "task" in query:
            rows = rows.filter(task__code=query["task"])
        if "state" in query:
            rows = rows.in_state(query["state"])
        return rows.order_by("due_on", "pk")

    @extend_schema(responses={200: RecordSerializer(many=True)} | MAY_FAIL, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def records(self, request: Request, **address: Any) -> Response:
        """What was noted down, corrections and what they replaced included."""
        rows = self.get_object().records.select_related("by", "employee", "correction")
        return Response(RecordSerializer(rows, many=True).data)

    @extend_schema(request=EntrySerializer, responses={201: RecordSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def record(self, request: Request, **address: Any) -> Response:
        """Add figures, a note or a link to the occurrence."""
        row, user = self.get_object(), user_of(request)
        if not may_record(user, row, get_own_employee(user, row.hall)):
            raise PermissionDenied
        sent = EntrySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            made = recording.record(row, Entry(**sent.validated_data), by=user)
        except NotRecordable as refusal:
            raise Refused(reason_of(refusal.facts), code=refusal.facts["reason"]) from refusal
        return Response(RecordSerializer(made).data, status=201)

    @extend_schema(request=None, responses={200: OccurrenceSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **address: Any) -> Response:
        """Say that it was done as recorded."""
        return self._assessed(Occurrence.Verdict.CONFIRMED, reasoned=False)

    @extend_schema(request=ReasonSerializer, responses={200: OccurrenceSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, **address: Any) -> Response:
        """Ask for a better record."""
        return self._assessed(Occurrence.Verdict.RETURNED)

    @extend_schema(request=ReasonSerializer, responses={200: OccurrenceSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def excuse(self, request: Request, **address: Any) -> Response:
        """Say that it need not be done this time."""
        return self._assessed(Occurrence.Verdict.EXCUSED)

    def _assessed(self, verdict: str, *, reasoned: bool = True) -> Response:
        get_led_hall(user_of(self.request), self.kwargs["hall_code"])
        row, reason = self.get_object(), ""
        if reasoned:
            sent = ReasonSerializer(data=self.request.data)
            sent.is_valid(raise_exception=True)
            reason = sent.validated_data["reason"]
        try:
            assessing.assess(row, verdict, reason, by=user_of(self.request))
        except NotAssessable as refusal:
            raise Refused(reason_of(refusal.facts), code=refusal.facts["reason"]) from refusal
        return Response(self.get_serializer(self.get_object()).data)


class TallySerializer(serializers.Serializer):
    """Occurrences counted; percent is null when there is nothing to judge.

    `attainment` is how many of those completed reach their target, each judged by itself.
    """

    due = serializers.IntegerField()
    done = serializers.IntegerField()
    late = serializers.IntegerField()
    missed = serializers.IntegerField()
    excused = serializers.IntegerField()
    overdue = serializers.IntegerField()
    value = serializers.IntegerField()
    base = serializers.IntegerField()
    completion = serializers.FloatField(allow_null=True)
    attainment = serializers.FloatField(allow_null=True)


class StandingSerializer(serializers.Serializer):
    code = serializers.CharField(source="task.code")
    name = serializers.CharField(source="task.name")
    measure = serializers.CharField(source="task.measure")
    figure = serializers.FloatField(allow_null=True)
    target = serializers.FloatField(allow_null=True)
    projected = serializers.FloatField(allow_null=True)
    is_met = serializers.BooleanField(allow_null=True)
    tally = TallySerializer()


class OnTargetSerializer(serializers.Serializer):
    """Of the tasks that have a figure to judge, how many stand at their target."""

    met = serializers.IntegerField()
    judged = serializers.IntegerField()


class InTimeSerializer(serializers.Serializer):
    """Of the blocks of the daily timetable that are over or done, how many were done in time."""

    done = serializers.IntegerField()
    over = serializers.IntegerField()
    completion = serializers.FloatField(allow_null=True)


class HallRatesSerializer(serializers.Serializer):
    hall = serializers.CharField(source="hall.code")
    tally = TallySerializer()
    change = serializers.FloatField(
        allow_null=True, help_text="Percentage points of completion against the month, quarter or year before."
    )
    checks = InTimeSerializer(allow_null=True)
    on_target = OnTargetSerializer()
    standings = serializers.SerializerMethodField()

    @extend_schema(responses=StandingSerializer(many=True))
    def get_standings(self, line: HallLine) -> list[Any]:
        return standings_of(line)


class PersonRatesSerializer(serializers.Serializer):
    name = serializers.CharField(allow_blank=True)
    tally = TallySerializer()
    standings = serializers.SerializerMethodField()

    @extend_schema(responses=StandingSerializer(many=True))
    def get_standings(self, line: PersonLine) -> list[Any]:
        return standings_of(line)


def standings_of(line: HallLine | PersonLine) -> list[Any]:
    return list(StandingSerializer([one for one in line.standings if one], many=True).data)


class TrendPointSerializer(serializers.Serializer):
    month = serializers.DateField()
    figure = serializers.FloatField(allow_null=True)


class TaskRatesSerializer(serializers.Serializer):
    """A task in all halls asked for, with its figure in each of the twelve months up to the end."""

    standing = StandingSerializer()
    trend = TrendPointSerializer(many=True)
    halls = serializers.IntegerField()


class DayRatesSerializer(serializers.Serializer):
    date = serializers.DateField()
    tally = TallySerializer()
    checks = InTimeSerializer(allow_null=True)


class OverdueSerializer(serializers.ModelSerializer):
    """What is past its day and can still be done, and whose it is; empty for nobody's."""

    hall = serializers.CharField(source="hall.code")
    code = serializers.CharField(source="task.code")
    answerable = serializers.CharField(source="answerable_name")

    class Meta:
        model = Occurrence
        fields = ["id", "hall", "code", "due_on", "closes_on", "answerable"]
        read_only_fields = fields


class RatesSerializer(serializers.Serializer):
    """A month, quarter or year of completion figures; `people` only for one hall, for those who may see them.

    `checks` are those of the daily timetable, null where none were due; their trend is one hall's.
    """

    month = serializers.DateField(help_text="The first day of the month, quarter or year.")
    last = serializers.DateField(source="span.last")
    span = serializers.CharField(source="span.kind", help_text="month, quarter or year.")
    total = TallySerializer()
    checks = InTimeSerializer(allow_null=True)
    checks_trend = TrendPointSerializer(many=True)
    on_target = OnTargetSerializer()
    tasks = TaskRatesSerializer(many=True)
    lines = HallRatesSerializer(many=True)
    days = DayRatesSerializer(many=True)
    people = PersonRatesSerializer(many=True)
    overdue = OverdueSerializer(many=True, help_text="The oldest ones, whatever their month.")
    overdue_in_all = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Done, and not assessed yet.")
    unnamed = serializers.IntegerField(help_text="Due within a week or sent back, and nobody answers for it.")


class RatesQuery(serializers.Serializer):
    month = MonthField(required=False, help_text="Such as 2026-03; this month without.")
    span = serializers.ChoiceField(
        list(PERIODS), required=False, default=MONTH, help_text="The month itself, or its quarter or year."
    )
    hall = serializers.CharField(required=False, max_length=32, help_text="A hall's code; all visible ones without.")
    task = serializers.CharField(required=False, max_length=32, help_text="A task's code.")


class RatesViewSet(viewsets.GenericViewSet):
    """How much of the plan was done: what the completion pages show."""

    serializer_class = RatesSerializer
    pagination_class = None

    @extend_schema(parameters=[RatesQuery], responses={200: forced_singular_serializer(RatesSerializer)} | MAY_FAIL)
    def list(self, request: Request) -> Response:
        query, user = asked(request, RatesQuery), user_of(request)
        halls = list(Hall.objects.visible_to(user))
        if "hall" in query:
            halls = [get_visible_hall(user, query["hall"])]
        with_people = len(halls) == 1 and sees_people(user, halls[0])
        today = max((hall.today() for hall in halls), default=timezone.localdate())
        month = query["month"][0] if "month" in query else today.replace(day=1)
        asked_for = {"kind": query["span"], "code": query.get("task", "")}
        board = dashboard_of(halls, month, with_people=with_people, **asked_for)
        return Response(RatesSerializer(board).data)


routes = [
    (f"{HALL_PATH}/plan-tasks", PlanTasksViewSet, "plan-task"),
    (f"{HALL_PATH}/plan-occurrences", OccurrencesViewSet, "plan-occurrence"),
    ("plan-rates", RatesViewSet, "plan-rates"),
]
