"""Tokens for programs: made, shown once, taken back."""

import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from .audit import record
from .models import ApiToken, Hall, User

# Of the tokens given for a password, the newest so many hold; a program that asks each time would leave thousands.
FROM_LOGIN_AT_MOST = 20


def digest_of(token: str) -> str:
    """What is kept of a token. It is random and long, so that one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(user: User, *, name: str, scope: str, by: User, is_from_login: bool = False) -> str:
    """A new token, in the only moment at which it can be read."""
    token = secrets.token_hex(20)
    row = ApiToken.objects.create(
        user=user,
        name=name,
        scope=scope,
        begins_with=token[:6],
        digest=digest_of(token),
        is_from_login=is_from_login,
    )
    if is_from_login:
        given = ApiToken.objects.filter(user=user, is_from_login=True).order_by("-pk")
        ApiToken.objects.filter(pk__in=list(given.values_list("pk", flat=True)[FROM_LOGIN_AT_MOST:])).delete()
    for hall in halls_of(user):
        record("token_made", by=by, hall=hall, subject=row.name, after={"scope": scope})
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """From now on the token opens nothing."""
    for hall in halls_of(token.user):
        record("token_revoked", by=by, hall=hall, subject=token.name)
    token.delete()


def token_named(text: str) -> ApiToken | None:
    """The token with its user; None when it is unknown or revoked, or the user has left."""
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(text), user__is_active=True).first()
    today = timezone.localdate()
    if token is not None and token.used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(used_on=today)
    return token


def halls_of(user: User) -> Iterable[Hall]:
    """Where it matters what the user's tokens may do."""
    return Hall.objects.filter(posts__user=user).distinct().order_by("pk")
