"""The month cut where anything changes: who can be present, what is needed.

A meal break is taken once inside its window, people of a shift one after another. While
the window lasts a person therefore counts for the share of it that she is present: three
of four hours' heads, say. Because breaks are staggered evenly, the number away at any
moment is that mean rounded down or up, needs are whole heads, and a gap costs its length
times its depth: so the cost at the mean is the mean of the true cost. No decision about
single breaks is needed to price a roster, and `breaks` places them afterwards.
Heads are counted in parts, twelfths at the finest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import gcd
from typing import Generic, NamedTuple, TypeVar

from .problem import DAY, Problem, Shift, half_up

TWELFTHS = 12
REACH = 2

Mark = TypeVar("Mark")


class Need(NamedTuple):
    """What a demand asks for, whenever that is."""

    station: str
    needed: int
    is_peak: bool
    level: int


Presence = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Slice(Generic[Mark]):
    """A stretch of time in which nothing changes.

    `start` and `end` are minutes from midnight of `day`. `present` lists the shifts on the
    floor as (day the shift begins, shift id, parts), where a head that is not at table
    counts `parts` of the slice itself. `marks` are what the stretch was cut for.
    """

    day: int
    start: int
    end: int
    parts: int
    present: tuple[Presence, ...]
    marks: tuple[Mark, ...]

    @property
    def minutes(self) -> int:
        return self.end - self.start

    def price(self, weight: int) -> int:
        """The price of one part of a head over the slice, `weight` being that of a head for an hour.

        Rounded to the nearest, halves up, but at least 1 unless the weight is 0.
        """
        return max(half_up(weight * self.minutes, 60 * self.parts), 1 if weight else 0)


def slices_of(problem: Problem, marked: Iterable[tuple[int, int, int, Mark]]) -> tuple[Slice[Mark], ...]:
    """The marked spans (day, start, end, mark) cut into slices, neighbours that do not differ merged."""
    spans = [(day * DAY + start, day * DAY + end, day, mark) for day, start, end, mark in marked]
    pieces = [piece for shift in problem.shifts for piece in pieces_of(shift)]
    edges = {edge for _, start, end, _ in pieces for edge in (start % DAY, end % DAY)}
    cut = Cutter(problem, pieces)
    return tuple(merged(cut.slice(a, b, marks) for a, b, marks in stretches(spans, edges)))


def pieces_of(shift: Shift) -> list[tuple[Shift, int, int, int]]:
    """The shift's segments as (shift, start, end, twelfths of a head), cut at its break window."""
    if not shift.break_minutes or shift.break_window is None:
        return [(shift, start, end, TWELFTHS) for start, end in shift.segments]
    since, until = shift.break_window
    eating = TWELFTHS - min(half_up(TWELFTHS * shift.break_minutes, until - since), TWELFTHS)
    pieces = []
    for start, end in shift.segments:
        cuts = sorted({start, end, min(max(since, start), end), min(max(until, start), end)})
        for a, b in pairwise(cuts):
            pieces.append((shift, a, b, eating if since <= a and b <= until else TWELFTHS))
    return pieces


def stretches(
    spans: list[tuple[int, int, int, Mark]], edges: set[int]
) -> Iterable[tuple[int, int, list[tuple[int, Mark]]]]:
    """The spans' time cut at their own ends and, each day, at the edges; with the (day, mark) of each part."""
    cuts = {cut for start, end, _, _ in spans for cut in (start, end)}
    if not cuts:
        return
    first, last = min(cuts) // DAY, max(cuts) // DAY
    cuts |= {day * DAY + edge for day in range(first, last + 1) for edge in edges}
    waiting = sorted(spans, key=lambda span: span[:3])
    active: list[tuple[int, int, int, Mark]] = []
    place = 0
    for a, b in pairwise(sorted(cuts)):
        while place < len(waiting) and waiting[place][0] <= a:
            active.append(waiting[place])
            place += 1
        active = [span for span in active if span[1] > a]
        if active:
            yield a, b, [(day, mark) for _, _, day, mark in active]


class Cutter:
    """Makes slices, knowing which shifts are present at which minute of a day."""

    def __init__(self, problem: Problem, pieces: list[tuple[Shift, int, int, int]]):
        self.problem = problem
        self.pieces = pieces
        self._at: dict[int, list[tuple[int, str, int]]] = {}

    def slice(self, a: int, b: int, marks: list[tuple[int, Mark]]) -> Slice[Mark]:
        """The slice from minute a to minute b of the month."""
        day = marks[0][0]
        on_floor = [(a // DAY - back, id, twelfths) for back, id, twelfths in self._present(a % DAY)]
        present = [duty for duty in on_floor if duty[0] < self.problem.days]
        common = gcd(TWELFTHS, *(twelfths for _, _, twelfths in present))
        return Slice(
            day,
            a - day * DAY,
            b - day * DAY,
            TWELFTHS // common,
            tuple((begun, id, twelfths // common) for begun, id, twelfths in present),
            tuple(mark for _, mark in marks),
        )

    def _present(self, minute: int) -> list[tuple[int, str, int]]:
        """The shifts present at the minute of a day, as (days since they began, id, twelfths)."""
        if minute not in self._at:
            self._at[minute] = [
                (back, shift.id, twelfths)
                for back in range(REACH + 1)
                for shift, start, end, twelfths in self.pieces
                if start <= minute + back * DAY < end
            ]
        return self._at[minute]


def merged(slices: Iterable[Slice[Mark]]) -> list[Slice[Mark]]:
    """The slices, each run of neighbours that differ only in their time made one."""
    whole: list[Slice[Mark]] = []
    for slice in slices:
        last = whole[-1] if whole else None
        if last and (last.day, last.end) == (slice.day, slice.start) and is_same_floor(last, slice):
            whole[-1] = replace(last, end=slice.end)
        else:
            whole.append(slice)
    return whole


def is_same_floor(one: Slice[Mark], other: Slice[Mark]) -> bool:
    return (one.parts, one.present, one.marks) == (other.parts, other.present, other.marks)
