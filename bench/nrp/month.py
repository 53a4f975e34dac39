"""An instance of the benchmark as a problem of the product's solver, and its rosters back.

What the benchmark calls hard stays hard where taking work away keeps it. Its minima are
priced in the product; here so high that no roster worth having breaks one, and whoever
reads a result sees in its objective whether it did.
"""

from datetime import date

from rosters.solver.duties import Duties
from rosters.solver.problem import (
    HISTORY_DAYS,
    MIDDLE,
    Headcount,
    Limits,
    Problem,
    Shift,
    Wish,
    Worker,
    weeks_of,
)

from .instance import Instance, Staff

A_MONDAY = date(2024, 1, 1)
NEVER = 100_000
"""The least price of breaking a minimum once."""
DEARER = 100
"""So many times the dearest weight of an instance it costs, where that is more."""


def problem_of(instance: Instance) -> Problem:
    """The instance with the product's own rules."""
    days, never = range(instance.days), price_of_minima(instance)
    on = [Wish(row.staff, row.day, row.shift, True, row.weight) for row in instance.on]
    off = [Wish(row.staff, row.day, row.shift, False, row.weight) for row in instance.off]
    return Problem(
        first_day=A_MONDAY,
        days=instance.days,
        shifts=tuple(
            Shift(row.id, row.id, MIDDLE, ((0, row.minutes),), row.minutes, barred_next=row.barred_next)
            for row in instance.shifts
        ),
        workers=tuple(worker_of(instance, staff) for staff in instance.staff),
        open=((),) * instance.days,
        demand=(),
        rules={
            "eligible": {},
            "succession": {},
            "consecutive-days": {},
            "month-most": {},
            "shift-count": {},
            "weekends": {},
            "headcounts": {},
            "month-least": {"weight": 2 * never},
            "short-runs": {"weight": never},
            "short-breaks": {"weight": never},
            "wishes": {"weight": 1},
        },
        weekends=frozenset(day for day in days if day % 7 in (5, 6)),
        wishes=tuple(on + off),
        headcounts=tuple(Headcount(row.day, row.shift, row.needed, row.under, row.over) for row in instance.cover),
    )


def price_of_minima(instance: Instance) -> int:
    """What breaking a minimum once costs: more than any weight that could be saved by it."""
    weights = [weight for row in instance.cover for weight in (row.under, row.over)]
    weights += [row.weight for row in (*instance.on, *instance.off)]
    return max(NEVER, DEARER * max(weights, default=0))


def worker_of(instance: Instance, staff: Staff) -> Worker:
    may = frozenset(shift.id for shift in instance.shifts if staff.shift_most.get(shift.id, 0))
    return Worker(
        id=staff.id,
        name=staff.id,
        is_manager=False,
        levels={},
        shifts=tuple(frozenset() if day in staff.days_off else may for day in range(instance.days)),
        weekly_minutes=0,
        week_targets=(0,) * len(list(weeks_of(A_MONDAY, instance.days))),
        history=(None,) * HISTORY_DAYS,
        limits=Limits(
            least_minutes=staff.least_minutes,
            most_minutes=staff.most_minutes,
            most_run=staff.most_run,
            least_run=staff.least_run,
            least_rest=staff.least_rest,
            most_weekends=staff.most_weekends,
            shift_most={id: most for id, most in staff.shift_most.items() if id in may and most < instance.days},
        ),
    )


def rows_of(instance: Instance, duties: Duties) -> dict[str, list[str]]:
    """For each person one shift id a day, "" for a day off."""
    return {
        staff.id: [duties.cells.get((staff.id, day)) or "" for day in range(instance.days)] for staff in instance.staff
    }
