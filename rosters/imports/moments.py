"""What cells say of moments on a hall's clock. Pure Python."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .sheets import Broken, Value, text_of

RUN_TOGETHER = re.compile(r"(20\d\d)(\d\d)(\d\d)(?!\d)")
DAY = r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
HALF = r"(上午|下午|am|pm)?"
CLOCK = rf"{HALF}\s*(\d{{1,2}})\s*[:时時點点]\s*(\d{{1,2}})\s*分?(?:\s*:?\s*(\d{{1,2}})(?:\.\d+)?\s*秒?)?\s*{HALF}"
# Behind a time without seconds a minus is a dash: 09:00-09:30 is a span.
OFFSET = r"(z|\+\d\d:?\d\d|(?<=:\d\d:\d\d)-\d\d:?\d\d)?"
MOMENT = re.compile(rf"{DAY}(?:\s*t\s*|\s+|(?<=日)){CLOCK}\s*{OFFSET}")
DATE = re.compile(rf"{DAY}(?:\s+00:00(?::00)?)?")
TIME = re.compile(CLOCK)
SPAN = re.compile(rf"(.+?)\s*[-–—~至到]\s*({CLOCK})")
FULL_DAY, AFTERNOON = 24, {"下午", "pm"}


class NoMoment(ValueError):
    """What a cell says is no moment; the text is a key of `arrivalwords.REASONS`."""


def moment_in(value: Value | Broken, day: Value | Broken | None, zone: tzinfo) -> datetime:
    """The wall time that a cell names, with another cell's date if it has none; raises NoMoment."""
    try:
        return moment_read(value, day, zone)
    except OverflowError:  # the last day that a calendar has, and later on it than that
        raise NoMoment("no-such-date") from None


def moment_read(value: Value | Broken, day: Value | Broken | None, zone: tzinfo) -> datetime:
    if isinstance(value, Broken):
        raise NoMoment("formula-without-value")
    if isinstance(value, datetime):
        return existing(value.replace(tzinfo=None), zone)
    if isinstance(value, date):
        return existing(datetime.combine(value, time()), zone)
    if isinstance(value, time):
        return existing(datetime.combine(date_in(day), value), zone)
    text = plain(text_of(value))
    if found := MOMENT.fullmatch(text):
        year, month, number, *clock, offset = found.groups()
        return placed(made(int(year), int(month), int(number)), clock, offset, zone)
    if found := TIME.fullmatch(text):
        return placed(date_in(day), list(found.groups()), None, zone)
    if found := DATE.fullmatch(text):
        return existing(datetime.combine(made(*map(int, found.groups())), time()), zone)
    raise NoMoment("no-time")


def span_in(value: Value | Broken) -> tuple[str, str]:
    """The two ends of a text such as 09:00-09:30; the second empty where there is one alone."""
    text = plain(text_of(value))
    found = SPAN.fullmatch(text)
    return (found[1], found[2]) if found and MOMENT.fullmatch(text) is None else (text, "")


def date_in(value: Value | Broken | None) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = DATE.fullmatch(plain(text_of(value))) if value is not None else None
    if not found:
        raise NoMoment("no-date")
    return made(*map(int, found.groups()))


def made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoMoment("no-such-date") from None


def placed(day: date, clock: list[str | None], offset: str | None, zone: tzinfo) -> datetime:
    before, hours, minutes, seconds, after = clock
    hour, half = int(hours or 0), before or after
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in AFTERNOON else 0)
    if hour > FULL_DAY or int(minutes or 0) > 59 or int(seconds or 0) > 59:
        raise NoMoment("no-such-time")
    wall = datetime.combine(day, time()) + timedelta(hours=hour, minutes=int(minutes or 0), seconds=int(seconds or 0))
    if offset is None:
        return existing(wall, zone)
    sign = "+00:00" if offset == "z" else offset
    ahead = timedelta(hours=int(sign[1:3]), minutes=int(sign[-2:])) * (-1 if sign[0] == "-" else 1)
    return (wall - ahead).replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def existing(wall: datetime, zone: tzinfo) -> datetime:
    """The wall time itself, if the clock has ever shown it."""
    there = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    if there.replace(tzinfo=None, fold=0) != wall:
        raise NoMoment("skipped-by-clock")
    return wall


def comes_twice(wall: datetime, zone: tzinfo) -> bool:
    """Whether the clock shows this time twice, having been put back."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def plain(text: str) -> str:
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
    return RUN_TOGETHER.sub(r"\1-\2-\3", text, count=1) if RUN_TOGETHER.match(text) else text
