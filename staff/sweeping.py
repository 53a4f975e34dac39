"""What is done for everybody by the clock: each for itself, so that one that goes wrong keeps no other waiting."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

One = TypeVar("One")

log = logging.getLogger(__name__)


def sweep(items: Iterable[One], act: Callable[[One], int | None]) -> int:
    """Do it for each; the sum of what the acts say they have done. What goes wrong is logged and done again next time.

    The act is a transaction of its own, or several.
    """
    return sum(attempt(item, act) for item in items)


def attempt(item: One, act: Callable[[One], int | None]) -> int:
    try:
        return act(item) or 0
    except Exception:
        log.exception("%s went wrong for %s.", name_of(act), label_of(item))
        return 0


def name_of(act: Any) -> str:
    act = getattr(act, "func", act)
    return f"{act.__module__}.{act.__qualname__}"


def label_of(item: Any) -> str:
    """By its key: what people wrote does not belong into the log of a server."""
    return f"{type(item).__name__} {item.pk}" if hasattr(item, "pk") else str(item)
