"""A hall's settings of swaps, and how many it had in a month."""

from typing import Any

from django.db import transaction
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import HALL_PATH, MAY_FAIL, HallView, MonthField, asked, user_of
from staff.recorded import facts_of, record_change

from .counts import SwapCounts, counts_of
from .models import SwapSettings


class SwapSettingsSerializer(serializers.ModelSerializer):
    class Meta:
        model = SwapSettings
        fields = ["last_hour", "duty_managers_decide", "remind_hours", "hold_seconds"]


class SwapSettingsViewSet(HallView):
    """How the hall handles swaps."""

    queryset = SwapSettings.objects.none()
    serializer_class = SwapSettingsSerializer
    pagination_class = None

    @extend_schema(
        operation_id="halls_swap_settings_retrieve",
        responses={200: forced_singular_serializer(SwapSettingsSerializer)} | MAY_FAIL,
    )
    def list(self, request: Request, hall_code: str) -> Response:
        """The settings; the policy's where the hall has set none."""
        return Response(self.get_serializer(SwapSettings.of(self.hall)).data)

    @extend_schema(responses={200: SwapSettingsSerializer} | MAY_FAIL)
    @transaction.atomic
    def create(self, request: Request, hall_code: str) -> Response:
        """Change the settings; what is not named stays."""
        row = SwapSettings.of(self.hall)
        before = facts_of(row) if row.pk else None
        form = self.get_serializer(row, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        record_change(form.save(), before, by=user_of(request), hall=self.hall)
        return Response(form.data)


class SwapCountsSerializer(serializers.Serializer):
    """Requests whose earliest day lies in the month."""

    asked = serializers.IntegerField()
    approved = serializers.IntegerField()
    declined = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    expired = serializers.IntegerField()
    overtaken = serializers.IntegerField()
    emergencies = serializers.IntegerField()


class CountsQuery(serializers.Serializer):
    month = MonthField(help_text="Such as 2026-03.")


class SwapCountsViewSet(HallView):
    """How many swaps the hall had."""

    serializer_class = SwapCountsSerializer
    pagination_class = None

    @extend_schema(
        operation_id="halls_swap_counts_retrieve",
        parameters=[CountsQuery],
        responses={200: forced_singular_serializer(SwapCountsSerializer)} | MAY_FAIL,
    )
    def list(self, request: Request, hall_code: str) -> Response:
        """The counts of one month."""
        first, _last = asked(request, CountsQuery)["month"]
        counts: SwapCounts = counts_of([self.hall], first)[self.hall.pk]
        return Response(self.get_serializer(counts).data)


routes: list[tuple[str, Any, str]] = [
    (f"{HALL_PATH}/swap-settings", SwapSettingsViewSet, "swap-settings"),
    (f"{HALL_PATH}/swap-counts", SwapCountsViewSet, "swap-counts"),
]
