"""Webhooks of a hall at `/api/v1/`: addresses that are told of its events."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import HALL_PATH, MAY_FAIL, HallView, RowSerializer, RowsView, documented, user_of
from staff.models import Hall

from .forms.webhooks import looked_at
from .kinds import HOOKED
from .models import Robot


class WebhookSerializer(RowSerializer):
    """The address can hold a secret of its own: it is taken, and only its end is given back."""

    url = serializers.CharField(source="token", max_length=500, write_only=True, help_text="Begins with https://.")
    ends_with = serializers.CharField(source="hint", read_only=True)
    events = serializers.ListField(
        source="kinds", child=serializers.ChoiceField([(kind.value, kind.label) for kind in HOOKED]), allow_empty=False
    )

    class Meta:
        model = Robot
        fields = ["id", "name", "url", "ends_with", "events", "is_active"]
        validators: list[Any] = []

    def validate_url(self, value: str) -> str:
        try:
            return looked_at(value)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from None

    @property
    def fixed(self) -> dict[str, Any]:
        return super().fixed | {"service": Robot.Service.WEBHOOK, "secret": secrets.token_urlsafe(32)}


class NewWebhookSerializer(WebhookSerializer):
    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]
        extra_kwargs = {"secret": {"read_only": True, "help_text": "Signs what is sent. Shown this once."}}


@documented(WebhookSerializer)
class WebhooksViewSet(RowsView):
    """Where a hall's events are sent; what was sent is among its deliveries."""

    queryset = Robot.objects.none()
    serializer_class = WebhookSerializer

    def get_queryset(self) -> models.QuerySet[Robot]:
        return Robot.objects.filter(hall=self.hall, service=Robot.Service.WEBHOOK).order_by("pk")

    @extend_schema(responses={201: NewWebhookSerializer} | MAY_FAIL)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add one; the answer alone has the secret that its requests are signed with."""
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        self.perform_create(form)
        return Response(NewWebhookSerializer(form.instance).data, status=201)


@documented(WebhookSerializer)
class DepartmentWebhooksViewSet(WebhooksViewSet):
    """Addresses that the department tells of events of all halls and of its own summary."""

    @property
    def hall(self) -> Hall | None:  # type: ignore[override]  # they are of none
        if not user_of(self.request).reads_all_halls:
            raise PermissionDenied
        return None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super(HallView, self).initial(request, *args, **kwargs)
        assert self.hall is None

    @extend_schema(responses={201: NewWebhookSerializer} | MAY_FAIL)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add one; the answer alone has the secret that its requests are signed with."""
        return super().create(request, *args, **kwargs)


routes = [
    ("webhooks", DepartmentWebhooksViewSet, "department-webhook"),
    (f"{HALL_PATH}/webhooks", WebhooksViewSet, "webhook"),
]
