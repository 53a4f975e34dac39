"""Sentences about refusals and about when a task is done."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staff.forms.fields import CHANGED_MEANWHILE
from staff.models import Employee, Hall

from .models import PlanTask
from .models.tasks import ONE_PERSON
from .spans import MONTH, QUARTER, YEAR, Span


def reason_of(facts: dict[str, Any]) -> str:
    """Why an act was refused, for people."""
    words = {name: date_format(value) if name == "day" else value for name, value in facts.items()}
    return REASONS[facts["reason"]]() % words


REASONS = {
    "confirmed": lambda: _("This is confirmed already; ask the supervisor to send it back if it has to be changed."),
    "excused": lambda: _("This was excused; nothing has to be recorded."),
    "early": lambda: _("This can be recorded from %(day)s on."),
    "ahead": lambda: _("This begins on %(day)s and can be assessed from then on."),
    "closed": lambda: _("This was closed on %(day)s; ask the supervisor to send it back."),
    "negative": lambda: _("A figure cannot be below zero."),
    "above": lambda: _("%(value)s out of %(base)s cannot be: the first figure is a part of the second."),
    "nothing": lambda: _("Hand something in: a note, a link or a file."),
    "replaced": lambda: _("Somebody has corrected this record meanwhile. Correct the newer one."),
    "unrecorded": lambda: _("Nothing has been recorded yet."),
    "reason": lambda: _("Give a reason."),
    "own": lambda: _("You recorded this yourself: somebody else has to assess it."),
    "past": lambda: _("A change takes effect tomorrow at the earliest: what has been stays as it was defined."),
    "one_person": lambda: str(ONE_PERSON),
    "ended": lambda: _("This task ends on %(day)s already."),
    "running": lambda: _("This task is in force already; change it instead."),
    "begins_past": lambda: _("A task starts again today at the earliest."),
    "not_over": lambda: _("This task is in force until %(day)s; choose a later day."),
    "recorded": lambda: _("Something has been recorded for a day after that; choose a later day."),
    "served": lambda: _("Give the day on which the customer was served: today, or within the last year."),
    "erased": lambda: _("This customer’s entry has been erased."),
    "followed_up": lambda: _("Somebody has followed up this customer already."),
    "outcome": lambda: _("Choose what came of it."),
    "no_task": lambda: _("The hall has no task of this name or code."),
    "no_day": lambda: _("No date, such as 2026-03-31."),
    "no_occurrence": lambda: _("The task has no period that has begun and holds this date."),
    "no_number": lambda: _("“%(text)s” is no whole number up to a million."),
    "no_figure_task": lambda: _("This task has no figures; record it on its page."),
    "imported": lambda: _("This row has been recorded already."),
    "no_figures": lambda: _("No row with a figure was found: task, name, date, number, out of and note, from left."),
    "many_figures": lambda: _("The file has more than a thousand rows; split it."),
    "spoilt": lambda: _("What was previewed could not be read again; send the file once more."),
    "check_gone": lambda: _("This check is no longer on the timetable; reload the page."),
    "other_day": lambda: _("Only the checks of today and of the day before can be ticked; reload the page."),
    "block_ended": lambda: _("Somebody has changed or ended this time block meanwhile; reload the page."),
    "block_taken": lambda: _("This section has other checks at these times already; change that time block instead."),
    "item_closed": lambda: _("Somebody has closed this item already."),
    "plan_approved": lambda: _("This work plan is approved. Open it again to change it."),
    "plan_changed": lambda: str(CHANGED_MEANWHILE),
    "plan_empty": lambda: _("A work plan needs at least one item."),
    "own_plan": lambda: _("You wrote this plan: somebody else has to approve it."),
    "size": lambda: _("The file is larger than 10 MB."),
    "empty": lambda: _("The file is empty."),
    "type": lambda: _("Only photos (JPEG, PNG, WebP), PDF and Office documents without macros are taken."),
    "name": lambda: _("The file is not what its name says."),
}


def address_of(name: str, hall: Hall, month: date, person: Employee | None = None) -> str:
    """The page of the hall's monthly work plan, or of somebody's own, with what its name ends in, such as “-edit”."""
    if person:
        return reverse(f"plans:own-plan{name}", args=[hall.code, month, person.code])
    return reverse(f"plans:work-plan{name}", args=[hall.code, month])


def span_name(span: Span) -> str:
    """Such as “March 2026”, “quarter 1 of 2026”, “2026”."""
    words = {"year": span.first.year, "number": span.number}
    if span.kind == QUARTER:
        return _("quarter %(number)s of %(year)s") % words
    return _("year %(year)s") % words if span.kind == YEAR else date_format(span.first, "YEAR_MONTH_FORMAT")


def span_kind(span: Span) -> str:
    return {MONTH: _("Month"), QUARTER: _("Quarter"), YEAR: _("Year")}[span.kind]


def span_now(span: Span) -> str:
    """What its figure is headed with."""
    return {MONTH: _("This month"), QUARTER: _("This quarter"), YEAR: _("This year")}[span.kind]


def span_end(span: Span) -> str:
    """What the figure at its end is headed with."""
    return {MONTH: _("Month’s end"), QUARTER: _("Quarter’s end"), YEAR: _("Year’s end")}[span.kind]


def span_before(span: Span) -> str:
    """What is headed so compares it with the one before."""
    words = {MONTH: _("Against the month before"), QUARTER: _("Against the quarter before")}
    return words.get(span.kind) or _("Against the year before")


def points_of(change: float | None) -> str:
    """A difference of percentages with its sign, in percentage points; a dash where there is none."""
    if change is None:
        return "–"
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return _("%(points)s pp") % {"points": f"{sign}{abs(change):.1f}".removesuffix(".0")}


def when_of(task: PlanTask) -> str:
    """How often and until when, such as “weekly, by Sunday”."""
    words = {
        "often": task.get_period_display(),
        "weekday": WEEKDAYS[task.weekday],
        "month": task.month,
        "day": task.month_day,
    }
    if task.period == PlanTask.Period.DAILY:
        return str(words["often"])
    if task.period == PlanTask.Period.WEEKLY:
        return _("%(often)s, by %(weekday)s") % words
    if task.period == PlanTask.Period.MONTHLY:
        return _("%(often)s, by day %(day)s") % words
    if task.period == PlanTask.Period.QUARTERLY:
        return _("%(often)s, by day %(day)s of month %(month)s") % words
    return _("%(often)s, by %(month)s/%(day)s") % words


def target_of(task: PlanTask) -> str:
    """The target as it is written on the page, such as “≥ 80 %”."""
    sign = "≥" if task.bound == PlanTask.Bound.LEAST else "≤"
    if task.measure == PlanTask.Measure.ZERO:
        return "= 0"
    if task.target is None:
        return str(task.get_measure_display())
    number = f"{Decimal(task.target).normalize():f}"
    return f"{sign} {number} %" if task.measure == PlanTask.Measure.RATE else f"{sign} {number}"
