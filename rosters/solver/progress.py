"""What a solve tells: how it stands while it runs, and what came of it."""

from dataclasses import dataclass, field

from .duties import Duties
from .violation import Violation


@dataclass(frozen=True)
class Progress:
    """How a solve stands after `elapsed` seconds.

    `penalty` is the checker's, `bound` what no roster can cost less than, `gap` their
    distance as a part of the penalty. `duties` is the best roster when it is new since
    the last report, else None. `phase` is "first" with the roster it begins from, then "search".
    """

    elapsed: float
    penalty: int
    bound: int
    gap: float
    duties: Duties | None
    phase: str


@dataclass(frozen=True)
class Solution:
    """What came of a solve.

    `status` is "optimal", "feasible" or "infeasible"; then `conflicts` says which hard rules
    the pins break and there are no duties. `penalty` is always the checker's. `trace`
    lists (second, penalty, bound) as they got better; `build_seconds` went into the model.
    """

    status: str
    duties: Duties | None = None
    penalty: int | None = None
    bound: int = 0
    seconds: float = 0.0
    trace: list[tuple[float, int, int]] = field(default_factory=list)
    conflicts: list[Violation] = field(default_factory=list)
    build_seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """The distance from the bound as a part of the penalty; None without a roster."""
        return None if self.penalty is None else gap_of(self.penalty, self.bound)


def gap_of(penalty: int, bound: int) -> float:
    return max(0.0, (penalty - bound) / penalty) if penalty else 0.0
