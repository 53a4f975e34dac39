"""Where the demo's halls stand in their months: what has fallen due has been done, as it would have been."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from rosters.cycles.cycle import due_moments_of
from rosters.models import CycleStep, Step, Wish
from staff.months import shifted

from .plan import Horizon
from .writing import BATCH, Written

NOON = time(12)
Facts = dict[str, Any]


def write_cycles(written: Iterable[Written], horizon: Horizon) -> None:
    """Evidence of every step of each month with a roster, and of the coming one as far as it is."""
    written = list(written)
    months = [*horizon.months, shifted(horizon.this_month, 1)]
    moments = due_moments_of([one.hall for one in written], months)
    rows = (
        row
        for one in written
        for month in months
        for row in steps_of(one, month, moments[one.hall.pk, month], horizon.today)
    )
    CycleStep.objects.bulk_create(rows, BATCH)


def steps_of(one: Written, month: date, moments: dict[Step, datetime], today: date) -> Iterator[CycleStep]:
    roster = one.rosters.get(month)
    head = next(person for person in one.employees if person.is_manager)
    known = facts_of(one, month)
    for step, due in moments.items():
        if due > datetime.combine(today, NOON, due.tzinfo) or step not in known:
            continue
        row = CycleStep(hall=one.hall, month=month, step=step, due_at=due, done_at=due, result=known[step])
        row.is_by_cycle = step != Step.PUBLISH
        if step == Step.PUBLISH and roster:
            row.done_at, row.by_name = roster.published_at, head.name
        yield row


def facts_of(one: Written, month: date) -> dict[Step, Facts]:
    """What came of each step; of those of the roster itself only where there is one."""
    people = len(one.employees)
    wishes = Wish.objects.filter(employee__hall=one.hall, date__year=month.year, date__month=month.month)
    senders = list(wishes.values_list("employee", flat=True))
    facts: dict[Step, Facts] = {
        Step.WISHES_OPEN: {"what": "told", "told": people},
        Step.WISHES_CLOSE: {"what": "wishes", "wishes": len(senders), "people": len(set(senders)), "of": people},
    }
    if month in one.rosters:
        facts |= {
            Step.BUILD: {"what": "built", "cells": one.rosters[month].assignments.count()},
            Step.REVIEW: {"what": "looked", "broken": 0, "minutes": 0},
            Step.PUBLISH: {"what": "version", "version": 1},
            Step.CONFIRM: {"what": "reminded", "confirmed": people, "of": people, "reminded": 0},
        }
    return facts
