"""Arithmetic of months, each known by its first day."""

from calendar import monthrange
from datetime import date


def shifted(month: date, by: int) -> date:
    """The first day of the month so many months later."""
    years, months = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, months + 1, 1)


def last_day_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
