"""Summaries of the demo's months, sent by each hall and made for the department on the day the cycle says."""

from collections.abc import Iterable
from datetime import date

from reports.making import make_summary
from reports.models import Summary
from rosters.cycles.cycle import due_moments
from rosters.models import Step
from staff.models import Hall

from .plan import Horizon


def write_summaries(halls: Iterable[Hall], horizon: Horizon) -> None:
    """One of each hall and month that has a roster, and one of the department; nobody is told."""
    halls = list(halls)
    for month in horizon.months:
        for hall in halls:
            write_summary(month, hall)
        write_department(month, halls)


def write_summary(month: date, hall: Hall) -> None:
    now = due_moments(hall, month)[Step.SUMMARY]
    summary = make_summary(month, hall=hall, now=now)
    Summary.objects.filter(pk=summary.pk).update(sent_at=now)


def write_department(month: date, halls: list[Hall]) -> None:
    now = max(due_moments(hall, month)[Step.SUMMARY] for hall in halls)
    summary = make_summary(month, now=now)
    Summary.objects.filter(pk=summary.pk).update(sent_at=now)
