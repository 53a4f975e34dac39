"""Arithmetic of months, each known by its first day, and which dates are taken at all."""

from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What the program can be asked for; a date beyond is a slip of the keys, and has no days beside it to reckon with.
YEARS = range(2000, 2100)


def shifted(month: date, by: int) -> date:
    """The first day of the month so many months later."""
    years, months = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, months + 1, 1)


def last_day_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def day_in(text: str) -> date | None:
    """A date such as 2026-03-09; None for anything else, and for a date of another century."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def refuse_far_day(day: date) -> None:
    """Raise a ValidationError for a date of another century."""
    if day.year not in YEARS:
        raise ValidationError(_("Give a date between 2000 and 2099."))
