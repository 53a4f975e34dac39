"""Keeping summaries true after they were sent: later changes become further numbers by themselves.

A hall's is looked at again when staff have got another version of its roster, at most once a day, and
when its month is closed; nobody is told of that. The department is sent the next day what further halls
have sent, and once a week what has changed.
"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from rosters.models import CycleStep, Publication, Step
from staff.months import shifted
from staff.sweeping import sweep

from .making import NotSendable
from .models import Summary
from .models.summaries import SummaryQuerySet
from .sending import send_changes

HALL_AGAIN_AFTER = timedelta(days=1)
NEW_HALLS_AFTER = timedelta(days=1)
DEPARTMENT_AGAIN_AFTER = timedelta(days=7)
# Months before the last ones are closed, and nothing of them changes any more.
MONTHS_BACK = 3


def renew_all(now: datetime) -> int:
    """Send further numbers where something has changed; says how many."""
    renewed = sweep(halls_to_renew(now), partial(renew, now=now, quietly=True))
    return renewed + sweep(departments_to_renew(now), partial(renew, now=now, quietly=False))


def renew(summary: Summary, now: datetime, *, quietly: bool) -> bool:
    """Whether it has got a further number."""
    try:
        newest = send_changes(summary.month, hall=summary.hall, now=now, quietly=quietly)
    except NotSendable:
        return False
    return newest.pk != summary.pk


def halls_to_renew(now: datetime) -> SummaryQuerySet:
    """Those of another version than staff see now, and those of months closed since they were looked at."""
    shown = Publication.objects.filter(
        roster__hall=OuterRef("hall"), roster__month=OuterRef("month"), roster__published_at__isnull=False
    )
    closed = CycleStep.objects.filter(
        hall=OuterRef("hall"), month=OuterRef("month"), step=Step.CLOSE, done_at__gt=OuterRef("looked_at")
    )
    known: Any = recent(now).of_halls().select_related("hall").annotate(looked_at=looked_at())
    known = known.annotate(shown=Subquery(shown.order_by("-number").values("number")[:1]), is_closed=Exists(closed))
    is_other = Q(shown__isnull=False) & ~Q(shown=F("version")) & Q(made_at__lt=now - HALL_AGAIN_AFTER)
    return known.filter(is_other | Q(is_closed=True))


def departments_to_renew(now: datetime) -> SummaryQuerySet:
    """Those that count a number which was replaced, or lack a hall that has sent its own since."""
    replaced = Summary.objects.filter(wholes=OuterRef("pk"), replaced_at__isnull=False)
    later = Summary.objects.of_halls().filter(month=OuterRef("month"), number=1, made_at__gt=OuterRef("made_at"))
    known: Any = recent(now).of_department()
    return known.filter(
        Q(Exists(later), made_at__lt=now - NEW_HALLS_AFTER)
        | Q(Exists(replaced), made_at__lt=now - DEPARTMENT_AGAIN_AFTER)
    )


def recent(now: datetime) -> SummaryQuerySet:
    """What has been sent of months that may still change."""
    since: date = shifted(now.date().replace(day=1), -MONTHS_BACK)
    return Summary.objects.in_force().filter(sent_at__isnull=False, month__gte=since)


def looked_at() -> Coalesce:
    return Coalesce("checked_at", "made_at")
