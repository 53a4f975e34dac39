"""What a publication would change and for whom, as pages and programs show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staff.models import Employee

from ..builds.buildable import violation_from_json
from ..edits.consequences import BAD, Consequence
from ..edits.onward import consequences_onward, is_remembered
from ..grids.gridfoot import missing_minutes
from ..models import Publication, Roster, ShiftType
from ..month import load_month
from ..problem import problem_of
from ..rulewords import sentence_of
from ..solver.problem import Problem
from ..verdict import Verdict
from ..wording import value_text
from .published import Standing, standing_of
from .publishing import judged, key_of
from .snapshots import Difference, Snapshot, differences, snapshot_of

Facts = dict[str, Any]


@dataclass(frozen=True)
class Value:
    """What stands in a cell, to be shown: a shift type, or words for a day off and for nothing."""

    key: str
    shift_type: ShiftType | None

    @property
    def text(self) -> str:
        return value_text(self.shift_type.code if self.shift_type else "", "" if self.shift_type else self.key)


@dataclass(frozen=True)
class Move:
    """A cell that holds something else, with names."""

    employee: Employee
    date: date
    before: Value
    after: Value


@dataclass(frozen=True)
class Obstacle:
    """A hard violation: in words, and why it may stand when somebody has said so."""

    key: str
    text: str
    why: str = ""
    by: str = ""


def moves_of(changes: Iterable[Difference]) -> list[Move]:
    """The differences with people and shift types, in two queries; those of people who are gone are left out."""
    changes = list(changes)
    people = Employee.objects.in_bulk({change.employee_id for change in changes})
    keys = {key for change in changes for key in (change.before, change.after) if key.isdecimal()}
    types = ShiftType.objects.in_bulk({int(key) for key in keys})

    def value(key: str) -> Value:
        return Value(key, types.get(int(key)) if key.isdecimal() else None)

    moves = [
        Move(people[change.employee_id], change.date, value(change.before), value(change.after))
        for change in changes
        if change.employee_id in people
    ]
    return sorted(moves, key=lambda move: (move.employee.code, move.date))


@dataclass(frozen=True)
class PublishPanel:
    """A roster that is about to be published."""

    roster: Roster
    standing: Standing
    verdict: Verdict
    now: Snapshot

    @cached_property
    def moves(self) -> list[Move]:
        return moves_of(self.standing.changes)

    @cached_property
    def people(self) -> int:
        return len({move.employee.pk for move in self.moves})

    @cached_property
    def missing(self) -> int:
        """Minutes of heads that are wanted and not there, in the month."""
        return sum(missing_minutes(self.verdict.gaps).values())

    @property
    def is_first(self) -> bool:
        return self.standing.publication is None

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        publication = self.standing.publication
        known = {given["key"]: given for given in publication.overrides} if publication else {}
        return [obstacle_of(violation, self.verdict.problem, known) for violation in self.verdict.broken]

    @cached_property
    def onward(self) -> list[Consequence]:
        """What the next month would break, where it stands, that it does not with what staff see of this one."""
        changes = differences(self.standing.before, self.now)
        past = {
            (one.employee_id, one.date): one.before for one in changes if is_remembered(self.roster.month, one.date)
        }
        return [one for one in consequences_onward(self.roster, past) if one.tone == BAD]


def panel_of(roster: Roster) -> PublishPanel:
    month = load_month(roster)
    return PublishPanel(roster, standing_of(roster, month), judged(month), snapshot_of(month.cells.values()))


def obstacle_of(violation: Any, problem: Problem, known: dict[str, Facts]) -> Obstacle:
    key = key_of(violation)
    given = known.get(key, {})
    return Obstacle(key, sentence_of(violation, problem), given.get("why", ""), given.get("by", ""))


def overrides_of(publication: Publication, problem: Problem | None = None) -> Iterator[Obstacle]:
    """What a publication let through, in words."""
    if publication.overrides:
        problem = problem or problem_of(publication.roster)
        for given in publication.overrides:
            text = sentence_of(violation_from_json(given["violation"]), problem)
            yield Obstacle(given["key"], text, given["why"], given["by"])


def said_of(publication: Publication) -> str:
    """What a publication has done, in one sentence."""
    if publication.number == 1:
        return _("Published: everybody in the hall can see it now.")
    people = publication.confirmations.count()
    return ngettext(
        "Published as version %(number)s: %(n)s person has new days.",
        "Published as version %(number)s: %(n)s people have new days.",
        people,
    ) % {"number": publication.number, "n": people}
