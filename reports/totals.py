"""The figures of many halls as those of one: people and amounts added up, means made anew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from plans.rates import percent

from .figures import (
    Bank,
    DayCover,
    Figures,
    HourCover,
    Hours,
    Managers,
    Overtime,
    PersonOvertime,
    Publishing,
    Quality,
    Share,
    Swaps,
    TaskFigures,
)

# So many people are named for their overtime.
MOST_NAMED = 3

Row = TypeVar("Row")


def total_of(parts: Sequence[Figures], days: int) -> Figures:
    """The figures of many halls as those of one; people and amounts are added up, means made anew."""
    weeks = [part.hours for part in parts if part.people]
    return Figures(
        days=days,
        halls=sum(part.halls for part in parts),
        people=sum(part.people for part in parts),
        hours=Hours(
            planned=sum(part.hours.planned for part in parts),
            lowest_week=min((week.lowest_week for week in weeks), default=0.0),
            highest_week=max((week.highest_week for week in weeks), default=0.0),
        ),
        shifts=added(part.shifts for part in parts),
        overtime=Overtime(
            added(part.overtime.paid for part in parts),
            sum(part.overtime.banked for part in parts),
        ),
        bank=summed(Bank, (part.bank for part in parts)),
        absences=added(part.absences for part in parts),
        absent_minutes=sum(part.absent_minutes for part in parts),
        cover=cover_of_all(parts),
        days_cover=days_of_all(parts),
        most_overtime=most_of(one for part in parts for one in part.most_overtime),
        managers=summed(Managers, (part.managers for part in parts)),
        handovers=sum(part.handovers for part in parts),
        swaps=summed(Swaps, (part.swaps for part in parts)),
        wishes=summed(Share, (part.wishes for part in parts)),
        quality=quality_of_all([part.quality for part in parts]),
        publishing=publishing_of_all([part.publishing for part in parts]),
        confirmations=summed(Share, (part.confirmations for part in parts)),
        plan=summed(Share, (part.plan for part in parts)),
        targets=summed(Share, (part.targets for part in parts)),
        checks=summed(Share, (part.checks for part in parts)),
        tasks=tasks_of_all(parts),
    )


def added(tables: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for table in tables:
        total.update(table)
    return dict(sorted(total.items()))


def summed(kind: type[Row], rows: Iterable[Row]) -> Row:
    """A row whose every column is the sum of theirs."""
    return kind(**added(vars(row) for row in rows))


def cover_of_all(parts: Iterable[Figures]) -> tuple[HourCover, ...]:
    hours: dict[int, tuple[int, int]] = {}
    for row in (row for part in parts for row in part.cover):
        needed, had = hours.get(row.hour, (0, 0))
        hours[row.hour] = needed + row.needed, had + row.had
    return tuple(HourCover(hour, *hours[hour]) for hour in sorted(hours))


def days_of_all(parts: Sequence[Figures]) -> tuple[DayCover, ...]:
    """Day by day, where every hall has its days."""
    if not all(part.days_cover for part in parts):
        return ()
    return tuple(summed(DayCover, day) for day in zip(*(part.days_cover for part in parts), strict=True))


def most_of(people: Iterable[PersonOvertime]) -> tuple[PersonOvertime, ...]:
    """The few with the most overtime."""
    return tuple(sorted((one for one in people if one.minutes), key=lambda one: -one.minutes)[:MOST_NAMED])


def quality_of_all(parts: Sequence[Quality]) -> Quality:
    """The month before is compared only where every hall has one."""
    before = [part.penalty_before for part in parts if part.penalty_before is not None]
    is_known = bool(parts) and len(before) == len(parts)
    return Quality(
        penalty=sum(part.penalty for part in parts),
        rules=rules_of_all(part.rules for part in parts),
        penalty_before=sum(before) if is_known else None,
        rules_before=rules_of_all(part.rules_before for part in parts) if is_known else {},
    )


def rules_of_all(tables: Iterable[dict[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    total: dict[str, tuple[int, int]] = {}
    for rule, (count, penalty) in (item for table in tables for item in table.items()):
        known = total.get(rule, (0, 0))
        total[rule] = known[0] + count, known[1] + penalty
    return total


def publishing_of_all(parts: Sequence[Publishing]) -> Publishing:
    return Publishing(
        on_time=sum(part.on_time for part in parts),
        late=sum(part.late for part in parts),
        waiting=sum(part.waiting for part in parts),
        days_late=max((part.days_late for part in parts), default=0),
    )


def tasks_of_all(parts: Iterable[Figures]) -> tuple[TaskFigures, ...]:
    """Tasks with one code together, in the order in which halls name them."""
    groups: dict[str, list[TaskFigures]] = {}
    for task in (task for part in parts for task in part.tasks):
        groups.setdefault(task.code, []).append(task)
    return tuple(task_of_all(group) for group in groups.values())


def task_of_all(group: list[TaskFigures]) -> TaskFigures:
    targets = [task.target for task in group]
    return TaskFigures(
        code=group[0].code,
        name=group[0].name,
        is_percent=group[0].is_percent,
        figure=figure_of_all(group),
        target=mean_of(targets) if group[0].is_percent else added_up(targets),
        halls=sum(task.halls for task in group),
        met=sum(task.met for task in group),
        part=sum(task.part for task in group),
        whole=sum(task.whole for task in group),
    )


def figure_of_all(group: list[TaskFigures]) -> float | None:
    """Rates made anew from what was counted, not their mean, unless it was not kept; numbers are added up."""
    figures = [task.figure for task in group]
    if not group[0].is_percent:
        return added_up(figures)
    if any(task.figure is not None and not task.whole for task in group):
        return mean_of(figures)
    return percent(sum(task.part for task in group), sum(task.whole for task in group))


def added_up(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def mean_of(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None
