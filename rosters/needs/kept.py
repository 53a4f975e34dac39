"""What a version of a month was measured against, kept with it so that a past month stays as it was told.

Opening hours, people needed, skills and managers are a hall's own to change at any time; what was published
is counted against those of its day.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from ..month import Month, Span
from ..problem import headcounts_wanted
from ..solver.problem import Demand, Headcount, Problem

Json = dict[str, Any]


@dataclass(frozen=True)
class KeptNeeds:
    """By day the opening hours and what was needed, names of stations, and by employee's primary key her skills."""

    open: list[tuple[Span, ...]]
    demand: tuple[Demand, ...]
    headcounts: tuple[Headcount, ...]
    station_names: dict[str, str]
    levels: dict[int, dict[str, int]]
    managers: frozenset[int]

    def as_needed_by(self, before: "KeptNeeds | None") -> "KeptNeeds":
        """The same people, measured by what was needed before."""
        if before is None:
            return self
        return replace(before, levels=self.levels, managers=self.managers)


def needs_in(month: Month, problem: Problem) -> KeptNeeds:
    """What a problem made of the month asks for."""
    keys = {employee.code: employee.pk for employee in month.employees}
    return KeptNeeds(
        open=list(problem.open),
        demand=problem.demand,
        headcounts=tuple(headcounts_wanted(month)),
        station_names=month.station_names,
        levels={keys[worker.id]: worker.levels for worker in problem.workers},
        managers=frozenset(keys[worker.id] for worker in problem.workers if worker.is_manager),
    )


def measured_by(month: Month, needs: KeptNeeds | None) -> Month:
    """The month with the needs that were kept in place of those that hold now; as it is without any."""
    if needs is None or len(needs.open) != len(month.days):
        return month
    employees = [as_manager(employee, employee.pk in needs.managers) for employee in month.employees]
    return replace(
        month,
        open=dict(zip(month.days, needs.open, strict=True)),
        employees=employees,
        levels=month.levels | {pk: own for pk, own in needs.levels.items() if pk in month.levels},
        kept=needs,
    )


def as_manager(employee: Any, is_manager: bool) -> Any:
    same = copy(employee)
    same.is_manager = is_manager
    return same


# --- as JSON: days that are alike stand there once -----------------------------


def to_json(needs: KeptNeeds) -> Json:
    kinds: list[Json] = []
    days = [place_of(kinds, day_of(needs, number)) for number in range(len(needs.open))]
    return {
        "days": days,
        "kinds": kinds,
        "stations": needs.station_names,
        "levels": {str(pk): own for pk, own in needs.levels.items()},
        "managers": sorted(needs.managers),
    }


def day_of(needs: KeptNeeds, number: int) -> Json:
    return {
        "open": [list(span) for span in needs.open[number]],
        "demand": [
            [row.start, row.end, row.station, row.needed, row.is_peak, row.level]
            for row in needs.demand
            if row.day == number
        ],
        "headcounts": [[row.shift, row.needed, row.short, row.over] for row in needs.headcounts if row.day == number],
    }


def place_of(kinds: list[Json], day: Json) -> int:
    if day not in kinds:
        kinds.append(day)
    return kinds.index(day)


def from_json(data: Mapping[str, Any] | None) -> KeptNeeds | None:
    """What `to_json` gave; None where nothing was kept."""
    if not data:
        return None
    days = [data["kinds"][place] for place in data["days"]]
    return KeptNeeds(
        open=[tuple((start, end) for start, end in day["open"]) for day in days],
        demand=tuple(Demand(number, *row) for number, day in enumerate(days) for row in day["demand"]),
        headcounts=tuple(Headcount(number, *row) for number, day in enumerate(days) for row in day["headcounts"]),
        station_names=dict(data["stations"]),
        levels={int(pk): dict(own) for pk, own in data["levels"].items()},
        managers=frozenset(data["managers"]),
    )
