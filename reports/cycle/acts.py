"""What the program itself does for each step, when nobody has done it before it fell due.

Each act gives the result in facts, `BEGUN` when it has begun what ends later, or raises `HeldUp` with what keeps
it from being done. All are run inside one transaction with the note that they were.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from rosters.builds import building
from rosters.builds.buildable import NotBuildable
from rosters.cycles.cycle import due_moments
from rosters.cycles.cyclefacts import Done, Facts, Unfinished
from rosters.edits.editing import NotEditable, open_roster
from rosters.models import Build, CycleSettings, Roster, Step, Wish
from rosters.overview import judgement_of
from rosters.problem import duties_of, problem_of
from rosters.publications import confirming, publishing
from rosters.publications.confirming import reading_of
from rosters.publications.published import load_published
from rosters.publications.publishing import NotPublishable
from rosters.reports import figures_of_people
from staff.models import Employee, Hall, User
from staff.months import last_day_of

from ..making import NotSendable
from ..sending import send_summary
from . import telling

# So long people have to read what was published before the program reminds them.
TIME_TO_CONFIRM = timedelta(hours=12)


# The result of an act whose end the next look will find.
BEGUN: Facts = {"what": "begun"}


class HeldUp(Exception):
    """A step that cannot be done now; `facts` say why, for `rosters.wording.reason_of`."""

    def __init__(self, reason: str, **facts: Any):
        super().__init__(reason)
        self.facts: Facts = {"reason": reason} | facts


def open_wishes(month: Unfinished, by: User | None) -> Facts:
    """Tell everybody until when wishes may be sent; nobody when that is over."""
    closes = due_moments(month.hall, month.month)[Step.WISHES_CLOSE]
    if month.now >= closes:
        return {"what": "window_over"}
    return {"what": "told", "told": telling.tell_wishes_open(month, closes)}


def close_wishes(month: Unfinished, by: User | None) -> Facts:
    """Count what was wished for."""
    first, last = month.month, last_day_of(month.month)
    wishes = Wish.objects.filter(employee__hall=month.hall, date__range=(first, last))
    people = Employee.objects.filter(hall=month.hall).employed_between(first, last).count()
    return {
        "what": "wishes",
        "wishes": wishes.count(),
        "people": wishes.order_by().values("employee").distinct().count(),
        "of": people,
    }


def build(month: Unfinished, by: User | None) -> Facts:
    """Start a build; the program starts one, and what has come of that is for people to see to."""
    last = month.last_build
    if month.is_building:
        raise HeldUp("is_building")
    if last and last.status == Build.Status.OFFERED:
        raise HeldUp("to_choose")
    if by is None and last and last.is_of_program and last.has_come_to_nothing:
        raise HeldUp(**(last.reason or {"reason": "went_wrong"}))
    if by is None and not CycleSettings.of(month.hall).builds_itself:
        raise HeldUp("build_by_hand")
    try:
        roster = open_roster(month.hall, month.month, now=month.now)
        building.start_build(roster, by=by, now=month.now)
    except NotBuildable as refusal:
        raise HeldUp(**refusal.facts) from refusal
    except NotEditable as refusal:
        raise HeldUp(**refusal.facts) from refusal
    return BEGUN


def review(month: Unfinished, by: User | None) -> Facts:
    """What the checker says goes to the manager; where a second person reviews, only she can do it."""
    roster = filled(month)
    if month.hall.needs_review:
        raise HeldUp("under_review" if roster.reviews.open().exists() else "needs_review")
    judged = judgement_of(roster)
    telling.tell_to_publish(month)
    return {"what": "looked", "broken": judged.broken, "minutes": judged.missing, "penalty": judged.penalty}


def publish(month: Unfinished, by: User | None) -> Facts:
    roster = filled(month)
    if by is None and not CycleSettings.of(month.hall).publishes_itself:
        raise HeldUp("needs_review" if month.hall.needs_review else "publish_by_hand")
    try:
        publication = publishing.publish(roster, by=by, now=month.now)
    except NotPublishable as refusal:
        raise HeldUp(**refusal.facts) from refusal
    return {"what": "version", "version": publication.number}


def confirm(month: Unfinished, by: User | None) -> Facts:
    """Remind those who have not confirmed, while the month is not over; not on the heels of a publication."""
    roster = published(month)
    if by is None and month.publication and month.now < month.publication.at + TIME_TO_CONFIRM:
        raise HeldUp("time_to_confirm")
    reminded = [] if roster.is_over_at(month.now) else confirming.remind(roster, by=by, now=month.now)
    reading = reading_of(roster)
    facts = {"confirmed": len(reading.confirmed), "of": len(reading.rows), "reminded": len(reminded)}
    return {"what": "reminded"} | facts


def send_once(month: date, hall: Hall | None, now: datetime, by: User | None) -> Done:
    """Send the month's summary unless that has been done; when and by whom it was sent."""
    try:
        summary = send_summary(month, hall=hall, now=now, by=by)
    except NotSendable as refusal:
        raise HeldUp(**refusal.facts) from refusal
    return Done(summary.sent_at or now, summary.by, {"what": "sent", "number": summary.number})


def close(month: Unfinished, by: User | None) -> Facts:
    """End the month, and note its figures as they will stay."""
    roster = published(month)
    if by is None and not CycleSettings.of(month.hall).closes_itself:
        raise HeldUp("close_by_hand")
    try:
        publishing.close(roster, by=by, now=month.now)
    except NotPublishable as refusal:
        raise HeldUp(**refusal.facts) from refusal
    return measured(roster) | {"what": "measured"}


def measured(roster: Roster) -> Facts:
    """The month as staff saw it last: people, mean weekly minutes of each, hard rules broken, penalty."""
    shown = load_published(roster)
    problem = problem_of(roster, shown)
    people = figures_of_people(problem, duties_of(roster, problem, shown))
    publication = roster.publications.first()
    mean = sum(person.mean_weekly_minutes for person in people) / len(people) if people else 0
    return {
        "people": len(people),
        "minutes": round(mean),
        "broken": publication.broken if publication else 0,
        "penalty": publication.penalty if publication else None,
    }


def filled(month: Unfinished) -> Roster:
    """The month's roster, once something stands in it and nobody is building it."""
    if month.is_building:
        raise HeldUp("is_building")
    if month.roster is None or not month.cells:
        raise HeldUp("nothing_there")
    return month.roster


def published(month: Unfinished) -> Roster:
    if month.roster is None or not month.roster.is_published:
        raise HeldUp("not_published")
    return month.roster


def completed(month: Unfinished, step: Step, done: Done) -> Done:
    """What people did, with the figures that the step is to leave."""
    if step == Step.CLOSE and month.roster is not None:
        return replace(done, result=measured(month.roster) | {"what": "measured"})
    return done


ACTS: dict[Step, Callable[[Unfinished, User | None], Facts]] = {
    Step.WISHES_OPEN: open_wishes,
    Step.WISHES_CLOSE: close_wishes,
    Step.BUILD: build,
    Step.REVIEW: review,
    Step.PUBLISH: publish,
    Step.CONFIRM: confirm,
    Step.CLOSE: close,
}
