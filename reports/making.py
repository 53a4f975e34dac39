"""Freezing a month's figures as the next numbered summary, of a hall or of the department."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from rosters.publications.published import publication_of
from staff.models import Hall, User
from staff.months import last_day_of

from .counting import count_month, roster_of
from .figures import Figures, from_json, to_json
from .lines import differences_between
from .models import Summary
from .totals import total_of


class NotSendable(Exception):
    """A summary that was refused: `facts` say why, for `wording.reason_of`. The reason is not_published or no_halls."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.facts: dict[str, Any] = {"reason": reason}


def last_summary(month: date, hall: Hall | None) -> Summary | None:
    """The one in force of the hall, or of the department."""
    rows = Summary.objects.in_force().filter(month=month)
    return rows.filter(hall=hall).first() if hall else rows.of_department().first()


def make_summary(month: date, *, hall: Hall | None = None, now: datetime, by: User | None = None) -> Summary:
    """The month as it is now, as the next number; the one in force when nothing differs from it.

    Two at once make one. Refused for a hall that has published nothing, and for a department
    of which no hall has a summary.
    """
    draft = draft_of_hall(month, hall) if hall else draft_of_department(month)
    return keep(draft, now=now, by=by)


@dataclass(frozen=True)
class Draft:
    """Figures that are to be kept: of which hall and version, made of which halls' summaries."""

    month: date
    figures: Figures
    hall: Hall | None = None
    version: int | None = None
    parts: list[Summary] = field(default_factory=list)


def draft_of_hall(month: date, hall: Hall) -> Draft:
    roster = roster_of(hall, month)
    publication = publication_of(roster)
    if publication is None:
        raise NotSendable("not_published")
    return Draft(month, count_month(roster, publication), hall, publication.number)


def draft_of_department(month: date) -> Draft:
    parts = list(
        Summary.objects.in_force().of_halls().filter(month=month).select_related("hall").order_by("hall__name")
    )
    if not parts:
        raise NotSendable("no_halls")
    figures = total_of([from_json(part.figures) for part in parts], last_day_of(month).day)
    return Draft(month, figures, parts=parts)


def keep(draft: Draft, *, now: datetime, by: User | None) -> Summary:
    """The draft as a row; whoever loses a race finds the winner's."""
    try:
        with transaction.atomic():
            return write(draft, now=now, by=by)
    except IntegrityError:
        found = last_summary(draft.month, draft.hall)
        if found is None:
            raise
        return found


def write(draft: Draft, *, now: datetime, by: User | None) -> Summary:
    before = last_summary(draft.month, draft.hall)
    differences = changes_since(before, draft) if before else []
    if before and not differences:
        Summary.objects.filter(pk=before.pk).update(checked_at=now)
        return before
    if before:
        Summary.objects.filter(pk=before.pk, replaced_at__isnull=True).update(replaced_at=now)
    summary = Summary.objects.create(
        hall=draft.hall,
        month=draft.month,
        number=before.number + 1 if before else 1,
        version=draft.version,
        figures=to_json(draft.figures),
        differences=differences,
        made_at=now,
        by=by,
        by_name=str(by) if by else "",
        **columns_of(draft.figures),
    )
    summary.parts.set(draft.parts)
    return summary


def columns_of(figures: Figures) -> dict[str, Any]:
    """What a summary repeats of its figures."""
    return {
        "people": figures.people,
        "planned_minutes": figures.hours.planned,
        "overtime_minutes": figures.overtime.total,
        "needed_minutes": figures.needed,
        "missing_minutes": figures.missing,
        "cover_by_day": [day.percent for day in figures.days_cover],
        "most_overtime": [[one.name, one.minutes, one.most] for one in figures.most_overtime],
        "most_overtime_minutes": figures.most_overtime[0].minutes if figures.most_overtime else 0,
        "plan_due": figures.plan.whole,
        "plan_completed": figures.plan.part,
        "days_late": figures.publishing.days_late,
    }


def changes_since(before: Summary, draft: Draft) -> list[dict[str, Any]]:
    """What differs from the number before: versions, halls that have come or changed, figures."""
    changes = differences_between(from_json(before.figures), draft.figures)
    if before.version != draft.version:
        changes.insert(0, {"key": "version", "name": "", "before": before.version, "after": draft.version})
    if draft.hall is None:
        changes = hall_changes(before, draft) + changes
    return changes


def hall_changes(before: Summary, draft: Draft) -> list[dict[str, Any]]:
    """The halls whose summary has another number than the department's last one counted."""
    old = {part.hall_id: part for part in before.parts.select_related("hall").defer("figures", "differences")}
    new = {part.hall_id: part for part in draft.parts}
    names = {part.hall_id: str(part.hall) for part in (*old.values(), *new.values())}
    numbers = [(name, old.get(hall), new.get(hall)) for hall, name in names.items()]
    changes = [
        {"key": "hall", "name": name, "before": one and one.number, "after": two and two.number}
        for name, one, two in numbers
        if (one and one.number) != (two and two.number)
    ]
    return sorted(changes, key=lambda change: str(change["name"]))
