"""What a rule has to say about a roster."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Violation:
    """One place where a roster breaks a hard rule or pays for a soft one.

    `worker` is a worker's id, `days` the days it speaks of (history days are negative),
    `start` and `end` minutes from midnight of the first of them, `amount` the size in the
    unit its rule names, and `facts` whatever its sentence needs besides, as its rule says.
    """

    rule: str
    is_hard: bool = False
    penalty: int = 0
    worker: str | None = None
    days: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None
    station: str | None = None
    amount: int = 0
    facts: dict[str, Any] = field(default_factory=dict, hash=False)


def penalty_of(violations: Iterable[Violation]) -> int:
    """What a roster with these violations costs; hard ones have no price."""
    return sum(violation.penalty for violation in violations)
