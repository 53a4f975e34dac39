"""A proposed repair as its page shows it: who moves, and what that makes of the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ..builds.buildpanel import Shortage, shortage_of
from ..models import Repair, ShiftType
from ..wording import day_text, hours_of

Facts = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """One changed cell; a shift type that is None is a day off."""

    date: date
    code: str
    name: str
    before: ShiftType | None
    after: ShiftType | None


@dataclass(frozen=True)
class Figure:
    """One figure of the month before and after; the less the better."""

    label: str
    before: str
    after: str
    is_better: bool
    is_worse: bool


@dataclass(frozen=True)
class RepairPanel:
    repair: Repair

    @cached_property
    def moves(self) -> list[Move]:
        hall = self.repair.roster.hall
        names = dict(hall.employees.values_list("code", "name"))
        shifts = {str(row.pk): row for row in ShiftType.objects.filter(hall=hall)}
        return [
            Move(
                date.fromisoformat(row["date"]),
                row["employee"],
                names.get(row["employee"], row["employee"]),
                shifts.get(row["before"]),
                shifts.get(row["after"]),
            )
            for row in self.repair.changes
        ]

    @cached_property
    def people(self) -> int:
        """How many people have to be told."""
        return len({row["employee"] for row in self.repair.changes})

    @property
    def figures(self) -> Iterator[Figure]:
        before, after = self.repair.before, self.repair.after
        yield figure(_("Hard rules broken"), before["broken"], after["broken"], str)
        yield figure(_("Hours short"), before["short_minutes"], after["short_minutes"], hours_of)
        yield figure(_("Hours without a manager"), before["unmanaged_minutes"], after["unmanaged_minutes"], hours_of)
        yield figure(_("Penalty"), before["penalty"], after["penalty"], "{:,}".format)

    @cached_property
    def shortages(self) -> list[Shortage]:
        """What stays short on the days concerned."""
        stations = dict(self.repair.roster.hall.stations.values_list("code", "name"))
        return [shortage_of(facts, stations) for facts in self.repair.after.get("shortfalls", [])]

    @property
    def event(self) -> str:
        """What happened, in one line."""
        asked = self.repair.asked
        facts = {"name": self._name(asked["employee"]), "shift": asked["shift"] or "", "days": days_text(asked)}
        return {
            Repair.What.AWAY: _("%(name)s is away, %(days)s"),
            Repair.What.CLOSED: _("Shift %(shift)s is closed, %(days)s"),
            Repair.What.DEMAND: _("More people are needed, %(days)s"),
        }.get(asked["what"], _("What is broken now")) % facts

    def _name(self, code: str | None) -> str:
        person = self.repair.roster.hall.employees.filter(code=code).first() if code else None
        return person.name if person else code or ""


def figure(label: str, before: int, after: int, text: Any) -> Figure:
    return Figure(label, text(before), text(after), after < before, after > before)


def days_text(asked: Facts) -> str:
    if not asked["first"]:
        return ""
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    return day_text(first) if first == last else f"{day_text(first)} – {day_text(last)}"
