"""One person's row of shifts over any number of days, as good as can be for given prices of her cells.

Where only heads on shift types are wanted, a roster costs what its cells cost one by one, given everybody
else's. So one person's best row is a longest path, with shifts put on its working days afterwards, run by run.
What she may have of each shift type is priced until it is kept (Lagrange multipliers).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from .paths import NEVER, SATURDAY, Bounds, longest_path
from .problem import HISTORY_DAYS, Problem, Worker

Prices = NDArray[np.int64]
"""What each shift on each day gains."""
Row = NDArray[np.int64]
"""The place of a shift in `problem.shifts` on each day, -1 for a day off."""

ROUNDS, HALVINGS = 12, 8
LEEWAY = 0.12
"""How far chance may reach in what a scarce length is worth, as a part of the dearest."""
DEAREST = 1 << 25
"""No row gains or loses more: prices of scarcity come on top, and NEVER has to stay below both."""


@dataclass(frozen=True)
class Calendar:
    """What is the same for everybody: the shifts by their length, and what may follow what."""

    problem: Problem

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        return tuple(sorted({shift.paid_minutes for shift in self.problem.shifts}))

    @cached_property
    def unit(self) -> int:
        """The minutes of which every shift has a whole number."""
        return gcd(*self.lengths) or 1

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """The lengths in such units."""
        return tuple(length // self.unit for length in self.lengths)

    @cached_property
    def of_length(self) -> NDArray[np.bool_]:
        """For each length, which shifts have it."""
        paid = np.array([shift.paid_minutes for shift in self.problem.shifts])
        return np.array([paid == length for length in self.lengths])

    @cached_property
    def is_barred(self) -> NDArray[np.bool_]:
        """For each shift, which may not follow on the next day."""
        shifts = self.problem.shifts
        return np.array([[after.id in shift.barred_next for after in shifts] for shift in shifts])

    @cached_property
    def weekdays(self) -> tuple[int, ...]:
        return tuple(self.problem.date_of(day).weekday() for day in range(self.problem.days))

    @cached_property
    def weekends(self) -> int:
        """All of them: a path tells them by the days of the week, also where a problem names none."""
        dates = map(self.problem.date_of, range(self.problem.days))
        return len({date.isocalendar()[:2] for date in dates if date.weekday() >= SATURDAY})


@dataclass(frozen=True)
class Scarcity:
    """What a person's shift types and lengths are priced at so that she keeps to how many she may have of each."""

    shifts: NDArray[np.float64]
    lengths: NDArray[np.float64]

    @classmethod
    def none_of(cls, calendar: Calendar) -> "Scarcity":
        """Of nothing, as a search begins."""
        return cls(np.zeros(len(calendar.problem.shifts)), np.zeros(len(calendar.lengths)))


class Line:
    """One person's limits, and the search for her best row."""

    def __init__(self, calendar: Calendar, worker: Worker, most_run: int):
        problem, limits = calendar.problem, worker.limits
        self.calendar, self.days = calendar, problem.days
        self.may = may_work(problem, worker)
        self.most = np.array([limits.shift_most.get(shift.id, problem.days) for shift in problem.shifts])
        self.chances = np.random.default_rng(0).random((self.days, len(calendar.lengths)))
        self.bounds = self._bounds(worker, most_run)

    def _bounds(self, worker: Worker, most_run: int) -> Bounds:
        calendar, limits, past = self.calendar, worker.limits, worker.history[::-1]
        able = np.concatenate([[0], np.cumsum(self.may.any(axis=1))])
        most = int(able[-1]) * max(calendar.steps)
        least_rest = max(1, limits.least_rest or 1)
        working = next((n for n, shift in enumerate(past) if not shift), HISTORY_DAYS)
        resting = next((n for n, shift in enumerate(past) if shift), HISTORY_DAYS)
        return Bounds(
            weekdays=calendar.weekdays,
            steps=calendar.steps,
            may_follow=self._may_follow(),
            most_run=most_run,
            least_run=max(1, limits.least_run or 1),
            least_rest=least_rest,
            least=-(-(limits.least_minutes or 0) // calendar.unit),
            most=most if limits.most_minutes is None else min(most, limits.most_minutes // calendar.unit),
            weekends=calendar.weekends
            if limits.most_weekends is None
            else min(limits.most_weekends, calendar.weekends),
            pace=able / max(1, able[-1]),
            worked=min(working, most_run),
            rested=min(resting, least_rest) if worker.has_history else least_rest,
        )

    def _may_follow(self) -> NDArray[np.bool_]:
        """For each length, which lengths can follow on the next day, given the shifts she may have."""
        able = self.may.any(axis=0)
        pairs: NDArray[np.bool_] = np.logical_and(~self.calendar.is_barred, np.outer(able, able))
        lengths = [np.flatnonzero(of) for of in self.calendar.of_length]
        return np.array([[np.take(pairs[before], after, axis=1).any() for after in lengths] for before in lengths])

    def best(self, prices: Prices, scarcity: Scarcity) -> tuple[Row | None, Scarcity]:
        """The row that gains most, as far as prices on what is scarce find it; None when they find none.

        And the prices they came to: the next search begins better with these.
        """
        prices = fitting(prices)
        gains = self._gains(prices - np.rint(scarcity.shifts).astype(np.int64))
        alone = [np.where(np.arange(gains.shape[1]) == length, gains, NEVER) for length in range(gains.shape[1])]
        # With a single length nothing stands in the way of successions: it is not best, but there.
        for tried in [gains, *(alone if len(alone) > 1 else [])]:
            path, lengths = self._path(tried, scarcity.lengths)
            scarcity = replace(scarcity, lengths=lengths)
            path = None if path is None else self._workable(path, prices)
            if path is not None:
                row, shifts = self._with_shifts(path, prices, scarcity.shifts)
                scarcity = replace(scarcity, shifts=shifts)
                if row is not None:
                    return row, scarcity
        return None, scarcity

    def _path(self, gains: Prices, scarcity: NDArray[np.float64]) -> tuple[Row | None, NDArray[np.float64]]:
        """The longest path with no more of each length than her shifts of it allow, and what scarce ones cost then.

        Where days are worth the same, a price takes all or none: chance tells them apart.
        """
        caps = [self.most[of & self.may.any(axis=0)].sum() for of in self.calendar.of_length]
        found, scale = None, max(1, int(gains.max()))
        step = scale / 2
        for _ in range(HALVINGS):
            prices = np.where(scarcity > 0, scarcity + scale * LEEWAY * self.chances, 0)
            path = longest_path(self.bounds, gains - np.rint(prices).astype(np.int64))
            if path is None:
                break
            is_beyond = np.bincount(path[path >= 0], minlength=len(caps)) > caps
            if not is_beyond.any():
                found = path
                if not scarcity.any():
                    break
            scarcity = np.maximum(0, scarcity + np.where(is_beyond, step, -step))
            step /= 2
        return found, scarcity

    def _gains(self, prices: Prices) -> Prices:
        """What the best shift of each length gains on each day; NEVER where she may have none."""
        open_to = np.where(self.may, prices, NEVER)
        return np.stack([open_to[:, of].max(axis=1) for of in self.calendar.of_length], axis=1)

    # -- shifts --------------------------------------------------------------------

    def _workable(self, path: Row, prices: Prices) -> Row | None:
        """The path, other lengths of the same sum in runs where no shifts of its lengths may follow one another.

        The path knows of two days which lengths can follow, not of three.
        """
        runs = Runs.of(path)
        if self._row(runs, path, prices) is not None:
            return path
        path = path.copy()
        for run in runs.each():
            if self._row(run, path, prices) is None:
                path[run.days] = self._other_lengths(run, path, prices)
        steps = np.array(self.bounds.steps)
        return path if self.bounds.least <= steps[path[path >= 0]].sum() <= self.bounds.most else None

    def _other_lengths(self, run: "Runs", path: Row, prices: Prices) -> Row:
        """The lengths of the run's best shifts that come to the same minutes, or to the most below that."""
        days = np.arange(self.days)[run.days]
        of_length, steps = self.calendar.of_length, self.bounds.steps
        minutes = sum(steps[length] for length in path[days])
        worth = np.where(self.may, prices, NEVER)
        values = np.full((len(self.most), minutes + 1), NEVER, np.int64)
        values[:, 0] = 0
        choices = []
        for place, day in enumerate(days):
            is_barred = self.calendar.is_barred if place else np.zeros_like(self.calendar.is_barred)
            reach = np.where(is_barred[:, :, None], NEVER, values[:, None, :])
            choices.append(reach.argmax(axis=0))
            best, values = reach.max(axis=0), np.full_like(values, NEVER)
            for of, step in zip(of_length, steps, strict=True):
                values[of, step:] = best[of, : max(0, minutes + 1 - step)] + worth[day, of, None]
        column = int(np.flatnonzero(values.max(axis=0) > NEVER // 2).max(initial=0))
        shift, lengths = int(values[:, column].argmax()), []
        for choice in reversed(choices):
            length = int(of_length[:, shift].argmax())
            lengths.append(length)
            column -= steps[length]
            shift = int(choice[shift, column])
        return np.array(lengths[::-1])

    def _with_shifts(
        self, path: Row, prices: Prices, multipliers: NDArray[np.float64]
    ) -> tuple[Row | None, NDArray[np.float64]]:
        """The best row found with shifts of these lengths that keeps to how many she may have, and the multipliers."""
        runs, scale = Runs.of(path), max(1, int(prices.max()))
        row = self._row(runs, path, prices - multipliers)
        for turn in range(ROUNDS):
            if row is None:
                return None, multipliers
            beyond = np.bincount(row[row >= 0], minlength=len(self.most)) - self.most
            if (beyond <= 0).all() and not multipliers.any():
                return row, multipliers
            multipliers = np.maximum(0, multipliers + scale / (1 + turn) * beyond / np.maximum(4, self.most))
            row = self._row(runs, path, prices - multipliers)
        kept = None if row is None else self._within_room(row, runs, path, prices - multipliers)
        return (None if kept is None else self._filled(kept, path, prices)), multipliers

    def _within_room(self, row: Row, runs: "Runs", path: Row, prices: NDArray[np.float64]) -> Row | None:
        """The row with those runs made anew, one after another, that take more of a shift type than is left."""
        room, row, waiting = self.most.copy(), row.copy(), []
        for run in runs.each():
            taken = np.bincount(row[run.days], minlength=len(room))
            if (taken <= room).all():
                room -= taken
            else:
                waiting.append(run)
        for run in waiting:
            is_open = room > 0
            while True:
                new = self._row(run, path, np.where(is_open, prices, 2 * NEVER))
                if new is None:
                    return None
                taken = np.bincount(new[run.days], minlength=len(room))
                if (taken <= room).all():
                    break
                is_open &= taken <= room
            row[run.days] = new[run.days]
            room -= taken
        return row

    def _row(self, runs: "Runs", path: Row, prices: Prices | NDArray[np.float64]) -> Row | None:
        """Shifts for all runs at once, each run the best that successions allow."""
        worth = np.where(self.may & self.calendar.of_length[path], prices, NEVER)
        values, choices = worth[runs.starts], []
        for place in range(1, runs.longest):
            reach = np.where(self.calendar.is_barred, NEVER, values[:, :, None])
            before = reach.argmax(axis=1)
            here = np.minimum(runs.starts + place, self.days - 1)
            after = np.take_along_axis(reach, before[:, None, :], axis=1)[:, 0] + worth[here]
            goes_on = (runs.sizes > place)[:, None]
            values = np.where(goes_on, after, values)
            choices.append(np.where(goes_on, before, np.arange(len(self.most))))
        last = values.argmax(axis=1)
        if len(values) and values.max(axis=1).min() <= NEVER // 2:
            return None
        row = np.full(self.days, -1)
        for place in range(runs.longest - 1, -1, -1):
            reaches = runs.sizes > place
            row[runs.starts[reaches] + place] = last[reaches]
            if place:
                last = choices[place - 1][np.arange(len(last)), last]
        return row

    def _filled(self, row: Row, path: Row, prices: Prices) -> Row:
        """The row with single shifts exchanged for better ones of their length as long as there is room."""
        days = np.flatnonzero(row >= 0)
        room = self.most - np.bincount(row[days], minlength=len(self.most))
        fits = self.may & self.calendar.of_length[path]
        while len(days):
            barred = self.calendar.is_barred
            before, after = row[np.maximum(days - 1, 0)], row[np.minimum(days + 1, self.days - 1)]
            is_kept = fits[days] & (room > 0)
            is_kept &= ~(barred[before] & (before >= 0)[:, None] & (days > 0)[:, None])
            is_kept &= ~(barred.T[after] & (after >= 0)[:, None] & (days < self.days - 1)[:, None])
            gain = np.where(is_kept, prices[days] - prices[days, row[days]][:, None], 0)
            place, shift = np.unravel_index(gain.argmax(), gain.shape)
            if gain[place, shift] <= 0:
                break
            room[row[days[place]]] += 1
            room[shift] -= 1
            row[days[place]] = shift
        return row


def fitting(prices: Prices) -> Prices:
    """The prices, coarser where all that a row could gain or lose would come near to NEVER."""
    most = int(np.abs(prices).max(axis=1).sum())
    return prices // (1 + most // DEAREST)


def may_work(problem: Problem, worker: Worker) -> NDArray[np.bool_]:
    """For each day which shifts she may have, without what may not follow the shift of the eve."""
    may = np.array([[shift.id in open_to for shift in problem.shifts] for open_to in worker.shifts])
    if problem.days and (last := worker.history[-1]):
        barred = problem.shift_by_id[last].barred_next
        may[0] &= [shift.id not in barred for shift in problem.shifts]
    return may


@dataclass(frozen=True)
class Runs:
    """Where the runs of working days begin, and how long they are."""

    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, path: Row) -> "Runs":
        edges = np.diff(np.concatenate([[0], (path >= 0).astype(int), [0]]))
        starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        return cls(starts, stops - starts)

    def each(self) -> Iterator["Runs"]:
        """The runs one by one."""
        return (Runs(self.starts[at : at + 1], self.sizes[at : at + 1]) for at in range(len(self.starts)))

    @property
    def days(self) -> slice:
        """Those of the one run there is."""
        return slice(self.starts[0], self.starts[0] + self.sizes[0])

    @property
    def longest(self) -> int:
        return int(self.sizes.max(initial=0))
