"""Halls and duties by chance alone: poorer than those of hypothesis, and a hundred times as quick to make."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from rosters.solver.duties import Cell, Duties
from rosters.solver.problem import (
    DAY,
    HISTORY_DAYS,
    Absence,
    Demand,
    Headcount,
    Limits,
    Pin,
    Problem,
    Shift,
    Wish,
    Worker,
    weeks_of,
)

MONDAY = date(2026, 3, 30)
STATIONS = ("counter", "floor")
SHIFTS = (
    Shift("early", "E", "early", ((480, 960),), 450, 30, (660, 780), frozenset({"late"})),
    Shift("late", "L", "late", ((840, 1320),), 450, 30, (1020, 1140)),
    Shift("long", "X", "long", ((480, 1260),), 690, 60, (690, 860)),
    Shift("split", "S", "middle", ((540, 780), (1020, 1260)), 480),
    Shift("night", "N", "night", ((1200, 1800),), 555, 45, (1410, 1590), frozenset({"early", "split"})),
    Shift("dawn", "D", "early", ((300, 720),), 420),
)


def some_hall(random: Random, people: int, days: int) -> Problem:
    """A hall of so many people and days, no rules in it."""
    first_day = MONDAY + timedelta(days=random.randrange(7))
    shifts = tuple(random.sample(SHIFTS, random.randint(1, len(SHIFTS))))
    names = [f"w{place}" for place in range(people)]
    return Problem(
        first_day=first_day,
        days=days,
        shifts=shifts,
        workers=tuple(some_worker(random, name, shifts, first_day, days) for name in names),
        open=tuple(random.choice([((510, 1230),), ((510, 720), (780, 1500)), ()]) for _ in range(days)),
        demand=tuple(some_demand(random, days) for _ in range(random.randrange(6))),
        rules={},
        weekends=some_days(random, days),
        holidays=some_days(random, days),
        pins=some_pins(random, names, shifts, days),
        wishes=tuple(some_wish(random, names, shifts, days) for _ in range(random.randrange(4))),
        headcounts=tuple(
            Headcount(random.randrange(days), random.choice(shifts).id, random.randrange(3), 100, 9)
            for _ in range(random.randrange(3))
        ),
    )


def some_worker(random: Random, name: str, shifts: tuple[Shift, ...], first_day: date, days: int) -> Worker:
    """A person of some of these shifts; her history may already break every rule."""
    ids = [shift.id for shift in shifts]
    may = frozenset(random.sample(ids, random.randint(1, len(ids))))
    weekly = random.choice([1200, 2250, 2400])
    history = [random.choice([None, *ids]) for _ in range(HISTORY_DAYS)] if random.random() < 0.5 else []
    away = [Absence(random.randrange(days + 1), *random.choice([(0, DAY), (840, 1080)])) for _ in range(2)]
    return Worker(
        id=name,
        name=name.upper(),
        is_manager=random.random() < 0.5,
        levels={station: random.randint(1, 3) for station in STATIONS if random.random() < 0.7},
        shifts=tuple(may if random.random() < 0.95 else frozenset() for _ in range(days)),
        weekly_minutes=weekly,
        week_targets=tuple(random.choice([0, 700, weekly]) for _ in weeks_of(first_day, days)),
        is_protected=random.random() < 0.5,
        absences=tuple(away[: random.randrange(3)]),
        history=tuple(history) or (None,) * HISTORY_DAYS,
        bank_minutes=random.choice([0, -300, 250, 1500]),
        carried={kind: random.randint(-3, 3) for kind in ("minutes", "early", "late", "weekend", "holiday")},
        wish_percent=random.choice([100, 85, 115]),
        limits=some_limits(random, ids),
    )


def some_limits(random: Random, ids: list[str]) -> Limits:
    def maybe(*values: int) -> int | None:
        return random.choice([None, *values])

    return Limits(
        least_minutes=maybe(700, 2400),
        most_minutes=maybe(0, 1000, 2400),
        most_run=maybe(1, 2, 3),
        least_run=maybe(2, 3),
        least_rest=maybe(2, 3),
        most_weekends=maybe(0, 1),
        shift_most={id: random.randrange(3) for id in ids if random.random() < 0.3},
    )


def some_days(random: Random, days: int) -> frozenset[int]:
    return frozenset(day for day in range(days) if random.random() < 0.3)


def some_demand(random: Random, days: int) -> Demand:
    start = random.choice([0, 480, 510, 690, 1020, 1320, 1440])
    is_peak = random.random() < 0.5
    return Demand(
        day=random.randrange(days),
        start=start,
        end=start + random.choice([15, 60, 140, 400]),
        station=random.choice(STATIONS),
        needed=random.randrange(4),
        is_peak=is_peak,
        level=random.randrange(4) if is_peak else 0,
    )


def some_pins(random: Random, names: list[str], shifts: tuple[Shift, ...], days: int) -> tuple[Pin, ...]:
    ids = [None, *(shift.id for shift in shifts)]
    return tuple(
        Pin(random.choice(names), random.randrange(days), random.choice(ids)) for _ in range(random.randrange(3))
    )


def some_wish(random: Random, names: list[str], shifts: tuple[Shift, ...], days: int) -> Wish:
    shift = random.choice([None, *(shift.id for shift in shifts)])
    day, prefers = random.randrange(days), random.random() < 0.5
    return Wish(random.choice(names), day, shift, prefers, random.randint(1, 3))


def some_duties(random: Random, problem: Problem) -> Duties:
    """Everybody works shifts that she may, some seldom, some every day."""
    cells: dict[Cell, str | None] = {}
    for worker in problem.workers:
        keen = random.choice([0.3, 0.7, 1.0])
        for day, may in enumerate(worker.shifts):
            cells[worker.id, day] = random.choice(sorted(may)) if may and random.random() < keen else None
    return Duties(problem, cells)


def any_duties(random: Random, problem: Problem) -> Duties:
    """Shifts of the hall, whether people may work them or not."""
    ids = [None, *(shift.id for shift in problem.shifts)]
    cells = {(worker.id, day): random.choice(ids) for worker in problem.workers for day in range(problem.days)}
    return Duties(problem, cells)


def at_the_edge(random: Random, problem: Problem, duties: Duties) -> Problem:
    """The same hall, the limits of minutes just kept or just broken by these duties."""
    workers = []
    for worker in problem.workers:
        paid = sum(shift.paid_minutes for day in range(problem.days) if (shift := duties.shift(worker, day)))
        most, least = max(0, paid - random.randrange(2)), paid + random.choice([0, 1, 30, 31])
        workers.append(replace(worker, limits=replace(worker.limits, most_minutes=most, least_minutes=least)))
    return replace(problem, workers=tuple(workers))
