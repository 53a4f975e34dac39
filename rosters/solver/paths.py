"""One person's days of work and rest, best for what each day gains: the longest path through the days.

A path's places are how long she has worked or rested, her last shift's length, and how many weekends and
minutes she has had. The last two are kept near an even pace, which keeps the places few; lines far off
that pace are not looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Gains = NDArray[np.int64]
"""What a shift of each length gains on each day."""

NEVER = -(1 << 28)
BAND_DAYS = 12
"""So many working days a line may be ahead of an even pace, or behind it."""
BAND_WEEKENDS = 3
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Bounds:
    """What a person's line must keep to. Minutes are in units of which every shift has a whole number.

    `steps` are the lengths of shifts, `may_follow` says for each which lengths can come on the next day.
    `worked` and `rested` are the days in a row up to the eve. `weekdays` are those of the days, `pace` is
    the share of all work that an even line has done before each day and after the last.
    """

    weekdays: Sequence[int]
    steps: Sequence[int]
    may_follow: NDArray[np.bool_]
    most_run: int
    least_run: int
    least_rest: int
    least: int
    most: int
    weekends: int
    pace: NDArray[np.float64]
    worked: int
    rested: int

    @cached_property
    def _side(self) -> int:
        return side_of(self.steps)

    @property
    def width(self) -> int:
        """How many amounts of minutes are told apart on a day."""
        return 2 * self._side + 1

    @cached_property
    def floor(self) -> NDArray[np.int64]:
        """The least minutes told apart before each day, and after the last."""
        return np.rint((self.least + self.most) / 2 * self.pace).astype(np.int64) - self._side

    @cached_property
    def weekends_floor(self) -> NDArray[np.int64]:
        """The least weekends told apart before each day, and after the last; who has had fewer counts as these."""
        past = np.cumsum([0, *(weekday == SUNDAY for weekday in self.weekdays)])
        even = np.rint(past * self.weekends / max(1, past[-1])).astype(np.int64)
        return np.maximum(0, even - BAND_WEEKENDS)


def side_of(steps: Sequence[int]) -> int:
    """How far from an even pace minutes are told apart, for shifts of these lengths."""
    return BAND_DAYS * max(steps)


def places_in(steps: Sequence[int], most_run: int, days: int) -> int:
    """How many places a path through so many days has: each is remembered for the way back."""
    return days * len(steps) * most_run * (2 * BAND_WEEKENDS + 1) * (2 * side_of(steps) + 1)


def longest_path(bounds: Bounds, gains: Gains) -> NDArray[np.int64] | None:
    """For each day the place of a length in `bounds.steps`, -1 for a day off; None when no line keeps to the bounds."""
    if bounds.least_run > bounds.most_run:
        return None
    values, steps = eve(bounds), []
    for day in range(len(gains)):
        steps.append(Step(bounds, day, values, gains[day]))
        values = steps[-1].after
    place = end(bounds, values)
    return None if place is None else traced(steps, place)


@dataclass(frozen=True)
class Node:
    """Where a line stands after a day.

    `run` are the days worked in a row, 0 at rest; `length` is the last shift's, -1 at rest; `rest`
    the days off in a row, as far as they matter. Weekends and minutes are counted above their floors.
    """

    run: int
    length: int
    rest: int
    weekend: int
    minutes: int


@dataclass(frozen=True)
class Values:
    """What the best line to every place is worth: at work by last length and run, at rest by days off."""

    work: Ints
    rest: Ints


class Step:
    """One day of the longest path: what every place is worth after it, and where each came from."""

    def __init__(self, bounds: Bounds, day: int, before: Values, gains: Gains):
        self.bounds, self.weekday = bounds, bounds.weekdays[day]
        self.drift = int(bounds.floor[day + 1] - bounds.floor[day])
        work, self.before = self._working(before, gains)
        rest, self.ended, self.stays = self._resting(before)
        self.lowest: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None
        self.after = Values(work, rest)
        if bounds.weekends_floor[day + 1] > bounds.weekends_floor[day]:
            self.lowest = is_lowest(work), is_lowest(rest)
            self.after = Values(with_floor_raised(work), with_floor_raised(rest))

    def _working(self, before: Values, gains: Gains) -> tuple[Ints, NDArray[np.int8]]:
        """The values of working a shift of each length, and the length on the day before of each."""
        work = np.full_like(before.work, NEVER)
        lengths = np.zeros(before.work.shape, np.int8)
        for length, (step, gain) in enumerate(zip(self.bounds.steps, gains.tolist(), strict=True)):
            if gain <= NEVER // 2:
                continue
            earlier, lengths[length, 1:] = self._earlier(before, length)
            begun = np.concatenate([before.rest[-1:], earlier])
            if self.weekday == SATURDAY:
                begun = with_weekend(begun)
            elif self.weekday == SUNDAY:
                begun[:1] = with_weekend(begun[:1])
            work[length] = moved(begun, step - self.drift) + np.int32(gain)
        return np.maximum(work, NEVER), lengths

    def _earlier(self, before: Values, length: int) -> tuple[Ints, NDArray[np.int8]]:
        """The best values of having worked what may come before this length, and which length that was."""
        best = np.full_like(before.work[0, :-1], NEVER)
        lengths = np.zeros(best.shape, np.int8)
        for last in np.flatnonzero(self.bounds.may_follow[:, length]):
            lengths[before.work[last, :-1] > best] = last
            np.maximum(best, before.work[last, :-1], out=best)
        return best, lengths

    def _resting(self, before: Values) -> tuple[Ints, NDArray[np.int64], NDArray[np.bool_]]:
        """The values of resting; for the first day off the run and length that ended, for the last who stays."""
        bounds = self.bounds
        ending = moved(before.work[:, bounds.least_run - 1 :], -self.drift).reshape(-1, *before.rest.shape[1:])
        rest = np.concatenate([ending.max(axis=0)[None], moved(before.rest[:-1], -self.drift)])
        staying = moved(before.rest[-1], -self.drift)
        stays = staying > rest[-1]
        np.maximum(rest[-1], staying, out=rest[-1])
        return rest, ending.argmax(axis=0), stays

    def back(self, place: Node) -> tuple[int, Node]:
        """The length worked on the day, or -1, on the best way to this place; and where that way came from."""
        bounds = self.bounds
        weekend = place.weekend + self._was_lowered(place)
        minutes = place.minutes + self.drift
        if place.run:
            minutes -= bounds.steps[place.length]
            opens = self.weekday == SATURDAY or (self.weekday == SUNDAY and place.run == 1)
            if place.run == 1:
                return place.length, Node(0, -1, bounds.least_rest, weekend - opens, minutes)
            last = int(self.before[place.length, place.run - 1, weekend - opens, minutes])
            return place.length, Node(place.run - 1, last, 0, weekend - opens, minutes)
        if place.rest == bounds.least_rest and self.stays[weekend, place.minutes]:
            return -1, Node(0, -1, place.rest, weekend, minutes)
        if place.rest > 1:
            return -1, Node(0, -1, place.rest - 1, weekend, minutes)
        length, run = divmod(int(self.ended[weekend, place.minutes]), bounds.most_run - bounds.least_run + 1)
        return -1, Node(run + bounds.least_run, length, 0, weekend, minutes)

    def _was_lowered(self, place: Node) -> bool:
        """Whether the way to the place has one weekend more above the floor of the day before."""
        if self.lowest is None:
            return False
        work, rest = self.lowest
        at = (place.length, place.run - 1) if place.run else (place.rest - 1,)
        return bool(place.weekend or not (work if place.run else rest)[*at, place.minutes])


def with_weekend(values: Ints) -> Ints:
    """The values with one weekend more."""
    result = np.full_like(values, NEVER)
    result[..., 1:, :] = values[..., :-1, :]
    return result


def is_lowest(values: Ints) -> NDArray[np.bool_]:
    """Where, once the floor is raised, the best of the lowest weekends is one that had been the lowest before."""
    return np.asarray(values[..., 0, :] >= values[..., 1, :])


def with_floor_raised(values: Ints) -> Ints:
    """The values counted from one weekend more; whoever has had fewer is taken to have had that many."""
    result = np.full_like(values, NEVER)
    result[..., :-1, :] = values[..., 1:, :]
    np.maximum(result[..., 0, :], values[..., 0, :], out=result[..., 0, :])
    return result


def eve(bounds: Bounds) -> Values:
    """On the eve of the first day."""
    counts = 2 * BAND_WEEKENDS + 1, bounds.width
    work = np.full((len(bounds.steps), bounds.most_run, *counts), NEVER, np.int32)
    rest = np.full((bounds.least_rest, *counts), NEVER, np.int32)
    if bounds.worked:
        work[:, bounds.worked - 1, 0, -bounds.floor[0]] = 0
    else:
        rest[bounds.rested - 1, 0, -bounds.floor[0]] = 0
    return Values(work, rest)


def end(bounds: Bounds, values: Values) -> Node | None:
    """Where the best of the lines ends that keep to minutes and weekends."""
    base, weekends = bounds.floor[-1], bounds.weekends - bounds.weekends_floor[-1]
    low, high = max(0, bounds.least - base), min(bounds.width, bounds.most - base + 1)
    work, rest = (part[..., : weekends + 1, low:high] for part in (values.work, values.rest))
    if not rest.size or max(work.max(), rest.max()) <= NEVER // 2:
        return None
    if work.max() > rest.max():
        length, run, weekend, minutes = (int(n) for n in np.unravel_index(work.argmax(), work.shape))
        return Node(run + 1, length, 0, weekend, minutes + low)
    days, weekend, minutes = (int(n) for n in np.unravel_index(rest.argmax(), rest.shape))
    return Node(0, -1, days + 1, weekend, minutes + low)


def moved(values: Ints, by: int) -> Ints:
    """The values with so many units of minutes more."""
    if not by:
        return values
    result = np.full_like(values, NEVER)
    if by > 0:
        result[..., by:] = values[..., :-by]
    else:
        result[..., :by] = values[..., -by:]
    return result


def traced(steps: list[Step], place: Node) -> NDArray[np.int64]:
    """The lengths of the days on the best way to the place."""
    path = []
    for step in reversed(steps):
        length, place = step.back(place)
        path.append(length)
    return np.array(path[::-1])
