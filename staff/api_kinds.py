"""A hall's settings of leave at `/api/v1/`: kinds of absence, people's own allowances, how many may be away."""

from typing import Any

from django.db import models, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from .api_rows import HALL_PATH, MAY_FAIL, HallView, InHall, Refused, RowSerializer, asked, user_of
from .kinds import follow_department, own_kind, set_allowances
from .models import AbsenceKind, Allowance, Employee, LeaveSettings
from .recorded import facts_of, record_change


class KindSerializer(RowSerializer):
    """A kind as it holds in the hall; `settled_by` says whether the hall, the department or nobody has said so."""

    settled_by = serializers.SerializerMethodField()

    class Meta:
        model = AbsenceKind
        fields = [
            "code",
            "name",
            "is_offered",
            "days_a_year",
            "counts_every_day",
            "is_paid",
            "may_be_hours",
            "needs_attachment",
            "approver",
            "settled_by",
        ]
        read_only_fields = ["code"]
        validators: list[Any] = []

    def get_settled_by(self, kind: AbsenceKind) -> str:
        if kind.pk is None:
            return "usual"
        return "hall" if kind.hall_id else "department"


class KindsViewSet(HallView):
    """The kinds of absence of a hall, the usual ones first."""

    queryset = AbsenceKind.objects.none()
    serializer_class = KindSerializer
    pagination_class = None
    lookup_field = lookup_url_kwarg = "code"
    lookup_value_regex = "[a-z0-9][a-z0-9-]{0,19}"

    @extend_schema(responses={200: KindSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str) -> Response:
        return Response(self.get_serializer(AbsenceKind.of(self.hall).values(), many=True).data)

    @extend_schema(responses={200: KindSerializer} | MAY_FAIL)
    @transaction.atomic
    def update(self, request: Request, hall_code: str, code: str) -> Response:
        """Settle a kind for this hall, or add one of its own; what is not named stays."""
        row = own_kind(self.hall, code) or AbsenceKind(hall=self.hall, code=code)
        before = facts_of(row) if row.pk else None
        form = self.get_serializer(row, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        record_change(form.save(), before, by=user_of(request), hall=self.hall)
        return Response(form.data)

    @extend_schema(responses={204: None} | MAY_FAIL)
    def destroy(self, request: Request, hall_code: str, code: str) -> Response:
        """Follow the department again; a kind that only this hall has stays."""
        if code not in AbsenceKind.of(self.hall):
            raise Http404
        if code not in AbsenceKind.of(None):
            raise Refused(_("Only this hall has this kind: let nobody ask for it any more instead."), code="own")
        follow_department(self.hall, code, by=user_of(request))
        return Response(status=204)


class LeaveSettingsSerializer(serializers.ModelSerializer):
    """How many may be away for whole days at once; null is no limit."""

    class Meta:
        model = LeaveSettings
        fields = ["most_on_workdays", "most_on_rest_days", "most_on_holidays"]


class LeaveSettingsViewSet(HallView):
    """How many people of the hall may be away."""

    queryset = LeaveSettings.objects.none()
    serializer_class = LeaveSettingsSerializer
    pagination_class = None

    @extend_schema(
        operation_id="halls_leave_settings_retrieve",
        responses={200: forced_singular_serializer(LeaveSettingsSerializer)} | MAY_FAIL,
    )
    def list(self, request: Request, hall_code: str) -> Response:
        return Response(self.get_serializer(LeaveSettings.of(self.hall)).data)

    @extend_schema(responses={200: LeaveSettingsSerializer} | MAY_FAIL)
    @transaction.atomic
    def create(self, request: Request, hall_code: str) -> Response:
        """Change the settings; what is not named stays."""
        row = LeaveSettings.of(self.hall)
        before = facts_of(row) if row.pk else None
        form = self.get_serializer(row, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        record_change(form.save(), before, by=user_of(request), hall=self.hall)
        return Response(form.data)


class AllowanceSerializer(serializers.Serializer):
    """Days of a kind that somebody has in a year; null is as many as everybody."""

    employee = InHall("code", queryset=Employee.objects.all())
    kind = serializers.CharField(max_length=20)
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    days = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=366, allow_null=True)

    def validate_kind(self, code: str) -> str:
        kind = AbsenceKind.of(self.context["hall"]).get(code)
        if kind is None or kind.is_lieu or kind.days_a_year is None:
            raise serializers.ValidationError(code)
        return code


class YearQuery(serializers.Serializer):
    year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)


class AllowancesViewSet(HallView):
    """The allowances that single people have for themselves."""

    queryset = Allowance.objects.none()
    serializer_class = AllowanceSerializer
    pagination_class = None

    def get_queryset(self) -> models.QuerySet[Allowance]:
        query = asked(self.request, YearQuery)
        return Allowance.objects.filter(employee__hall=self.hall, **query).select_related("employee")

    @extend_schema(parameters=[YearQuery], responses={200: AllowanceSerializer(many=True)} | MAY_FAIL)
    def list(self, request: Request, hall_code: str) -> Response:
        return Response(self.get_serializer(self.get_queryset(), many=True).data)

    @extend_schema(responses={201: AllowanceSerializer} | MAY_FAIL)
    def create(self, request: Request, hall_code: str) -> Response:
        """Settle one, or with null give it up."""
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        facts = form.validated_data
        chosen = {(facts["employee"].pk, facts["kind"]): facts["days"]}
        set_allowances(self.hall, facts["year"], chosen, by=user_of(request))
        return Response(form.data, status=201)


routes = [
    (f"{HALL_PATH}/absence-kinds", KindsViewSet, "absence-kind"),
    (f"{HALL_PATH}/leave-settings", LeaveSettingsViewSet, "leave-settings"),
    (f"{HALL_PATH}/allowances", AllowancesViewSet, "allowance"),
]
