"""Customers counted and expected, as programs use them."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import MAY_FAIL, HallView, InHall, MonthField, Refused, asked, documented, user_of
from staff.models import Station
from staff.models.halls import DAY
from staff.months import YEARS, refuse_far_day

from ..imports.arrivals import MOST_COUNT
from ..models import Arrivals
from ..needs.arrivals import Interval, take_in
from ..needs.forecast import Forecast, NoHistory
from ..needs.forecastwords import no_history_text

MOST_SENT = 5000


class ArrivalsSerializer(serializers.ModelSerializer):
    """Customers of one interval; `start` is minutes from midnight on the hall's clock. Null is no known station."""

    station = InHall("code", queryset=Station.objects.all(), allow_null=True, required=False)
    date = serializers.DateField(validators=[refuse_far_day])
    start = serializers.IntegerField(min_value=0, max_value=DAY - 1)
    minutes = serializers.IntegerField(min_value=1, max_value=240)
    count = serializers.IntegerField(min_value=0, max_value=MOST_COUNT)

    class Meta:
        model = Arrivals
        fields = ["date", "start", "minutes", "station", "count"]
        validators: list[Any] = []


class ArrivalsQuery(serializers.Serializer):
    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)
    station = serializers.CharField(required=False, max_length=32, help_text="A station's code.")


class ArrivalsSentSerializer(serializers.Serializer):
    intervals = ArrivalsSerializer(many=True, allow_empty=False)

    def validate_intervals(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse what speaks twice of one time."""
        if len(rows) > MOST_SENT:
            raise serializers.ValidationError(_("Send at most %(n)d at a time.") % {"n": MOST_SENT})
        lengths: dict[tuple[date, int], int] = {}
        stations = set()
        for row in rows:
            moment, station = (row["date"], row["start"]), row.get("station")
            if lengths.setdefault(moment, row["minutes"]) != row["minutes"] or (moment, station) in stations:
                raise serializers.ValidationError(_("%(date)s is said twice.") % {"date": row["date"]})
            stations.add((moment, station))
        ends = sorted((day.toordinal() * DAY + start, length) for (day, start), length in lengths.items())
        if any(begin + length > later for (begin, length), (later, _length) in pairwise(ends)):
            raise serializers.ValidationError(_("Intervals overlap."))
        return rows


class ArrivalsTakenSerializer(serializers.Serializer):
    written = serializers.IntegerField()
    replaced = serializers.IntegerField()
    unchanged = serializers.IntegerField()


@documented(ArrivalsSerializer, ArrivalsQuery)
class ArrivalsViewSet(mixins.ListModelMixin, HallView):
    """Customers counted in a hall."""

    queryset = Arrivals.objects.none()
    serializer_class = ArrivalsSerializer

    def get_queryset(self) -> models.QuerySet[Arrivals]:
        query = asked(self.request, ArrivalsQuery)
        names = {"first": "date__gte", "last": "date__lte", "station": "station__code"}
        found = Arrivals.objects.filter(hall=self.hall, **{names[name]: value for name, value in query.items()})
        return found.select_related("station").order_by("date", "start", "station__position", "pk")

    @extend_schema(request=ArrivalsSentSerializer, responses={200: ArrivalsTakenSerializer} | MAY_FAIL)
    def create(self, request: Request, **address: Any) -> Response:
        """Take customers in; each interval replaces whatever stood in it. Sent twice it changes nothing more."""
        sent = ArrivalsSentSerializer(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        rows = [Interval(**({"station": None} | row)) for row in sent.validated_data["intervals"]]
        if any(row.date > self.hall.today() for row in rows):
            raise serializers.ValidationError({"intervals": [_("this time is still to come")]})
        plan = take_in(
            self.hall, rows, {row.moment: row.minutes for row in rows}, by=user_of(request), name="API", whole=True
        )
        if plan.refused:
            raise Refused(_("cuts through an interval of another length that is on record"), code="clashes")
        return Response({"written": len(plan.fresh), "replaced": len(plan.stale), "unchanged": plan.unchanged})


class ForecastQuery(serializers.Serializer):
    month = MonthField(help_text="Such as 2026-03.")


class ExpectedSerializer(serializers.Serializer):
    date = serializers.DateField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    station = serializers.CharField()
    arrivals = serializers.FloatField()
    people = serializers.IntegerField()
    load = serializers.FloatField(help_text="People busy on average.")
    occupancy = serializers.FloatField()
    wait_minutes = serializers.FloatField()
    part_in_time = serializers.FloatField()


class ForecastSerializer(serializers.Serializer):
    """What `manage.py forecast --json` prints."""

    hall = serializers.CharField()
    month = serializers.CharField()
    intervals = ExpectedSerializer(many=True)
    accuracy = serializers.DictField()
    made_of = serializers.DictField()
    target = serializers.DictField()
    stations = serializers.ListField(child=serializers.DictField())


class ForecastViewSet(HallView):
    """Customers to expect in a month, and people needed."""

    serializer_class = ForecastSerializer
    pagination_class = None

    @extend_schema(
        parameters=[ForecastQuery], responses={200: forced_singular_serializer(ForecastSerializer)} | MAY_FAIL
    )
    def list(self, request: Request, **address: Any) -> Response:
        first, _last = asked(request, ForecastQuery)["month"]
        if first.year not in YEARS:
            raise serializers.ValidationError({"month": [_("Write the month like 2026-03.")]})
        try:
            return Response(Forecast(self.hall, first).as_json())
        except NoHistory:
            raise Refused(no_history_text(), code="no_history") from None
