"""Notices at `/api/v1/`: one's own, how one is told, and what a hall's people were told."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from staff.api_rows import HALL_PATH, MAY_FAIL, NUMBER, HallView, Refused, asked, documented, user_of

from . import reading
from .forms.preferences import PreferencesForm
from .kinds import Group
from .models import Delivery, Notice, Preferences
from .retrying import try_again

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class NoticeSerializer(serializers.ModelSerializer):
    """`title` and `lines` are in the reader's language; programs go by `kind` and `facts`."""

    hall = serializers.CharField(
        source="hall.code", default=None, allow_null=True, read_only=True, help_text="Empty for the department."
    )
    title = serializers.CharField(source="words.title", read_only=True)
    lines = serializers.ListField(child=serializers.CharField(), source="words.lines", read_only=True)
    facts = serializers.DictField(read_only=True)

    class Meta:
        model = Notice
        fields = ["id", "kind", "hall", "at", "read_at", "title", "lines", "facts", "url"]


class NoticesQuery(serializers.Serializer):
    unread = serializers.BooleanField(required=False, default=False, help_text="Only those not read yet.")


class ReadSerializer(serializers.Serializer):
    read = serializers.IntegerField(help_text="How many were new.")


@documented(NoticeSerializer, NoticesQuery)
class NoticesViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The user's own notices, the newest first."""

    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    lookup_value_regex = UUID

    def get_queryset(self) -> models.QuerySet[Notice]:
        rows = Notice.objects.visible_to(user_of(self.request)).select_related("hall")
        only_unread = self.action == "list" and asked(self.request, NoticesQuery)["unread"]
        return rows.unread() if only_unread else rows

    @extend_schema(request=None, responses={200: NoticeSerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, **address: Any) -> Response:
        """Note that the user has seen it."""
        reading.read(self.get_object())
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(operation_id="notices_read_all", request=None, responses={200: ReadSerializer} | MAY_FAIL)
    @action(detail=False, methods=["post"], url_path="read", url_name="read-all")
    def read_all(self, request: Request) -> Response:
        """Note that the user has seen all of them."""
        return Response({"read": reading.read_all(user_of(request))})


class PreferencesSerializer(serializers.ModelSerializer):
    email = serializers.EmailField(allow_blank=True, required=False)
    mail_groups = serializers.ListField(child=serializers.ChoiceField(Group.choices), required=False)

    class Meta:
        model = Preferences
        fields = ["email", "by_mail", "mail_groups", "quiet_from", "quiet_to"]


class PreferencesViewSet(viewsets.GenericViewSet):
    """How the user is told beside the inbox; quiet hours are on the hall's clock."""

    serializer_class = PreferencesSerializer
    pagination_class = None

    @extend_schema(responses={200: forced_singular_serializer(PreferencesSerializer)} | MAY_FAIL)
    def list(self, request: Request) -> Response:
        return Response(self._stands())

    @extend_schema(request=PreferencesSerializer, responses={200: PreferencesSerializer} | MAY_FAIL)
    def create(self, request: Request) -> Response:
        """Change what is sent, and leave the rest as it stands."""
        sent = PreferencesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        form = PreferencesForm(self._stands() | sent.validated_data, user=user_of(request))
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(error) for error in form.errors[name]] for name in form.errors}
            )
        form.save()
        return Response(self._stands())

    def _stands(self) -> dict[str, Any]:
        user = user_of(self.request)
        row = Preferences.objects.filter(user=user).first() or Preferences(user=user)
        return dict(PreferencesSerializer(row).data) | {"email": user.email}


class DeliverySerializer(serializers.ModelSerializer):
    """A notice that went out of the program, or should have."""

    recipient = serializers.CharField(source="notice.recipient", read_only=True)
    notice = NoticeSerializer(read_only=True)

    class Meta:
        model = Delivery
        fields = ["id", "recipient", "channel", "state", "attempts", "next_at", "sent_at", "error", "notice"]


class DeliveriesQuery(serializers.Serializer):
    state = serializers.ChoiceField(Delivery.State.choices, required=False)


@documented(DeliverySerializer, DeliveriesQuery)
class DeliveriesViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, HallView):
    """What was sent to a hall's people and robots, the newest first."""

    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[Delivery]:
        rows = Delivery.objects.filter(notice__hall=self.hall).order_by("-pk")
        if self.action == "list" and (state := asked(self.request, DeliveriesQuery).get("state")):
            rows = rows.filter(state=state)
        return rows.select_related("notice__hall", "notice__user", "notice__robot")

    @extend_schema(request=None, responses={200: DeliverySerializer} | MAY_FAIL)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, **address: Any) -> Response:
        """Have one that was given up tried again."""
        if not try_again(self.get_object(), by=user_of(request)):
            raise Refused(_("Only a delivery that has failed is tried again."), code="not_failed")
        return Response(self.get_serializer(self.get_object()).data)


routes = [
    ("notices", NoticesViewSet, "notice"),
    ("preferences", PreferencesViewSet, "preferences"),
    (f"{HALL_PATH}/deliveries", DeliveriesViewSet, "delivery"),
]
