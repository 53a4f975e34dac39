"""Doing what is due and not yet done, each step once, whoever runs this, how late and how often.

A step's row is claimed by one UPDATE. Its act and the note that it was done are one transaction, so
that a worker that dies leaves either both or neither, and a claim that counts for nothing after ten
minutes. What people have done already is noted as theirs.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from rosters.cycles.cyclefacts import Done, Unfinished
from rosters.models import CycleStep, Step
from staff import audit
from staff.models import Hall, User
from staff.sweeping import sweep

from .acts import ACTS, BEGUN, HeldUp, completed, send_once
from .claims import Lost, claim, finish, release
from .due import Task, tasks_at
from .telling import tell_late

log = logging.getLogger(__name__)

# A step that cannot be done, by anybody, before the other is.
NEEDS = {
    Step.REVIEW: Step.BUILD,
    Step.PUBLISH: Step.REVIEW,
    Step.CONFIRM: Step.PUBLISH,
    Step.SUMMARY: Step.PUBLISH,
    Step.CLOSE: Step.PUBLISH,
}


@dataclass
class Report:
    """What one run has done, what is late and cannot be done by the program, what is not due yet."""

    done: list[CycleStep] = field(default_factory=list)
    late: list[CycleStep | Task] = field(default_factory=list)
    waiting: list[Task | CycleStep] = field(default_factory=list)


def run(now: datetime, halls: QuerySet[Hall] | None = None) -> Report:
    """Do everything that is due at the moment, in these halls or in all."""
    report = Report()
    for tasks in tasks_at(now, halls):
        do_month(tasks, now, report)
    return report


def do_month(tasks: list[Task], now: datetime, report: Report) -> None:
    """The steps of one month in their order; of those that are held up, only the first is told of.

    What needs a step that is held up is not tried, and waits as patiently as that.
    """
    held: dict[Step, CycleStep] = {}
    for task in tasks:
        stop = held.get(NEEDS.get(task.step, task.step)) if task.hall else None
        if task.due > now:
            report.waiting.append(task)
        elif stop:
            held[task.step] = stop
            (report.waiting if is_patient(stop, now) else report.late).append(task)
        else:
            row = carry_out(task, now)
            sort(task, row, now, report)
            if row and not row.done_at:
                held[task.step] = row
    late = [row for row in held.values() if not is_patient(row, now)]
    sweep(late[:1], partial(tell_late, now=now))


def sort(task: Task, row: CycleStep | None, now: datetime, report: Report) -> None:
    if row is None:
        report.waiting.append(task)
    elif row.done_at:
        report.done.append(row)
    else:
        (report.waiting if is_patient(row, now) else report.late).append(row)


def is_patient(row: CycleStep, now: datetime) -> bool:
    """Whether what keeps the step from being done needs nothing but time, and has not taken too much of it yet."""
    since = (row.held_up or {}).get("since")
    return since is not None and now < datetime.fromisoformat(since) + row.patience


def carry_out(task: Task, now: datetime, by: User | None = None) -> CycleStep | None:
    """The step's row, done or held up; None when others are at it, or have done it.

    `by` is whoever asks for it to be done now, None the program.
    """
    row = claim(task, now)
    if row is None:
        return None
    row.hall = task.hall
    try:
        attempt(task, row, now, by)
    except Lost:
        return None
    return row


def attempt(task: Task, row: CycleStep, now: datetime, by: User | None) -> None:
    try:
        do(task, row, now, by)
    except Lost:
        raise
    except HeldUp as obstacle:
        release(row, obstacle.facts, now)
    except Exception:
        log.exception("The step %s cannot be done.", row)
        release(row, {"reason": "went_wrong"}, now)


def do(task: Task, row: CycleStep, now: datetime, by: User | None) -> None:
    if task.step == Step.SUMMARY:
        send(task, row, now, by)
    else:
        act(task, row, now, by)


def send(task: Task, row: CycleStep, now: datetime, by: User | None) -> None:
    """Send the summary, and note that; sending is safe by itself and takes long, so it holds no transaction open."""
    sent = send_once(task.month, task.hall, now, by)
    finish(row, sent, is_by_cycle=sent.by is None)


@transaction.atomic
def act(task: Task, row: CycleStep, now: datetime, by: User | None) -> None:
    """Note what people have done, else do it and note that."""
    assert task.hall is not None, "the department has a summary and nothing else"
    month = Unfinished(task.hall, task.month, now)
    if known := month.done(task.step):
        finish(row, completed(month, task.step, known), is_by_cycle=known.is_by_program)
        return
    result = ACTS[task.step](month, by)
    if result is BEGUN:
        release(row, {"reason": "is_building"}, now)
        return
    finish(row, Done(now, by, result), is_by_cycle=by is None)
    if by:
        after = {"step": task.step}
        audit.record("cycle_step_done", by=by, hall=task.hall, subject=f"{task.month:%Y-%m}", after=after)
