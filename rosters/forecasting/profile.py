"""How many customers to expect in each interval of coming days, from those of past ones.

A day's customers are taken as a product: how busy the hall is these weeks (level), how busy a day of its kind is
(factor), how its customers spread over the hours (shape), and a promotion. All three are robust means of what was
counted; a day of a kind that is rarely seen (a holiday) leans on the kinds it is like. The level of coming weeks
is that of the last ones, moved by a damped trend: the median of all slopes between weeks (Theil 1950, Sen 1968).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import exp, log
from statistics import fmean, median
from typing import Any, TypeVar

Slots = Mapping[int, float]
T = TypeVar("T")

WEEK = 7
ROUNDS = 3
RECENT_WEEKS = 4
# A trend is believed for a while: each week ahead adds less of it than the one before.
DAMPING, STEEPEST = 0.8, 0.05
# So many days of a kind weigh as much as what the kinds it is like say of it; one day tells how busy such days
# are, but little of their hours.
FACTOR_PRIOR, SHAPE_PRIOR = 0.5, 2.0
TRIMMED = 0.1
# A day with less than this of what its kind has was not counted to its end.
PARTIAL = 0.25
TRIED_WEEKS = 4


@dataclass(frozen=True)
class PastDay:
    """A day that was counted: customers by start of interval. `kinds` go from its own to those it is like."""

    date: date
    kinds: tuple[str, ...]
    counts: Slots
    promotion: float = 1.0

    @property
    def total(self) -> float:
        """What it would have been without the promotion."""
        return sum(self.counts.values()) / self.promotion


@dataclass(frozen=True)
class ComingDay:
    """A day to be forecast, with the starts of the intervals in which the hall is open."""

    date: date
    kinds: tuple[str, ...]
    starts: tuple[int, ...]
    promotion: float = 1.0


@dataclass(frozen=True)
class Accuracy:
    """How far a forecast made before the last weeks would have been off in them.

    `wape` is the sum of all errors by the sum of all customers, interval by interval; `naive` the same for
    repeating the week before; `by_day` for whole days; `bias` above 0 expected too many.
    """

    weeks: int
    wape: float
    naive: float
    by_day: float
    bias: float


class Profile:
    """What past days say; an empty history is refused with ValueError."""

    def __init__(self, days: Iterable[PastDay]) -> None:
        self.days = sorted((day for day in days if day.total > 0), key=lambda day: day.date)
        if not self.days:
            raise ValueError("no history")
        self.last = self.days[-1].date
        self._drop_partial()
        self.levels = {week_of(day.date): 0.0 for day in self.days}
        self.factors: dict[str, float] = {}
        for _round in range(ROUNDS):
            self._fit_levels()
            self._fit_factors()
        self._fit_levels()
        self.trend = trend_of(self.levels)
        self.shapes = self._shapes()

    @property
    def level(self) -> float:
        """Customers of a usual day in the last weeks."""
        recent = sorted(self.levels)[-RECENT_WEEKS:]
        return median(self.levels[week] for week in recent)

    def level_on(self, day: date) -> float:
        """The level in the day's week, trend included."""
        recent = sorted(self.levels)[-RECENT_WEEKS:]
        middle = fmean(recent)
        weeks = max(0.0, week_of(day) - middle)
        return self.level * exp(self.trend * damped(weeks))

    def expected(self, day: ComingDay) -> dict[int, float]:
        """Customers by start of interval."""
        total = self.level_on(day.date) * self.factor_of(day.kinds) * day.promotion
        shape = self.shape_of(day.kinds)
        return {start: total * shape.get(start, 0.0) for start in day.starts}

    def factor_of(self, kinds: Sequence[str]) -> float:
        """How busy such a day is against a usual one: its own kind's factor as far as it is known, else the next's."""
        return leaning(
            [(self.factors[kind], self.known(kind)) for kind in kinds if kind in self.factors], FACTOR_PRIOR, 1.0
        )

    def shape_of(self, kinds: Sequence[str]) -> dict[int, float]:
        """The part of a day's customers in each interval."""
        known = [(self.shapes[kind], self.known(kind)) for kind in (*kinds, "") if kind in self.shapes]
        starts = {start for shape, _number in known for start in shape}
        return {
            start: leaning([(shape.get(start, 0.0), number) for shape, number in known], SHAPE_PRIOR, 0.0)
            for start in starts
        }

    def known(self, kind: str) -> int:
        """How many days of the kind were counted."""
        return self._numbers.get(kind, 0)

    # --- fitting ---------------------------------------------------------------

    def _drop_partial(self) -> None:
        by_kind = grouped(self.days, lambda day: day.kinds[:1])
        usual = {kind: median(day.total for day in days) for kind, days in by_kind.items()}
        whole = [day for day in self.days if day.total >= PARTIAL * usual[day.kinds[:1]]]
        self.dropped = [day.date for day in self.days if day not in whole]
        self.days = whole
        self.by_kind = grouped(((day, kind) for day in whole for kind in day.kinds), lambda pair: pair[1])
        self._numbers = {kind: len(pairs) for kind, pairs in self.by_kind.items()} | {"": len(whole)}

    def _fit_levels(self) -> None:
        by_week = grouped(self.days, lambda day: week_of(day.date))
        self.levels = {
            week: median(day.total / self.factor_of(day.kinds) for day in days) for week, days in by_week.items()
        }

    def _fit_factors(self) -> None:
        ratios = {
            kind: robust_mean([day.total / self.levels[week_of(day.date)] for day, _kind in pairs])
            for kind, pairs in self.by_kind.items()
        }
        self.factors = {kind: ratio for kind, ratio in ratios.items() if ratio > 0}

    def _shapes(self) -> dict[str, dict[int, float]]:
        shapes = {kind: shape_of([day for day, _kind in pairs]) for kind, pairs in self.by_kind.items()}
        return shapes | {"": shape_of(self.days)}


def accuracy_of(days: Iterable[PastDay]) -> Accuracy | None:
    """How well the last weeks would have been forecast; None where there is too little to try it on."""
    days = sorted(days, key=lambda day: day.date)
    first_tried = days[-1].date - timedelta(days=TRIED_WEEKS * WEEK - 1) if days else None
    known = [day for day in days if first_tried and day.date < first_tried]
    tried = [day for day in days if first_tried and day.date >= first_tried and day.total > 0]
    if not known or not tried or (known[-1].date - known[0].date).days + 1 < TRIED_WEEKS * WEEK:
        return None
    profile = Profile(known)
    last_week = {day.date.weekday(): day for day in known[-2 * WEEK :]}
    rows: list[tuple[float, float, float]] = []
    by_day: list[tuple[float, float]] = []
    for day in tried:
        starts = sorted(day.counts)
        made = profile.expected(ComingDay(day.date, day.kinds, tuple(starts), day.promotion))
        before = last_week.get(day.date.weekday())
        rows += [(day.counts[start], made[start], before.counts.get(start, 0.0) if before else 0.0) for start in starts]
        by_day.append((sum(day.counts.values()), sum(made.values())))
    total = sum(real for real, _made, _naive in rows)
    return Accuracy(
        TRIED_WEEKS,
        wape=sum(abs(real - made) for real, made, _naive in rows) / total,
        naive=sum(abs(real - naive) for real, _made, naive in rows) / total,
        by_day=sum(abs(real - made) for real, made in by_day) / total,
        bias=sum(made - real for real, made, _naive in rows) / total,
    )


# --- arithmetic ----------------------------------------------------------------


def week_of(day: date) -> int:
    """Weeks since the calendar began, from Monday to Sunday."""
    return (day.toordinal() - 1) // WEEK


def damped(weeks: float) -> float:
    """How many weeks' trend so many weeks ahead have."""
    return (1 - DAMPING**weeks) / (1 - DAMPING)


def trend_of(levels: Mapping[int, float]) -> float:
    """Growth a week as a logarithm: the median of the slopes between weeks, within what is believable."""
    known = [(week, log(level)) for week, level in sorted(levels.items()) if level > 0]
    if len(known) < 2 * RECENT_WEEKS:
        return 0.0
    slope = median((later - earlier) / (b - a) for (a, earlier), (b, later) in combinations(known, 2))
    return max(-STEEPEST, min(STEEPEST, slope))


def robust_mean(values: Iterable[float]) -> float:
    """The mean without the largest and smallest tenth, of few values their median."""
    values = sorted(values)
    if len(values) < 5:
        return median(values)
    cut = max(1, int(len(values) * TRIMMED))
    return fmean(values[cut:-cut])


def shape_of(days: Sequence[PastDay]) -> dict[int, float]:
    """The robust mean part of the day's customers in each interval; the parts add up to 1."""
    starts = {start for day in days for start in day.counts}
    sums = {day.date: sum(day.counts.values()) for day in days}
    means = {start: mean_part([day.counts.get(start, 0.0) / sums[day.date] for day in days]) for start in starts}
    total = sum(means.values())
    return {start: mean / total for start, mean in means.items()} if total else {}


def mean_part(parts: Sequence[float]) -> float:
    """Of few days their mean, since most of a quiet interval's are none."""
    return fmean(parts) if len(parts) < 5 else robust_mean(parts)


def leaning(known: Sequence[tuple[float, int]], prior: float, otherwise: float) -> float:
    """The first value as far as its days go, the rest from those that follow."""
    value = otherwise
    for found, number in reversed(known):
        weight = number / (number + prior)
        value = weight * found + (1 - weight) * value
    return value


def grouped(items: Iterable[T], key: Callable[[T], Any]) -> dict[Any, list[T]]:
    groups: dict[Any, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)
