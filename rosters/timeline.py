"""Shifts drawn to one scale: what the set-up pages show of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import ShiftType

Span = tuple[int, int]
HOUR = 60


@dataclass(frozen=True)
class Bar:
    """Start and width on a scale, in minutes."""

    x: int
    width: int


@dataclass(frozen=True)
class Scale:
    """The stretch of the day that all bars share, in minutes from midnight."""

    start: int
    end: int

    @property
    def width(self) -> int:
        return self.end - self.start

    @property
    def hours(self) -> list[tuple[int, str]]:
        """Where every third hour is, and how it is written."""
        marks = range(self.start, self.end + 1, 3 * HOUR)
        return [(mark - self.start, f"{mark // HOUR % 24:02d}") for mark in marks]

    def bars(self, spans: Iterable[Span]) -> list[Bar]:
        return [Bar(start - self.start, end - start) for start, end in spans]


@dataclass(frozen=True)
class Timeline:
    """One shift on the scale: when its people are there, and when they may go for their meal."""

    shift: ShiftType
    scale: Scale
    present: list[Bar]
    meal: list[Bar]


def scale_of(spans: Iterable[Span]) -> Scale:
    """From the last third hour before all spans to the first after them; a whole day without any."""
    spans = list(spans) or [(0, 24 * HOUR)]
    step = 3 * HOUR
    start = min(start for start, _ in spans) // step * step
    end = -(-max(end for _, end in spans) // step) * step
    return Scale(start, max(end, start + step))


def timelines_of(shifts: Iterable[ShiftType], besides: Iterable[Span] = ()) -> list[Timeline]:
    """Every shift on one scale, wide enough for the spans beside them too."""
    shifts = list(shifts)
    scale = scale_of([*(shift.span for shift in shifts), *besides])
    return [
        Timeline(
            shift, scale, scale.bars(shift.segments), scale.bars([shift.break_window] if shift.break_window else [])
        )
        for shift in shifts
    ]
