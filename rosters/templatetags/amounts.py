"""Amounts of work and times of day in templates, worded as everywhere else."""

from django import template

from rosters import wording

register = template.Library()

register.filter("hours", wording.hours_of)
register.filter("clock", wording.clock_of)
