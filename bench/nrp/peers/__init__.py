"""Other solvers on the same instances, each in a process of its own: `python -m bench.nrp.peers NAME FILE`."""

from dataclasses import dataclass, field
from time import monotonic


@dataclass(frozen=True)
class Budget:
    """What a peer may spend: seconds from now on, reading and building included."""

    seconds: float
    workers: int
    seed: int
    began: float = field(default_factory=monotonic)

    @property
    def left(self) -> float:
        """Seconds that are left, never quite none."""
        return max(0.1, self.seconds - (monotonic() - self.began))


@dataclass(frozen=True)
class Found:
    """What a peer came to: no roster when it found none, no bound when it knows none."""

    status: str
    bound: float | None
    roster: dict[str, list[str]] | None
    build_seconds: float
