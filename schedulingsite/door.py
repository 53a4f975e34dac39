"""The login page."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from staff.models import User

from .demo.accounts import USERNAMES


class Login(LoginView):
    """The login form; with demo data on a developer's machine it names the accounts there are."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"demo_accounts": demo_accounts()}


def demo_accounts() -> list[str]:
    """Usernames of the demo; none unless all of them are there, and none when `DEBUG` is off."""
    if not settings.DEBUG:
        return []
    there = set(User.objects.filter(username__in=USERNAMES).values_list("username", flat=True))
    return list(USERNAMES) if there == set(USERNAMES) else []
