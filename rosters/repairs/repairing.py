"""Repairing a roster that people live by: a proposal first, and cells only when it is accepted."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone

from staff import absences, audit
from staff.models import Absence, Employee, User
from staff.recorded import record_change

from ..builds.writing import locked, write
from ..models import Repair, Roster, ShiftType
from ..month import Month, load_month
from ..problem import Place, duties_of, problem_of, with_past_kept
from ..publications.publishing import NotPublishable, publish_cells
from ..solver.check import pin_conflicts
from ..solver.duties import Duties
from ..solver.problem import Problem
from ..solver.repair import RepairedCell, repair
from ..verdict import Verdict, verdict_of

Facts = dict[str, Any]

What = Repair.What
Status = Repair.Status


class NotRepairable(Exception):
    """A repair that was refused; `facts` say why, for `wording.reason_of`.

    Their `reason` is closed, month_past, repair_decided, repair_stale, leave_gone, own_leave,
    no_shifts, changed_meanwhile or newly_broken.
    """

    def __init__(self, reason: str):
        super().__init__(reason)
        self.facts = {"reason": reason}


@dataclass(frozen=True)
class Event:
    """What has happened to a month: whose absence, which shift's closing, on which days."""

    what: str = What.NOW
    first: date | None = None
    last: date | None = None
    employee: Employee | None = None
    shift_type: ShiftType | None = None
    # Leave that is asked for; without it, somebody is ill.
    asked_for: Absence | None = None

    def as_json(self) -> Facts:
        return {
            "what": self.what,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "employee": self.employee.code if self.employee else None,
            "shift": self.shift_type.code if self.shift_type else None,
        }

    def days(self, roster: Roster) -> list[int]:
        """Its days that lie in the month, from 0."""
        if self.first is None or self.last is None:
            return []
        return [number for number, day in enumerate(roster.days) if self.first <= day <= self.last]

    def absence(self) -> Absence:
        """The leave of somebody who is away, not yet on record."""
        if self.asked_for:
            return self.asked_for
        assert self.first is not None
        assert self.last is not None
        return Absence(
            employee=self.employee,
            kind=Absence.Kind.SICK,
            first_day=self.first,
            last_day=self.last,
            state=Absence.State.APPROVED,
        )


# --- asking ------------------------------------------------------------------


def propose_repair(roster: Roster, event: Event, *, by: User | None) -> Repair:
    """What to change now that this has happened; the roster stays as it is. Takes up to three seconds.

    Today and what is past stay, and so do pinned cells that can. Raises NotRepairable.
    """
    started = monotonic()
    refuse(roster)
    month = load_month(roster)
    problem = problem_after(event, month)
    duties = duties_of(roster, problem, month)
    problem = with_past_kept(loosened(problem, duties), duties, tomorrow(roster))
    days = event.days(roster) if event.what == What.DEMAND else []
    found = repair(problem, duties, days=days)
    before, after = verdict_of(problem, duties), verdict_of(problem, found.duties)
    felt = {change.day for change in found.changes} | set(event.days(roster))
    return Repair.objects.create(
        roster=roster,
        asked_by=by,
        revision=roster.revision,
        asked=event.as_json(),
        changes=[change_to_json(roster, change) for change in found.changes],
        before=summary_of(before, felt),
        after=summary_of(after, felt),
        seconds=monotonic() - started,
    )


def refuse(roster: Roster) -> None:
    if roster.state == Roster.State.CLOSED:
        raise NotRepairable("closed")
    if roster.last_day <= roster.hall.today():
        raise NotRepairable("month_past")


def tomorrow(roster: Roster) -> date:
    return roster.hall.today() + timedelta(days=1)


def problem_after(event: Event, month: Month) -> Problem:
    """The month's problem with what happened in it."""
    if event.what == What.AWAY and event.employee:
        own = month.absences.get(event.employee.pk, [])
        added = [] if any(covers(one, event) for one in own) else [event.absence()]
        month = replace(month, absences={**month.absences, event.employee.pk: [*own, *added]})
    problem = problem_of(month.roster, month)
    if event.what == What.CLOSED and event.shift_type:
        problem = without_shift(problem, str(event.shift_type.pk), event.days(month.roster))
    return problem


def covers(absence: Absence, event: Event) -> bool:
    """Whether she is away all the time of the event already; by the hour is not."""
    assert event.first is not None
    assert event.last is not None
    return absence.is_whole_day and absence.first_day <= event.first and event.last <= absence.last_day


def without_shift(problem: Problem, shift: str, days: Container[int]) -> Problem:
    """The problem in which nobody may work the shift on these days."""
    workers = tuple(
        replace(worker, shifts=tuple(may - {shift} if day in days else may for day, may in enumerate(worker.shifts)))
        for worker in problem.workers
    )
    return replace(problem, workers=workers)


def loosened(problem: Problem, duties: Duties) -> Problem:
    """The problem without the pins that have come to break hard rules: those have to move."""
    broken = {(fault.worker, day) for fault in pin_conflicts(problem) for day in fault.days}
    kept = tuple(
        pin
        for pin in problem.pins
        if (pin.worker, pin.day) not in broken or duties.cells.get((pin.worker, pin.day)) is None
    )
    return replace(problem, pins=kept)


def change_to_json(roster: Roster, change: RepairedCell) -> Facts:
    return {
        "employee": change.worker,
        "date": roster.days[change.day].isoformat(),
        "before": change.before or "",
        "after": change.after or "",
    }


def summary_of(verdict: Verdict, days: Container[int]) -> Facts:
    """The figures of a roster, and what is short on the days that felt it."""
    problem, gaps = verdict.problem, verdict.gaps
    shown = {problem.date_of(day).isoformat() for day in range(problem.days) if day in days}
    rows = [row for row in verdict.facts()["shortfalls"] if row["date"] in shown]
    return {
        "penalty": verdict.penalty,
        "broken": len(verdict.broken),
        "short_minutes": round(sum((gap.needed - gap.have) * (gap.end - gap.start) for gap in gaps)),
        "unmanaged_minutes": sum(end - start for _, start, end in verdict.manager_gaps),
        "shortfalls": rows,
    }


# --- deciding ----------------------------------------------------------------


@transaction.atomic
def accept_repair(proposal: Repair, *, by: User) -> Repair:
    """Put the proposal into the roster, and the absence it is about on record. Raises NotRepairable.

    A roster that was edited since, and a day that has begun since, need a new proposal.
    """
    roster = locked(proposal.roster)
    proposal = taken(proposal)
    refuse(roster)
    if roster.revision != proposal.revision or is_overtaken(proposal, roster):
        raise NotRepairable("repair_stale")
    record_absence(proposal, roster, by=by)
    month = load_month(roster)
    problem = problem_of(roster, month)
    moved = places_of(proposal, roster)
    duties = Duties(problem, {**duties_of(roster, problem, month).cells, **moved})
    if len(verdict_of(problem, duties).broken) > proposal.after["broken"]:
        raise NotRepairable("changed_meanwhile")
    cells = write(month, duties, Unchanged(moved))
    put_in_force(proposal, roster, month, by=by)
    decide(proposal, Status.ACCEPTED)
    audit.record(
        "repair_accepted",
        by=by,
        hall=roster.hall,
        subject=f"{roster.month:%Y-%m}",
        after={"repair": str(proposal.pk), "cells": cells, "changes": proposal.changes, "asked": proposal.asked},
    )
    return proposal


def put_in_force(proposal: Repair, roster: Roster, month: Month, *, by: User) -> None:
    """Publish the repaired cells of a roster that staff live by; other unpublished changes stay so."""
    people = {employee.code: employee.pk for employee in month.employees}
    if any(row["employee"] not in people for row in proposal.changes):
        raise NotRepairable("repair_stale")
    cells = [(people[row["employee"]], date.fromisoformat(row["date"])) for row in proposal.changes]
    try:
        publish_cells(roster, cells, by=by, why=proposal.asked["what"])
    except NotPublishable as refusal:
        raise NotRepairable(refusal.facts["reason"]) from refusal


@transaction.atomic
def discard_repair(proposal: Repair, *, by: User) -> Repair:
    """Forget the proposal; the roster stays as it is. Raises NotRepairable."""
    proposal = taken(proposal)
    decide(proposal, Status.DISCARDED)
    facts = {"repair": str(proposal.pk)}
    roster = proposal.roster
    audit.record("repair_discarded", by=by, hall=roster.hall, subject=f"{roster.month:%Y-%m}", after=facts)
    return proposal


def taken(proposal: Repair) -> Repair:
    """The proposal, held until the transaction ends; it can be decided once."""
    proposal = (
        Repair.objects.select_for_update(of=("self",), no_key=True).select_related("roster__hall").get(pk=proposal.pk)
    )
    if not proposal.is_open:
        raise NotRepairable("repair_decided")
    return proposal


def decide(proposal: Repair, status: Repair.Status) -> None:
    proposal.status, proposal.decided_at = status, timezone.now()
    proposal.save(update_fields=["status", "decided_at"])


def is_overtaken(proposal: Repair, roster: Roster) -> bool:
    """Whether a day it would change has begun."""
    return any(date.fromisoformat(row["date"]) < tomorrow(roster) for row in proposal.changes)


def record_absence(proposal: Repair, roster: Roster, *, by: User) -> None:
    """Enter the absence that the proposal was made for, unless it is on record."""
    asked = proposal.asked
    if asked.get("absence"):
        approve_leave(asked, roster, by=by)
        return
    person = roster.hall.employees.filter(code=asked["employee"]).first() if asked["what"] == What.AWAY else None
    if person:
        first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
        known = person.absences.approved().filter(first_day__lte=first, last_day__gte=last, start=None)
        if not known.exists():
            if person.user_id == by.pk:
                raise NotRepairable("own_leave")
            absence = Event(What.AWAY, first, last, person).absence()
            absences.note_decider(absence, by=by)
            absence.save()
            record_change(absence, None, by=by, hall=roster.hall)


def approve_leave(asked: Facts, roster: Roster, *, by: User) -> None:
    """Approve the leave that the proposal makes up for. Raises NotRepairable."""
    row = Absence.objects.filter(pk=asked["absence"], employee__hall=roster.hall_id).first()
    if row is None:
        raise NotRepairable("leave_gone")
    try:
        absences.approve(row, by=by, why=asked.get("why", ""))
    except absences.NotAbsent as refusal:
        raise NotRepairable("leave_gone") from refusal


def places_of(proposal: Repair, roster: Roster) -> dict[Place, str | None]:
    """What the proposal wants in which cell."""
    days = {day.isoformat(): number for number, day in enumerate(roster.days)}
    return {(row["employee"], days[row["date"]]): row["after"] or None for row in proposal.changes}


@dataclass(frozen=True)
class Unchanged(Container[Place]):
    """All places but those that a proposal changes."""

    moved: dict[Place, str | None]

    def __contains__(self, place: object) -> bool:
        return place not in self.moved
