"""Ways out of a short hour, each tried on the problem or the roster and priced by the checker."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from .check import check, coverage
from .duties import Duties
from .explain import Shortfall, covers
from .problem import Demand, Problem, Worker, is_own
from .scope import Scope
from .trial import Cells, Judge, Trial, asked, cut_to
from .violation import penalty_of

KINDS = ("extra", "move", "other_day", "wish", "unpin", "lend", "lower")
TRIED, TAKEN = 4, 10


@dataclass(frozen=True)
class Way:
    """One way to fill a gap, or a part of it.

    `kind` is one of `KINDS`: a make-up shift, another shift the same day, a shift taken
    from another day, a wish not granted, a pin moved, a skill lent, the need lowered.
    `cost` is what the roster's penalty would rise by, below 0 when it falls; `filled` the
    minutes of missing heads that the gap would lose. `cells` is what would stand in the
    roster; `overtime` the minutes of the week that are beyond contract and target.
    """

    kind: str
    gap: Shortfall
    cost: int
    filled: int
    cells: Cells
    worker: str | None = None
    overtime: int = 0
    heads: int = 0

    def performed(self, problem: Problem, duties: Duties) -> tuple[Problem, Duties]:
        """The problem and the roster if this way were taken."""
        after = Duties(problem, {**duties.cells, **self.cells})
        if self.kind == "unpin":
            pins = tuple(pin for pin in problem.pins if (pin.worker, pin.day) not in self.cells)
            return replace(problem, pins=pins), after
        if self.kind == "wish":
            wishes = tuple(wish for wish in problem.wishes if (wish.worker, wish.day) not in self.cells)
            return replace(problem, wishes=wishes), after
        if self.kind == "lend":
            return lent(problem, self.worker or "", self.gap.station), after
        return (lowered(problem, self.gap, self.heads) if self.kind == "lower" else problem), after


@dataclass(frozen=True)
class Idea:
    """A change of cells that could be a way, with what the checker says of it."""

    kind: str
    worker: Worker
    trial: Trial


def ways_out(judge: Judge, gap: Shortfall) -> list[Way]:
    """The cheapest way of each kind that fills some of the gap and breaks no hard rule, the cheapest first."""
    search = Search(judge, gap)
    found = [way for kind in KINDS if (way := search.best(kind))]
    return sorted(found, key=lambda way: (way.cost, -way.filled))


class Search:
    """The ways out of one gap of a judge's roster."""

    def __init__(self, judge: Judge, gap: Shortfall):
        self.judge, self.gap = judge, gap
        self.problem, self.duties = judge.problem, judge.duties
        self.pinned = {(pin.worker, pin.day) for pin in judge.problem.pins}
        self.floor = cut_to(judge.problem, [gap.day])
        self.short = missing(self.floor, judge.duties, gap)

    def best(self, kind: str) -> Way | None:
        """The cheapest way of the kind; None when there is none."""
        if kind == "lend":
            return min(self._lending(), key=lambda way: (way.cost, -way.filled), default=None)
        if kind == "lower":
            return self._lowering()
        ideas = sorted((one for one in self.ideas if one.kind == kind), key=lambda one: one.trial.cost)
        return next((way for one in ideas if (way := self._way(one))), None)

    # --- shifts otherwise ----------------------------------------------------

    @cached_property
    def ideas(self) -> list[Idea]:
        """The lawful changes of one or two cells that bring somebody able to the floor in the gap."""
        found = [idea for worker in self._able() for idea in self._ideas_of(worker)]
        taken = [idea for best in self._best_of_those_off(found) for idea in self._from_other_days(best)]
        return [idea for idea in (*found, *taken) if not idea.trial.broken]

    def _able(self) -> Iterator[Worker]:
        return (worker for worker in self.problem.workers if self.gap.station in worker.levels)

    def _ideas_of(self, worker: Worker) -> Iterator[Idea]:
        """What each shift of hers that covers the gap would do."""
        for day in (self.gap.day - 1, self.gap.day):
            if day >= 0:
                held = self.duties.cells.get((worker.id, day))
                yield from (self._idea(worker, day, id) for id in self._covering(worker, day) if id != held)

    def _best_of_those_off(self, found: list[Idea]) -> list[Idea]:
        """For a few people who are off, those who would cost least, their cheapest shift, lawful or not."""
        best: dict[str, Idea] = {}
        for idea in sorted(found, key=lambda one: one.trial.cost):
            if idea.kind in ("extra", "wish"):
                best.setdefault(idea.worker.id, idea)
        return list(best.values())[:TAKEN]

    def _covering(self, worker: Worker, day: int) -> list[str]:
        """The shifts begun on the day that she may work and that are on the floor in the gap."""
        shifts = self.problem.shift_by_id
        return [id for id in sorted(worker.shifts[day]) if covers(shifts[id], self.gap, day)]

    def _idea(self, worker: Worker, day: int, id: str) -> Idea:
        cell = worker.id, day
        trial = self.judge.trial({cell: id})
        if cell in self.pinned:
            return Idea("unpin", worker, trial.without("pins", [cell]))
        if any(one.rule == "wishes" for one in trial.new):
            return Idea("wish", worker, trial.without("wishes", [cell]))
        return Idea("move" if self.duties.cells.get(cell) else "extra", worker, trial)

    def _from_other_days(self, best: Idea) -> Iterator[Idea]:
        """The idea with one of her other shifts of that week given up for it."""
        ((id, day),) = best.trial.cells
        for other in next((week for week in self.problem.weeks if day in week), range(0)):
            cell = id, other
            if other != day and cell in self.duties.cells and cell not in self.pinned:
                yield Idea("other_day", best.worker, self.judge.trial({**best.trial.cells, cell: None}))

    def _way(self, idea: Idea) -> Way | None:
        after = self.duties.changed(idea.trial.cells)
        filled = self.short - missing(self.floor, after, self.gap)
        if filled <= 0:
            return None
        overtime = self._overtime(idea.worker, after)
        return Way(idea.kind, self.gap, idea.trial.cost, filled, idea.trial.cells, idea.worker.id, overtime)

    def _overtime(self, worker: Worker, after: Duties) -> int:
        for week, target in zip(self.problem.weeks, worker.week_targets, strict=True):
            if self.gap.day in week:
                paid = sum(shift.paid_minutes for day in week if (shift := after.shift(worker, day)))
                return max(0, paid - max(worker.weekly_minutes, target))
        return 0

    # --- the problem otherwise -----------------------------------------------

    def _lending(self) -> Iterator[Way]:
        """Skills that would help most that day, priced over the month; nobody's shift changes.

        What is one person's own is no skill that another could have.
        """
        if is_own(self.gap.station):
            return
        tried = []
        for worker in self.problem.workers:
            if self.gap.station not in worker.levels and self._is_present(worker):
                part = cut_to(lent(self.problem, worker.id, self.gap.station), [self.gap.day])
                if filled := max(0, self.short - missing(part, self.duties, self.gap)):
                    tried.append((self._price_of_floor(part), -filled, worker.id))
        for _, filled, id in sorted(tried)[:TRIED]:
            # A skill that only moves the gap to where she stands now is no way out.
            ways = self._priced(Way("lend", self.gap, 0, -filled, {}, id))
            yield from (way for way in ways if way.cost < 0)

    def _is_present(self, worker: Worker) -> bool:
        days = (self.gap.day - 1, self.gap.day)
        return any((shift := self.duties.shift(worker, day)) and covers(shift, self.gap, day) for day in days)

    def _price_of_floor(self, part: Problem) -> int:
        rules = self.judge.rules_about(Scope.DAYS)
        return penalty_of(asked(rules, part, Duties(part, self.duties.cells)))

    def _lowering(self) -> Way | None:
        heads = self.gap.needed - self.gap.have
        if self._overlaps():
            return None
        less = lowered(self.problem, self.gap, heads)
        filled = self.short - missing(cut_to(less, [self.gap.day]), self.duties, self.gap)
        ways = self._priced(Way("lower", self.gap, 0, filled, {}, heads=heads)) if filled > 0 else iter(())
        return next(ways, None)

    def _overlaps(self) -> bool:
        """Whether several demands add up in the gap, so that nobody could say which to lower."""
        spans = sorted((row.start, row.end) for row in demand_in(self.problem, self.gap))
        return any(end > start for (_, end), (start, _) in pairwise(spans))

    def _priced(self, way: Way) -> Iterator[Way]:
        """The way with its price by two whole checks, as it changes what the problem asks; none that breaks a rule."""
        found = check(*way.performed(self.problem, self.duties))
        if all(one in self.judge.broken for one in found if one.is_hard):
            yield replace(way, cost=penalty_of(found) - self.judge.penalty)


def missing(floor: Problem, duties: Duties, gap: Shortfall) -> int:
    """Minutes of heads missing at the gap's station while it lasts, meal breaks placed."""
    duties = Duties(floor, duties.cells)
    return sum(
        (row.needed - row.have) * max(0, min(row.end, gap.end) - max(row.start, gap.start))
        for row in coverage(floor, duties)
        if (row.day, row.station) == (gap.day, gap.station)
    )


def lent(problem: Problem, id: str, station: str) -> Problem:
    """The problem with the skill for a station, at its lowest level, for one more worker."""
    workers = (
        replace(worker, levels={**worker.levels, station: 1}) if worker.id == id else worker
        for worker in problem.workers
    )
    return replace(problem, workers=tuple(workers))


def lowered(problem: Problem, gap: Shortfall, heads: int) -> Problem:
    """The problem with so many heads less needed at the gap's station while it lasts."""
    mine = demand_in(problem, gap)
    cuts = [
        replace(row, start=start, end=end, needed=needed)
        for row in mine
        for start, end, needed in pieces_of(row, gap, heads)
        if start < end
    ]
    return replace(problem, demand=tuple([row for row in problem.demand if row not in mine] + cuts))


def demand_in(problem: Problem, gap: Shortfall) -> list[Demand]:
    """What is needed at the gap's station on its day while it lasts."""
    place = gap.day, gap.station
    return [
        row
        for row in problem.demand
        if (row.day, row.station) == place and row.start < gap.end and gap.start < row.end and row.needed
    ]


def pieces_of(row: Demand, gap: Shortfall, heads: int) -> Iterable[tuple[int, int, int]]:
    """The row before, in and after the gap, with the heads that each part needs then."""
    start, end = max(row.start, gap.start), min(row.end, gap.end)
    return (row.start, start, row.needed), (start, end, max(0, row.needed - heads)), (end, row.end, row.needed)
