"""Prices as the explain pages show them."""

from datetime import date

from django import template

from rosters import wording

register = template.Library()

register.filter("price", wording.signed_text)


@register.filter
def price_tone(price: int) -> str:
    """The class of a price: a saving is good, a rise is not, and the sign says it too."""
    return "is-good" if price < 0 else "is-warning" if price > 0 else "is-faint"


@register.filter
def day_number(text: str) -> int:
    """The number of a day of the month as the grid counts, from 0."""
    return date.fromisoformat(text).day - 1
