"""A user's own tokens at `/api/v1/`."""

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from .api_rows import MAY_FAIL, NUMBER, documented, user_of
from .models import ApiToken
from .tokens import make_token, revoke_token


class ApiTokenSerializer(serializers.ModelSerializer):
    class Meta:
        model = ApiToken
        fields = ["id", "name", "scope", "begins_with", "made_at", "used_on"]
        read_only_fields = ["begins_with", "made_at", "used_on"]


class NewTokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Shown this once.")


@documented(ApiTokenSerializer)
class ApiTokensViewSet(
    mixins.ListModelMixin, mixins.CreateModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet
):
    """The user's own tokens."""

    queryset = ApiToken.objects.none()
    serializer_class = ApiTokenSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> models.QuerySet[ApiToken]:
        return ApiToken.objects.filter(user=user_of(self.request))

    @extend_schema(request=ApiTokenSerializer, responses={201: NewTokenSerializer} | MAY_FAIL)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        scope = form.validated_data.get("scope", ApiToken.Scope.READ)
        user = user_of(request)
        token = make_token(user, name=form.validated_data["name"], scope=scope, by=user)
        return Response({"token": token}, status=201)

    def perform_destroy(self, instance: ApiToken) -> None:
        revoke_token(instance, by=user_of(self.request))


routes = [("tokens", ApiTokensViewSet, "own-token")]
