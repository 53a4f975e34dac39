"""What a change would do, rule by rule and in words; prices are what the roster's penalty would rise by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..rulewords import rule_name, sentence_of
from ..solver.problem import Problem
from ..solver.trial import Trial
from ..solver.violation import Violation
from ..solver.why import Difference, costs_of, differences

TOLD = 3


@dataclass(frozen=True)
class Effect:
    """What one rule would say otherwise."""

    rule: str
    name: str
    cost: int
    is_hard: bool
    texts: list[str]

    def as_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "name": self.name, "cost": self.cost, "hard": self.is_hard, "texts": self.texts}


@dataclass(frozen=True)
class Telling:
    """Says what rules say in a hall's own names; sentences about the person `first` come first."""

    problem: Problem
    stations: Mapping[str, str]
    first: str = ""

    def effects(self, trial: Trial) -> list[Effect]:
        return [self._effect(one) for one in differences(trial)]

    def _effect(self, one: Difference) -> Effect:
        texts = self.sentences(one.worse)
        texts += [_("No longer: %(what)s") % {"what": text} for text in self.sentences(one.better)]
        told = texts[:TOLD]
        if more := len(texts) - len(told):
            told.append(ngettext("and %(n)d more of the kind", "and %(n)d more of the kind", more) % {"n": more})
        return Effect(one.rule, rule_name(one.rule), one.cost, one.is_hard, told)

    def sentences(self, violations: Iterable[Violation]) -> list[str]:
        mine_first = sorted(violations, key=lambda one: one.worker not in (None, self.first))
        return [sentence_of(one, self.problem, self.stations) for one in mine_first]


def rule_costs(trial: Trial) -> list[tuple[str, int]]:
    """The trial's cost by rules' names, what costs most first."""
    costs = sorted(costs_of(trial).items(), key=lambda item: -abs(item[1]))
    return [(rule_name(rule), cost) for rule, cost in costs]
