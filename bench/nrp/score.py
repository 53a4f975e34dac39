"""What a roster is worth by the benchmark's own rules, recomputed from the instance alone.

Nothing here is shared with the product: this is what its rosters, and those of its peers, are verified with.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from bench.nrp.instance import Instance, Shift, Staff

SATURDAY, SUNDAY = 5, 6

Row = list[str]
"""The shift of each day, an empty text for a day off."""


@dataclass(frozen=True)
class Score:
    """The objective, and a sentence for everything that is broken; a roster is one only when nothing is."""

    objective: int
    broken: list[str]


@dataclass(frozen=True)
class Run:
    """Days in a row, all worked or all free, from `first` to `last`."""

    is_work: bool
    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def judge(instance: Instance, roster: dict[str, list[str]]) -> Score:
    """The worth of a roster of one shift or an empty text for each day of each person."""
    shaped = {person.id: shaped_row(instance, roster.get(person.id, [])) for person in instance.staff}
    broken = list(misshapen(instance, roster))
    for person in instance.staff:
        broken += [f"{person.id}: {fault}" for fault in faults_of(instance, person, shaped[person.id])]
    return Score(price_of_requests(instance, shaped) + price_of_cover(instance, shaped), broken)


def misshapen(instance: Instance, roster: dict[str, list[str]]) -> Iterator[str]:
    """Where the roster is not one row a person and one known shift or nothing a day."""
    staff = {person.id for person in instance.staff}
    shifts = {shift.id for shift in instance.shifts}
    yield from (f"{id}: not on the staff" for id in roster if id not in staff)
    yield from (f"{person.id}: has no row" for person in instance.staff if person.id not in roster)
    for id, row in roster.items():
        if len(row) != instance.days:
            yield f"{id}: {len(row)} days, not {instance.days}"
        yield from (
            f"{id}: no shift {cell!r} on day {day}" for day, cell in enumerate(row) if cell and cell not in shifts
        )


def shaped_row(instance: Instance, row: Row) -> Row:
    """As many days as the horizon has, what is no shift left out."""
    shifts = {shift.id for shift in instance.shifts}
    known = [cell if cell in shifts else "" for cell in row[: instance.days]]
    return known + [""] * (instance.days - len(known))


def faults_of(instance: Instance, person: Staff, row: Row) -> Iterator[str]:
    """Every limit of this person which her row breaks."""
    yield from (f"works on day off {day}" for day in sorted(person.days_off) if row[day])
    yield from faults_of_amounts(instance, person, row)
    yield from faults_of_runs(instance, person, row)
    yield from faults_of_followers(instance, row)


def faults_of_amounts(instance: Instance, person: Staff, row: Row) -> Iterator[str]:
    minutes = sum(shift.minutes * row.count(shift.id) for shift in instance.shifts)
    if not person.least_minutes <= minutes <= person.most_minutes:
        yield f"{minutes} minutes, not {person.least_minutes} to {person.most_minutes}"
    for shift, most in person.shift_most.items():
        if row.count(shift) > most:
            yield f"{row.count(shift)} times {shift}, not at most {most}"
    weekends = {day // 7 for day, shift in enumerate(row) if shift and day % 7 in (SATURDAY, SUNDAY)}
    if len(weekends) > person.most_weekends:
        yield f"{len(weekends)} weekends, not at most {person.most_weekends}"


def faults_of_runs(instance: Instance, person: Staff, row: Row) -> Iterator[str]:
    """Runs too long; and too short, unless they touch an edge of the horizon and may go on beyond."""
    for run in runs_of(row):
        where = f"from day {run.first}"
        touches_edge = run.first == 0 or run.last == instance.days - 1
        if run.is_work and run.days > person.most_run:
            yield f"{run.days} shifts in a row {where}, not at most {person.most_run}"
        if run.is_work and run.days < person.least_run and not touches_edge:
            yield f"{run.days} shifts in a row {where}, not at least {person.least_run}"
        if not run.is_work and run.days < person.least_rest and not touches_edge:
            yield f"{run.days} days off in a row {where}, not at least {person.least_rest}"


def runs_of(row: Row) -> Iterator[Run]:
    for is_work, days in groupby(range(len(row)), key=lambda day: bool(row[day])):
        places = list(days)
        yield Run(is_work, places[0], places[-1])


def faults_of_followers(instance: Instance, row: Row) -> Iterator[str]:
    shifts: dict[str, Shift] = {shift.id: shift for shift in instance.shifts}
    for day, (today, tomorrow) in enumerate(pairwise(row)):
        if today and tomorrow in shifts[today].barred_next:
            yield f"{tomorrow} on day {day + 1} right after {today}"


def price_of_requests(instance: Instance, roster: dict[str, Row]) -> int:
    """A wish for a shift costs when she does not have it, one against it when she does."""
    missed = sum(wish.weight for wish in instance.on if roster[wish.staff][wish.day] != wish.shift)
    ignored = sum(wish.weight for wish in instance.off if roster[wish.staff][wish.day] == wish.shift)
    return missed + ignored


def price_of_cover(instance: Instance, roster: dict[str, Row]) -> int:
    """Each head missing and each beyond at its weight."""
    price = 0
    for cover in instance.cover:
        have = sum(row[cover.day] == cover.shift for row in roster.values())
        price += cover.under * max(0, cover.needed - have) + cover.over * max(0, have - cover.needed)
    return price
