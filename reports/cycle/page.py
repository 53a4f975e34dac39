"""A month's cycle as its page shows it: each step with what can be done about it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from rosters.cycles.cyclefacts import Unfinished
from rosters.cycles.cycleline import Line, Point, cycle_line
from rosters.models import Step
from staff.models import Hall

# What the program does at once when a manager asks for it; the other steps have pages of their own.
AT_ONCE = (Step.BUILD, Step.SUMMARY, Step.CLOSE)


@dataclass(frozen=True)
class Offer:
    """What a manager can do about a step: follow a link, or have it done by pressing a button."""

    label: str
    url: str
    is_done_at_once: bool = False


@dataclass(frozen=True)
class StepRow:
    point: Point
    offer: Offer | None


@dataclass(frozen=True)
class CyclePage:
    line: Line
    rows: list[StepRow]


def page_of(hall: Hall, month: date, now: datetime, *, can_edit: bool) -> CyclePage:
    known = Unfinished(hall, month, now)
    line = cycle_line(hall, month, now, known.roster, known.cells)
    rows = [StepRow(point, offer_of(point, known) if can_edit else None) for point in line.points]
    return CyclePage(line, rows)


def offer_of(point: Point, known: Unfinished) -> Offer | None:
    """What can be done about a step now; nothing about one that is done, or whose time has not come."""
    if point.is_done:
        return None
    offers = {
        Step.WISHES_OPEN: days_offer,
        Step.WISHES_CLOSE: wishes_offer,
        Step.BUILD: build_offer,
        Step.REVIEW: review_offer,
        Step.PUBLISH: publish_offer,
        Step.CONFIRM: confirm_offer,
        Step.SUMMARY: summary_offer,
        Step.CLOSE: close_offer,
    }
    offer = offers.get(point.step)
    return offer(point, known) if offer else None


def days_offer(point: Point, known: Unfinished) -> Offer:
    return Offer(_("Change the days"), reverse("rosters:cycle-settings", args=[point.hall.code]))


def wishes_offer(point: Point, known: Unfinished) -> Offer:
    address = reverse("rosters:wishes", args=[point.hall.code])
    return Offer(_("Look at the wishes"), f"{address}?month={point.month:%Y-%m}")


def build_offer(point: Point, known: Unfinished) -> Offer | None:
    return None if known.is_building else at_once(_("Build now"), point)


def review_offer(point: Point, known: Unfinished) -> Offer | None:
    if not known.cells:
        return None
    name = "rosters:review" if point.hall.needs_review and known.roster else "rosters:grid"
    return to_roster(_("Look it through"), name, point)


def publish_offer(point: Point, known: Unfinished) -> Offer | None:
    return to_roster(_("Publish …"), "rosters:publish", point) if known.cells and not known.is_building else None


def confirm_offer(point: Point, known: Unfinished) -> Offer | None:
    return to_roster(_("Who has confirmed"), "rosters:confirmations", point) if known.publication else None


def summary_offer(point: Point, known: Unfinished) -> Offer | None:
    return at_once(_("Send now"), point) if known.publication else None


def close_offer(point: Point, known: Unfinished) -> Offer | None:
    is_over = known.roster is not None and known.roster.is_published and known.roster.is_over_at(known.now)
    return at_once(_("Close now"), point) if is_over else None


def to_roster(label: str, name: str, point: Point) -> Offer:
    return Offer(label, reverse(name, args=[point.hall.code, point.month]))


def at_once(label: str, point: Point) -> Offer:
    args = [point.hall.code, point.month, point.step.value]
    return Offer(label, reverse("reports:cycle-step", args=args), is_done_at_once=True)
