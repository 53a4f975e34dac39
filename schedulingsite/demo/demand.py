"""How many people a demo hall needs: a usual day's staff, a little more at peaks, scaled to its people."""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta

from .designs import STEP, HallDesign
from .plan import SKILLED, HallPlan, Horizon, Need, Special, days_between

LOAD = 0.91
PEAK, OFF_PEAK = 1.0, 0.85
PROMOTION = 1.12
EVE_CLOSES = 17 * 60


def plan_demand(plan: HallPlan, horizon: Horizon, chance: random.Random) -> None:
    """Demand that takes LOAD of what the people can work in the month that is to be built."""
    plan.specials = [promotion(plan.design, horizon), *festival_eves(plan.design, horizon)]
    types: list[tuple[str, date | None, float]] = [
        (day_type, None, factor) for day_type, factor in plan.design.factors.items()
    ]
    types += [("date", special.date, PROMOTION) for special in plan.specials if special.is_promotion]
    noise = {
        (day_type, minute): chance.uniform(0.97, 1.03) for day_type, _, _ in types for minute in range(0, 2880, STEP)
    }
    capacity = LOAD * capacity_of(plan, horizon)
    low, high = 0.0, len(plan.people) * 2.0
    for _ in range(24):
        scale = (low + high) / 2
        plan.needs = [need for kind in types for need in needs_of(plan, *kind, scale, noise)]
        low, high = (scale, high) if month_minutes(plan, horizon) < capacity else (low, scale)


def promotion(design: HallDesign, horizon: Horizon) -> Special:
    """The second Saturday of the month that is to be built."""
    first = horizon.next_month
    saturday = first + timedelta(days=(5 - first.weekday()) % 7 + 7)
    return Special(saturday, design.open_on("sat"), "周末促销", is_promotion=True)


def festival_eves(design: HallDesign, horizon: Horizon) -> list[Special]:
    """The hall closes early before the Spring Festival."""
    return [Special(day, (design.weekday_open[0], EVE_CLOSES), "除夕提前打烊") for day in horizon.eves]


def capacity_of(plan: HallPlan, horizon: Horizon) -> int:
    """Contract minutes of the month that is to be built, less leave."""
    off = {
        (away.person, day) for away in plan.away if away.takes_whole_days for day in days_between(away.first, away.last)
    }
    return sum(
        person.weekly_minutes // 5
        for place, person in enumerate(plan.people)
        for day in days_between(horizon.next_month, horizon.last_day)
        if horizon.is_workday(day) and person.is_employed_on(day) and (place, day) not in off
    )


def needs_of(
    plan: HallPlan,
    day_type: str,
    day: date | None,
    factor: float,
    scale: float,
    noise: dict[tuple[str, int], float],
) -> Iterator[Need]:
    """The needs of one day type, interval by interval."""
    design = plan.design
    opens, closes = design.open_on(day_type)
    for start in range(opens, closes, STEP):
        is_peak = design.is_peak(start)
        for station, needed in heads(design, start, factor * scale * noise[day_type, start]).items():
            level = SKILLED if is_peak and station == design.stations[0].code else 0
            yield Need(day_type, day, station, start, start + STEP, needed, is_peak, level)


def heads(design: HallDesign, start: int, scale: float) -> dict[str, int]:
    """People needed at each station in one interval; the first station is never empty."""
    for station in design.stations:
        if station.alone and station.alone[0][0] <= start < station.alone[0][1]:
            return {station.code: station.alone[1]}
    present = sum(shift.part * shift.presence(start) for shift in design.shifts)
    total = max(1, math.floor(scale * present * (PEAK if design.is_peak(start) else OFF_PEAK) + 0.5))
    return spread(design, total)


def spread(design: HallDesign, total: int) -> dict[str, int]:
    """Whole people by the stations' shares, the rest to those that miss most."""
    counts = {station.code: int(total * station.share) for station in design.stations}
    by_rest = sorted(design.stations, key=lambda station: counts[station.code] - total * station.share)
    for station in by_rest[: total - sum(counts.values())]:
        counts[station.code] += 1
    return {code: count for code, count in counts.items() if count}


def month_minutes(plan: HallPlan, horizon: Horizon) -> int:
    """Person-minutes needed in the month that is to be built."""
    minutes = {
        key: sum((need.end - need.start) * need.needed for need in needs) for key, needs in by_day_type(plan).items()
    }
    return sum(minutes[key_of(plan, horizon, day)] for day in days_between(horizon.next_month, horizon.last_day))


Key = tuple[str, date | None]


def by_day_type(plan: HallPlan) -> dict[Key, list[Need]]:
    groups: dict[Key, list[Need]] = {}
    for need in plan.needs:
        groups.setdefault((need.day_type, need.date), []).append(need)
    return groups


def key_of(plan: HallPlan, horizon: Horizon, day: date) -> Key:
    """The day type that speaks for a date: the date, a holiday, its weekday, workday or weekend."""
    types = plan.design.factors
    if any(special.date == day and special.is_promotion for special in plan.specials):
        return "date", day
    if horizon.is_holiday(day):
        return "holiday", None
    if horizon.is_workday(day) and day.weekday() >= 5:
        return "weekday", None
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]
    return (weekday, None) if weekday in types else ("weekday" if day.weekday() < 5 else "weekend", None)
