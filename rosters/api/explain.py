"""Why a roster costs what it costs, why a cell is so, which hours are short and the ways out, as programs read it."""

from typing import Any

from django.http import Http404
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import MAY_FAIL, asked, user_of

from ..access import get_editable_roster
from ..explaining.cellwhy import cell_story
from ..explaining.gapways import gap_at, gap_story
from ..explaining.rosterwhy import roster_story
from ..models import Roster
from ..outcome import Outcome, outcome_of
from ..solver.problem import DAY
from .rosters import DATE, day_from, month_from


class PriceSerializer(serializers.Serializer):
    name = serializers.CharField()
    cost = serializers.IntegerField()


class EffectSerializer(serializers.Serializer):
    """What one rule would say otherwise; `cost` is what the roster's penalty would rise by."""

    rule = serializers.CharField()
    name = serializers.CharField()
    cost = serializers.IntegerField()
    hard = serializers.BooleanField()
    texts = serializers.ListField(child=serializers.CharField())


class ChoiceSerializer(serializers.Serializer):
    """The cell with another shift; `broken` are the hard rules that forbid it, in words."""

    shift = serializers.CharField(help_text="A shift type's code.")
    cost = serializers.IntegerField()
    rules = PriceSerializer(many=True)
    broken = serializers.ListField(child=serializers.CharField())


class TakerSerializer(serializers.Serializer):
    """Somebody else in the cell's place; `gives` is the shift type she hands over, null when she is off."""

    employee = serializers.CharField()
    name = serializers.CharField()
    gives = serializers.CharField(allow_null=True)
    cost = serializers.IntegerField()
    rules = PriceSerializer(many=True)
    broken = serializers.ListField(child=serializers.CharField())


class CellWhySerializer(serializers.Serializer):
    """Why a cell is so: `worth` is what a day off instead would cost, null when it is one."""

    employee = serializers.CharField()
    name = serializers.CharField()
    date = serializers.DateField()
    shift = serializers.CharField(allow_null=True)
    worth = serializers.IntegerField(allow_null=True)
    summary = serializers.ListField(child=serializers.CharField())
    effects = EffectSerializer(many=True)
    choices = ChoiceSerializer(many=True)
    candidates = TakerSerializer(many=True)


class CostLineSerializer(serializers.Serializer):
    """What one rule, person or week costs; `before` and `last` are the same rule's price in earlier rosters."""

    key = serializers.CharField()
    name = serializers.CharField()
    penalty = serializers.IntegerField()
    count = serializers.IntegerField()
    share = serializers.FloatField()
    worst = serializers.ListField(child=serializers.CharField())
    before = serializers.IntegerField(allow_null=True)
    last = serializers.IntegerField(allow_null=True)


class ComparedSerializer(serializers.Serializer):
    what = serializers.CharField()
    penalty = serializers.IntegerField()
    rules = serializers.DictField(child=serializers.IntegerField())


class ExplanationSerializer(serializers.Serializer):
    """What a roster costs by rule, person and week, beside the version before and the month before."""

    penalty = serializers.IntegerField()
    summary = serializers.ListField(child=serializers.CharField())
    rules = CostLineSerializer(many=True)
    people = CostLineSerializer(many=True)
    weeks = CostLineSerializer(many=True)
    previous = ComparedSerializer(allow_null=True)
    last_month = ComparedSerializer(allow_null=True)


class WayCellSerializer(serializers.Serializer):
    employee = serializers.CharField()
    date = serializers.DateField()
    shift = serializers.CharField(allow_null=True)


class WaySerializer(serializers.Serializer):
    """A way out: its price, the minutes of missing heads that it fills, and what the cells would hold."""

    kind = serializers.CharField()
    text = serializers.CharField()
    cost = serializers.IntegerField()
    filled = serializers.IntegerField()
    employee = serializers.CharField(allow_null=True)
    cells = WayCellSerializer(many=True)


class GapSerializer(serializers.Serializer):
    """A short hour: why nobody is there, how many each reason keeps away, and the ways out if they were asked for."""

    date = serializers.DateField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    station = serializers.CharField()
    needed = serializers.IntegerField()
    have = serializers.IntegerField()
    missing_minutes = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField())
    kept_away = serializers.ListField(child=serializers.IntegerField())
    ways = WaySerializer(many=True, allow_null=True)


class GapQuery(serializers.Serializer):
    """All three name one gap, which then comes with its ways out."""

    date = serializers.DateField(required=False)
    station = serializers.CharField(required=False, max_length=32, help_text="A station's code.")
    start = serializers.IntegerField(
        required=False, min_value=0, max_value=2 * DAY, help_text="Minutes from midnight, inside the gap."
    )


def outcome_for(request: Request, hall_code: str, month: str) -> Outcome:
    return outcome_of(get_editable_roster(user_of(request), hall_code, month_from(month)))


class ExplanationViewSet(viewsets.GenericViewSet):
    """What a roster costs, and why."""

    queryset = Roster.objects.none()
    serializer_class = ExplanationSerializer
    pagination_class = None

    @extend_schema(responses={200: forced_singular_serializer(ExplanationSerializer)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str, month: str) -> Response:
        """By rule, person and week, in figures and sentences."""
        return Response(roster_story(outcome_for(request, hall_code, month)).as_json())


class GapsViewSet(viewsets.GenericViewSet):
    """The short hours of a roster."""

    queryset = Roster.objects.none()
    serializer_class = GapSerializer
    pagination_class = None

    @extend_schema(parameters=[GapQuery], responses={200: GapSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str, month: str) -> Response:
        """Every gap with its reasons; one that date, station and start name, with its ways out too."""
        query = asked(request, GapQuery)
        outcome = outcome_for(request, hall_code, month)
        if query.keys() == {"date", "station", "start"}:
            gap = gap_at(outcome, query["date"], query["station"], query["start"])
            return Response([gap_story(outcome, gap).as_json()] if gap else [])
        gaps = [gap_story(outcome, gap).as_json(with_ways=False) for gap in outcome.verdict.gaps_explained]
        return Response([gap for gap in gaps if fits(gap, query)])


def fits(gap: dict[str, Any], query: dict[str, Any]) -> bool:
    return all(gap[name] == str(query[name]) for name in ("date", "station") if name in query)


class CellWhyViewSet(viewsets.GenericViewSet):
    """Why a cell is so."""

    queryset = Roster.objects.none()
    serializer_class = CellWhySerializer
    lookup_field = "date"
    lookup_value_regex = DATE

    @extend_schema(responses={200: CellWhySerializer} | MAY_FAIL)
    def retrieve(self, request: Request, hall_code: str, month: str, employee: str, date: str) -> Response:
        """What would be worse otherwise, who else could, at what cost, and who could not, by which rule."""
        outcome = outcome_for(request, hall_code, month)
        day = (day_from(date) - outcome.roster.month).days
        if employee not in outcome.problem.worker_by_id or not 0 <= day < outcome.problem.days:
            raise Http404
        return Response(cell_story(outcome, (employee, day)).as_json())
