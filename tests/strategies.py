"""Small generated halls, with everything in them that real ones have."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from rosters.solver.duties import Duties
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
from rosters.solver.rules import RULES

SHIFTS = (
    Shift("early", "E", "early", ((480, 960),), 450, 30, (660, 780)),
    Shift("late", "L", "late", ((840, 1320),), 450, 30, (1020, 1140)),
    Shift("long", "X", "long", ((480, 1260),), 690, 60, (690, 860)),
    Shift("split", "S", "middle", ((540, 780), (1020, 1260)), 480),
    Shift("night", "N", "night", ((1200, 1800),), 555, 45, (1410, 1590)),
    Shift("short", "E", "early", ((490, 731),), 241),
    Shift("tail", "T", "late", ((960, 1470),), 480, 30, (1140, 1260)),
)
STATIONS = ("counter", "floor", "greeter")
MONDAY = date(2026, 3, 30)
ALL_RULES: Mapping[str, dict[str, Any]] = {name: {} for name in RULES}

SETTINGS: dict[str, dict[str, st.SearchStrategy[int]]] = {
    "rest": {"least_minutes": st.sampled_from([0, 480, 660, 900])},
    "consecutive-days": {"most": st.integers(1, 6)},
    "protected": {"standard_day": st.sampled_from([300, 480]), "night_from": st.sampled_from([60, 1200, 1320])},
    "overtime": {
        "standard_day": st.sampled_from([240, 450, 480]),
        "day_most": st.sampled_from([0, 180, 240]),
        "month_most": st.sampled_from([0, 120, 600, 2160]),
    },
    "manager-on-site": {"weight": st.integers(0, 4000)},
    "cover": {
        "weight_short": st.integers(0, 900),
        "weight_short_peak": st.integers(0, 2000),
        "weight_over": st.integers(0, 40),
    },
    "peak-skill": {"weight": st.integers(0, 500)},
    "weekly-hours": {
        "weight_over": st.integers(0, 240),
        "weight_under": st.integers(0, 240),
        "tolerance_minutes": st.integers(0, 500),
    },
    "time-bank": {"weight": st.integers(0, 80), "most_spend_minutes": st.integers(0, 900)},
    "equal-hours": {"weight": st.integers(0, 12)},
    "equal-shares": {f"weight_{kind}": st.integers(0, 20) for kind in ("early", "late", "weekend", "holiday")},
    "handovers": {"weight": st.integers(0, 8)},
    "same-shift-runs": {"weight": st.integers(0, 8)},
    "lonely-days": {"weight": st.integers(0, 8)},
    "month-least": {"weight": st.integers(0, 80)},
    "short-runs": {"weight": st.integers(0, 8)},
    "short-breaks": {"weight": st.integers(0, 8)},
    "wishes": {"weight": st.integers(0, 8)},
}


@st.composite
def rules(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Some of the rules, each with some of its settings."""
    names = draw(st.lists(st.sampled_from(list(RULES)), unique=True, min_size=1))
    return {name: draw(st.fixed_dictionaries({}, optional=SETTINGS.get(name, {}))) for name in names}


@st.composite
def problems(
    draw: st.DrawFn,
    rules: st.SearchStrategy[dict[str, dict[str, Any]]] | None = None,
    most_workers: int = 4,
    most_days: int = 10,
    has_pins: bool = True,
) -> Problem:
    """A hall of a few people and a few days; all rules at their defaults unless told."""
    first_day = MONDAY + timedelta(days=draw(st.integers(0, 6)))
    days = draw(st.integers(1, most_days))
    chosen = draw(st.lists(st.sampled_from(SHIFTS), unique=True, min_size=1, max_size=4))
    barred = st.just(frozenset[str]()) | st.frozensets(st.sampled_from([shift.id for shift in chosen]))
    shifts = tuple(replace(shift, barred_next=draw(barred)) for shift in chosen)
    names = [f"w{place}" for place in range(draw(st.integers(1, most_workers)))]
    some_days = st.frozensets(st.integers(0, days - 1))
    return Problem(
        first_day=first_day,
        days=days,
        shifts=shifts,
        workers=tuple(draw(workers(name, shifts, first_day, days)) for name in names),
        open=tuple(draw(st.sampled_from([((510, 1230),), ((510, 720), (780, 1500)), ()])) for _ in range(days)),
        demand=tuple(draw(st.lists(demands(days), max_size=6))),
        rules=dict(ALL_RULES) if rules is None else draw(rules),
        weekends=draw(some_days),
        holidays=draw(some_days),
        pins=tuple(draw(st.lists(pins(names, shifts, days), max_size=2))) if has_pins else (),
        wishes=tuple(draw(st.lists(wishes(names, shifts, days), max_size=4))),
        headcounts=tuple(draw(st.lists(headcounts(shifts, days), max_size=3))),
    )


@st.composite
def workers(draw: st.DrawFn, name: str, shifts: tuple[Shift, ...], first_day: date, days: int) -> Worker:
    """A worker of these shifts; her history may already break every rule."""
    ids = [shift.id for shift in shifts]
    may = draw(st.frozensets(st.sampled_from(ids), min_size=1))
    begins, ends = draw(st.sampled_from([(0, days), (0, days), (days // 3, days), (0, 2 * days // 3)]))
    weeks = len(list(weeks_of(first_day, days)))
    past = draw(st.lists(st.none() | st.sampled_from(ids), max_size=HISTORY_DAYS))
    carried = st.fixed_dictionaries(
        {}, optional={kind: st.integers(-3, 3) for kind in ("early", "late", "weekend", "holiday")}
    )
    return Worker(
        id=name,
        name=name.upper(),
        is_manager=draw(st.booleans()),
        levels=draw(st.dictionaries(st.sampled_from(STATIONS), st.integers(1, 3))),
        shifts=tuple(may if begins <= day < ends else frozenset() for day in range(days)),
        weekly_minutes=(weekly := draw(st.sampled_from([1200, 2250, 2400]))),
        week_targets=tuple(draw(st.sampled_from([0, 700, weekly])) for _ in range(weeks)),
        is_protected=draw(st.booleans()),
        absences=tuple(draw(st.lists(absences(days), max_size=2))),
        history=(*[None] * (HISTORY_DAYS - len(past)), *past),
        bank_minutes=draw(st.sampled_from([0, 0, -300, 250, 1500])),
        carried={"minutes": draw(st.integers(-400, 400)), **draw(carried)},
        wish_percent=draw(st.sampled_from([100, 100, 85, 115])),
        limits=draw(limits(ids)),
    )


def limits(ids: list[str]) -> st.SearchStrategy[Limits]:
    """None at all for most people, some for the others."""
    return st.just(Limits()) | st.builds(
        Limits,
        least_minutes=st.sampled_from([None, 0, 700, 2400]),
        most_minutes=st.sampled_from([None, 0, 1000, 2400]),
        most_run=st.none() | st.integers(1, 4),
        least_run=st.none() | st.integers(0, 4),
        least_rest=st.none() | st.integers(0, 3),
        most_weekends=st.none() | st.integers(0, 2),
        shift_most=st.dictionaries(st.sampled_from(ids), st.integers(0, 3)),
    )


@st.composite
def absences(draw: st.DrawFn, days: int) -> Absence:
    """Away for a whole day or for some hours, in the month or right behind it."""
    day = draw(st.integers(0, days))
    start, end = draw(st.sampled_from([(0, DAY), (0, DAY), (840, 1080), (0, 300)]))
    return Absence(day, start, end)


@st.composite
def headcounts(draw: st.DrawFn, shifts: tuple[Shift, ...], days: int) -> Headcount:
    shift = draw(st.sampled_from(shifts)).id
    return Headcount(
        day=draw(st.integers(0, days - 1)),
        shift=shift,
        needed=draw(st.integers(0, 3)),
        short=draw(st.integers(0, 500)),
        over=draw(st.integers(0, 30)),
    )


@st.composite
def demands(draw: st.DrawFn, days: int) -> Demand:
    start = draw(st.sampled_from([0, 480, 510, 690, 1020, 1320, 1440]))
    is_peak = draw(st.booleans())
    return Demand(
        day=draw(st.integers(0, days - 1)),
        start=start,
        end=start + draw(st.sampled_from([15, 60, 140, 400])),
        station=draw(st.sampled_from(STATIONS)),
        needed=draw(st.integers(0, 3)),
        is_peak=is_peak,
        level=draw(st.integers(0, 3)) if is_peak else 0,
    )


def pins(names: list[str], shifts: tuple[Shift, ...], days: int) -> st.SearchStrategy[Pin]:
    """A pin of any shift of the hall, or of a day off."""
    shift_ids = st.none() | st.sampled_from([shift.id for shift in shifts])
    return st.builds(Pin, st.sampled_from(names), st.integers(0, days - 1), shift_ids)


def wishes(names: list[str], shifts: tuple[Shift, ...], days: int) -> st.SearchStrategy[Wish]:
    shift_ids = st.none() | st.sampled_from([shift.id for shift in shifts])
    days_of_month = st.integers(0, days - 1)
    return st.builds(Wish, st.sampled_from(names), days_of_month, shift_ids, st.booleans(), st.integers(1, 3))


@st.composite
def duties_of(draw: st.DrawFn, problem: Problem) -> Duties:
    """Any duties in which everybody works only what she may."""
    cells = {}
    for worker in problem.workers:
        for day, may in enumerate(worker.shifts):
            cells[worker.id, day] = draw(st.none() | st.sampled_from(sorted(may))) if may else None
    return Duties(problem, cells)
