"""Timefold's Python solver: a shift or none for each person and day, every rule a constraint stream.

It needs Java, and starting that is not counted among its seconds. The community edition searches
with one thread, whatever it is given.
"""

from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated

import jpype
from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningPin,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

from bench.nrp import instance as nrp
from bench.nrp.peers import Budget, Found

try:
    jpype.getDefaultJVMPath()
except jpype.JVMNotFoundException as missing:
    raise ImportError("Timefold needs Java") from missing


@dataclass
class Kind:
    """A shift."""

    id: Annotated[str, PlanningId]
    place: int
    minutes: int
    bars: list[bool]


@dataclass
class Person:
    id: Annotated[str, PlanningId]
    days: int
    shift_most: list[int]
    most_minutes: int
    least_minutes: int
    most_run: int
    least_run: int
    least_rest: int
    most_weekends: int


@dataclass
class Need:
    """People wanted in a shift of a day."""

    id: Annotated[int, PlanningId]
    day: int
    kind: str
    needed: int
    under: int
    over: int


@planning_entity
@dataclass
class Cell:
    """A day of a person; `prices` of each shift on it, wishes met below 0. A day off stays empty."""

    id: Annotated[int, PlanningId]
    person: Person
    day: int
    is_off: Annotated[bool, PlanningPin]
    prices: list[int]
    kind: Annotated[Kind | None, PlanningVariable(allows_unassigned=True)] = field(default=None)


@planning_solution
@dataclass
class Roster:
    kinds: Annotated[list[Kind], ProblemFactCollectionProperty, ValueRangeProvider]
    needs: Annotated[list[Need], ProblemFactCollectionProperty]
    cells: Annotated[list[Cell], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    return [
        minutes(factory),
        shift_most(factory),
        weekends(factory),
        runs(factory),
        breaks(factory),
        followers(factory),
        requests(factory),
        cover(factory),
    ]


def minutes(factory: ConstraintFactory) -> Constraint:
    sums = factory.for_each_including_unassigned(Cell).group_by(
        lambda cell: cell.person,
        ConstraintCollectors.sum(lambda cell: 0 if cell.kind is None else cell.kind.minutes),
    )
    return sums.penalize(
        HardSoftScore.ONE_HARD,
        lambda person, paid: (max(0, paid - person.most_minutes, person.least_minutes - paid) + 59) // 60,
    ).as_constraint("minutes")


def shift_most(factory: ConstraintFactory) -> Constraint:
    counts = factory.for_each(Cell).group_by(
        lambda cell: cell.person, lambda cell: cell.kind, ConstraintCollectors.count()
    )
    return counts.penalize(
        HardSoftScore.ONE_HARD, lambda person, kind, count: max(0, count - person.shift_most[kind.place])
    ).as_constraint("most of a shift")


def weekends(factory: ConstraintFactory) -> Constraint:
    worked = factory.for_each(Cell).filter(lambda cell: cell.day % 7 >= 5)
    counts = worked.group_by(lambda cell: cell.person, ConstraintCollectors.count_distinct(lambda cell: cell.day // 7))
    return counts.penalize(
        HardSoftScore.ONE_HARD, lambda person, count: max(0, count - person.most_weekends)
    ).as_constraint("weekends")


def runs(factory: ConstraintFactory) -> Constraint:
    """Days worked in a row, too many or, inside the horizon, too few."""
    rows = factory.for_each(Cell).group_by(
        lambda cell: cell.person, ConstraintCollectors.to_consecutive_sequences(lambda cell: cell.day)
    )
    each = rows.flatten_last(lambda chains: chains.getConsecutiveSequences())
    return each.penalize(
        HardSoftScore.ONE_HARD,
        lambda person, run: max(
            0,
            run.getCount() - person.most_run,
            person.least_run - run.getCount()
            if run.getFirstItem().day > 0 and run.getLastItem().day < person.days - 1
            else 0,
        ),
    ).as_constraint("runs")


def breaks(factory: ConstraintFactory) -> Constraint:
    """Days off in a row, too few inside the horizon."""
    free = factory.for_each_including_unassigned(Cell).filter(lambda cell: cell.kind is None)
    rows = free.group_by(lambda cell: cell.person, ConstraintCollectors.to_consecutive_sequences(lambda cell: cell.day))
    each = rows.flatten_last(lambda chains: chains.getConsecutiveSequences())
    return each.penalize(
        HardSoftScore.ONE_HARD,
        lambda person, run: (
            max(0, person.least_rest - run.getCount())
            if run.getFirstItem().day > 0 and run.getLastItem().day < person.days - 1
            else 0
        ),
    ).as_constraint("breaks")


def followers(factory: ConstraintFactory) -> Constraint:
    next_days = factory.for_each(Cell).join(
        Cell,
        Joiners.equal(lambda cell: cell.person),
        Joiners.equal(lambda cell: cell.day + 1, lambda cell: cell.day),
    )
    barred = next_days.filter(lambda today, tomorrow: today.kind.bars[tomorrow.kind.place])
    return barred.penalize(HardSoftScore.ONE_HARD).as_constraint("followers")


def requests(factory: ConstraintFactory) -> Constraint:
    stream = factory.for_each(Cell)
    return stream.impact(HardSoftScore.ONE_SOFT, lambda cell: -cell.prices[cell.kind.place]).as_constraint("requests")


def cover(factory: ConstraintFactory) -> Constraint:
    """What the heads present save beside nobody being there."""
    present = (
        factory.for_each(Need)
        .join(
            Cell,
            Joiners.equal(lambda need: need.day, lambda cell: cell.day),
            Joiners.equal(lambda need: need.kind, lambda cell: cell.kind.id),
        )
        .group_by(lambda need, cell: need, ConstraintCollectors.count_bi())
    )
    return present.impact(HardSoftScore.ONE_SOFT, lambda need, have: saved(need, have)).as_constraint("cover")


def saved(need: Need, have: int) -> int:
    return need.under * min(need.needed, have) - need.over * max(0, have - need.needed)


def solve(instance: nrp.Instance, budget: Budget) -> Found:
    roster = roster_for(instance)
    config = SolverConfig(
        solution_class=Roster,
        entity_class_list=[Cell],
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=constraints),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(budget.seconds * 1000))),
        random_seed=budget.seed,
    )
    solver = SolverFactory.create(config).build_solver()
    built = monotonic() - budget.began
    found = solver.solve(roster)
    is_lawful = found.score.hard_score == 0
    return Found(
        status="feasible" if is_lawful else "unknown",
        bound=None,
        roster=rows_of(instance, found) if is_lawful else None,
        build_seconds=round(built, 2),
    )


def roster_for(instance: nrp.Instance) -> Roster:
    """The instance as Timefold wants it, all days free."""
    shifts = instance.shifts
    kinds = [
        Kind(shift.id, place, shift.minutes, [other.id in shift.barred_next for other in shifts])
        for place, shift in enumerate(shifts)
    ]
    prices: dict[tuple[str, int, str], int] = {}
    for sign, wishes in ((-1, instance.on), (1, instance.off)):
        for wish in wishes:
            key = wish.staff, wish.day, wish.shift
            prices[key] = prices.get(key, 0) + sign * wish.weight
    cells = []
    for staff in instance.staff:
        person = person_for(instance, staff)
        for day in range(instance.days):
            priced = [prices.get((staff.id, day, shift.id), 0) for shift in shifts]
            cells.append(Cell(len(cells), person, day, day in staff.days_off, priced))
    needs = [
        Need(place, row.day, row.shift, row.needed, row.under, row.over) for place, row in enumerate(instance.cover)
    ]
    return Roster(kinds, needs, cells)


def person_for(instance: nrp.Instance, staff: nrp.Staff) -> Person:
    return Person(
        id=staff.id,
        days=instance.days,
        shift_most=[staff.shift_most[shift.id] for shift in instance.shifts],
        most_minutes=staff.most_minutes,
        least_minutes=staff.least_minutes,
        most_run=staff.most_run,
        least_run=staff.least_run,
        least_rest=staff.least_rest,
        most_weekends=staff.most_weekends,
    )


def rows_of(instance: nrp.Instance, found: Roster) -> dict[str, list[str]]:
    rows = {person.id: [""] * instance.days for person in instance.staff}
    for cell in found.cells:
        if cell.kind is not None:
            rows[cell.person.id][cell.day] = cell.kind.id
    return rows
