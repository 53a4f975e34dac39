"""What every template may ask beside its own page."""

from typing import Any

from django.http import HttpRequest

from staff.models import User
from staff.models.people import Language

from .health import workers_seen
from .rail import Rail
from .theme import theme_of


def program(request: HttpRequest) -> dict[str, Any]:
    """`rail`: where the user can go, None before login; `theme` and `languages` for the menus.

    `solver_is_up`: whether a worker for builds was seen lately; asked only where a template uses it.
    """
    user = getattr(request, "user", None)
    return {
        "rail": Rail(request, user) if isinstance(user, User) else None,
        "theme": theme_of(request),
        "languages": Language.choices,
        "solver_is_up": solver_is_up,
    }


def solver_is_up() -> bool:
    return "solver" in workers_seen()
