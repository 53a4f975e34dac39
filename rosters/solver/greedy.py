"""A first roster within a second or two: people placed one after another, nobody moved again.

Each person's month is the best found by a beam search over her days: what her shifts add to
cover and to managers on site, less what her weeks cost. It looks at the weightiest
rules only and knows the hard ones roughly; whoever uses it has the result checked.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .duties import Cell, Duties
from .problem import DAY, HISTORY_DAYS, NO_LIMITS, Problem, Shift, Worker
from .rules import rules_of
from .rules.absences import is_away
from .rules.consecutive_days import most_of
from .rules.protected import Protected
from .rules.time_bank import goes_on

WIDTH = 40
FAR = 10**6

Floor = dict[tuple[int, str], list[tuple[int, int]]]


def greedy_duties(problem: Problem, kept: Duties) -> Duties:
    """Duties in which the people who have none in `kept` get theirs; pins are kept."""
    cells: dict[Cell, str | None] = dict(kept.cells)
    placed = {worker for worker, _ in kept.cells}
    board = Board(problem)
    for worker in problem.workers:
        if worker.id in placed:
            board.take(worker, {day: id for (who, day), id in kept.cells.items() if who == worker.id})
    rules = PlacingRules.of(problem)
    for worker in sorted(problem.workers, key=lambda one: (not one.is_manager, len(one.levels))):
        if worker.id not in placed:
            month = BeamSearch(problem, worker, board, rules).best()
            board.take(worker, month)
            cells |= {(worker.id, day): id for day, id in month.items()}
    return Duties(problem, cells)


@dataclass(frozen=True)
class PlacingRules:
    """The settings of the rules that the placing looks at; a rule that is off never binds."""

    rest: int
    days: int
    wants_rest_day: bool
    longest: int
    overtime: int
    standard_day: int
    protected: Protected | None
    tolerance: int
    over: int
    under: int
    change: int

    @classmethod
    def of(cls, problem: Problem) -> "PlacingRules":
        rules = {rule.name: rule for rule in rules_of(problem)}

        def setting(rule: str, name: str, otherwise: int) -> int:
            return getattr(rules[rule], name) if rule in rules else otherwise

        standard = setting("overtime", "standard_day", DAY)
        return cls(
            rest=setting("rest", "least_minutes", 0),
            days=setting("consecutive-days", "most", FAR),
            wants_rest_day="weekly-rest" in rules,
            longest=standard + setting("overtime", "day_most", FAR),
            overtime=setting("overtime", "month_most", FAR),
            standard_day=standard,
            protected=rules.get("protected"),  # type: ignore[arg-type]
            tolerance=setting("weekly-hours", "tolerance_minutes", 0),
            over=setting("weekly-hours", "weight_over", 0),
            under=setting("weekly-hours", "weight_under", 0),
            change=setting("same-shift-runs", "weight", 0),
        )


class Board:
    """What is still uncovered, slice by slice, and what a shift of a person would be worth."""

    def __init__(self, problem: Problem):
        rules = {rule.name: rule for rule in rules_of(problem)}
        cover, manager = rules.get("cover"), rules.get("manager-on-site")
        self.problem = problem
        self.needs: list[dict[str, int]] = []
        self.left: list[dict[str, int]] = []
        self.prices: list[tuple[int, int, int]] = []
        self.peaks: list[frozenset[str]] = []
        self.floor: Floor = defaultdict(list)
        for slice in problem.demand_slices if cover else ():
            needs: dict[str, int] = defaultdict(int)
            for need in slice.marks:
                needs[need.station] += need.needed * slice.parts
            weights = cover.weight_short, cover.weight_short_peak, cover.weight_over  # type: ignore[union-attr]
            self._note(slice.present, self.floor, len(self.left))
            self.needs.append(dict(needs))
            self.left.append(dict(needs))
            self.prices.append(tuple(map(slice.price, weights)))  # type: ignore[arg-type]
            self.peaks.append(frozenset(need.station for need in slice.marks if need.is_peak))
        self.unmanaged: list[int] = []
        self.manager_prices: list[int] = []
        self.office: Floor = defaultdict(list)
        for slice in problem.open_slices if manager else ():  # type: ignore[assignment]
            self._note(slice.present, self.office, len(self.unmanaged))
            self.unmanaged.append(slice.parts)
            self.manager_prices.append(slice.price(manager.weight))  # type: ignore[union-attr]
        for worker in problem.workers:
            for day in range(-2, 0):
                if id := worker.history[day + HISTORY_DAYS]:
                    self.take(worker, {day: id})

    def _note(self, present: tuple[tuple[int, str, int], ...], floor: Floor, number: int) -> None:
        for day, id, parts in present:
            floor[day, id].append((number, parts))

    def worth(self, worker: Worker, day: int, id: str) -> int:
        """What the person's shift would save, less what it would leave over."""
        total = 0
        for number, parts in self.floor.get((day, id), ()):
            short, peak, over = self.prices[number]
            station = self._station(worker, number)
            if station is None:
                total -= over * parts
            else:
                used = min(parts, self.left[number][station])
                price = peak if station in self.peaks[number] else short
                # Where half the heads are there the next is half as urgent: others can still come.
                urgency = self.left[number][station] / self.needs[number][station]
                total += round(used * price * urgency) - (parts - used) * over
        if worker.is_manager:
            for number, parts in self.office.get((day, id), ()):
                total += min(parts, self.unmanaged[number]) * self.manager_prices[number]
        return total

    def take(self, worker: Worker, month: dict[int, str]) -> None:
        """Put the person's shifts on the floor."""
        for day, id in month.items():
            for number, parts in self.floor.get((day, id), ()):
                if (station := self._station(worker, number)) is not None:
                    self.left[number][station] = max(0, self.left[number][station] - parts)
            if worker.is_manager:
                for number, parts in self.office.get((day, id), ()):
                    self.unmanaged[number] = max(0, self.unmanaged[number] - parts)

    def _station(self, worker: Worker, number: int) -> str | None:
        """Where she is needed most in the slice: at a peak first, then where most are missing."""
        left, peaks = self.left[number], self.peaks[number]
        able = [station for station in worker.levels if left.get(station)]
        return max(able, key=lambda station: (station in peaks, left[station], station), default=None)


class Sofar(NamedTuple):
    """The beginning of a month, up to some day.

    `last` is the last shift worked; `ended` the minute of its end, counted from midnight
    after that day; `month` the minutes paid in the month, `weekends` those worked on.
    """

    value: int
    run: int
    last: str | None
    ended: int
    minutes: int
    long: int
    overtime: int
    has_rested: bool
    chosen: tuple[str | None, ...]
    month: int = 0
    weekends: int = 0


class BeamSearch:
    """One person's days, her choices on each, and the search for the best of them."""

    def __init__(self, problem: Problem, worker: Worker, board: Board, rules: PlacingRules):
        self.problem, self.worker, self.board, self.rules = problem, worker, board, rules
        self.pins = {pin.day: pin.shift for pin in problem.pins if pin.worker == worker.id}
        self.may = [shift for shift in problem.shifts if self._is_lawful(shift)]
        self.most_run = most_of(worker, rules.days)
        self.is_limited = worker.limits != NO_LIMITS or any(shift.barred_next for shift in self.may)
        sundays = range(6 - problem.first_day.weekday() - HISTORY_DAYS, problem.days, 7)
        self.closing = {*sundays, problem.days - 1}
        self.unfinished = {week.stop - 1 for week in problem.weeks if goes_on(problem, week)}
        self.targets = {
            day: target for week, target in zip(problem.weeks, worker.week_targets, strict=True) for day in week
        }
        self.worths: dict[tuple[int, str], int] = {}

    def _is_lawful(self, shift: Shift) -> bool:
        if shift.paid_minutes > self.rules.longest:
            return False
        rule = self.rules.protected
        if rule is None or not self.worker.is_protected:
            return True
        return shift.paid_minutes <= rule.standard_day and not rule.is_night(shift)

    def best(self) -> dict[int, str]:
        """The shift of each working day; no day at all when nothing lawful was found."""
        beam = [self._past()]
        for day in range(self.problem.days):
            choices = self._choices(day)
            beam = self._pruned(follow for sofar in beam for follow in self._follow(sofar, day, choices))
        if not beam:
            return {day: id for day, id in self.pins.items() if id}
        chosen = max(beam, key=lambda sofar: (sofar.value, sofar.run)).chosen
        return {day: id for day, id in enumerate(chosen) if id}

    def _past(self) -> Sofar:
        sofar = Sofar(0, 0, None, -FAR, 0, 0, 0, False, ())
        for day in range(-HISTORY_DAYS, 0):
            id = self.worker.history[day + HISTORY_DAYS]
            sofar = self._next(sofar, day, self.problem.shift_by_id[id] if id else None, 0)
        return sofar._replace(value=0, overtime=0, chosen=(), month=0)

    def _follow(self, sofar: Sofar, day: int, choices: Sequence[Shift | None]) -> Iterator[Sofar]:
        for shift in choices:
            if shift is None or self._fits(sofar, day, shift):
                follow = self._next(sofar, day, shift, self._worth(sofar, day, shift))
                if self._is_sound(follow, day):
                    yield follow

    def _choices(self, day: int) -> list[Shift | None]:
        if day in self.pins:
            id = self.pins[day]
            return [self.problem.shift_by_id[id] if id else None]
        able = self.worker.shifts[day]
        away = self.worker.absences
        free = [s for s in self.may if s.id in able and not any(is_away(absence, s, day) for absence in away)]
        return [None, *free]

    def _fits(self, sofar: Sofar, day: int, shift: Shift) -> bool:
        """Whether rest, run and the week's hours allow the shift; overtime is left to the search."""
        if self.is_limited and not self._is_within_limits(sofar, day, shift):
            return False
        is_rested = sofar.run < self.most_run and shift.start - sofar.ended >= self.rules.rest
        return is_rested and sofar.minutes + shift.paid_minutes <= self.targets[day] + self.rules.tolerance

    def _is_within_limits(self, sofar: Sofar, day: int, shift: Shift) -> bool:
        """Whether the person's own limits, and what may follow her last shift, allow it."""
        own, last = self.worker.limits, sofar.last
        if sofar.run and last and shift.id in self.problem.shift_by_id[last].barred_next:
            return False
        if own.most_minutes is not None and sofar.month + shift.paid_minutes > own.most_minutes:
            return False
        most = own.shift_most.get(shift.id)
        if most is not None and sofar.chosen.count(shift.id) >= most:
            return False
        return own.most_weekends is None or sofar.weekends + self._opens_weekend(sofar, day) <= own.most_weekends

    def _opens_weekend(self, sofar: Sofar, day: int) -> bool:
        """Whether work on the day makes one weekend more of those worked on."""
        if day not in self.problem.weekends:
            return False
        is_sunday = self.problem.date_of(day).weekday() == 6
        worked_on_saturday = day > 0 and day - 1 in self.problem.weekends and sofar.chosen[day - 1] is not None
        return not (is_sunday and worked_on_saturday)

    def _worth(self, sofar: Sofar, day: int, shift: Shift | None) -> int:
        if shift is None:
            return 0
        key = day, shift.id
        if key not in self.worths:
            self.worths[key] = self.board.worth(self.worker, day, shift.id)
        return self.worths[key] - (self.rules.change if sofar.last not in (None, shift.id) else 0)

    def _next(self, sofar: Sofar, day: int, shift: Shift | None, worth: int) -> Sofar:
        is_spoilt = sofar.ended > 0
        paid = shift.paid_minutes if shift else 0
        after = Sofar(
            sofar.value + worth,
            sofar.run + 1 if shift else 0,
            shift.id if shift else sofar.last,
            (shift.end if shift else sofar.ended) - DAY,
            sofar.minutes + paid,
            sofar.long + max(0, paid - self.rules.standard_day),
            sofar.overtime,
            sofar.has_rested or (shift is None and not is_spoilt),
            (*sofar.chosen, shift.id if shift else None),
            sofar.month + paid,
            sofar.weekends + (self.is_limited and shift is not None and day >= 0 and self._opens_weekend(sofar, day)),
        )
        return self._week_over(after, day) if day in self.closing else after

    def _week_over(self, sofar: Sofar, day: int) -> Sofar:
        """The week priced and put away; one that breaks a hard rule is worth nothing any more."""
        if day < 0:
            return sofar._replace(minutes=0, long=0, has_rested=False)
        target = self.targets[day]
        beyond = max(sofar.minutes - max(target, self.worker.weekly_minutes), sofar.long, 0)
        above, below = sofar.minutes - target, target - sofar.minutes
        cost = max(0, above - self.rules.tolerance) * self.rules.over
        if day not in self.unfinished:
            cost += max(0, below - self.rules.tolerance) * self.rules.under
        is_broken = self._breaks_week(sofar, beyond, day)
        return sofar._replace(
            value=sofar.value - cost // 60 - (FAR * FAR if is_broken else 0),
            minutes=0,
            long=0,
            overtime=sofar.overtime + beyond,
            has_rested=False,
        )

    def _breaks_week(self, sofar: Sofar, beyond: int, day: int) -> bool:
        if self.rules.wants_rest_day and day not in self.unfinished and not sofar.has_rested:
            return True
        return bool(self.worker.is_protected and self.rules.protected and beyond)

    def _is_sound(self, sofar: Sofar, day: int) -> bool:
        return sofar.value > -FAR * FAR // 2 and sofar.overtime <= self.rules.overtime

    def _pruned(self, beam: Iterator[Sofar]) -> list[Sofar]:
        """The best of those that have the same future, and of these the best `WIDTH`."""
        best: dict[tuple[object, ...], Sofar] = {}
        for sofar in beam:
            key = sofar[1:4] + sofar[4:5] + sofar[7:8]
            if key not in best or sofar.value > best[key].value:
                best[key] = sofar
        return sorted(best.values(), key=lambda one: one.value, reverse=True)[:WIDTH]
