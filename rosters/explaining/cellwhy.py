"""Why a person has this shift, or none: in sentences, figures and names. Page, API and command share it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Edit
from ..outcome import Outcome
from ..rulewords import rule_name
from ..solver.duties import Cell
from ..solver.problem import Problem
from ..solver.trial import Judge
from ..solver.why import CellWhy, Choice, Taker, why_of
from ..wording import day_text, signed_text, span_text
from .effects import Effect, Telling, rule_costs
from .taking import edit_of

NAMED = 4


@dataclass(frozen=True)
class ChoiceLine:
    """The cell with another shift, or with none: what that costs, rule by rule, and what it breaks."""

    shift: str | None
    tone: str
    cost: int
    rules: list[tuple[str, int]]
    broken: list[str]


@dataclass(frozen=True)
class TakerLine:
    """Somebody else in the cell's place; `gives` is the code of the shift she would hand over.

    `edit` is the edit that puts her there, as the page sends it.
    """

    code: str
    name: str
    gives: str | None
    cost: int
    rules: list[tuple[str, int]]
    broken: list[str]
    edit: str


@dataclass(frozen=True)
class BarredLine:
    """A rule and those whom it keeps from taking the shift."""

    rule: str
    names: list[str]


@dataclass(frozen=True)
class CellStory:
    """Everything there is to say of why a cell is as it is."""

    code: str
    name: str
    date: date
    shift: str | None
    tone: str
    span: str
    worth: int | None
    summary: list[str]
    effects: list[Effect]
    choices: list[ChoiceLine]
    takers: list[TakerLine]
    barred: list[TakerLine]
    barred_by_rule: list[BarredLine]

    def as_json(self) -> dict[str, Any]:
        """The story for programs; `cost` is what the roster's penalty would rise by."""
        return {
            "employee": self.code,
            "name": self.name,
            "date": self.date.isoformat(),
            "shift": self.shift,
            "worth": self.worth,
            "summary": self.summary,
            "effects": [effect.as_json() for effect in self.effects],
            "choices": [
                {"shift": one.shift, "cost": one.cost, "rules": rules_json(one.rules), "broken": one.broken}
                for one in self.choices
            ],
            "candidates": [
                {
                    "employee": one.code,
                    "name": one.name,
                    "gives": one.gives,
                    "cost": one.cost,
                    "rules": rules_json(one.rules),
                    "broken": one.broken,
                }
                for one in (*self.takers, *self.barred)
            ],
        }


def rules_json(rules: list[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"name": name, "cost": cost} for name, cost in rules]


def cell_story(outcome: Outcome, cell: Cell) -> CellStory:
    """The story of a cell of the roster; a pin of that cell is left aside, or it would be the only reason."""
    problem = unpinned(outcome.problem, cell)
    why = why_of(Judge(problem, outcome.duties), cell)
    return Teller(outcome, problem, why).story()


def unpinned(problem: Problem, cell: Cell) -> Problem:
    return replace(problem, pins=tuple(pin for pin in problem.pins if (pin.worker, pin.day) != cell))


class Teller:
    """Puts the answers of the checker about one cell into words."""

    def __init__(self, outcome: Outcome, problem: Problem, why: CellWhy):
        self.outcome, self.problem, self.why = outcome, problem, why
        self.telling = Telling(problem, outcome.station_names, why.worker.id)
        self.day = problem.date_of(why.day)
        effects = self.telling.effects(why.without) if why.without else []
        self.effects = [effect for effect in effects if effect.cost or effect.is_hard]

    def story(self) -> CellStory:
        why = self.why
        shift = self.problem.shift_by_id[why.held] if why.held else None
        return CellStory(
            code=why.worker.id,
            name=why.worker.name,
            date=self.day,
            shift=shift.code if shift else None,
            tone=self._tone(why.held),
            span=span_text(shift.start, shift.end) if shift else "",
            worth=why.without.cost if why.without else None,
            summary=self._summary(),
            effects=self.effects,
            choices=[self._choice(one) for one in why.choices if one.shift],
            takers=[self._taker(one) for one in why.takers],
            barred=[self._taker(one) for one in why.barred],
            barred_by_rule=[
                BarredLine(rule_name(rule), [worker.name for worker in people])
                for rule, people in why.barred_by_rule.items()
            ],
        )

    def _tone(self, id: str | None) -> str:
        row = self.outcome.month.shift_types.get(int(id)) if id else None
        return row.colour if row else ""

    def _code(self, id: str | None) -> str | None:
        return self.problem.shift_by_id[id].code if id else None

    def _choice(self, one: Choice) -> ChoiceLine:
        broken = self.telling.sentences(one.trial.broken)
        return ChoiceLine(self._code(one.shift), self._tone(one.shift), one.trial.cost, rule_costs(one.trial), broken)

    def _taker(self, one: Taker) -> TakerLine:
        broken = self.telling.sentences(one.trial.broken)
        gives = self._code(one.gives)
        edit = edit_of(self.outcome, one.trial.cells, Edit.What.SWAP if gives else Edit.What.MOVE)
        return TakerLine(one.worker.id, one.worker.name, gives, one.trial.cost, rule_costs(one.trial), broken, edit)

    # --- three sentences -----------------------------------------------------

    def _summary(self) -> list[str]:
        if self.why.held is None:
            return self._summary_of_rest()
        return [self._worth(), *self._heaviest(), self._others(), *self._reserved()]

    def _reserved(self) -> list[str]:
        """The other work of the day for which her stations need more people while she is there."""
        segments = self.problem.shift_by_id[self.why.held or ""].segments
        rows = [row for row in self.outcome.month.reserved if row.date == self.day]
        return [
            _("%(span)s %(station)s: people reserved for “%(what)s”: %(n)d.")
            % {
                "span": span_text(row.start, row.end),
                "station": row.place_name,
                "what": row.label,
                "n": row.needed,
            }
            for row in rows
            if row.place in self.why.worker.levels
            and any(start < row.end and row.start < end for start, end in segments)
        ]

    def _worth(self) -> str:
        assert self.why.without is not None
        shift = self.problem.shift_by_id[self.why.held or ""]
        words = {
            "name": self.why.worker.name,
            "shift": shift.code,
            "span": span_text(shift.start, shift.end),
            "day": day_text(self.day),
            "cost": signed_text(self.why.without.cost).lstrip("+−"),
        }
        if self.why.without.cost > 0:
            return _("%(name)s has %(shift)s (%(span)s) on %(day)s; a day off would cost %(cost)s more.") % words
        if self.why.without.cost < 0:
            return _("%(name)s has %(shift)s (%(span)s) on %(day)s; a day off would save %(cost)s.") % words
        return _("%(name)s has %(shift)s (%(span)s) on %(day)s; a day off would cost the same.") % words

    def _heaviest(self) -> list[str]:
        """The sentence that weighs most on the side of the shift."""
        worse = [effect.texts[0] for effect in self.effects if effect.texts and (effect.cost > 0 or effect.is_hard)]
        return [_("Without it: %(what)s") % {"what": worse[0]}] if worse else []

    def _others(self) -> str:
        """Who could have it at the least cost, and how many could and could not."""
        able, barred = len(self.why.takers), len(self.why.barred)
        if not able:
            return ngettext(
                "Nobody else could take it: %(n)d person would break a hard rule.",
                "Nobody else could take it: %(n)d people would break a hard rule.",
                barred,
            ) % {"n": barred}
        best = self.why.takers[0]
        words = {"name": best.worker.name, "cost": signed_text(best.trial.cost), "n": able, "barred": barred}
        words["shift"] = self._code(best.gives) or ""
        if best.gives:
            text = _(
                "Cheapest instead: %(name)s in exchange for %(shift)s (%(cost)s); %(n)d could, %(barred)d could not."
            )
        else:
            text = _("Cheapest instead: %(name)s, who is off (%(cost)s); %(n)d could, %(barred)d could not.")
        return text % words

    def _summary_of_rest(self) -> list[str]:
        words = {"name": self.why.worker.name, "day": day_text(self.day)}
        lines = [_("%(name)s has no shift on %(day)s.") % words]
        able = [one for one in self.why.choices if not one.trial.broken]
        if not able:
            told = [text for one in self.why.choices for text in self.telling.sentences(one.trial.broken)]
            return lines + [_("None would be allowed: %(what)s") % {"what": text} for text in told[:1]]
        best = able[0]
        words |= {"shift": self._code(best.shift) or "", "cost": signed_text(best.trial.cost)}
        lines.append(_("The shift that costs least would be %(shift)s (%(cost)s).") % words)
        effects = self.telling.effects(best.trial)
        worse = [effect.texts[0] for effect in effects if effect.texts and effect.cost > 0]
        return lines + [_("With it: %(what)s") % {"what": text} for text in worse[:1]]
