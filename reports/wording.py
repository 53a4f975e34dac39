"""Sentences about summaries: why one was refused, and what has changed since the one before."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from rosters.rulewords import rule_name
from staff.models import Absence

from .lines import LINES, Unit, text_of

Facts = Mapping[str, Any]

REASONS = {
    "not_published": lambda: _("This hall has published no roster for the month. Publish it first."),
    "no_halls": lambda: _("No hall has sent its summary of this month yet."),
    "no_libreoffice": lambda: _(
        "The old format .xls needs LibreOffice, which this machine does not have. Take the .xlsx file, or ask for it."
    ),
    "not_converted": lambda: _("LibreOffice could not make the .xls file. Take the .xlsx file instead."),
}


def reason_of(facts: Facts) -> str:
    """Why a summary was refused, for people."""
    return REASONS[facts["reason"]]()


def changes_in_words(differences: Iterable[Facts]) -> list[str]:
    """What a number differs in from the one before, a sentence each."""
    return [change_in_words(change) for change in differences]


def change_in_words(change: Facts) -> str:
    unit = unit_of(change["key"])
    words = {
        "what": name_of(change),
        "before": text_of(change["before"], unit),
        "after": text_of(change["after"], unit),
    }
    return _("%(what)s: %(before)s → %(after)s") % words


def unit_of(key: str) -> Unit:
    if key in LINES:
        return LINES[key].unit
    return Unit.MINUTES if key in ("rate", "needed_at", "missing_at") else Unit.COUNT


def name_of(change: Facts) -> str:
    key, name = change["key"], change["name"]
    if key in LINES:
        return str(LINES[key].label)
    return TABLE_NAMES[key](name)


TABLE_NAMES = {
    "version": lambda name: _("Version of the roster"),
    "hall": lambda name: _("Summary of %(name)s, number") % {"name": name},
    "shift": lambda name: _("Shifts %(name)s") % {"name": name},
    "absence": lambda name: _("Days away, %(name)s") % {"name": dict(Absence.Kind.choices).get(name, name)},
    "rate": lambda name: _("Overtime at %(name)s %%") % {"name": name},
    "rule": lambda name: _("Penalty of %(name)s") % {"name": rule_name(name)},
    "needed_at": lambda name: _("Hours needed from %(name)s") % {"name": name},
    "missing_at": lambda name: _("Hours missing from %(name)s") % {"name": name},
    "task": lambda name: _("Plan task %(name)s") % {"name": name},
    "target": lambda name: _("Target of the plan task %(name)s") % {"name": name},
}
