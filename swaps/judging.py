"""What a swap would do to the rosters it touches, as the checker sees it.

Each month has its judge. The last days of a month are the past of the next one: where that is
published, the people who move are judged there too, with what would have been.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from rosters.edits.editing import EMPTY, CellValue
from rosters.edits.onward import reminded
from rosters.explaining.effects import Telling
from rosters.models import Roster
from rosters.month import Month, load_month
from rosters.problem import duties_of, problem_of, shift_of
from rosters.publications.published import month_showing, standing_of
from rosters.solver.duties import Duties
from rosters.solver.problem import HISTORY_DAYS, Problem, Shift
from rosters.solver.scope import Scope
from rosters.solver.trial import Cells, Judge, Trial, alone, asked
from rosters.solver.violation import Violation
from staff.models import Employee, Hall
from staff.months import shifted

from .proposals import Move, Proposal

Thing = TypeVar("Thing")

GROWING = {"overtime", "month-most", "shift-count", "weekends", "consecutive-days", "protected"}


@dataclass(frozen=True)
class Ruling:
    """What a proposal would do in each of the months that feel it, as published; `drafted` in those being changed."""

    trials: tuple[tuple["JudgedRoster", Trial], ...]
    drafted: tuple[tuple["JudgedRoster", Trial], ...] = ()

    @cached_property
    def cost(self) -> int:
        """What the rosters' penalties would rise by; negative when they would fall."""
        return sum(trial.cost for _, trial in self.trials)

    @cached_property
    def broken(self) -> list[tuple["JudgedRoster", Violation]]:
        """Hard rules that would be broken and are not now, or would be broken worse."""
        return [(judged, one) for judged, trial in (*self.trials, *self.drafted) for one in worsened(trial)]

    def tellings(self, first: str) -> Iterator[tuple[Telling, Trial]]:
        """Each month's trial with who can put it into words; sentences about the person `first` come first."""
        return ((judged.telling(first), trial) for judged, trial in self.trials)


def worsened(trial: Trial) -> list[Violation]:
    """Hard rules newly broken; what was broken before, and less now, is none."""
    was = [one for one in trial.gone if one.is_hard]
    return [one for one in trial.broken if not any(is_eased(one, before) for before in was)]


def is_eased(after: Violation, before: Violation) -> bool:
    """Whether it is the same trouble as before, only smaller."""
    return (
        after.rule in GROWING
        and (after.rule, after.worker) == (before.rule, before.worker)
        and after.facts.get("kind") == before.facts.get("kind")
        and set(after.days) <= set(before.days)
        and after.amount < before.amount
    )


class JudgedRoster:
    """A roster as the checker sees it; pins bind builds, not people, and are left aside."""

    def __init__(self, month: Month) -> None:
        self.roster, self.month = month.roster, month
        self.problem: Problem = replace(problem_of(self.roster, month), pins=())
        self.duties: Duties = duties_of(self.roster, self.problem, month)
        self.judge = Judge(self.problem, self.duties)
        self._rows: dict[str, tuple[Problem, list[Violation]]] = {}

    @cached_property
    def station_names(self) -> dict[str, str]:
        return self.month.station_names

    def telling(self, first: str) -> Telling:
        return Telling(self.problem, self.station_names, first)

    def trial(self, moves: Iterable[Move]) -> Trial:
        """What moves within the month, and in the days before it that it remembers, would do to it."""
        cells, past, known = self._placed(moves)
        found = self.judge.trial(cells)
        return self._with_past(found, known) if past else found

    def rows_trial(self, moves: Iterable[Move]) -> Trial:
        """What the rules about single people say of those who move, and would say; every hard rule is one of them."""
        cells, past, known = self._placed(moves)
        rules = self.judge.rules_about(Scope.WORKER)
        before, after = list[Violation](), list[Violation]()
        for id in sorted({id for id, _ in (*cells, *past)}):
            was, said = self._alone(id)
            would = with_past(was, past, known) if past else was
            held = {(id, day): self.duties.cells.get((id, day)) for day in range(self.problem.days)}
            before += said
            after += asked(rules, would, Duties(would, held | {cell: cells[cell] for cell in cells if cell[0] == id}))
        return Trial(cells, tuple(before), tuple(after))

    def _placed(self, moves: Iterable[Move]) -> tuple[Cells, Cells, list[Move]]:
        """The month's own cells, those of its past, and the moves of people it knows."""
        numbered = [(move, (move.date - self.roster.month).days) for move in moves]
        known = [(move, n) for move, n in numbered if move.employee.code in self.problem.worker_by_id]
        cells = {(move.employee.code, n): id_of(move) for move, n in known if 0 <= n < self.problem.days}
        past = {(move.employee.code, n): id_of(move) for move, n in known if -HISTORY_DAYS <= n < 0}
        return cells, past, [move for move, _ in known]

    def _alone(self, id: str) -> tuple[Problem, list[Violation]]:
        """The hall as if she were its only person, and what the rules about single people say of her."""
        if id not in self._rows:
            own = alone(self.problem, self.problem.worker_by_id[id])
            self._rows[id] = own, asked(self.judge.rules_about(Scope.WORKER), own, self.duties)
        return self._rows[id]

    def _with_past(self, found: Trial, moves: Iterable[Move]) -> Trial:
        """The trial with the rows of its people judged after another past."""
        names = {rule.name for rule in self.judge.rules_about(Scope.WORKER)}
        rows = self.rows_trial(moves)
        return Trial(
            found.cells,
            (*rows.before, *[one for one in found.before if one.rule not in names]),
            (*rows.after, *[one for one in found.after if one.rule not in names]),
        )


def id_of(move: Move) -> str | None:
    return str(move.after.shift_type.pk) if move.after.shift_type else None


def with_past(problem: Problem, past: Cells, moves: Iterable[Move]) -> Problem:
    """The problem in which these shifts were worked before it began, or not."""
    new = {id_of(move): shift_of(move.after.shift_type) for move in moves if move.after.shift_type}
    shifts: tuple[Shift, ...] = tuple(shift for id, shift in new.items() if id not in problem.shift_by_id)
    workers = tuple(reminded(worker, past) for worker in problem.workers)
    return replace(problem, shifts=problem.shifts + shifts, workers=workers)


class Bench:
    """A hall's published months, each loaded when a proposal first asks for it.

    A month that its manager is changing is judged twice: as staff see it, and as it is drafted. `trials` counts
    what has been asked of it.
    """

    def __init__(self, hall: Hall) -> None:
        self.hall, self.trials = hall, 0
        self._judged: dict[date, tuple[JudgedRoster, JudgedRoster | None]] = {}
        self._prices: dict[tuple[int, frozenset[tuple[date, str]]], int | None] = {}

    def affordable(self, most: int, things: Iterable[Thing]) -> Iterator[Thing]:
        """These, one by one, until so many trials more have been made: work that is counted gives one answer always."""
        limit = self.trials + most
        for thing in things:
            if self.trials >= limit:
                return
            yield thing

    @cached_property
    def rosters(self) -> dict[date, Roster]:
        published = Roster.objects.filter(hall=self.hall, state=Roster.State.PUBLISHED)
        return {roster.month: roster for roster in published.select_related("hall")}

    def judged(self, month: date) -> "tuple[JudgedRoster, JudgedRoster | None]":
        """The month as published, and as drafted if that differs."""
        if month not in self._judged:
            drafted = load_month(self.rosters[month])
            standing = standing_of(self.rosters[month], drafted)
            published = JudgedRoster(month_showing(drafted, standing.before) if standing.changes else drafted)
            self._judged[month] = (published, JudgedRoster(drafted) if standing.changes else None)
        return self._judged[month]

    def ruling(self, proposal: Proposal) -> Ruling:
        """What the proposal would do, in every month that feels it."""
        self.trials += 1
        pairs = [self.judged(month) for month in self._feeling(proposal.days)]
        trials = [(published, published.trial(proposal.moves)) for published, _ in pairs]
        drafted = [(judged, judged.trial(proposal.moves)) for _, judged in pairs if judged]
        return Ruling(tuple(trials), tuple(drafted))

    def price_alone(self, employee: Employee, cells: Mapping[date, CellValue]) -> int | None:
        """What it would cost in her own row if she held these; None where it breaks a hard rule."""
        key = employee.pk, frozenset((day, value.key) for day, value in cells.items())
        if key not in self._prices:
            self.trials += 1
            moves = [Move(employee, day, EMPTY, value) for day, value in cells.items()]
            trials = [self.judged(month)[0].rows_trial(moves) for month in self._feeling(cells)]
            broken = any(worsened(trial) for trial in trials)
            self._prices[key] = None if broken else sum(trial.cost for trial in trials)
        return self._prices[key]

    def allows_alone(self, proposal: Proposal) -> bool:
        """Whether each of its people may do her part, whatever others hold."""
        parts = ({move.date: move.after for move in proposal.moves if move.employee == one} for one in proposal.people)
        return all(self.price_alone(*part) is not None for part in zip(proposal.people, parts, strict=True))

    def _feeling(self, days: Iterable[date]) -> list[date]:
        """The months of these days, and those that remember them."""
        months = {day.replace(day=1) for day in days}
        after = {shifted(day.replace(day=1), 1) for day in days}
        remembering = {month for month in after if any(0 < (month - day).days <= HISTORY_DAYS for day in days)}
        return sorted((months | remembering) & self.rosters.keys())
