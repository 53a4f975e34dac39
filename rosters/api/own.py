"""What people enter for themselves, as programs do it: wishes of a month, pay or rest of a holiday."""

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import MAY_FAIL, NUMBER, DayField, HallView, MonthField, Refused, asked, documented, user_of
from staff.models import Employee, Hall

from ..models import HolidayChoice, ShiftType, Wish
from ..wishes import holidays, wishing
from ..wishes.holidays import NotChoosable
from ..wishes.wishing import NotWishable
from .limits import OwnShiftTypes


def own_employee(request: Request) -> Employee:
    return get_object_or_404(Employee.objects.select_related("hall"), user=user_of(request))


# --- wishes ------------------------------------------------------------------


class OwnWishSerializer(serializers.ModelSerializer):
    date = DayField()
    shift_type = OwnShiftTypes(queryset=ShiftType.objects.all(), allow_null=True, default=None)

    class Meta:
        model = Wish
        fields = ["id", "date", "shift_type", "prefers", "strength", "note"]
        validators: list[Any] = []


class OwnWishQuery(serializers.Serializer):
    month = MonthField(required=False, help_text="Such as 2026-03.")


class WindowQuery(serializers.Serializer):
    month = MonthField(help_text="Such as 2026-03.")


@extend_schema_serializer(many=False)
class WindowSerializer(serializers.Serializer):
    """Until when a month's wishes are taken, and how many points are left to spend on them."""

    opens = serializers.DateTimeField()
    closes = serializers.DateTimeField()
    is_open = serializers.BooleanField()
    points = serializers.IntegerField()
    left = serializers.IntegerField()


@documented(OwnWishSerializer, OwnWishQuery)
class OwnWishesViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Wish]):
    """The caller's own wishes: entered while the month's window is open, as far as her points reach."""

    queryset = Wish.objects.none()
    serializer_class = OwnWishSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[Wish]:
        rows = own_employee(self.request).wishes.select_related("employee__hall").order_by("date", "pk")
        query = asked(self.request, OwnWishQuery) if self.action == "list" else {}
        return rows.filter(date__range=query["month"]) if "month" in query else rows

    @extend_schema(responses={201: OwnWishSerializer} | MAY_FAIL)
    def create(self, request: Request) -> Response:
        """Wish for something; the same wish again is the one that is there."""
        employee = own_employee(request)
        form = self.get_serializer(data=request.data, context={"hall": employee.hall})
        form.is_valid(raise_exception=True)
        try:
            row = wishing.wish(Wish(employee=employee, **form.validated_data), by=user_of(request))
        except NotWishable as refusal:
            raise Refused(refusal.sentence, code=refusal.reason) from refusal
        return Response(self.get_serializer(row).data, status=201)

    @extend_schema(responses={204: None} | MAY_FAIL)
    def destroy(self, request: Request, pk: str) -> Response:
        """Take it back while the window is open."""
        try:
            wishing.take_back(self.get_object(), by=user_of(request))
        except NotWishable as refusal:
            raise Refused(refusal.sentence, code=refusal.reason) from refusal
        return Response(status=204)

    @extend_schema(parameters=[WindowQuery], responses={200: WindowSerializer} | MAY_FAIL, filters=False)
    @action(detail=False, pagination_class=None)
    def window(self, request: Request) -> Response:
        employee = own_employee(request)
        month, _last = asked(request, WindowQuery)["month"]
        window, points = wishing.window_of(employee.hall, month), wishing.points_of(employee.hall)
        facts = {
            "opens": window.opens,
            "closes": window.closes,
            "is_open": window.is_open(timezone.now()),
            "points": points,
            "left": points - wishing.points_spent(employee, month),
        }
        return Response(WindowSerializer(facts).data)


# --- holidays ----------------------------------------------------------------


class ChoosingSerializer(serializers.Serializer):
    """A holiday to choose about; `wants_rest` is null while nothing is chosen.

    `missed` are the days on which the published roster could not honour it.
    """

    name = serializers.CharField(source="period.name")
    first_day = serializers.DateField(source="period.first")
    last_day = serializers.DateField(source="period.last")
    wants_rest = serializers.BooleanField(allow_null=True)
    is_open = serializers.BooleanField()
    missed = serializers.ListField(child=serializers.DateField())


class HolidayChoiceSerializer(serializers.Serializer):
    first_day = DayField(help_text="The holiday's first day.")
    wants_rest = serializers.BooleanField(help_text="False: would rather work for the pay.")


class OwnHolidaysViewSet(viewsets.GenericViewSet[HolidayChoice]):
    """Pay or rest of the coming holidays, as the caller has chosen."""

    queryset = HolidayChoice.objects.none()
    serializer_class = ChoosingSerializer
    pagination_class = None

    @extend_schema(responses={200: ChoosingSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request) -> Response:
        return Response(self.get_serializer(holidays.choosing_of(own_employee(request)), many=True).data)

    @extend_schema(request=HolidayChoiceSerializer, responses={201: ChoosingSerializer(many=True)} | MAY_FAIL)
    def create(self, request: Request) -> Response:
        """Choose, or choose otherwise until the month is closed; answers with all of them."""
        employee = own_employee(request)
        form = HolidayChoiceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        chosen = form.validated_data
        try:
            holidays.choose(employee, chosen["first_day"], wants_rest=chosen["wants_rest"], by=user_of(request))
        except NotChoosable as refusal:
            raise Refused(refusal.sentence, code=refusal.reason) from refusal
        return Response(self.get_serializer(holidays.choosing_of(employee), many=True).data, status=201)


class HolidayOutcomeSerializer(serializers.Serializer):
    """One person's choice beside the roster; `missed` are the days on which it could not be honoured."""

    employee = serializers.CharField(source="employee.code")
    wants_rest = serializers.BooleanField(allow_null=True)
    worked = serializers.IntegerField(help_text="Days.")
    missed = serializers.ListField(child=serializers.DateField())


class HolidaySerializer(serializers.Serializer):
    name = serializers.CharField(source="period.name")
    first_day = serializers.DateField(source="period.first")
    last_day = serializers.DateField(source="period.last")
    is_rostered = serializers.BooleanField()
    people = HolidayOutcomeSerializer(many=True)


class HolidaysViewSet(HallView):
    """The coming holidays of a hall with everybody's choice, and where the roster could not honour it."""

    queryset = Hall.objects.none()
    serializer_class = HolidaySerializer
    pagination_class = None

    @extend_schema(responses={200: HolidaySerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str) -> Response:
        return Response(self.get_serializer(holidays.outcomes_of(self.hall), many=True).data)
