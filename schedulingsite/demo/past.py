"""Rosters of past months: a rotation of days off, filled day by day where people are missing.

Plain and quick. It keeps every hard rule: two days off in each calendar week, side by
side for those who work nights, never more than six days of work between them, eleven
hours of rest.
"""

import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations

from .demand import by_day_type, key_of
from .designs import STEP, ShiftDesign
from .plan import REST, HallPlan, Horizon, Need, Person, days_between, month_after

REST_MINUTES = 660
NIGHT_FROM = 22 * 60
PAIRS = tuple(combinations(range(7), 2))
WEEKEND = (5, 6)
LONELY = 0.25
ROUNDS = 4
WEEKEND_OFF = "weekend off"

Pair = tuple[int, int]
A_DAYS_WORK = 480


def plan_past(plan: HallPlan, horizon: Horizon, chance: random.Random) -> None:
    """Fill `plan.cells` for every month with a roster."""
    first, last = horizon.months[0], month_after(horizon.months[-1]) - timedelta(days=1)
    filling = Filling(plan, horizon, chance)
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        off = filling.days_off(monday)
        for day in days_between(max(first, monday), min(last, monday + timedelta(days=6))):
            filling.fill(day, off)
        monday += timedelta(days=7)


class Filling:
    """The state of a rotation: whose days off came last, who worked what yesterday."""

    def __init__(self, plan: HallPlan, horizon: Horizon, chance: random.Random) -> None:
        self.plan, self.horizon, self.chance = plan, horizon, chance
        self.curves = {key: curve_of(needs) for key, needs in by_day_type(plan).items()}
        self.shifts = plan.design.shift_by_code
        self.away = {(a.person, day) for a in plan.away if a.takes_whole_days for day in days_between(a.first, a.last)}
        self.hours = {(a.person, a.first): a.span for a in plan.away if a.span}
        self.works_nights = [works_nights(plan, person) for person in plan.people]
        self.last_pair = [chance.choice(PAIRS) for _ in plan.people]
        self.usual: dict[int, str] = {}
        self.counts: dict[tuple[int, str], int] = defaultdict(int)

    def days_off(self, monday: date) -> dict[int, set[date]]:
        """Two days off for each person, where most people can be spared."""
        self.usual.clear()
        week = days_between(monday, monday + timedelta(days=6))
        wanted = [sum(self.curve(day).values()) * STEP / A_DAYS_WORK for day in week]
        off: dict[int, set[date]] = {}
        managers = [place for place, person in enumerate(self.plan.people) if person.is_manager]
        clerks = [place for place, person in enumerate(self.plan.people) if not person.is_manager]
        every_shift = [float(len(self.plan.design.manager_shifts))] * 7
        self.choose_pairs(managers, every_shift, week, off)
        least = [want - self.on_duty(managers, day, off) for want, day in zip(wanted, week, strict=True)]
        self.choose_pairs(clerks, least, week, off)
        return off

    def choose_pairs(self, places: list[int], wanted: list[float], week: list[date], off: dict[int, set[date]]) -> None:
        spare = [sum(self.can_work(place, day) for place in places) - wanted[n] for n, day in enumerate(week)]
        chosen: dict[int, Pair] = {}
        for place in self.chance.sample(places, len(places)) * ROUNDS:
            if place in chosen:
                self.shift_spare(spare, place, chosen[place], week, +1)
            costs = {pair: self.pair_cost(place, pair, spare) for pair in self.pairs_for(place)}
            chosen[place] = min(costs, key=lambda pair: (costs[pair], pair))
            self.shift_spare(spare, place, chosen[place], week, -1)
        for place, pair in chosen.items():
            self.last_pair[place] = pair
            self.counts[place, WEEKEND_OFF] += pair == WEEKEND
            off[place] = {week[day] for day in pair}

    def pairs_for(self, place: int) -> list[Pair]:
        """Those that leave at most six days of work after the pair of the week before."""
        latest = self.last_pair[place][1]
        pairs = [pair for pair in PAIRS if pair[0] <= latest]
        # A night ends on the day after it: only the second of two days off is a full one.
        return [pair for pair in pairs if pair[1] == pair[0] + 1] if self.works_nights[place] else pairs

    def shift_spare(self, spare: list[float], place: int, pair: Pair, week: list[date], by: int) -> None:
        for day in pair:
            spare[day] += by * self.can_work(place, week[day])

    def pair_cost(self, place: int, pair: Pair, spare: list[float]) -> float:
        """Missing people count squared; single days off and a weekend off more than others have had cost a little."""
        short = sum(max(0.0, 1 - spare[day]) ** 2 for day in pair)
        first, second = pair
        lonely = second != first + 1 and (first > 0 or self.last_pair[place][1] < 6) + (second < 6)
        weekends = (pair == WEEKEND) * self.counts[place, WEEKEND_OFF]
        return short - sum(spare[day] for day in pair) * 0.1 + lonely * LONELY + weekends * 0.05

    def on_duty(self, places: list[int], day: date, off: dict[int, set[date]]) -> int:
        return sum(self.can_work(place, day) and day not in off[place] for place in places)

    def can_work(self, place: int, day: date) -> bool:
        return self.plan.people[place].is_employed_on(day) and (place, day) not in self.away

    def curve(self, day: date) -> dict[int, int]:
        return self.curves[key_of(self.plan, self.horizon, day)]

    def fill(self, day: date, off: dict[int, set[date]]) -> None:
        """Give everybody who is there a shift, first where a manager is required, then where most are missing."""
        missing: dict[int, float] = dict(self.curve(day))
        for place in range(len(self.plan.people)):
            if self.can_work(place, day):
                self.plan.cells[place, day] = REST
        there = [place for place in off if self.can_work(place, day) and day not in off[place]]
        self.chance.shuffle(there)
        managers = [place for place in there if self.plan.people[place].is_manager]
        for code in self.plan.design.manager_shifts:
            self.give_manager(code, managers, day, missing)
        for place in sorted(there, key=lambda place: len(self.options(place, day))):
            if self.plan.cells[place, day] == REST:
                self.give_best(place, day, missing)

    def give_manager(self, code: str, managers: list[int], day: date, missing: dict[int, float]) -> None:
        """The free manager with no other choice, else who had this shift yesterday, else who had it least."""
        free = [place for place in managers if self.plan.cells[place, day] == REST]
        choice = {place: len(self.options(place, day)) for place in free}
        able = [place for place in free if self.shifts[code] in self.options(place, day)]
        if able:
            best = min(able, key=lambda place: (choice[place], self.usual.get(place) != code, self.counts[place, code]))
            self.give(best, day, self.shifts[code], missing)

    def give_best(self, place: int, day: date, missing: dict[int, float]) -> None:
        """The shift that fills most gaps; yesterday's when alike; a day off when a holiday needs nobody."""
        scores = {}
        for shift in self.options(place, day):
            filled = sum(min(shift.presence(minute), max(0.0, missing[minute])) for minute in missing)
            same = self.usual.get(place) == shift.code
            scores[shift] = filled / (shift.paid / STEP) + 0.25 * same - 0.02 * self.counts[place, shift.code]
        if not scores:
            return
        best = max(scores, key=lambda shift: (scores[shift], shift.code))
        if self.horizon.is_holiday(day) and scores[best] < 0.5:
            return
        self.give(place, day, best, missing)

    def give(self, place: int, day: date, shift: ShiftDesign, missing: dict[int, float]) -> None:
        self.plan.cells[place, day] = shift.code
        self.usual[place] = shift.code
        self.counts[place, shift.code] += 1
        for minute in missing:
            missing[minute] -= shift.presence(minute)

    def options(self, place: int, day: date) -> list[ShiftDesign]:
        """Shifts the person may work that day."""
        person = self.plan.people[place]
        usual = [shift for shift in self.plan.design.shifts if is_open_to(shift, person)]
        return [shift for shift in usual if self.is_rested(place, day, shift) and self.is_free(place, day, shift)]

    def is_rested(self, place: int, day: date, shift: ShiftDesign) -> bool:
        before = self.plan.cells.get((place, day - timedelta(days=1)))
        return not before or shift.start + 1440 - self.shifts[before].end >= REST_MINUTES

    def is_free(self, place: int, day: date, shift: ShiftDesign) -> bool:
        """Not away for some hours of the shift, nor late into the morning of a day of leave."""
        span = self.hours.get((place, day))
        if span and shift.start < span[1] and shift.end > span[0]:
            return False
        return shift.end <= 1440 or (place, day + timedelta(days=1)) not in self.away


def is_open_to(shift: ShiftDesign, person: Person) -> bool:
    """Part-timers have shifts of their own; nights are for those who know the night desk and are not protected."""
    if shift.for_part_timers or person.is_part_timer:
        return shift.for_part_timers and person.is_part_timer
    if not shift.part:
        return False
    return shift.end <= NIGHT_FROM or (not person.is_protected and "hotline" in person.levels)


def works_nights(plan: HallPlan, person: Person) -> bool:
    return any(shift.end > 1440 and is_open_to(shift, person) for shift in plan.design.shifts)


def curve_of(needs: list[Need]) -> dict[int, int]:
    """People needed in all, by the minute at which the interval begins."""
    curve: dict[int, int] = defaultdict(int)
    for need in needs:
        curve[need.start] += need.needed
    return dict(curve)
