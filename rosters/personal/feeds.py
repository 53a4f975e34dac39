"""A person's calendar feed: its address, and what it has told her calendar so far."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from staff.audit import record
from staff.models import Absence, Employee, User

from ..models import CalendarFeed, FeedEvent
from ..models.feeds import new_secret
from ..publications.published import PublishedCell, published_shifts
from ..wording import hours_of, span_text

DAYS_BACK, DAYS_AHEAD = 31, 400

Facts = dict[str, Any]


# --- the address -------------------------------------------------------------


@transaction.atomic
def open_feed(employee: Employee, *, by: User) -> CalendarFeed:
    """The person's feed, made if she has none."""
    feed, is_new = CalendarFeed.objects.get_or_create(employee=employee)
    if is_new:
        record("feed_opened", by=by, hall=employee.hall, subject=employee.name)
    return feed


@transaction.atomic
def renew_feed(feed: CalendarFeed, *, by: User) -> None:
    """Give the feed another address; the old one opens nothing any more."""
    feed.secret, feed.made_at = new_secret(), timezone.now()
    feed.save(update_fields=["secret", "made_at"])
    record("feed_renewed", by=by, hall=feed.employee.hall, subject=feed.employee.name)


@transaction.atomic
def close_feed(feed: CalendarFeed, *, by: User) -> None:
    """Take the address back, and forget what it told."""
    record("feed_closed", by=by, hall=feed.employee.hall, subject=feed.employee.name)
    feed.delete()


def feed_at(secret: str) -> CalendarFeed | None:
    """The feed of an address; none when it was taken back, or its owner may not log in any more."""
    feeds = CalendarFeed.objects.select_related("employee__hall", "employee__user")
    return feeds.filter(secret=secret, employee__user__is_active=True).first()


# --- what happens ------------------------------------------------------------


def happenings_of(employee: Employee, first: date, last: date) -> dict[str, Facts]:
    """The person's published shifts and approved absences from first to last, by key, in her language.

    The key of a shift is its date and part, so that a shift that moves is the same event moved.
    """
    with override(employee.user.language if employee.user and employee.user.language else employee.language):
        cells = published_shifts(employee.hall, first, last, [employee])
        absences = employee.absences.approved().between(first, last)
        return dict([*shift_facts(employee, cells), *absence_facts(absences)])


def shift_facts(employee: Employee, cells: Iterable[PublishedCell]) -> Iterator[tuple[str, Facts]]:
    for cell in cells:
        shift_type = cell.shift_type
        if shift_type is None:
            continue
        hours = _("%(hours)s h paid") % {"hours": hours_of(shift_type.paid_minutes)}
        parts = _(", ").join(span_text(*part) for part in shift_type.segments)
        for number, (start, end) in enumerate(shift_type.segments):
            yield (
                f"{cell.date:%Y%m%d}-{number}",
                {
                    "start": moment(cell.date, start).isoformat(),
                    "end": moment(cell.date, end).isoformat(),
                    "summary": f"{shift_type.code} {shift_type.name}".strip(),
                    "description": f"{parts} · {hours}",
                    "location": employee.hall.name,
                },
            )


def absence_facts(absences: Iterable[Absence]) -> Iterator[tuple[str, Facts]]:
    """Whole days as dates, of which the last is the day after; hours as hours."""
    for absence in absences:
        start: date = absence.first_day
        end: date = absence.last_day + timedelta(days=1)
        if not absence.is_whole_day:
            start, end = (moment(absence.first_day, minute) for minute in absence.span)
        facts = {"start": start.isoformat(), "end": end.isoformat(), "summary": str(absence.get_kind_display())}
        yield f"absence-{absence.pk}", facts | {"description": "", "location": ""}


def moment(day: date, minute: int) -> datetime:
    """A minute from midnight of a day, on the hall's clock."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


# --- what was told -----------------------------------------------------------


def events_of(feed: CalendarFeed) -> list[FeedEvent]:
    """All that the feed has to say now: what changed since it was last read has moved on in `sequence`.

    What is gone stays as cancelled until its day is long past, so that calendars drop it.
    """
    today = feed.employee.hall.today()
    first = today - timedelta(days=DAYS_BACK)
    happenings = happenings_of(feed.employee, first, today + timedelta(days=DAYS_AHEAD))
    events = list(feed.events.all())
    if is_told(events, happenings):
        return events
    with transaction.atomic():
        CalendarFeed.objects.select_for_update(no_key=True).get(pk=feed.pk)
        known = {event.key: event for event in feed.events.all()}
        for key, facts in happenings.items():
            say(feed, known.get(key), key, facts)
        for key in known.keys() - happenings.keys():
            cancel(known[key], first)
    return list(feed.events.all())


def is_told(events: list[FeedEvent], happenings: dict[str, Facts]) -> bool:
    """Whether the feed has said exactly this already."""
    return {event.key: event.facts for event in events if not event.is_cancelled} == happenings


def say(feed: CalendarFeed, event: FeedEvent | None, key: str, facts: Facts) -> None:
    """Keep what the feed says of an event from now on."""
    now = timezone.now()
    if event is None:
        FeedEvent.objects.create(feed=feed, key=key, facts=facts, changed_at=now)
    elif event.facts != facts or event.is_cancelled:
        event.facts, event.is_cancelled = facts, False
        event.sequence, event.changed_at = event.sequence + 1, now
        event.save()


def cancel(event: FeedEvent, first: date) -> None:
    """Say that the event is off; one from before the first day is only forgotten."""
    if event.facts["end"][:10] < first.isoformat():
        event.delete()
    elif not event.is_cancelled:
        event.is_cancelled = True
        event.sequence, event.changed_at = event.sequence + 1, timezone.now()
        event.save()
