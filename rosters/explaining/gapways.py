"""A short hour and the ways out of it, in words; page, API and command share it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..outcome import Outcome, moment_of, reason_text
from ..solver.explain import Reason, Shortfall, explained
from ..solver.problem import OWN, is_own
from ..solver.trial import Judge
from ..solver.ways import Way, ways_out
from ..wording import day_text, hours_text, span_text
from .taking import edit_of

CHEAPEST = 3


@dataclass(frozen=True)
class ReasonLine:
    """How many are kept away by one cause, and who."""

    count: int
    text: str


@dataclass(frozen=True)
class WayLine:
    """One way out: what to do, what the roster's penalty would rise by, how many missing minutes it fills.

    `edit` is the edit that takes it, as the page sends it; empty where no cell would change.
    """

    kind: str
    text: str
    cost: int
    filled: int
    employee: str | None
    cells: list[dict[str, Any]]
    edit: str

    def as_json(self) -> dict[str, Any]:
        return {name: fact for name, fact in vars(self).items() if name != "edit"}


@dataclass(frozen=True)
class GapStory:
    """A gap with its reasons and its ways out, the cheapest way of each kind first."""

    outcome: Outcome
    gap: Shortfall

    @property
    def date(self) -> date:
        return self.outcome.problem.date_of(self.gap.day)

    @property
    def span(self) -> str:
        return span_text(self.gap.start, self.gap.end)

    @property
    def station(self) -> str:
        return self.outcome.station_names.get(self.gap.station, self.gap.station)

    @property
    def short(self) -> int:
        """How many people are missing."""
        return self.gap.needed - self.gap.have

    @property
    def missing(self) -> int:
        """Minutes of heads."""
        return self.short * (self.gap.end - self.gap.start)

    @cached_property
    def reasons(self) -> list[ReasonLine]:
        reasons = self.gap.reasons
        if not reasons:
            (gap,) = explained(self.outcome.problem, self.outcome.duties, [self.gap])
            reasons = gap.reasons
        return [line_of(reason) for reason in reasons]

    @cached_property
    def ways(self) -> list[WayLine]:
        judge = Judge(self.outcome.problem, self.outcome.duties)
        return [self._line(way) for way in ways_out(judge, self.gap)]

    @property
    def cheapest(self) -> list[WayLine]:
        return self.ways[:CHEAPEST]

    @property
    def dearer(self) -> list[WayLine]:
        return self.ways[CHEAPEST:]

    def as_json(self, *, with_ways: bool = True) -> dict[str, Any]:
        """The gap for programs; finding the ways out takes most of a second, without them `ways` is None."""
        gap = self.gap
        return {
            "date": self.date.isoformat(),
            "start": moment_of(self.outcome, gap.day, gap.start),
            "end": moment_of(self.outcome, gap.day, gap.end),
            "station": gap.station,
            "needed": gap.needed,
            "have": gap.have,
            "missing_minutes": self.missing,
            "reasons": [reason.text for reason in self.reasons],
            "kept_away": [reason.count for reason in self.reasons],
            "ways": [way.as_json() for way in self.ways] if with_ways else None,
        }

    # --- words ---------------------------------------------------------------

    def _line(self, way: Way) -> WayLine:
        cells = self._cells(way)
        return WayLine(
            way.kind, self._text(way), way.cost, way.filled, way.worker, cells, edit_of(self.outcome, way.cells)
        )

    def _cells(self, way: Way) -> list[dict[str, Any]]:
        problem = self.outcome.problem
        return [
            {
                "employee": id,
                "date": problem.date_of(day).isoformat(),
                "shift": problem.shift_by_id[shift].code if shift else None,
            }
            for (id, day), shift in way.cells.items()
        ]

    def _text(self, way: Way) -> str:
        words = {
            "name": self.outcome.problem.worker_by_id[way.worker].name if way.worker else "",
            "station": self.station,
            "span": self.span,
            "heads": way.heads,
        }
        if way.kind == "lend":
            return _("Lend a skill: let %(name)s, who is there then, work at %(station)s.") % words
        if way.kind == "lower" and is_own(self.gap.station):
            return _("Let what %(name)s has to do off the floor %(span)s wait.") % (words | {"name": self._owner})
        if way.kind == "lower":
            text = ngettext(
                "Lower the need of %(station)s %(span)s by %(heads)d person.",
                "Lower the need of %(station)s %(span)s by %(heads)d people.",
                way.heads,
            )
            return text % words
        text = MOVES[way.kind]() % (words | self._move(way))
        return text + self._overtime(way)

    @property
    def _owner(self) -> str:
        """Whose own work the gap is in."""
        return self.outcome.problem.worker_by_id[self.gap.station.removeprefix(OWN)].name

    def _move(self, way: Way) -> dict[str, str]:
        """The shift that is to be worked, the one before, and the day given up, if there is one."""
        problem, duties = self.outcome.problem, self.outcome.duties
        (cell, shift), *given = way.cells.items()
        before = duties.cells.get(cell)
        return {
            "shift": problem.shift_by_id[shift or ""].code,
            "day": day_text(problem.date_of(cell[1])),
            "before": problem.shift_by_id[before].code if before else _("day off"),
            "other": day_text(problem.date_of(given[0][0][1])) if given else "",
        }

    def _overtime(self, way: Way) -> str:
        if not way.overtime:
            return ""
        return " " + _("Her week would have %(hours)s of overtime.") % {"hours": hours_text(way.overtime)}


MOVES = {
    "extra": lambda: _("Make-up shift: %(name)s works %(shift)s on %(day)s."),
    "move": lambda: _("Change the shift: %(name)s works %(shift)s instead of %(before)s on %(day)s."),
    "other_day": lambda: _("Move a day: %(name)s works %(shift)s on %(day)s and is off on %(other)s instead."),
    "wish": lambda: _("Override a wish: %(name)s works %(shift)s on %(day)s although she asked otherwise."),
    "unpin": lambda: _("Move a pin: %(name)s works %(shift)s on %(day)s, where %(before)s is pinned."),
}


def line_of(reason: Reason) -> ReasonLine:
    return ReasonLine(len(reason.names), reason_text(reason))


def gap_story(outcome: Outcome, gap: Shortfall) -> GapStory:
    return GapStory(outcome, gap)


def gap_at(outcome: Outcome, day: date, station: str, start: int) -> Shortfall | None:
    """The gap of the station that the minute of the day lies in; None when the station is not short then."""
    number = (day - outcome.roster.month).days
    return next(
        (
            gap
            for gap in outcome.verdict.gaps
            if (gap.day, gap.station) == (number, station) and gap.start <= start < gap.end
        ),
        None,
    )
