"""A part of a month: what a build makes anew while the rest stays, or what stays while the rest is built."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..solver.duties import Duties
from ..solver.problem import Pin, Problem


@dataclass(frozen=True)
class Part:
    """These people (by code; everybody where none are named) on these days; `stays` turns it round."""

    people: tuple[str, ...]
    first: date
    last: date
    stays: bool = False

    def is_built(self, code: str, day: date) -> bool:
        is_inside = (not self.people or code in self.people) and self.first <= day <= self.last
        return is_inside != self.stays

    def as_json(self) -> dict[str, Any]:
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {"people": list(self.people), "stays": self.stays} | days

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Part":
        first, last = (date.fromisoformat(data[name]) for name in ("first", "last"))
        return cls(tuple(data["people"]), first, last, data["stays"])


def with_rest_kept(problem: Problem, duties: Duties, part: Part) -> Problem:
    """The problem with every cell that the part does not build pinned as it stands, empty ones too."""
    pinned: Container[tuple[str, int]] = {(pin.worker, pin.day) for pin in problem.pins}
    kept = tuple(
        Pin(worker.id, day, duties.shift_id(worker, day))
        for worker in problem.workers
        for day in range(problem.days)
        if (worker.id, day) not in pinned and not part.is_built(worker.id, problem.date_of(day))
    )
    return replace(problem, pins=problem.pins + kept)


def is_settled(problem: Problem) -> bool:
    """Whether every cell is pinned, so that nothing is left to build."""
    pinned = {(pin.worker, pin.day) for pin in problem.pins}
    return all((worker.id, day) in pinned for worker in problem.workers for day in range(problem.days))
