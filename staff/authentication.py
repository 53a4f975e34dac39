"""How a program says who it is."""

from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from .models import ApiToken, User
from .tokens import token_named


class OwnTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`; a token that may only read is refused wherever something would change."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        found = super().authenticate(request)
        if found and found[1].scope == ApiToken.Scope.READ and request.method not in SAFE_METHODS:
            raise PermissionDenied(_("This token may only read."), code="read_only")
        return found

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        token = token_named(key)
        if token is None:
            raise AuthenticationFailed(_("This token is unknown or revoked."))
        return token.user, token
