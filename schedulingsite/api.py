"""`/api/v1/`: its addresses, its schema, and the way in for programs."""

from typing import Any

from django.urls import include, path, reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from rosters.api import routes as roster_routes
from staff.api import routes as staff_routes
from staff.api_rows import INVALID, RefusalSerializer


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
        token, _ = Token.objects.get_or_create(user=form.validated_data["user"])
        return Response({"token": token.key})


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
for prefix, viewset, name in [*staff_routes, *roster_routes]:
    router.register(prefix, viewset, basename=name)

app_name = "api"

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("token/", TokenView.as_view(), name="token"),
    path("", include(router.urls)),
    path("<path:rest>", NowhereView.as_view(), name="nowhere"),
]
