"""Figures as the roster shows them."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def hours(minutes: float, decimals: int | None = None) -> str:
    """Minutes as hours: whole when they are, else with one decimal; `decimals` rounds to so many at most."""
    text = f"{minutes / 60:.{2 if decimals is None else decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return number_format(text if text != "-0" else "0", use_l10n=True)


@register.filter
def dash(count: int) -> str:
    """A count, nothing being a dash."""
    return str(count) if count else "–"
