"""Shift types, demand, limits, wishes, rosters, assignments and builds at `/api/v1/`."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework import serializers

from staff.api_rows import (
    HALL_PATH,
    NUMBER,
    THIS_CENTURY,
    InHall,
    MonthQuery,
    RowSerializer,
    RowsView,
    asked,
    documented,
)
from staff.models import Employee, Station

from ..models import Demand, ShiftType, Wish
from ..needs.demand_table import DayKind, is_in_steps, spans_for
from ..wishes.wishing import is_late
from .arrivals import ArrivalsViewSet, ForecastViewSet
from .banks import BalancesViewSet, BankEntriesViewSet, BankSettingsViewSet, HoursViewSet, OwnBankViewSet
from .builds import BuildsViewSet
from .edits import EditsViewSet
from .explain import CellWhyViewSet, ExplanationViewSet, GapsViewSet
from .imports import SheetImportsViewSet, TableImportsViewSet
from .leave import LeaveCoverViewSet, LeaveRepairViewSet
from .limits import (
    HeadcountsViewSet,
    OwnShiftTypes,
    PersonLimitsViewSet,
    ShiftLimitsViewSet,
)
from .own import HolidaysViewSet, OwnHolidaysViewSet, OwnWishesViewSet
from .publications import (
    ConfirmationsViewSet,
    DifferencesViewSet,
    DraftVersionsViewSet,
    MyConfirmationsViewSet,
    PublicationsViewSet,
    ReviewsViewSet,
)
from .repairs import RepairsViewSet
from .rosters import MONTH, CellsViewSet, CellViewSet, RostersViewSet
from .sheetwords import SheetWordsViewSet
from .sickness import SickShiftsViewSet
from .whatifs import WhatIfsViewSet


class ShiftTypeSerializer(RowSerializer):
    only_for = InHall("code", queryset=Employee.objects.all(), many=True, required=False)
    barred_next = OwnShiftTypes(queryset=ShiftType.objects.all(), many=True, required=False)

    class Meta:
        model = ShiftType
        fields = [
            "id",
            "code",
            "letter",
            "name",
            "kind",
            "colour",
            "start",
            "end",
            "ends_next_day",
            "gap_start",
            "gap_end",
            "break_minutes",
            "break_from",
            "break_to",
            "paid_minutes",
            "valid_from",
            "valid_to",
            "open_to",
            "only_for",
            "barred_next",
            "most_a_month",
        ]
        validators: list[Any] = []
        extra_kwargs = THIS_CENTURY


@documented(ShiftTypeSerializer)
class ShiftTypesViewSet(RowsView):
    """The shift types of a hall, those no longer valid too."""

    queryset = ShiftType.objects.none()
    serializer_class = ShiftTypeSerializer

    def get_queryset(self) -> models.QuerySet[ShiftType]:
        return ShiftType.objects.whole().filter(hall=self.hall).prefetch_related("only_for", "barred_next")


class DemandSerializer(RowSerializer):
    station = InHall("code", queryset=Station.objects.all())

    class Meta:
        model = Demand
        fields = ["id", "station", "day_type", "date", "start", "end", "needed", "is_peak", "level"]
        validators: list[Any] = []
        extra_kwargs = THIS_CENTURY

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        row: Any = {name: attrs.get(name, getattr(self.instance, name, None)) for name in self.Meta.fields}
        if self._overlaps(row):
            raise serializers.ValidationError({"start": _("Another row of this station speaks for some of this time.")})
        super().validate(attrs)
        spans = spans_for(self.context["hall"], DayKind(row["day_type"], row["date"]))
        if not any(opens <= row["start"] and row["end"] <= closes for opens, closes in spans):
            raise serializers.ValidationError({"start": _("The hall is not open all of this time.")})
        if not is_in_steps(row["start"], row["end"], spans):
            raise serializers.ValidationError({"start": _("Begin and end on steps of 15, 20, 30 or 60 minutes.")})
        return attrs

    def _overlaps(self, row: dict[str, Any]) -> bool:
        others = Demand.objects.filter(station=row["station"], day_type=row["day_type"], date=row["date"])
        if isinstance(self.instance, Demand):
            others = others.exclude(pk=self.instance.pk)
        crosses = Q(start__lt=row["end"], end__gt=row["start"])
        return others.filter(crosses | Q(start=row["start"])).exists()


class DemandQuery(serializers.Serializer):
    day_type = serializers.ChoiceField(Demand.DayType.choices, required=False)
    date = serializers.DateField(required=False)
    station = serializers.CharField(required=False, max_length=32, help_text="A station's code.")


@documented(DemandSerializer, DemandQuery)
class DemandViewSet(RowsView):
    """How many people a hall needs: by kind of day, station and interval."""

    queryset = Demand.objects.none()
    serializer_class = DemandSerializer

    def get_queryset(self) -> models.QuerySet[Demand]:
        query = asked(self.request, DemandQuery)
        if "station" in query:
            query["station__code"] = query.pop("station")
        rows = Demand.objects.filter(hall=self.hall, **query).select_related("station")
        return rows.order_by("day_type", "date", "station__position", "start", "pk")


class WishSerializer(RowSerializer):
    employee = InHall("code", queryset=Employee.objects.all())
    shift_type = OwnShiftTypes(queryset=ShiftType.objects.all(), allow_null=True, required=False)

    class Meta:
        model = Wish
        fields = ["id", "employee", "date", "shift_type", "prefers", "strength", "note", "is_late"]
        read_only_fields = ["is_late"]
        validators: list[Any] = []
        extra_kwargs = THIS_CENTURY


@documented(WishSerializer, MonthQuery)
class WishesViewSet(RowsView):
    """What a hall's people would like to work, or rather not."""

    queryset = Wish.objects.none()
    serializer_class = WishSerializer

    def get_queryset(self) -> models.QuerySet[Wish]:
        rows = Wish.objects.filter(employee__hall=self.hall).select_related("employee").order_by("date", "pk")
        query = asked(self.request, MonthQuery)
        if "employee" in query:
            rows = rows.filter(employee__code=query["employee"])
        return rows.filter(date__range=query["month"]) if "month" in query else rows

    def perform_create(self, serializer: serializers.BaseSerializer) -> None:
        serializer.validated_data["is_late"] = is_late(self.hall, serializer.validated_data["date"])
        super().perform_create(serializer)


ROSTER_PATH = rf"{HALL_PATH}/rosters/(?P<month>{MONTH})"

routes = [
    (f"{HALL_PATH}/shift-types", ShiftTypesViewSet, "shift-type"),
    (f"{HALL_PATH}/demand", DemandViewSet, "demand"),
    (f"{HALL_PATH}/arrivals", ArrivalsViewSet, "arrivals"),
    (f"{HALL_PATH}/forecast", ForecastViewSet, "forecast"),
    (f"{HALL_PATH}/headcounts", HeadcountsViewSet, "headcount"),
    (f"{HALL_PATH}/person-limits", PersonLimitsViewSet, "person-limit"),
    (f"{HALL_PATH}/shift-limits", ShiftLimitsViewSet, "shift-limit"),
    (f"{HALL_PATH}/wishes", WishesViewSet, "wish"),
    (f"{HALL_PATH}/time-banks/entries", BankEntriesViewSet, "bank-entry"),
    (f"{HALL_PATH}/time-banks/settings", BankSettingsViewSet, "bank-settings"),
    (f"{HALL_PATH}/time-banks", BalancesViewSet, "balance"),
    ("time-bank", OwnBankViewSet, "own-bank"),
    (f"{ROSTER_PATH}/hours", HoursViewSet, "hours"),
    (f"{HALL_PATH}/rosters", RostersViewSet, "roster"),
    (f"{ROSTER_PATH}/assignments", CellsViewSet, "assignment"),
    (rf"{ROSTER_PATH}/assignments/(?P<employee>[^/\x00]{{1,32}})", CellViewSet, "cell"),
    (f"{ROSTER_PATH}/edits", EditsViewSet, "edit"),
    (f"{ROSTER_PATH}/imports", SheetImportsViewSet, "sheet-import"),
    (rf"{HALL_PATH}/imports/(?P<what>people|demand|arrivals)", TableImportsViewSet, "table-import"),
    (f"{HALL_PATH}/sheet-words", SheetWordsViewSet, "sheet-word"),
    (f"{ROSTER_PATH}/builds", BuildsViewSet, "build"),
    (f"{ROSTER_PATH}/what-ifs", WhatIfsViewSet, "what-if"),
    (f"{ROSTER_PATH}/publications", PublicationsViewSet, "publication"),
    (f"{ROSTER_PATH}/differences", DifferencesViewSet, "difference"),
    (f"{ROSTER_PATH}/draft-versions", DraftVersionsViewSet, "draft-version"),
    (f"{ROSTER_PATH}/reviews", ReviewsViewSet, "review"),
    (f"{ROSTER_PATH}/confirmations", ConfirmationsViewSet, "confirmation"),
    ("confirmations", MyConfirmationsViewSet, "my-confirmation"),
    (f"{ROSTER_PATH}/repairs", RepairsViewSet, "repair"),
    (rf"leave/(?P<pk>{NUMBER})/cover", LeaveCoverViewSet, "leave-cover"),
    (rf"leave/(?P<pk>{NUMBER})/repair", LeaveRepairViewSet, "leave-repair"),
    (f"{HALL_PATH}/sick-shifts", SickShiftsViewSet, "sick-shift"),
    ("wishes", OwnWishesViewSet, "my-wish"),
    (f"{HALL_PATH}/holidays", HolidaysViewSet, "holiday"),
    ("holidays", OwnHolidaysViewSet, "my-holiday"),
    (f"{ROSTER_PATH}/explanation", ExplanationViewSet, "explanation"),
    (f"{ROSTER_PATH}/explanation/gaps", GapsViewSet, "explanation-gap"),
    (rf"{ROSTER_PATH}/explanation/cells/(?P<employee>[^/\x00]{{1,32}})", CellWhyViewSet, "explanation-cell"),
]
