"""A feed as RFC 5545 has it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone

from staff.models import Hall

from ..models import CalendarFeed, FeedEvent

CONTENT_TYPE = "text/calendar; charset=utf-8"
READ_AGAIN = timedelta(hours=1)


def calendar_text(feed: CalendarFeed, events: list[FeedEvent]) -> bytes:
    """The calendar, times on the hall's clock; the same events give the same bytes."""
    hall = feed.employee.hall
    calendar = Calendar()
    calendar.add("prodid", "-//Scheduling//Roster//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"{hall.name} · {feed.employee.name}")
    calendar.add("x-wr-timezone", hall.time_zone)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    # A calendar without any component is none by the book: the zone is there though nothing happens in it yet.
    calendar.add_component(time_zone_of(feed, events))
    for event in events:
        calendar.add_component(event_of(event, hall))
    return calendar.to_ical()


def time_zone_of(feed: CalendarFeed, events: list[FeedEvent]) -> Timezone:
    """The hall's zone with every change of the clock that the events could meet."""
    years = [int(event.facts["start"][:4]) for event in events] or [feed.made_at.year]
    return Timezone.from_tzid(
        feed.employee.hall.time_zone, first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1)
    )


def event_of(event: FeedEvent, hall: Hall) -> Event:
    entry = Event()
    entry.add("uid", f"{event.key}.{event.feed_id}@scheduling")
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("sequence", event.sequence)
    entry.add("dtstart", moment_of(event.facts["start"], hall))
    entry.add("dtend", moment_of(event.facts["end"], hall))
    entry.add("summary", event.facts["summary"])
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    for name in ("description", "location"):
        if event.facts[name]:
            entry.add(name, event.facts[name])
    entry.add("url", f"{settings.BASE_URL}/me/")
    return entry


def moment_of(text: str, hall: Hall) -> Any:
    """A date, or a time on the hall's clock."""
    if "T" not in text:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(hall.time_zone))
