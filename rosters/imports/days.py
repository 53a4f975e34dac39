"""What a heading says of a day, and which days a line of headings means. Pure Python."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from .sheets import Broken, Value, text_of

WEEKDAYS = {sign: place for place, signs in enumerate(["一", "二", "三", "四", "五", "六", "日天"]) for sign in signs}
ENGLISH = {name: place for place, name in enumerate("mon tue wed thu fri sat sun".split())}
WEEKDAY = r"\(?\s*(?:(?:星期|周|週|礼拜|禮拜)?\s*([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)\s*\)?"
WEEKDAY_ALONE = re.compile(WEEKDAY)
BEFORE = re.compile(r"(?:(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)[\s,]+")
FULL = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号號]?(?:\s+00:00(?::00)?)?")
OF_MONTH = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号號]?")
NUMBER = re.compile(r"(\d{1,2})\s*[日号號]?")
YEAR_MONTH = re.compile(r"(20\d\d)\s*(?:年|[-/.])\s*(\d{1,2})(?!\d)\s*月?(?!\s*[-/.]?\s*\d)")
MONTH_ALONE = re.compile(r"(?<![\d年])(\d{1,2})\s*月(?:份)?(?!\s*\d)")
FIRST_OF_MONTH, MOST_DAYS, WEEK = 1, 31, 7


@dataclass(frozen=True)
class Named:
    """A day as a heading names it: its date, or its number alone."""

    number: int
    on: date | None = None


def plain(text: str) -> str:
    """The text without what looks the same: width, case, spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def day_named(value: Value | Broken, month: date) -> Named | None:
    """The day that a heading names, if it names one."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return Named(value.day, value)
    if isinstance(value, bool | Broken) or (isinstance(value, float) and not value.is_integer()):
        return None
    text = BEFORE.sub("", re.sub(r"\s+", " ", plain(text_of(value))), count=1)
    for pattern, named in ((FULL, full_date), (OF_MONTH, date_of_month), (NUMBER, number_alone)):
        if (found := pattern.match(text)) and is_weekday_or_nothing(text[found.end() :]):
            return named([int(part) for part in found.groups()], month)
    return None


def is_weekday_or_nothing(text: str) -> bool:
    return not text.strip() or WEEKDAY_ALONE.fullmatch(text.strip()) is not None


def full_date(parts: list[int], month: date) -> Named | None:
    try:
        return Named(parts[2], date(*parts))
    except ValueError:
        return None


def date_of_month(parts: list[int], month: date) -> Named | None:
    """A date without its year: the one nearest to the month."""
    found = [
        day.on
        for year in (month.year - 1, month.year, month.year + 1)
        if (day := full_date([year, *parts], month)) and day.on
    ]
    return Named(parts[1], min(found, key=lambda day: abs(day - month))) if found else None


def number_alone(parts: list[int], month: date) -> Named | None:
    return Named(parts[0]) if FIRST_OF_MONTH <= parts[0] <= MOST_DAYS else None


def weekday_named(value: Value | Broken) -> int | None:
    """The weekday that a text names, Monday being 0."""
    found = WEEKDAY_ALONE.fullmatch(plain(text_of(value)))
    if not found:
        return None
    return WEEKDAYS[found[1]] if found[1] else ENGLISH[found[2]]


def months_named(texts: Iterable[str]) -> set[tuple[int | None, int]]:
    """Years and months that titles speak of; a year is None where only the month is said."""
    found: set[tuple[int | None, int]] = set()
    for text in map(plain, texts):
        found |= {(int(year), int(month)) for year, month in YEAR_MONTH.findall(text)}
        if not YEAR_MONTH.search(text):
            found |= {(None, int(month)) for month in MONTH_ALONE.findall(text)}
    return {(year, month) for year, month in found if 1 <= month <= 12}


def month_said(texts: Iterable[str], month: date) -> date | None:
    """The only month that titles name; one without its year is the one nearest to `month`."""
    named = months_named(texts)
    if len(named) != 1:
        return None
    ((year, number),) = named
    years = [year] if year else [month.year - 1, month.year, month.year + 1]
    return min((date(one, number, 1) for one in years), key=lambda first: abs(first - month))


def is_of(named: tuple[int | None, int], month: date) -> bool:
    return named[1] == month.month and named[0] in (None, month.year)


# --- lines of days -----------------------------------------------------------


def is_in_step(days: list[Named]) -> bool:
    """Whether most of the days follow one another, as they do in a heading and not among figures."""
    steps = [follows(one, next_one) for one, next_one in pairwise(days)]
    return len(days) >= 3 and sum(steps) >= 0.6 * len(steps)


def follows(one: Named, next_one: Named) -> bool:
    if one.on and next_one.on:
        return 0 < (next_one.on - one.on).days <= 3
    return 0 < next_one.number - one.number <= 3 or (one.number >= 28 and next_one.number == 1)


def dates_of(days: list[Named], month: date, *, is_first: bool) -> list[date | None]:
    """The date of each; None where the month has no such day. `is_first`: no line of this sheet came before.

    Numbers alone are days of the month. Where they begin anew at 1, the month's edge lies there.
    """
    runs: list[list[Named]] = []
    for day in days:
        if runs and day.number > runs[-1][-1].number:
            runs[-1].append(day)
        else:
            runs.append([day])
    numbered = [run for run in runs if not all(day.on for day in run)]
    own = runs.index(own_run(numbered, month, is_first=is_first)) if numbered else 0
    return [day.on or dated(month, day.number, place - own) for place, run in enumerate(runs) for day in run]


def own_run(runs: list[list[Named]], month: date, *, is_first: bool) -> list[Named]:
    """The run that is of the month itself."""
    if len(runs) == 1:
        return runs[0]
    last = runs[0][-1].number
    own_last, earlier_last = (first_of(month, 1) - timedelta(1)).day, (month - timedelta(1)).day
    if own_last != earlier_last and last in (own_last, earlier_last):
        return runs[0] if last == own_last else runs[1]
    if sum(map(len, runs)) <= WEEK:
        return runs[1] if is_first else runs[0]
    return max(runs, key=len)


def first_of(month: date, months: int) -> date:
    years, place = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(years, place + 1, 1)


def dated(month: date, number: int, months: int = 0) -> date | None:
    """The day of that number, so many months after the month; None where there is none."""
    try:
        return first_of(month, months).replace(day=number)
    except ValueError:
        return None
