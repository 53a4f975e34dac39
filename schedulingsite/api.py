"""`/api/v1/`: its addresses, its schema, and the way in for programs."""

from typing import Any

from django.urls import include, path, re_path, reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from notices.api import routes as notice_routes
from notices.api_webhooks import routes as webhook_routes
from plans.api import routes as plan_routes
from plans.api_cases import routes as case_routes
from reports.api import routes as report_routes
from reports.api_cycle import routes as cycle_routes
from reports.api_overview import routes as overview_routes
from rosters.api.feeds import OwnCalendarView
from rosters.api.routes import routes as roster_routes
from staff.api import routes as staff_routes
from staff.api_audit import routes as audit_routes
from staff.api_kinds import routes as kind_routes
from staff.api_leave import routes as leave_routes
from staff.api_rows import INVALID, RefusalSerializer
from staff.api_tokens import routes as token_routes
from staff.models import ApiToken
from staff.tokens import make_token
from swaps.api import routes as swap_routes
from swaps.api_leave import routes as leave_offer_routes


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()


class TokenView(APIView):
    """A token for programs, in exchange for user name and password; send it as `Authorization: Token …`."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "token"

    @extend_schema(
        request=AuthTokenSerializer,
        responses={200: TokenSerializer, 400: INVALID, 429: RefusalSerializer},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        form = AuthTokenSerializer(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        user = form.validated_data["user"]
        token = make_token(user, name="API", scope=ApiToken.Scope.WRITE, by=user, is_from_login=True)
        return Response({"token": token})


class RootSerializer(serializers.Serializer):
    halls = serializers.URLField()
    schema = serializers.URLField()
    token = serializers.URLField()


class RootView(APIView):
    """Where to begin."""

    @extend_schema(responses={200: RootSerializer, 401: RefusalSerializer})
    def get(self, request: Request) -> Response:
        names = {"halls": "api:hall-list", "schema": "api:schema", "token": "api:token"}
        return Response({key: request.build_absolute_uri(reverse(name)) for key, name in names.items()})


@extend_schema(exclude=True)
class NowhereView(APIView):
    """Addresses that are none are told to programs as programs read it."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound


router = SimpleRouter()
routes = [
    *staff_routes,
    *kind_routes,
    *leave_routes,
    *audit_routes,
    *token_routes,
    *notice_routes,
    *webhook_routes,
    *roster_routes,
    *swap_routes,
    *leave_offer_routes,
    *plan_routes,
    *case_routes,
    *cycle_routes,
    *report_routes,
    *overview_routes,
]
for prefix, viewset, name in routes:
    router.register(prefix, viewset, basename=name)

app_name = "api"

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("calendar/", OwnCalendarView.as_view(), name="own-calendar"),
    path("token/", TokenView.as_view(), name="token"),
    path("", include(router.urls)),
    # Line ends and all: what looks like no address of ours is still answered as a program's mistake.
    re_path(r"(?P<rest>[\s\S]+)", NowhereView.as_view(), name="nowhere"),
]
