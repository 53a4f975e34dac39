"""What every template may ask beside its own page."""

from typing import Any

from django.http import HttpRequest

from .health import workers_seen


def program(request: HttpRequest) -> dict[str, Any]:
    """`solver_is_up`: whether a worker for builds was seen lately; asked only where a template uses it."""
    return {"solver_is_up": solver_is_up}


def solver_is_up() -> bool:
    return "solver" in workers_seen()
