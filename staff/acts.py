"""What the acts of this app are called in the log, and how the log finds the words of every app."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from .models import Skill

# A sentence for each act. Acts on one row are named after its model: see ROW_ACTS.
ACTS = {
    "absence_attached": _("handed in a document for %(subject)s"),
    "allowance_set": _("set the allowance of %(subject)s"),
    "bank_corrected": _("corrected the time bank of %(subject)s"),
    "bank_expired": _("let minutes of %(subject)s’s time bank expire"),
    "bank_paid_out": _("paid out from the time bank of %(subject)s"),
    "calendar-imported": _("imported days into the calendar (%(subject)s)"),
    "calendar-seeded": _("filled in the national days of %(subject)s"),
    "overtime_chosen": _("chose pay or time off for the overtime of %(subject)s"),
    "skills-changed": _("changed the skills of %(subject)s"),
    "token_made": _("made the API token “%(subject)s”"),
    "token_revoked": _("revoked the API token “%(subject)s”"),
    "user-added": _("made the login “%(subject)s”"),
}

# Codes that stand in `subject`, `before` or `after`.
VALUES = {
    "banked": _("banked"),
    "hall": _("this hall only"),
    "national": _("all halls"),
    "paid": _("paid"),
}

# What the keys of `before` and `after` are the primary keys of, and the words for what they hold.
KEYS: dict[str, str] = {"skills-changed": "staff.Station"}
CHOICES: dict[str, Any] = {"skills-changed": Skill.Level}

# Names of facts that are no columns of a row.
FACTS: dict[str, Any] = {
    "balance": _("balance"),
    "days": _("days"),
    "document": _("document"),
    "is_late": _("entered late"),
    "minutes": _("minutes"),
}

# Facts that say themselves in words: given the value and what names an employee by her code.
TEXTS: dict[str, Callable[[Any, Callable[[str], str]], str]] = {}

ROW_ACTS = {
    "added": _("added: %(kind)s “%(subject)s”"),
    "changed": _("changed: %(kind)s “%(subject)s”"),
    "removed": _("removed: %(kind)s “%(subject)s”"),
}


@cache
def of_every_app(name: str) -> dict[str, Any]:
    """A table of this module, joined with those of the same name in the `acts` of the other apps."""
    found: dict[str, Any] = {}
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.acts"):
            found |= getattr(import_module(f"{app.name}.acts"), name, {})
    return found
