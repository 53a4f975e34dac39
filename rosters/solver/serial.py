"""A problem as JSON and back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, asdict, fields
from datetime import date
from typing import Any, TypeVar

from .problem import HISTORY_DAYS, Absence, Demand, Headcount, Limits, Pin, Problem, Shift, Wish, Worker
from .rules import rules_of

Json = dict[str, Any]
T = TypeVar("T")


def problem_to_json(problem: Problem) -> Json:
    """The problem as a dictionary that JSON can hold."""
    data = {name: plain(value) for name, value in asdict(problem).items()}
    return data | {"first_day": problem.first_day.isoformat()}


def plain(value: Any) -> Any:
    """The value with lists for tuples and sorted lists for sets."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def problem_from_json(data: Any) -> Problem:
    """The problem in a dictionary that `problem_to_json` made.

    Raises ValueError, saying where, for anything missing, unknown, of the wrong kind, or
    pointing at a worker, shift or day that is not there.
    """
    problem = read(Problem, data, "problem", PROBLEM)
    for fault in faults_of(problem):
        raise ValueError(fault)
    rules_of(problem)
    return problem


# -- reading: each reader takes a value and the place it stands at -----------------

Reader = Callable[[Any, str], Any]


def read(kind: Callable[..., T], data: Any, place: str, readers: Mapping[str, Reader]) -> T:
    """The dataclass with each of its fields read by its reader."""
    if not isinstance(data, dict):
        raise ValueError(f"{place}: an object is wanted, not {shown(data)}.")
    known = {field.name: field.default is MISSING and field.default_factory is MISSING for field in fields(kind)}  # type: ignore[arg-type]
    for name in data:
        if name not in known:
            raise ValueError(f"{place}: there is no field {name!r}.")
    for name, is_needed in known.items():
        if is_needed and name not in data:
            raise ValueError(f"{place}: the field {name!r} is missing.")
    return kind(**{name: readers[name](value, f"{place}.{name}") for name, value in data.items()})


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:40] + "…"


def whole(value: Any, place: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"{place}: a whole number is wanted, not {shown(value)}.")


def count(value: Any, place: str) -> int:
    if whole(value, place) >= 0:
        return int(value)
    raise ValueError(f"{place}: a number from 0 is wanted, not {value}.")


def text(value: Any, place: str) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{place}: text is wanted, not {shown(value)}.")


def truth(value: Any, place: str) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"{place}: true or false is wanted, not {shown(value)}.")


def day_of(value: Any, place: str) -> date:
    try:
        return date.fromisoformat(text(value, place))
    except ValueError:
        raise ValueError(f"{place}: a date like 2026-02-01 is wanted, not {shown(value)}.") from None


def span(value: Any, place: str) -> tuple[int, int]:
    start, end = listed(whole)(value, place) if isinstance(value, list) and len(value) == 2 else (1, 0)
    if start < end:
        return start, end
    raise ValueError(f"{place}: a start and a later end in minutes are wanted, not {shown(value)}.")


def listed(reader: Reader, make: Callable[[Iterable[Any]], Any] = tuple) -> Reader:
    def read_list(value: Any, place: str) -> Any:
        if not isinstance(value, list):
            raise ValueError(f"{place}: a list is wanted, not {shown(value)}.")
        return make(reader(inner, f"{place}[{number}]") for number, inner in enumerate(value))

    return read_list


def mapped(reader: Reader) -> Reader:
    def read_map(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"{place}: an object is wanted, not {shown(value)}.")
        return {key: reader(inner, f"{place}.{key}") for key, inner in value.items()}

    return read_map


def maybe(reader: Reader) -> Reader:
    return lambda value, place: None if value is None else reader(value, place)


def made(kind: Callable[..., Any], readers: Mapping[str, Reader]) -> Reader:
    return lambda value, place: read(kind, value, place, readers)


def anything(value: Any, place: str) -> Any:
    return value


SHIFT: dict[str, Reader] = {
    "id": text,
    "code": text,
    "kind": text,
    "segments": listed(span),
    "paid_minutes": count,
    "break_minutes": count,
    "break_window": maybe(span),
    "barred_next": listed(text, frozenset),
}
ABSENCE: dict[str, Reader] = {"day": whole, "start": whole, "end": whole}
LIMITS: dict[str, Reader] = {
    "least_minutes": maybe(count),
    "most_minutes": maybe(count),
    "most_run": maybe(count),
    "least_run": maybe(count),
    "least_rest": maybe(count),
    "most_weekends": maybe(count),
    "shift_most": mapped(count),
}
WORKER: dict[str, Reader] = {
    "id": text,
    "name": text,
    "is_manager": truth,
    "levels": mapped(count),
    "shifts": listed(listed(text, frozenset)),
    "weekly_minutes": count,
    "week_targets": listed(count),
    "is_protected": truth,
    "absences": listed(made(Absence, ABSENCE)),
    "history": listed(maybe(text)),
    "bank_minutes": whole,
    "carried": mapped(whole),
    "wish_percent": count,
    "limits": made(Limits, LIMITS),
}
DEMAND: dict[str, Reader] = {
    "day": whole,
    "start": count,
    "end": count,
    "station": text,
    "needed": count,
    "is_peak": truth,
    "level": count,
}
HEADCOUNT: dict[str, Reader] = {"day": whole, "shift": text, "needed": count, "short": count, "over": count}
PIN: dict[str, Reader] = {"worker": text, "day": whole, "shift": maybe(text)}
WISH: dict[str, Reader] = PIN | {"prefers": truth, "strength": count}
PROBLEM: dict[str, Reader] = {
    "first_day": day_of,
    "days": count,
    "shifts": listed(made(Shift, SHIFT)),
    "workers": listed(made(Worker, WORKER)),
    "open": listed(listed(span)),
    "demand": listed(made(Demand, DEMAND)),
    "rules": mapped(mapped(anything)),
    "weekends": listed(whole, frozenset),
    "holidays": listed(whole, frozenset),
    "pins": listed(made(Pin, PIN)),
    "wishes": listed(made(Wish, WISH)),
    "headcounts": listed(made(Headcount, HEADCOUNT)),
}


# -- what does not fit together ----------------------------------------------------


def faults_of(problem: Problem) -> Iterator[str]:
    """What in the problem points at something that is not there, or has the wrong length."""
    if not problem.days:
        yield "problem.days: at least one day is wanted."
    if len(problem.open) != problem.days:
        yield f"problem.open: {problem.days} days are wanted, not {len(problem.open)}."
    for name, rows in (("shifts", problem.shifts), ("workers", problem.workers)):
        if len({row.id for row in rows}) != len(rows):
            yield f"problem.{name}: an id is there twice."
    yield from shift_faults(problem)
    for worker in problem.workers:
        yield from worker_faults(problem, worker)
    for pin in problem.pins:
        yield from cell_faults(problem, "problem.pins", pin)
    for wish in problem.wishes:
        yield from cell_faults(problem, "problem.wishes", wish)
    yield from demand_faults(problem)


def shift_faults(problem: Problem) -> Iterator[str]:
    for shift in problem.shifts:
        if not shift.segments:
            yield f"problem.shifts: {shift.id!r} has no segments."
    named = [id for shift in problem.shifts for id in sorted(shift.barred_next)]
    named += [row.shift for row in problem.headcounts]
    yield from (f"problem: there is no shift {id!r}." for id in named if id not in problem.shift_by_id)


def demand_faults(problem: Problem) -> Iterator[str]:
    for row in problem.demand:
        if row.start >= row.end:
            yield f"problem.demand: on day {row.day} it ends at {row.end}, not after {row.start}."
    days = [row.day for row in problem.demand] + [row.day for row in problem.headcounts]
    days += sorted(problem.weekends | problem.holidays)
    yield from (f"problem: day {day} is not in the month." for day in days if not 0 <= day < problem.days)


def worker_faults(problem: Problem, worker: Worker) -> Iterator[str]:
    place = f"problem.workers: {worker.id!r}"
    lengths = (("shifts", problem.days), ("week_targets", len(problem.weeks)), ("history", HISTORY_DAYS))
    for name, length in lengths:
        if len(getattr(worker, name)) != length:
            yield f"{place}: {length} {name} are wanted, not {len(getattr(worker, name))}."
    known = frozenset().union(*worker.shifts) | {id for id in worker.history if id is not None}
    known |= worker.limits.shift_most.keys()
    yield from (f"{place}: there is no shift {id!r}." for id in sorted(known - problem.shift_by_id.keys()))


def cell_faults(problem: Problem, place: str, row: Pin | Wish) -> Iterator[str]:
    if row.worker not in problem.worker_by_id:
        yield f"{place}: there is no worker {row.worker!r}."
    if row.shift is not None and row.shift not in problem.shift_by_id:
        yield f"{place}: there is no shift {row.shift!r}."
    if not 0 <= row.day < problem.days:
        yield f"{place}: day {row.day} is not in the month."
