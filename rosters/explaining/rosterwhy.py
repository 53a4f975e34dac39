"""What a roster costs and why: by rule, person and week, beside the version before and the month before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staff.months import shifted

from ..builds.claims import duties_from
from ..models import Build, Roster
from ..outcome import Outcome, outcome_of
from ..rulewords import rule_name
from ..solver.check import check, penalty_of
from ..solver.duties import Duties
from ..solver.rules import RULES
from ..solver.violation import Violation
from ..wording import day_text, signed_text
from .effects import Telling

WORST, VERSIONS = 3, 5

Costs = dict[str, int]


@dataclass(frozen=True)
class Compared:
    """Another roster beside this one: what it is, what it costs and that rule by rule."""

    label: str
    penalty: int
    rules: Costs


@dataclass(frozen=True)
class CostLine:
    """What one rule, person or week costs; `share` is its percentage of the whole, `worst` its dearest sentences.

    `before` and `last` are the same rule's price in the version and in the month before.
    """

    key: str
    name: str
    penalty: int
    count: int
    share: float
    worst: list[str]
    before: int | None = None
    last: int | None = None

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class RosterStory:
    """Everything there is to say of what a roster costs."""

    outcome: Outcome

    @cached_property
    def violations(self) -> list[Violation]:
        return self.outcome.verdict.violations

    @property
    def penalty(self) -> int:
        return self.outcome.verdict.penalty

    @cached_property
    def before(self) -> Compared | None:
        """The newest stored version whose cells differ, judged by what the month asks for today."""
        return version_before(self.outcome)

    @cached_property
    def last_month(self) -> Compared | None:
        """The roster of the month before, as it stands, by the rules as they are now."""
        roster = self.outcome.roster
        month = shifted(roster.month, -1)
        last = Roster.objects.filter(hall=roster.hall, month=month).select_related("hall__rule_settings").first()
        if last is None or not last.assignments.exists():
            return None
        return compared(date_format(month, "YEAR_MONTH_FORMAT"), outcome_of(last).verdict.violations)

    @cached_property
    def rules(self) -> list[CostLine]:
        """Rule by rule, the dearest first; rules that cost nothing now but did before come last."""
        groups = grouped(self.violations, lambda one: one.rule)
        for other in (self.before, self.last_month):
            for rule in other.rules if other else ():
                groups.setdefault(rule, [])
        order = list(RULES)
        lines = [self._line(rule, rule_name(rule), found) for rule, found in groups.items()]
        return sorted(lines, key=lambda line: (-line.penalty, order.index(line.key)))

    @cached_property
    def people(self) -> list[CostLine]:
        """Person by person, the dearest first; what no single person has caused is left out."""
        names = {worker.id: worker.name for worker in self.outcome.problem.workers}
        groups = grouped(self.violations, lambda one: one.worker)
        return by_price(self._line(id, names[id], found) for id, found in groups.items() if id in names)

    @cached_property
    def weeks(self) -> list[CostLine]:
        """Week by week; what speaks of the month as a whole is left out."""
        lines = []
        for number, week in enumerate(self.outcome.problem.weeks):
            found = [one for one in self.violations if week_of(one, self.outcome) == number and one.penalty]
            first, last = (self.outcome.problem.date_of(day) for day in (week.start, week.stop - 1))
            lines.append(self._line(first.isoformat(), f"{day_text(first)} – {day_text(last)}", found))
        return lines

    @cached_property
    def sentences(self) -> list[str]:
        """The roster in a few sentences: what costs most, who, when, and how it compares."""
        told = [self._total()]
        told += [text for text in (self._dearest_week(), self._dearest_person()) if text]
        return told + [self._beside(other) for other in (self.before, self.last_month) if other]

    def as_json(self) -> dict[str, Any]:
        return {
            "penalty": self.penalty,
            "summary": self.sentences,
            "rules": [line.as_json() for line in self.rules],
            "people": [line.as_json() for line in self.people],
            "weeks": [line.as_json() for line in self.weeks],
            "previous": compared_json(self.before),
            "last_month": compared_json(self.last_month),
        }

    # --- lines and sentences -------------------------------------------------

    def _line(self, key: str, name: str, found: list[Violation]) -> CostLine:
        penalty = penalty_of(found)
        worst = sorted(found, key=lambda one: (not one.is_hard, -one.penalty))[:WORST]
        return CostLine(
            key=key,
            name=name,
            penalty=penalty,
            count=len(found),
            share=round(100 * penalty / max(1, self.penalty), 1),
            worst=self._telling.sentences(worst),
            before=self.before.rules.get(key, 0) if self.before else None,
            last=self.last_month.rules.get(key, 0) if self.last_month else None,
        )

    @cached_property
    def _telling(self) -> Telling:
        return Telling(self.outcome.problem, self.outcome.station_names)

    def _total(self) -> str:
        dearest = [line for line in self.rules if line.penalty][:1]
        if not dearest:
            return _("This roster costs nothing: every rule is kept.")
        words = {"total": number(self.penalty), "rule": dearest[0].name, "share": round(dearest[0].share)}
        return _("This roster costs %(total)s; most of it is “%(rule)s” with %(share)d %%.") % words

    def _dearest_week(self) -> str:
        line = max(self.weeks, key=lambda line: line.penalty)
        if not line.penalty:
            return ""
        words = {"week": line.name, "cost": number(line.penalty), "worst": line.worst[0]}
        return _("The dearest week is %(week)s (%(cost)s), above all: %(worst)s") % words

    def _dearest_person(self) -> str:
        if not self.people or not self.people[0].penalty:
            return ""
        line = self.people[0]
        return _("The dearest person is %(name)s (%(cost)s): %(worst)s") % {
            "name": line.name,
            "cost": number(line.penalty),
            "worst": line.worst[0],
        }

    def _beside(self, other: Compared) -> str:
        moved = {line.name: line.penalty - other.rules.get(line.key, 0) for line in self.rules}
        most = sorted((item for item in moved.items() if item[1]), key=lambda item: -abs(item[1]))[:WORST]
        words = {
            "label": other.label,
            "cost": signed_text(self.penalty - other.penalty),
            "rules": _(", ").join(f"{name} {signed_text(by)}" for name, by in most),
        }
        if not most:
            return _("Beside %(label)s it costs the same.") % words
        return _("Beside %(label)s it costs %(cost)s: %(rules)s.") % words


def version_before(outcome: Outcome) -> Compared | None:
    builds = outcome.roster.builds.filter(status=Build.Status.DONE).defer("problem")
    for build in builds.order_by("-finished_at")[:VERSIONS]:
        finished = outcome.roster.hall.now(build.finished_at) if build.finished_at else None
        at = date_format(finished, "SHORT_DATETIME_FORMAT") if finished else ""
        stored = (
            (build.result, _("the roster as built at %(at)s") % {"at": at}),
            (build.before, _("the roster before the build of %(at)s") % {"at": at}),
        )
        for cells, label in stored:
            duties = duties_from(cells or {}, outcome.problem)
            if duties.cells and duties.cells != outcome.duties.cells:
                return compared(label, check(outcome.problem, Duties(outcome.problem, duties.cells)))
    return None


def compared(label: str, violations: list[Violation]) -> Compared:
    costs: Costs = defaultdict(int)
    for violation in violations:
        costs[violation.rule] += violation.penalty
    return Compared(label, penalty_of(violations), {rule: cost for rule, cost in costs.items() if cost})


def compared_json(other: Compared | None) -> dict[str, Any] | None:
    return None if other is None else {"what": other.label, "penalty": other.penalty, "rules": other.rules}


def grouped(violations: Iterable[Violation], key: Any) -> dict[Any, list[Violation]]:
    groups: dict[Any, list[Violation]] = defaultdict(list)
    for violation in violations:
        groups[key(violation)].append(violation)
    return groups


def by_price(lines: Iterable[CostLine]) -> list[CostLine]:
    return sorted(lines, key=lambda line: (-line.penalty, line.name))


def week_of(violation: Violation, outcome: Outcome) -> int | None:
    """The number of the only week that it speaks of; None when it speaks of several or of the whole month."""
    weeks = {n for n, week in enumerate(outcome.problem.weeks) for day in violation.days if day in week}
    return weeks.pop() if len(weeks) == 1 else None


def number(amount: int) -> str:
    return signed_text(amount).lstrip("+−±")


def roster_story(outcome: Outcome) -> RosterStory:
    return RosterStory(outcome)
