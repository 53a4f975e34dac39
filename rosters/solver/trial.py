"""What changing a few cells would do to a roster, without judging all of it again."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from .check import check
from .duties import Cell, Duties
from .problem import Problem, Worker
from .rules import Rule, rules_of
from .scope import Scope
from .violation import Violation, penalty_of

Cells = Mapping[Cell, str | None]
Found = list[Violation]
Profile = tuple[bool, tuple[tuple[str, int], ...]]
Moves = frozenset[tuple[tuple[int, str, Profile], int]]


@dataclass(frozen=True)
class Trial:
    """What a change would do, in what the rules touched by it say before and after."""

    cells: Cells
    before: tuple[Violation, ...] = ()
    after: tuple[Violation, ...] = ()

    @cached_property
    def cost(self) -> int:
        """What the roster's penalty would rise by; negative when it would fall."""
        return penalty_of(self.after) - penalty_of(self.before)

    @cached_property
    def broken(self) -> list[Violation]:
        """Hard rules that the change would break."""
        before, after = ([one for one in found if one.is_hard] for found in (self.before, self.after))
        return less(after, before)

    @cached_property
    def new(self) -> list[Violation]:
        """What the rules would say that they do not say now."""
        return less(self.after, self.before)

    @cached_property
    def gone(self) -> list[Violation]:
        """What the rules would say no longer."""
        return less(self.before, self.after)

    def without(self, rule: str, cells: Iterable[Cell]) -> "Trial":
        """The trial if the rule, one that speaks of single cells, had nothing against these any more."""
        places = set(cells)
        return replace(
            self,
            after=tuple(one for one in self.after if one.rule != rule or (one.worker, one.days[0]) not in places),
        )


class Judge:
    """A roster whose rules are asked again only as far as a change reaches, each as its scope says.

    Answers are remembered: a second trial of the same person's row, or of the same heads
    on the same day, costs next to nothing.
    """

    def __init__(self, problem: Problem, duties: Duties):
        self.problem, self.duties = problem, duties
        self._by_scope = rules_by_scope(problem)
        self._alone: dict[str, Problem] = {}
        self._rows: dict[tuple[str, frozenset[tuple[int, str | None]]], Found] = {}
        self._days: dict[tuple[frozenset[int], Moves], Found] = {}
        self._parts: dict[frozenset[int], Problem] = {}

    def trial(self, cells: Cells) -> Trial:
        """What it would do if these cells held these shifts, or None for a day off."""
        cells = {cell: shift for cell, shift in cells.items() if self.duties.cells.get(cell) != shift}
        if not cells:
            return Trial(cells)
        after = self.duties.changed(cells)
        return Trial(cells, tuple(self._before(cells)), tuple(self._after(cells, after)))

    def rules_about(self, scope: Scope) -> list[Rule]:
        """The rules in force that look as far as that."""
        return self._by_scope[scope]

    @cached_property
    def violations(self) -> Found:
        """Everything the rules say of the roster as it stands."""
        return check(self.problem, self.duties)

    @cached_property
    def broken(self) -> Found:
        return [violation for violation in self.violations if violation.is_hard]

    @cached_property
    def penalty(self) -> int:
        return penalty_of(self.violations)

    def _before(self, cells: Cells) -> Found:
        people = [violation for id in workers_of(cells) for violation in self._row(id, frozenset(), self.duties)]
        days = self._on_days(self._touched(cells), frozenset(), self.duties)
        return [*people, *days, *self._of_hall]

    def _after(self, cells: Cells, after: Duties) -> Found:
        people: Found = []
        for id in workers_of(cells):
            own = frozenset((day, shift) for (who, day), shift in cells.items() if who == id)
            people += self._row(id, own, after)
        days = self._on_days(self._touched(cells), self._moves(cells), after)
        return [*people, *days, *asked(self._by_scope[Scope.HALL], self.problem, after)]

    @cached_property
    def _of_hall(self) -> Found:
        return asked(self._by_scope[Scope.HALL], self.problem, self.duties)

    # --- one person's row ----------------------------------------------------

    def _row(self, id: str, own: frozenset[tuple[int, str | None]], duties: Duties) -> Found:
        """What the rules of single people say of one whose cells `own` differ from the roster's."""
        if (id, own) not in self._rows:
            self._rows[id, own] = asked(self._by_scope[Scope.WORKER], self._problem_of(id), duties)
        return self._rows[id, own]

    def _problem_of(self, id: str) -> Problem:
        """The hall as if she were its only person."""
        if id not in self._alone:
            self._alone[id] = alone(self.problem, self.problem.worker_by_id[id])
        return self._alone[id]

    # --- days ----------------------------------------------------------------

    def _on_days(self, days: frozenset[int], moves: Moves, duties: Duties) -> Found:
        if (days, moves) not in self._days:
            rules = self._by_scope[Scope.DAYS] if days else []
            self._days[days, moves] = asked(rules, self._part(days), duties.seen_from(days))
        return self._days[days, moves]

    def _part(self, days: frozenset[int]) -> Problem:
        if days not in self._parts:
            self._parts[days] = cut_to(self.problem, days)
        return self._parts[days]

    def _touched(self, cells: Cells) -> frozenset[int]:
        """The days whose slices see a shift that the change takes away or brings."""
        touched: set[int] = set()
        for cell, shift in cells.items():
            for id in (shift, self.duties.cells.get(cell)):
                touched |= self._days_seeing.get((cell[1], id or ""), set())
        return frozenset(touched)

    @cached_property
    def _days_seeing(self) -> dict[tuple[int, str], set[int]]:
        return days_seeing(self.problem)

    def _moves(self, cells: Cells) -> Moves:
        """How many heads of which kind the change brings to each shift; those that cancel out are left out."""
        heads: Counter[tuple[int, str, Profile]] = Counter()
        for (id, day), shift in cells.items():
            profile = profile_of(self.problem.worker_by_id[id])
            if shift:
                heads[day, shift, profile] += 1
            if before := self.duties.cells.get((id, day)):
                heads[day, before, profile] -= 1
        return frozenset((key, count) for key, count in heads.items() if count)


def rules_by_scope(problem: Problem) -> dict[Scope, list[Rule]]:
    """The problem's rules by how far they look; one that says nothing looks at the whole hall."""
    by_scope: dict[Scope, list[Rule]] = {scope: [] for scope in Scope}
    for rule in rules_of(problem):
        by_scope[getattr(rule, "scope", Scope.HALL)].append(rule)
    return by_scope


def days_seeing(problem: Problem) -> dict[tuple[int, str], set[int]]:
    """For each shift begun on a day, the days on whose floor it is seen while the hall is open or asks for people."""
    seeing: dict[tuple[int, str], set[int]] = {}
    floors = [(slice.day, slice.present) for slice in problem.demand_slices]
    floors += [(slice.day, slice.present) for slice in problem.open_slices]
    for number, present in floors:
        for day, shift, _ in present:
            seeing.setdefault((day, shift), set()).add(number)
    return seeing


def workers_of(cells: Cells) -> list[str]:
    return sorted({id for id, _ in cells})


def alone(problem: Problem, worker: Worker) -> Problem:
    """The problem as if the worker were the hall's only person."""
    return replace(
        problem,
        workers=(worker,),
        pins=tuple(pin for pin in problem.pins if pin.worker == worker.id),
        wishes=tuple(wish for wish in problem.wishes if wish.worker == worker.id),
    )


def profile_of(worker: Worker) -> Profile:
    """All that the floor knows of somebody."""
    return worker.is_manager, tuple(sorted(worker.levels.items()))


def asked(rules: Iterable[Rule], problem: Problem, duties: Duties) -> Found:
    return [violation for rule in rules for violation in rule.violations(problem, duties)]


def less(these: Iterable[Violation], those: Iterable[Violation]) -> Found:
    """What stands in these and not, or not as often, in those."""
    left = Counter(those)
    rest = []
    for violation in these:
        if left[violation]:
            left[violation] -= 1
        else:
            rest.append(violation)
    return rest


def cut_to(problem: Problem, days: Iterable[int]) -> Problem:
    """The problem with the floor of these days alone: their slices, opening hours and skills asked for.

    Slices are those of the whole month, which see the days beside them; cut from the
    demand of these days they would not.
    """
    days = frozenset(days)
    part = replace(
        problem,
        open=tuple(spans if day in days else () for day, spans in enumerate(problem.open)),
        demand=tuple({(row.station, row.level): row for row in problem.demand}.values()),
    )
    part.__dict__["demand_slices"] = tuple(slice for slice in problem.demand_slices if slice.day in days)
    part.__dict__["open_slices"] = tuple(slice for slice in problem.open_slices if slice.day in days)
    return part
