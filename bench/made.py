"""Made months of halls, in the shape of real ones: the same size and seed give the same problem."""

import random
from collections.abc import Iterator
from datetime import date

from rosters.solver.problem import (
    EARLY,
    HISTORY_DAYS,
    LATE,
    LONG,
    MIDDLE,
    NIGHT,
    Absence,
    Demand,
    Problem,
    Shift,
    Wish,
    Worker,
    weeks_of,
)

FIRST_DAY, DAYS = date(2026, 10, 1), 31
HOLIDAYS = frozenset(range(7))
OPENS, CLOSES, STEP = 510, 1230, 30
LOAD = 0.93

SHIFTS = (
    Shift("E", "E", EARLY, ((510, 1050),), 480, 60, (690, 840)),
    Shift("L", "L", LATE, ((690, 1230),), 480, 60, (990, 1140)),
    Shift("M", "M", MIDDLE, ((600, 1140),), 480, 60, (720, 870)),
    Shift("X", "X", LONG, ((510, 1230),), 630, 90, (690, 870)),
    Shift("S", "S", EARLY, ((510, 750), (990, 1230)), 480),
    Shift("H", "H", MIDDLE, ((600, 840),), 240),
    Shift("N", "N", NIGHT, ((1050, 1560),), 480, 30, (1170, 1320)),
)
STATIONS = ("counter", "consult", "greet", "self-service")
RULES = (
    "one-shift", "absences", "pins", "eligible", "rest", "consecutive-days", "weekly-rest",
    "protected", "overtime", "manager-on-site", "cover", "peak-skill", "weekly-hours",
    "time-bank", "equal-hours", "equal-shares", "handovers", "same-shift-runs", "lonely-days",
    "wishes",
)  # fmt: skip


def made_hall(people: int, seed: int = 1) -> Problem:
    """A month for `people`, demand at 93 % of what they can work, every rule at its default."""
    random_ = random.Random(f"{people}/{seed}")
    shifts = shifts_for(people)
    workers = tuple(made_worker(number, people, shifts, random_) for number in range(people))
    night = any(shift.kind == NIGHT for shift in shifts)
    return Problem(
        first_day=FIRST_DAY,
        days=DAYS,
        shifts=shifts,
        workers=workers,
        open=tuple(((OPENS, CLOSES),) for _ in range(DAYS)),
        demand=tuple(made_demand(workers, stations_for(people), night, random_)),
        rules={name: {} for name in RULES},
        weekends=frozenset(day for day in range(7, DAYS) if weekday(day) >= 5),
        holidays=HOLIDAYS,
        wishes=tuple(made_wishes(workers, shifts, random_)),
    )


def shifts_for(people: int) -> tuple[Shift, ...]:
    """Four shift types in the smallest hall, six in a large one, a night desk in the largest."""
    if people < 20:
        return SHIFTS[:4]
    if people < 40:
        return SHIFTS[:5]
    return SHIFTS[:6] if people < 55 else (*SHIFTS[:5], SHIFTS[6])


def stations_for(people: int) -> tuple[str, ...]:
    return STATIONS[:2] if people < 20 else STATIONS[:3] if people < 40 else STATIONS


def weekday(day: int) -> int:
    return (FIRST_DAY.weekday() + day) % 7


def made_worker(number: int, people: int, shifts: tuple[Shift, ...], random_: random.Random) -> Worker:
    is_manager = number < max(4, people // 6)
    is_protected = not is_manager and random_.random() < 0.04
    weekly = 2400 if is_manager or random_.random() < 0.9 else 1200
    leave = made_leave(random_)
    usual = frozenset(shift.id for shift in shifts if not (is_protected and shift.kind == NIGHT))
    return Worker(
        id=f"w{number:02}",
        name=f"Worker {number:02}",
        is_manager=is_manager,
        levels=made_levels(stations_for(people), is_manager, random_),
        shifts=(usual,) * DAYS,
        weekly_minutes=weekly,
        week_targets=tuple(week_target(week, weekly, leave) for week in weeks_of(FIRST_DAY, DAYS)),
        is_protected=is_protected,
        absences=tuple(Absence(day) for day in sorted(leave)),
        history=made_history(shifts[:3], random_),
        bank_minutes=random_.choice((0, 0, 0, 240, 480)),
        carried={kind: random_.randint(-1, 1) for kind in ("early", "late", "weekend", "holiday")},
    )


def made_levels(stations: tuple[str, ...], is_manager: bool, random_: random.Random) -> dict[str, int]:
    """A manager knows every station; the others two or three of them, the counter mostly."""
    known = stations if is_manager else random_.sample(stations, min(len(stations), random_.choice((2, 2, 3))))
    if random_.random() < 0.8:
        known = ("counter", *(name for name in known if name != "counter"))
    return {station: random_.randint(1, 3) for station in sorted(known)}


def made_leave(random_: random.Random) -> frozenset[int]:
    """Every third person has two to five days of leave."""
    if random_.random() > 1 / 3:
        return frozenset()
    start = random_.randrange(DAYS - 5)
    return frozenset(range(start, start + random_.randint(2, 5)))


def week_target(week: range, weekly: int, leave: frozenset[int]) -> int:
    """Minutes wanted in a week: a fifth off for each day of leave, a seventh for a day cut away."""
    off = min(5, sum(day in leave for day in week))
    return round(weekly * (5 - off) / 5 * len(week) / 7 / 30) * 30


def made_history(shifts: tuple[Shift, ...], random_: random.Random) -> tuple[str | None, ...]:
    """Five days on, two off, one shift type a week: breaks no hard rule by itself."""
    phase = random_.randrange(7)
    kinds = [random_.choice(shifts[:1] if week else shifts[1:]).id for week in range(3)]
    return tuple(kinds[(day + phase) // 7] if (day + phase) % 7 < 5 else None for day in range(HISTORY_DAYS))


def made_demand(
    workers: tuple[Worker, ...], stations: tuple[str, ...], night: bool, random_: random.Random
) -> Iterator[Demand]:
    """Half hours with two peaks, busier weekends, one station after another down to the least."""
    capacity = LOAD * sum(sum(worker.week_targets) for worker in workers) * DAYS / week_days()
    desk = night * DAYS * (1560 - CLOSES)
    shape = {
        (day, start): busy(day, start) * random_.uniform(0.93, 1.07)
        for day in range(DAYS)
        for start in range(OPENS, CLOSES, STEP)
    }
    scale = (capacity - desk) / STEP / sum(shape.values())
    for (day, start), weight in shape.items():
        for station, needed in zip(stations, split(weight * scale, len(stations)), strict=True):
            if needed:
                is_peak = weight > 1.1
                level = 2 if is_peak and station == "counter" else 0
                yield Demand(day, start, start + STEP, station, needed, is_peak, level)
    if night:
        for day in range(DAYS):
            yield Demand(day, CLOSES, 1560, "counter", 1)


def week_days() -> int:
    """Days that the week targets speak of: those of the month and of its first week's history."""
    return sum(len(week) for week in weeks_of(FIRST_DAY, DAYS))


def busy(day: int, start: int) -> float:
    """How busy a half hour is against the mean: two peaks, weekends up, holidays slow to start."""
    hour = start / 60
    peak = max(0.0, 1 - abs(hour - 10.25) / 1.5) + max(0.0, 1 - abs(hour - 15.75) / 2)
    week = 1.15 if weekday(day) >= 5 else 0.95
    return (0.85 + 0.4 * peak) * (0.8 if day < 2 else week)


def split(people: float, stations: int) -> list[int]:
    """Whole people for each station, most at the first, at least one there."""
    shares = [2.0 ** -(place + (place == stations - 1 and stations > 1) * 0.5) for place in range(stations)]
    whole, left = [], max(1, round(people))
    for share in shares[1:]:
        whole.append(min(left - 1, int(people * share / sum(shares))))
        left -= whole[-1]
    return [left, *whole]


def made_wishes(workers: tuple[Worker, ...], shifts: tuple[Shift, ...], random_: random.Random) -> Iterator[Wish]:
    """Two wishes a person: a day off, or a shift wanted or not."""
    for worker in workers:
        for day in random_.sample(range(DAYS), 2):
            shift = random_.choice((None, None, random_.choice(shifts).id))
            prefers = shift is not None and random_.random() < 0.6
            yield Wish(worker.id, day, shift, prefers, random_.randint(1, 3))
