"""Amounts of work, times and weekdays in templates, worded as everywhere else."""

from datetime import date

from django import template
from django.utils.translation import pgettext

from rosters import wording

register = template.Library()

register.filter("hours", wording.hours_of)
register.filter("clock", wording.clock_of)
register.filter("minus", wording.minus_of)


@register.filter
def weekday(day: date) -> str:
    """The weekday in as few letters as a narrow column has room for."""
    return (
        pgettext("narrow column", "Mon"),
        pgettext("narrow column", "Tue"),
        pgettext("narrow column", "Wed"),
        pgettext("narrow column", "Thu"),
        pgettext("narrow column", "Fri"),
        pgettext("narrow column", "Sat"),
        pgettext("narrow column", "Sun"),
    )[day.weekday()]
