"""The bare model in the manner of OR-Tools' shift-scheduling example, extended as far as an instance demands.

A day off is a shift like the others and each cell has exactly one; runs are kept by clauses
over their spans, what may not follow by a clause for each pair, cover by a bounded number beyond.
"""

from bench.nrp.instance import Cover, Instance, Staff
from bench.nrp.peers import Budget, Found
from bench.nrp.peers.plain import Cells, solved
from rosters.solver.cpsat import CpModel, IntVar, LinearExpr

OFF = ""


def solve(instance: Instance, budget: Budget) -> Found:
    model = CpModel()
    kinds = [OFF, *(shift.id for shift in instance.shifts)]
    work: Cells = {
        (person.id, day, kind): model.new_bool_var("")
        for person in instance.staff
        for day in range(instance.days)
        for kind in kinds
    }
    for person in instance.staff:
        for day in range(instance.days):
            model.add_exactly_one(work[person.id, day, kind] for kind in kinds)
        keep_amounts(model, instance, person, work)
        keep_runs(model, instance, person, work)
        keep_followers(model, instance, person, work)
    price = price_of_requests(instance, work)
    price += [part for cover in instance.cover for part in price_of_cover(model, instance, cover, work)]
    model.minimize(sum(price))
    return solved(model, instance, work, budget)


def keep_amounts(model: CpModel, instance: Instance, person: Staff, work: Cells) -> None:
    """Minutes, how often of each shift, weekends and days off."""
    days = range(instance.days)
    minutes = sum(work[person.id, day, shift.id] * shift.minutes for day in days for shift in instance.shifts)
    model.add_linear_constraint(minutes, person.least_minutes, person.most_minutes)
    for shift, most in person.shift_most.items():
        model.add(sum(work[person.id, day, shift] for day in days) <= most)
    for day in person.days_off:
        model.add(work[person.id, day, OFF] == 1)
    weekends = []
    for saturday in range(5, instance.days, 7):
        weekends.append(model.new_bool_var(""))
        for day in range(saturday, min(saturday + 2, instance.days)):
            model.add_bool_or(work[person.id, day, OFF], weekends[-1])
    model.add(sum(weekends) <= person.most_weekends)


def keep_runs(model: CpModel, instance: Instance, person: Staff, work: Cells) -> None:
    off = [work[person.id, day, OFF] for day in range(instance.days)]
    on = [day.negated() for day in off]
    for start in range(instance.days - person.most_run):
        model.add_bool_or(off[start : start + person.most_run + 1])
    forbid_short(model, on, person.least_run)
    forbid_short(model, off, person.least_rest)


def forbid_short(model: CpModel, days: list[IntVar], least: int) -> None:
    """No span of true days shorter than this between two false ones."""
    for length in range(1, least):
        for start in range(1, len(days) - length):
            inside = [day.negated() for day in days[start : start + length]]
            model.add_bool_or(days[start - 1], *inside, days[start + length])


def keep_followers(model: CpModel, instance: Instance, person: Staff, work: Cells) -> None:
    for shift in instance.shifts:
        for barred in shift.barred_next:
            for day in range(instance.days - 1):
                model.add_bool_or(work[person.id, day, shift.id].negated(), work[person.id, day + 1, barred].negated())


def price_of_requests(instance: Instance, work: Cells) -> list[LinearExpr]:
    missed = [wish.weight * work[wish.staff, wish.day, wish.shift].negated() for wish in instance.on]
    return missed + [wish.weight * work[wish.staff, wish.day, wish.shift] for wish in instance.off]


def price_of_cover(model: CpModel, instance: Instance, cover: Cover, work: Cells) -> list[LinearExpr]:
    """The heads working are a number of their own, and so are those missing and those beyond."""
    heads = len(instance.staff)
    working = model.new_int_var(0, heads, "")
    model.add(working == sum(work[person.id, cover.day, cover.shift] for person in instance.staff))
    missing = model.new_int_var(0, cover.needed, "")
    beyond = model.new_int_var(0, heads, "")
    model.add(working - cover.needed == beyond - missing)
    return [cover.under * missing, cover.over * beyond]
