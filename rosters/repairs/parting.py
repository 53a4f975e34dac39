"""A shift in two parts: what somebody worked of it before she fell ill, and what is left of it for who comes.

Each part is a shift type of that one day, so that hours, cover and pay are counted as of any other.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta

from staff.models import Employee
from staff.models.halls import DAY
from staff.months import last_day_of

from ..models import ShiftType
from ..solver.problem import HISTORY_DAYS

Spans = list[tuple[int, int]]

COPIED = ("hall_id", "kind", "colour", "open_to")
CODE_LENGTH, NAME_LENGTH = 4, 50


def is_under_way(shift: ShiftType, minute: int) -> bool:
    """Whether it has begun by that minute, counted from midnight of its day, and is not over."""
    return shift.span[0] < minute < shift.span[1]


def parted(shift: ShiftType, day: date, minute: int, *, by: Employee) -> tuple[ShiftType, ShiftType]:
    """What she has worked of the shift until that minute, and what is left; together they pay what the shift pays.

    What is left from after midnight is a shift of the next day.
    """
    paid = paid_until(shift, minute)
    ours, theirs = codes_free(shift, day)
    worked = part_of(shift, day, spans_until(shift, minute), paid, ours)
    left = part_of(shift, day, spans_after(shift, minute), shift.paid_minutes - paid, theirs)
    worked.only_for.set([by])
    left.only_for.set(shift.only_for.all())
    return worked, left


def codes_free(shift: ShiftType, day: date) -> tuple[str, str]:
    """Codes for the parts that nothing else has in the hall's month and its history: programs know shifts by code."""
    first, morrow = day.replace(day=1) - timedelta(days=HISTORY_DAYS), day + timedelta(days=1)
    taken = ShiftType.objects.filter(hall=shift.hall_id).valid_between(first, last_day_of(morrow))
    known = set(taken.values_list("code", flat=True))
    return next(codes for codes in codes_of_parts(shift.code) if known.isdisjoint(codes))


def codes_of_parts(code: str) -> Iterator[tuple[str, str]]:
    """What there is room for of the code, before and after the dots; with a number from the second pair on."""
    for number in ("", *map(str, range(2, 10 ** (CODE_LENGTH - 1)))):
        stem = code[: CODE_LENGTH - 1 - len(number)]
        yield f"{stem}…{number}", f"{number}…{stem}"


def part_of(shift: ShiftType, day: date, spans: Spans, paid: int, code: str) -> ShiftType:
    """The part as a shift type of the day on which it begins; `spans` count from midnight of the shift's own."""
    start, end = spans[0][0], spans[-1][1]
    ahead = start // DAY
    begins_on = day + timedelta(days=ahead)
    part = ShiftType(
        **{name: getattr(shift, name) for name in COPIED},
        part_of=shift,
        code=code,
        name=f"{shift.name[: NAME_LENGTH - 12]} {clock(start):%H:%M}–{clock(end):%H:%M}",
        start=clock(start),
        end=clock(end),
        ends_next_day=end >= DAY * (ahead + 1),
        paid_minutes=paid,
        valid_from=begins_on,
        valid_to=begins_on,
    )
    if len(spans) > 1:
        part.gap_start, part.gap_end = clock(spans[0][1]), clock(spans[1][0])
    window = shift.break_window
    if window and start < window[0] and window[1] < end:
        part.break_minutes, part.break_from, part.break_to = shift.break_minutes, shift.break_from, shift.break_to
    part.save()
    part.barred_next.set(shift.barred_next.all())
    return part


def spans_until(shift: ShiftType, minute: int) -> Spans:
    return [(start, min(end, minute)) for start, end in shift.segments if start < minute]


def spans_after(shift: ShiftType, minute: int) -> Spans:
    return [(max(start, minute), end) for start, end in shift.segments if end > minute]


def paid_until(shift: ShiftType, minute: int) -> int:
    """Paid minutes before that minute; the unpaid ones lie in the middle of the break's window, else of the shift."""
    present = sum(end - start for start, end in spans_until(shift, minute))
    unpaid = sum(end - start for start, end in shift.segments) - shift.paid_minutes
    first, last = shift.break_window or shift.span
    pause = (first + last - unpaid) // 2
    return min(shift.paid_minutes, max(0, present - min(max(0, minute - pause), unpaid)))


def clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
