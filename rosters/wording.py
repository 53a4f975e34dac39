"""Amounts, days and refusals in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .builds.buildwords import BUILD_REASONS
from .cycles.cyclewords import CYCLE_REASONS
from .publications.publishwords import PUBLICATION_REASONS
from .solver.problem import DAY

Facts = Mapping[str, Any]

MANY = 6


def hours_of(minutes: int) -> str:
    """Minutes as hours with at most two decimals: 8, 7.5, 0.25."""
    text = number_format(round(minutes / 60, 2), decimal_pos=2, use_l10n=True)
    return minus_of(text.rstrip("0").rstrip(".,"))


def minus_of(text: str) -> str:
    """A number's text with a minus sign, which is as wide as a plus; a hyphen is not."""
    return text.replace("-", "−", 1)


def hours_text(minutes: int) -> str:
    """Minutes as hours with their unit."""
    return _("%(hours)s h") % {"hours": hours_of(minutes)}


def signed_text(price: int) -> str:
    """A price with its sign and its thousands apart: +1,200, −300, ±0."""
    sign = "+" if price > 0 else "−" if price < 0 else "±"
    return f"{sign}{abs(price):,}"


def clock_of(minute: int) -> str:
    """A minute from midnight as 08:30; past midnight it starts again."""
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


def span_text(start: int, end: int) -> str:
    """`08:30–17:00`; a span that ends at midnight says 24:00."""
    return f"{clock_of(start)}–{'24:00' if end % DAY == 0 else clock_of(end)}"


def day_text(day: date) -> str:
    """A date as people say it within a month."""
    return date_format(day, "MONTH_DAY_FORMAT")


# --- why something was refused -----------------------------------------------

REFUSALS: dict[str, Any] = (
    {
        # edits
        "unknown_value": gettext_lazy("This hall has no such shift type. Reload the page to see what it has now."),
        "too_far_ahead": gettext_lazy("Rosters can be made at most %(months)s months ahead. Choose an earlier month."),
        "closed": gettext_lazy("This roster is closed; it can no longer be changed."),
        "other_hall": gettext_lazy("%(name)s belongs to another hall."),
        "outside_month": gettext_lazy("%(date)s is not in this month. Turn to the month it is in."),
        "not_employed": gettext_lazy("%(name)s has no contract on %(date)s. Look at the dates in set-up."),
        "shift_of_another_hall": gettext_lazy("Shift %(shift)s belongs to another hall."),
        "shift_not_valid": gettext_lazy("Shift %(shift)s is not in use on %(date)s. Choose another shift."),
        "overtaken": gettext_lazy(
            "Somebody else has just set this cell to %(theirs)s; you wanted %(yours)s. Nothing was changed:"
            " set it again if you still want yours."
        ),
        "overtaken_cells": gettext_lazy(
            "Somebody else has just changed %(cells)s. Nothing was changed: look at them, then try again."
        ),
        "unreadable": gettext_lazy("This request cannot be read. Reload the page."),
        "nothing_to_undo": gettext_lazy("There is nothing of yours to take back in this roster."),
        "nothing_to_redo": gettext_lazy("There is nothing to make again."),
        "undo_overtaken": gettext_lazy("Others have changed it since: %(cells)s. Nothing was taken back."),
        "undo_impossible": gettext_lazy(
            "What stood there is no longer possible: %(cells)s. This step is passed over; undo and redo go on"
            " without it."
        ),
        "leave_refused": gettext_lazy("%(sentence)s Nothing was changed."),
        "undo_built_over": gettext_lazy(
            "A build, a repair or a swap has gone over it since: %(cells)s. Undo does not take those back."
        ),
    }
    | BUILD_REASONS
    | CYCLE_REASONS
    | PUBLICATION_REASONS
)


def reason_of(facts: Facts) -> str:
    """Why something was refused and what to do, from the facts of the refusal."""
    reason = str(facts.get("reason", ""))
    word = REFUSALS.get(reason)
    if word is None:
        return _("This was refused (%(reason)s).") % {"reason": reason}
    return str(word) % {name: fact_text(fact) for name, fact in facts.items()}


def fact_text(fact: Any) -> str:
    """A fact as text: dates as people say them, values of cells by their mark."""
    if isinstance(fact, date):
        return day_text(fact)
    if hasattr(fact, "key") and hasattr(fact, "text"):
        return value_text(fact.shift_type.code if fact.shift_type else "", fact.day_off)
    if isinstance(fact, list):
        return _(", ").join(fact_text(one) for one in some_of(fact))
    if hasattr(fact, "theirs"):
        return conflict_text(fact)
    return "–" if fact is None else str(fact)


def some_of(facts: list[Any]) -> list[Any]:
    """A list that a sentence can hold."""
    return facts if len(facts) <= MANY else [*facts[:MANY], "…"]


# Why a value cannot stand in a cell, in a few words.
UNFIT = {
    "gone": gettext_lazy("nobody of this hall any more"),
    "other_hall": gettext_lazy("of another month or hall"),
    "not_employed": gettext_lazy("no contract on this day"),
    "shift_not_valid": gettext_lazy("this shift is not in use then"),
    "unknown_value": gettext_lazy("this shift type is there no longer"),
    "leave_changed": gettext_lazy("this leave was changed since"),
    "leave_refused": gettext_lazy("this leave can no longer be entered"),
}


def conflict_text(conflict: Any) -> str:
    """A cell, what stands in it and what was wanted, or why that cannot stand there."""
    if conflict.why:
        facts = {"name": conflict.name or "–", "day": day_text(conflict.day), "why": UNFIT[conflict.why]}
        return _("%(name)s %(day)s (%(why)s)") % facts
    theirs, yours = fact_text(conflict.theirs), fact_text(conflict.yours)
    facts = {"name": conflict.name, "day": day_text(conflict.day), "theirs": theirs, "yours": yours}
    return _("%(name)s %(day)s (%(theirs)s, you: %(yours)s)") % facts


def value_text(code: str, day_off: str) -> str:
    """What stands in a cell, in words."""
    if code:
        return code
    return {"rest": _("day off"), "lieu": _("time off in lieu")}.get(day_off, _("empty"))
