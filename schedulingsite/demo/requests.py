"""What people of a demo hall have asked for, and how they did."""

import random
from datetime import date, timedelta

from .plan import Away, HallPlan, Horizon, WishPlan, days_between, month_after, month_before

LEAVE = (("annual", "年休假"), ("annual", "年休假"), ("annual", "探亲"), ("personal", "家中有事"))
PAST_ONLY = ("sick", "感冒发烧")


def plan_absences(plan: HallPlan, horizon: Horizon, chance: random.Random) -> None:
    """Every fifth person is on leave for some days of a month, nobody twice; plus training, hours and askings."""
    for month in (*horizon.months, horizon.next_month):
        people = [place for place in clerks_of(plan) if plan.people[place].is_employed_on(month)]
        chance.shuffle(people)
        on_leave = people[: max(1, len(plan.people) // 5)]
        plan.away += [leave(place, month, horizon, chance) for place in on_leave]
        askings = [training, hours_off, in_lieu] + [asked] * (month > horizon.today)
        for place, asking in zip(people[len(on_leave) :], askings, strict=False):
            plan.away.append(asking(place, month, chance))


def clerks_of(plan: HallPlan) -> list[int]:
    """Those whose leave does not leave a hall without a manager, and who are there for the whole of it."""
    return [place for place, person in enumerate(plan.people) if not person.is_manager and person.left_on is None]


def leave(place: int, month: date, horizon: Horizon, chance: random.Random) -> Away:
    kind, reason = PAST_ONLY if month < horizon.this_month and chance.random() < 0.3 else chance.choice(LEAVE)
    long = chance.choice((2, 3, 3, 5)) if kind == "annual" else 2
    first = month + timedelta(days=chance.randrange(28 - long))
    return Away(place, kind, first, first + timedelta(days=long - 1), reason=reason)


def training(place: int, month: date, chance: random.Random) -> Away:
    day = weekday_in(month, chance)
    return Away(place, "training", day, day, reason="新业务培训")


def hours_off(place: int, month: date, chance: random.Random) -> Away:
    day = weekday_in(month, chance)
    return Away(place, "unavailable", day, day, span=(18 * 60, 20 * 60 + 30), reason="接孩子放学")


def in_lieu(place: int, month: date, chance: random.Random) -> Away:
    day = weekday_in(month, chance)
    return Away(place, "lieu", day, day, reason="加班调休")


def asked(place: int, month: date, chance: random.Random) -> Away:
    first = month + timedelta(days=chance.randrange(25))
    return Away(place, "annual", first, first + timedelta(days=1), state="asked", reason="外出旅游")


def weekday_in(month: date, chance: random.Random) -> date:
    days = [day for day in days_between(month, month + timedelta(days=27)) if day.weekday() < 5]
    return chance.choice(days)


def plan_wishes(plan: HallPlan, horizon: Horizon, chance: random.Random) -> None:
    """Two of three people have a wish or two for the month that is to be built."""
    away = {(a.person, day) for a in plan.away for day in days_between(a.first, a.last)}
    days = days_between(horizon.next_month, horizon.last_day)
    codes = [shift.code for shift in plan.design.shifts if shift.part]
    for place, person in enumerate(plan.people):
        for day in sorted(chance.sample(days, chance.choice((0, 1, 2)))):
            if (place, day) in away or not person.is_employed_on(day):
                continue
            shift = chance.choice((None, None, *codes))
            prefers = shift is not None and chance.random() < 0.6
            plan.wishes.append(WishPlan(place, day, shift, prefers, chance.choice((1, 2, 2, 3))))


def plan_reviews(plan: HallPlan, horizon: Horizon, chance: random.Random) -> None:
    """A review of everybody for every month with a roster that is over, and the one before."""
    for month in {month_before(horizon.this_month), *horizon.months} - {horizon.this_month}:
        for place, person in enumerate(plan.people):
            if person.is_employed_on(month_after(month) - timedelta(days=1)):
                plan.reviews.append((place, month, chance.choice((3, 4, 4, 5, 5)), chance.choice((2, 3, 4, 4, 5))))


def plan_bank(plan: HallPlan, horizon: Horizon, chance: random.Random) -> None:
    """Some hours of overtime in everybody's time bank, part of them given back."""
    month = month_before(horizon.this_month)
    for place, person in enumerate(plan.people):
        owed = 0 if person.is_protected else 60 * chance.choice((0, 0, 2, 3, 4, 6, 8))
        if not owed or not person.is_employed_on(month):
            continue
        plan.bank.append((place, month + timedelta(days=chance.randrange(12)), owed, "促销活动加班"))
        if owed >= 360:
            plan.bank.append((place, month + timedelta(days=14 + chance.randrange(14)), -240, "调休半天"))
    for taken in plan.away:
        if taken.kind == "lieu" and taken.first <= horizon.today:
            plan.bank.append((taken.person, taken.first - timedelta(days=20), 480, "节假日加班"))
            plan.bank.append((taken.person, taken.first, -480, "调休一天"))
