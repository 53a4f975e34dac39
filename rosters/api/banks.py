"""Time banks, hours sheets and the choice between pay and time off, as programs use them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from staff import banking
from staff.api_rows import MAY_FAIL, HallView, InHall, Refused, asked, documented, user_of
from staff.banking import NotBankable
from staff.models import Employee, TimeBankEntry, TimeBankSettings
from staff.recorded import facts_of, record_change

from ..access import get_editable_roster, get_hours_roster
from ..forms.banks import BankSettingsForm
from ..timebanks import posting
from ..timebanks.banks import Ledger, balances_of, ledger_of
from ..timebanks.overtime import HoursSheet
from ..timebanks.posting import NotPostable
from .limits import EmployeeQuery
from .rosters import month_from

Kind = TimeBankEntry.Kind
MOST = 100_000


class BankEntrySerializer(serializers.ModelSerializer):
    """Minutes put in (+) or taken out (-); `version` is that of the month's roster it was read from."""

    employee = serializers.CharField(source="employee.code", read_only=True)
    by = serializers.CharField(source="by.name", default=None, read_only=True, allow_null=True)

    class Meta:
        model = TimeBankEntry
        fields = ["id", "employee", "date", "kind", "minutes", "reason", "month", "version", "by", "at"]


class BookSerializer(serializers.Serializer):
    employee = InHall("code", queryset=Employee.objects.all())
    kind = serializers.ChoiceField([Kind.CORRECTED.value, Kind.PAID_OUT.value])
    minutes = serializers.IntegerField(min_value=-MOST, max_value=MOST, help_text="Paying out always takes out.")
    why = serializers.CharField(max_length=100)

    def validate_minutes(self, minutes: int) -> int:
        if minutes == 0:
            raise serializers.ValidationError(_("Nothing would move."))
        return minutes


@documented(BankEntrySerializer, EmployeeQuery)
class BankEntriesViewSet(mixins.ListModelMixin, HallView):
    """The ledger of a hall's time banks; entries are added and never changed."""

    queryset = TimeBankEntry.objects.none()
    serializer_class = BankEntrySerializer

    def get_queryset(self) -> models.QuerySet[TimeBankEntry]:
        rows = TimeBankEntry.objects.filter(employee__hall=self.hall).select_related("employee", "by")
        query = asked(self.request, EmployeeQuery)
        rows = rows.filter(employee__code=query["employee"]) if "employee" in query else rows
        return rows.order_by("date", "pk")

    @extend_schema(request=BookSerializer, responses={201: BankEntrySerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str) -> Response:
        """Correct a balance, or pay minutes out; refused where that would go below the hall's limit."""
        form = BookSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        facts = form.validated_data
        act = banking.pay_out if facts["kind"] == Kind.PAID_OUT else banking.correct
        try:
            entry = act(facts["employee"], minutes=facts["minutes"], why=facts["why"], by=user_of(request))
        except NotBankable as refusal:
            if refusal.code == "own":
                raise PermissionDenied from refusal
            raise Refused(refusal.sentence, code=refusal.code) from refusal
        return Response(self.get_serializer(entry).data, status=201)


class BankSettingsSerializer(serializers.ModelSerializer):
    class Meta:
        model = TimeBankSettings
        fields = BankSettingsForm.Meta.fields


class BankSettingsViewSet(HallView):
    """How the hall pays overtime and keeps its time banks."""

    queryset = TimeBankSettings.objects.none()
    serializer_class = BankSettingsSerializer
    pagination_class = None

    @extend_schema(
        operation_id="halls_time_banks_settings_retrieve",
        responses={200: forced_singular_serializer(BankSettingsSerializer)} | MAY_FAIL,
    )
    def list(self, request: Request, hall_code: str) -> Response:
        """The settings; the law's where the hall has set none."""
        return Response(self.get_serializer(TimeBankSettings.of(self.hall)).data)

    @extend_schema(responses={200: BankSettingsSerializer} | MAY_FAIL)
    @transaction.atomic
    def create(self, request: Request, hall_code: str) -> Response:
        """Change the settings; what is not named stays."""
        row = TimeBankSettings.of(self.hall)
        before = facts_of(row) if row.pk else None
        form = self.get_serializer(row, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        record_change(form.save(), before, by=user_of(request), hall=self.hall)
        return Response(form.data)


class BalanceSerializer(serializers.Serializer):
    employee = serializers.CharField(source="employee.code")
    minutes = serializers.IntegerField()
    overtime = serializers.ChoiceField(["banked", "paid"])
    expires_on = serializers.DateField(allow_null=True)
    expires_minutes = serializers.IntegerField()


def balance_fields(one: Any, minutes: int) -> dict[str, Any]:
    """A ledger or a line of balances as `BalanceSerializer` has it."""
    lot = one.next_to_expire
    return {
        "employee": one.employee,
        "minutes": minutes,
        "overtime": "banked" if one.is_banked else "paid",
        "expires_on": lot.expires_on if lot else None,
        "expires_minutes": lot.minutes if lot else 0,
    }


class BalancesViewSet(HallView):
    """What everybody of a hall is owed, and what of it expires first."""

    queryset = Employee.objects.none()
    serializer_class = BalanceSerializer

    @extend_schema(responses={200: BalanceSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str) -> Response:
        page: Any = self.paginate_queryset(balances_of(self.hall))
        found = [balance_fields(one, one.minutes) for one in page]
        return self.get_paginated_response(BalanceSerializer(found, many=True).data)


@extend_schema_serializer(many=False)
class OwnBankSerializer(BalanceSerializer):
    entries = BankEntrySerializer(many=True)


class BankChoiceSerializer(serializers.Serializer):
    overtime = serializers.ChoiceField(["banked", "paid"])


class OwnBankViewSet(viewsets.GenericViewSet):
    """The user's own time bank."""

    queryset = TimeBankEntry.objects.none()
    serializer_class = OwnBankSerializer
    pagination_class = None

    @extend_schema(responses={200: OwnBankSerializer} | MAY_FAIL)
    def list(self, request: Request) -> Response:
        return Response(own_fields(ledger_of(self._employee())))

    @extend_schema(request=BankChoiceSerializer, responses={201: OwnBankSerializer} | MAY_FAIL)
    def create(self, request: Request) -> Response:
        """Have overtime banked or paid from this month on."""
        employee = self._employee()
        form = BankChoiceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        banking.choose(employee, is_banked=form.validated_data["overtime"] == "banked", by=user_of(request))
        return Response(own_fields(ledger_of(employee)), status=201)

    def _employee(self) -> Employee:
        return get_object_or_404(Employee.objects.select_related("hall"), user=user_of(self.request))


def own_fields(ledger: Ledger) -> Any:
    fields = balance_fields(ledger, ledger.balance) | {"entries": [line.entry for line in ledger.lines]}
    return OwnBankSerializer(fields).data


class HoursLineSerializer(serializers.Serializer):
    """Minutes of one person's month; what is banked is not in the minutes at a rate."""

    employee = serializers.CharField(source="employee.code")
    overtime = serializers.SerializerMethodField()
    worked = serializers.IntegerField(source="overtime.paid")
    long_day = serializers.IntegerField(source="paid_long_day")
    further_day = serializers.IntegerField(source="paid_further_day")
    holiday = serializers.IntegerField(source="overtime.holiday")
    banked = serializers.IntegerField()
    taken = serializers.IntegerField(source="overtime.taken")

    def get_overtime(self, line: Any) -> str:
        return "banked" if line.is_banked else "paid"


@extend_schema_serializer(many=False)
class HoursSerializer(serializers.Serializer):
    version = serializers.IntegerField(source="publication.number")
    long_day_percent = serializers.IntegerField(source="settings.long_day_percent")
    further_day_percent = serializers.IntegerField(source="settings.further_day_percent")
    holiday_percent = serializers.IntegerField(source="settings.holiday_percent")
    lines = HoursLineSerializer(many=True)


class HoursViewSet(viewsets.GenericViewSet):
    """A published month's minutes at each rate, for those who manage the hall and for management."""

    queryset = TimeBankEntry.objects.none()
    serializer_class = HoursSerializer
    pagination_class = None

    @extend_schema(responses={200: HoursSerializer} | MAY_FAIL)
    def list(self, request: Request, hall_code: str, month: str) -> Response:
        roster, _can_edit = get_hours_roster(user_of(request), hall_code, month_from(month))
        return Response(HoursSerializer(sheet_or_404(posting.hours_of(roster))).data)

    @extend_schema(request=None, responses={201: HoursSerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str, month: str) -> Response:
        """Post the month to the time banks; posting again books what has changed since."""
        roster = get_editable_roster(user_of(request), hall_code, month_from(month))
        try:
            posting.post(roster, by=user_of(request))
        except NotPostable as refusal:
            raise Refused(refusal.sentence, code=refusal.code) from refusal
        return Response(HoursSerializer(sheet_or_404(posting.hours_of(roster))).data, status=201)


def sheet_or_404(sheet: HoursSheet | None) -> HoursSheet:
    if sheet is None:
        raise Http404
    return sheet
