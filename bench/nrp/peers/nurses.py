"""The bare model in the manner of OR-Tools' nurse example, extended as far as an instance demands.

A Boolean for each person, day and shift, at most one a day; everything else is a linear sum.
"""

from bench.nrp.instance import Instance, Staff
from bench.nrp.peers import Budget, Found
from bench.nrp.peers.plain import Cells, solved
from rosters.solver.cpsat import CpModel, LinearExpr


def solve(instance: Instance, budget: Budget) -> Found:
    model = CpModel()
    shifts: Cells = {
        (person.id, day, shift.id): model.new_bool_var("")
        for person in instance.staff
        for day in range(instance.days)
        for shift in instance.shifts
    }
    for person in instance.staff:
        keep_days(model, instance, person, shifts)
        keep_amounts(model, instance, person, shifts)
        keep_runs(model, person, works_of(instance, person, shifts))
        keep_weekends(model, person, works_of(instance, person, shifts))
    model.minimize(sum(price_of_requests(instance, shifts) + price_of_cover(model, instance, shifts)))
    return solved(model, instance, shifts, budget)


def works_of(instance: Instance, person: Staff, shifts: Cells) -> list[LinearExpr]:
    """One for each day worked."""
    ids = [shift.id for shift in instance.shifts]
    return [LinearExpr.sum([shifts[person.id, day, id] for id in ids]) for day in range(instance.days)]


def keep_days(model: CpModel, instance: Instance, person: Staff, shifts: Cells) -> None:
    """One shift a day, none on a day off, and none right after one that bars it."""
    for day in range(instance.days):
        model.add_at_most_one(shifts[person.id, day, shift.id] for shift in instance.shifts)
    for day in person.days_off:
        model.add(sum(shifts[person.id, day, shift.id] for shift in instance.shifts) == 0)
    for day in range(instance.days - 1):
        for shift in instance.shifts:
            for barred in shift.barred_next:
                model.add(shifts[person.id, day, shift.id] + shifts[person.id, day + 1, barred] <= 1)


def keep_amounts(model: CpModel, instance: Instance, person: Staff, shifts: Cells) -> None:
    days = range(instance.days)
    minutes = sum(shift.minutes * shifts[person.id, day, shift.id] for day in days for shift in instance.shifts)
    model.add(minutes >= person.least_minutes)
    model.add(minutes <= person.most_minutes)
    for shift, most in person.shift_most.items():
        model.add(sum(shifts[person.id, day, shift] for day in days) <= most)


def keep_runs(model: CpModel, person: Staff, works: list[LinearExpr]) -> None:
    """At most so many in a window; what begins goes on as long as it must, unless the horizon ends."""
    for start in range(len(works) - person.most_run):
        model.add(sum(works[start : start + person.most_run + 1]) <= person.most_run)
    for day in range(1, len(works)):
        for later in works[day + 1 : day + person.least_run]:
            model.add(later >= works[day] - works[day - 1])
        for later in works[day + 1 : day + person.least_rest]:
            model.add(1 - later >= works[day - 1] - works[day])


def keep_weekends(model: CpModel, person: Staff, works: list[LinearExpr]) -> None:
    weekends = []
    for saturday in range(5, len(works), 7):
        weekends.append(model.new_bool_var(""))
        for day in works[saturday : saturday + 2]:
            model.add(weekends[-1] >= day)
    model.add(sum(weekends) <= person.most_weekends)


def price_of_requests(instance: Instance, shifts: Cells) -> list[LinearExpr]:
    missed = [wish.weight * (1 - shifts[wish.staff, wish.day, wish.shift]) for wish in instance.on]
    return missed + [wish.weight * shifts[wish.staff, wish.day, wish.shift] for wish in instance.off]


def price_of_cover(model: CpModel, instance: Instance, shifts: Cells) -> list[LinearExpr]:
    price = []
    for cover in instance.cover:
        have = sum(shifts[person.id, cover.day, cover.shift] for person in instance.staff)
        missing = model.new_int_var(0, cover.needed, "")
        beyond = model.new_int_var(0, len(instance.staff), "")
        model.add(have + missing - beyond == cover.needed)
        price += [cover.under * missing, cover.over * beyond]
    return price
