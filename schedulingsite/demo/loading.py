"""Planning and writing the demo, from its size and its seed."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from staff.models import Hall, User
from staff.months import shifted
from staff.seeding import national_days, seed_calendar

from .accounts import USERNAMES, write_accounts
from .customers import write_customers
from .cycle import write_cycles
from .demand import plan_demand
from .designs import DESIGNS, title_of
from .floor_work import write_floor_work
from .leave import write_leave
from .names import people_names
from .notices import write_notices
from .past import plan_past
from .people import plan_people
from .plan import HallPlan, Horizon, month_before
from .requests import plan_absences, plan_bank, plan_reviews, plan_wishes
from .service_plan import reserve_time, write_service_plans
from .summaries import write_summaries
from .swaps import write_swaps
from .writing import Written, write_halls

# Beyond so many halls a plan is used again, with other people in it.
VARIANTS = 12
TOGETHER = 24


@dataclass(frozen=True)
class Size:
    """How much of a demo: `staff` None gives each hall the size of its design."""

    halls: int = 3
    staff: int | None = None
    months: int = 2
    seed: int = 1


def is_empty() -> bool:
    return not Hall.objects.exists() and not User.objects.exists()


def is_there() -> bool:
    """Whether a hall or an account of the demo stands already."""
    codes = [design.code for design in DESIGNS]
    return Hall.objects.filter(code__in=codes).exists() or User.objects.filter(username__in=USERNAMES).exists()


@transaction.atomic
def load(size: Size, today: date) -> list[User]:
    """Write a demo whose months with a roster end with today's; the next one is left to be built.

    Returns the accounts that can log in.
    """
    horizon = horizon_of(today, size.months)
    for year in calendar_years(horizon):
        seed_calendar(year)
    plans: dict[int, HallPlan] = {}
    users: list[User] = []
    first: list[Written] = []
    for start in range(0, size.halls, TOGETHER):
        halls = []
        for number in range(start, min(size.halls, start + TOGETHER)):
            variant = number % VARIANTS
            if variant not in plans:
                plans[variant] = plan_hall(variant, size, horizon)
            names = people_names(len(plans[variant].people), random.Random(f"{size.seed}/names/{number}"))
            halls.append((*title_of(number), plans[variant], names, number + 1))
        written = write_halls(halls, horizon)
        users = users or write_accounts(written)
        first = first or written
        write_cycles(written, horizon)
        write_service_plans(written, horizon, history_of(size, horizon), f"{size.seed}/{start}")
    write_floor_work(first[0], horizon)
    write_notices(first[0], today)
    write_customers(first[: len(DESIGNS)], horizon, str(size.seed))
    write_swaps(first[0].hall, users, today)
    write_leave(first[0], users, today)
    if size.halls <= TOGETHER:
        reserve_time(first, horizon)
        write_summaries([written.hall for written in first], horizon)
    return users


def history_of(size: Size, horizon: Horizon) -> date:
    """Where a service plan begins: half a year of it is a trend to look at, for many halls too much to write."""
    return shifted(horizon.this_month, -5) if size.halls <= TOGETHER else horizon.months[0]


def plan_hall(number: int, size: Size, horizon: Horizon) -> HallPlan:
    """A hall of the design whose turn it is; the same number, size and seed give the same plan."""
    chance = random.Random(f"{size.seed}/{number}")
    design = DESIGNS[number % len(DESIGNS)]
    plan = HallPlan(design, plan_people(design, size.staff or design.size, horizon, chance))
    plan_absences(plan, horizon, chance)
    plan_wishes(plan, horizon, chance)
    plan_reviews(plan, horizon, chance)
    plan_bank(plan, horizon, chance)
    plan_demand(plan, horizon, chance)
    plan_past(plan, horizon, chance)
    return plan


def horizon_of(today: date, months: int) -> Horizon:
    """That many months with a roster, today's the last of them."""
    past = [today.replace(day=1)]
    while len(past) < months:
        past.append(month_before(past[-1]))
    horizon = Horizon(today, tuple(reversed(past)), {})
    days = [day for year in calendar_years(horizon) for day in national_days(year)]
    eves = tuple(day.date for day in days if day.name == "除夕")
    return Horizon(today, horizon.months, {day.date: day.kind for day in days}, eves)


def calendar_years(horizon: Horizon) -> Iterable[int]:
    """From the first month with a roster to the year after today's."""
    return range(horizon.months[0].year, max(horizon.today.year + 1, horizon.last_day.year) + 1)
