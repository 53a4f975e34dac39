"""What a swap would do to the rosters it touches, as the checker sees it.

Each month has its judge. The last days of a month are the past of the next one: where that is
published, the people who move are judged there too, with what would have been.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from rosters.edits.editing import EMPTY, CellValue
from rosters.explaining.effects import Telling
from rosters.models import Roster
from rosters.month import Month, load_month
from rosters.problem import duties_of, problem_of, shift_of
from rosters.publications.published import month_showing, standing_of
from rosters.solver.duties import Duties
from rosters.solver.problem import HISTORY_DAYS, Problem, Shift, Worker
from rosters.solver.scope import Scope
from rosters.solver.trial import Cells, Judge, Trial, alone, asked
from rosters.solver.violation import Violation
from staff.models import Employee, Hall
from staff.months import shifted

from .proposals import Move, Proposal

GROWING = {"overtime", "month-most", "shift-count", "weekends", "consecutive-days", "protected"}


@dataclass(frozen=True)
class Ruling:
    """What a proposal would do in each of the months that feel it, as published; `drafted` in those being changed."""

    trials: tuple[tuple["Sheet", Trial], ...]
    drafted: tuple[tuple["Sheet", Trial], ...] = ()

    @cached_property
    def cost(self) -> int:
        """What the rosters' penalties would rise by; negative when they would fall."""
        return sum(trial.cost for _, trial in self.trials)

    @cached_property
    def broken(self) -> list[tuple["Sheet", Violation]]:
        """Hard rules that would be broken and are not now, or would be broken worse."""
        return [(sheet, one) for sheet, trial in (*self.trials, *self.drafted) for one in worsened(trial)]

    def tellings(self, first: str) -> Iterator[tuple[Telling, Trial]]:
        """Each month's trial with who can put it into words; sentences about the person `first` come first."""
        return ((sheet.telling(first), trial) for sheet, trial in self.trials)


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


class Sheet:
    """A month as the checker sees it; pins bind builds, not people, and are left aside."""

    def __init__(self, month: Month) -> None:
        self.roster, self.month = month.roster, month
        self.problem: Problem = replace(problem_of(self.roster, month), pins=())
        self.duties: Duties = duties_of(self.roster, self.problem, month)
        self.judge = Judge(self.problem, self.duties)

    @cached_property
    def station_names(self) -> dict[str, str]:
        return self.month.station_names

    def telling(self, first: str) -> Telling:
        return Telling(self.problem, self.station_names, first)

    def trial(self, moves: Iterable[Move]) -> Trial:
        """What moves within the month, and in the days before it that it remembers, would do to it."""
        numbered = [(move, (move.date - self.roster.month).days) for move in moves]
        known = [(move, n) for move, n in numbered if move.employee.code in self.problem.worker_by_id]
        cells = {(move.employee.code, n): id_of(move) for move, n in known if 0 <= n < self.problem.days}
        past = {(move.employee.code, n): id_of(move) for move, n in known if -HISTORY_DAYS <= n < 0}
        found = self.judge.trial(cells)
        return self._with_past(found, cells, past, [move for move, _ in known]) if past else found

    def _with_past(self, found: Trial, cells: Cells, past: Cells, moves: Iterable[Move]) -> Trial:
        """The trial with the rows of its people judged after another past."""
        rules = self.judge.rules_about(Scope.WORKER)
        names = {rule.name for rule in rules}
        otherwise = with_past(self.problem, past, moves)
        held = {**self.duties.cells, **cells}
        before, after = list[Violation](), list[Violation]()
        for id in sorted({id for id, _ in (*cells, *past)}):
            was, would = (alone(one, one.worker_by_id[id]) for one in (self.problem, otherwise))
            before += asked(rules, was, self.duties)
            after += asked(rules, would, Duties(would, {cell: held[cell] for cell in held if cell[0] == id}))
        return Trial(
            cells,
            (*before, *[one for one in found.before if one.rule not in names]),
            (*after, *[one for one in found.after if one.rule not in names]),
        )


def id_of(move: Move) -> str | None:
    return str(move.after.shift_type.pk) if move.after.shift_type else None


def with_past(problem: Problem, past: Cells, moves: Iterable[Move]) -> Problem:
    """The problem in which these shifts were worked before it began, or not."""
    new = {id_of(move): shift_of(move.after.shift_type) for move in moves if move.after.shift_type}
    shifts: tuple[Shift, ...] = tuple(shift for id, shift in new.items() if id not in problem.shift_by_id)
    workers = tuple(reminded(worker, past) for worker in problem.workers)
    return replace(problem, shifts=problem.shifts + shifts, workers=workers)


def reminded(worker: Worker, past: Cells) -> Worker:
    """The worker with another past, if it is hers."""
    history = list(worker.history)
    for (id, day), shift in past.items():
        if id == worker.id:
            history[day + HISTORY_DAYS] = shift
    return worker if tuple(history) == worker.history else replace(worker, history=tuple(history))


class Bench:
    """A hall's published months, each loaded when a proposal first asks for it.

    A month that its manager is changing is judged twice: as staff see it, and as it is drafted.
    """

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self._sheets: dict[date, tuple[Sheet, Sheet | None]] = {}

    @cached_property
    def rosters(self) -> dict[date, Roster]:
        published = Roster.objects.filter(hall=self.hall, state=Roster.State.PUBLISHED)
        return {roster.month: roster for roster in published.select_related("hall")}

    def sheets(self, month: date) -> "tuple[Sheet, Sheet | None]":
        """The month as published, and as drafted if that differs."""
        if month not in self._sheets:
            drafted = load_month(self.rosters[month])
            standing = standing_of(self.rosters[month], drafted)
            published = Sheet(month_showing(drafted, standing.before) if standing.changes else drafted)
            self._sheets[month] = (published, Sheet(drafted) if standing.changes else None)
        return self._sheets[month]

    def ruling(self, proposal: Proposal) -> Ruling:
        """What the proposal would do, in every month that feels it."""
        pairs = [self.sheets(month) for month in self._feeling(proposal.days)]
        trials = [(published, published.trial(proposal.moves)) for published, _ in pairs]
        drafted = [(sheet, sheet.trial(proposal.moves)) for _, sheet in pairs if sheet]
        return Ruling(tuple(trials), tuple(drafted))

    def price_alone(self, employee: Employee, cells: Mapping[date, CellValue]) -> int | None:
        """What it would cost if she held these, whatever others hold; None where it breaks a hard rule."""
        moves = [Move(employee, day, EMPTY, value) for day, value in cells.items()]
        trials = [self.sheets(month)[0].trial(moves) for month in self._feeling(cells)]
        return None if any(worsened(trial) for trial in trials) else sum(trial.cost for trial in trials)

    def _feeling(self, days: Iterable[date]) -> list[date]:
        """The months of these days, and those that remember them."""
        months = {day.replace(day=1) for day in days}
        after = {shifted(day.replace(day=1), 1) for day in days}
        remembering = {month for month in after if any(0 < (month - day).days <= HISTORY_DAYS for day in days)}
        return sorted((months | remembering) & self.rosters.keys())
