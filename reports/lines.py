"""The figures of a summary line by line, as pages, workbook, API and differences list them.

`docs/summary.md` says what each of them is.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .figures import Figures, TaskFigures

Value = float | int | None


class Unit(StrEnum):
    """What a value is: a number of things, minutes of work, a percentage, or a mean with decimals."""

    COUNT = "count"
    MINUTES = "minutes"
    PERCENT = "percent"
    MEAN = "mean"


@dataclass(frozen=True)
class Line:
    """One figure: its key for programs, its name for people, what its value is and where it stands.

    `better` says which way is: 1 for more, -1 for less, 0 for neither.
    """

    key: str
    label: Any
    unit: Unit
    value: Callable[[Figures], Value]
    better: int = 0

    def text(self, figures: Figures) -> str:
        return text_of(self.value(figures), self.unit)


@dataclass(frozen=True)
class Group:
    key: str
    label: Any
    lines: tuple[Line, ...]


def text_of(value: Value, unit: Unit | str) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None:
        return "–"
    if unit == Unit.MINUTES:
        return _("%(hours)s h") % {"hours": plain(round(value) / 60)}
    if unit == Unit.PERCENT:
        return f"{plain(value)} %"
    return plain(value)


def plain(value: float) -> str:
    """A number with at most two decimals, its thousands apart, with a minus as wide as a plus."""
    rounded = round(value, 2)
    return (f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,}").replace("-", "−")


GROUPS = (
    Group(
        "work",
        gettext_lazy("People and hours"),
        (
            Line("people", gettext_lazy("People"), Unit.COUNT, lambda f: f.people),
            Line("planned", gettext_lazy("Hours planned"), Unit.MINUTES, lambda f: f.hours.planned),
            Line("mean_week", gettext_lazy("Mean hours a week"), Unit.MINUTES, lambda f: f.mean_week),
            Line("spread", gettext_lazy("Spread of weekly hours"), Unit.MINUTES, lambda f: f.hours.spread, -1),
            Line("absent_days", gettext_lazy("Days away"), Unit.COUNT, lambda f: f.absent_days),
            Line("absent_minutes", gettext_lazy("Away by the hour"), Unit.MINUTES, lambda f: f.absent_minutes),
        ),
    ),
    Group(
        "overtime",
        gettext_lazy("Overtime and time bank"),
        (
            Line("overtime", gettext_lazy("Overtime"), Unit.MINUTES, lambda f: f.overtime.total, -1),
            Line("banked", gettext_lazy("Overtime banked"), Unit.MINUTES, lambda f: f.overtime.banked),
            Line("earned", gettext_lazy("Put into time banks"), Unit.MINUTES, lambda f: f.bank.earned),
            Line("taken", gettext_lazy("Time off taken"), Unit.MINUTES, lambda f: f.bank.taken),
            Line("expired", gettext_lazy("Expired"), Unit.MINUTES, lambda f: f.bank.expired),
            Line("corrected", gettext_lazy("Corrected by hand"), Unit.MINUTES, lambda f: f.bank.corrected),
            Line("paid_out", gettext_lazy("Paid out"), Unit.MINUTES, lambda f: f.bank.paid_out),
            Line("balance", gettext_lazy("Owed at the month’s end"), Unit.MINUTES, lambda f: f.bank.balance),
        ),
    ),
    Group(
        "floor",
        gettext_lazy("Cover"),
        (
            Line("covered", gettext_lazy("Cover"), Unit.PERCENT, lambda f: f.covered, 1),
            Line("needed", gettext_lazy("Hours needed"), Unit.MINUTES, lambda f: f.needed),
            Line("had", gettext_lazy("Hours covered"), Unit.MINUTES, lambda f: f.had),
            Line("missing", gettext_lazy("Hours missing"), Unit.MINUTES, lambda f: f.missing, -1),
            Line("presence", gettext_lazy("Manager on site"), Unit.PERCENT, lambda f: f.managers.presence, 1),
            Line("alone", gettext_lazy("Time without a manager"), Unit.MINUTES, lambda f: f.managers.alone_minutes, -1),
            Line("handovers", gettext_lazy("Handovers"), Unit.COUNT, lambda f: f.handovers, -1),
            Line("handovers_a_day", gettext_lazy("Handovers a day"), Unit.MEAN, lambda f: f.handovers_a_day, -1),
        ),
    ),
    Group(
        "requests",
        gettext_lazy("Swaps and wishes"),
        (
            Line("swaps_asked", gettext_lazy("Swaps asked for"), Unit.COUNT, lambda f: f.swaps.asked),
            Line("swaps_approved", gettext_lazy("Swaps approved"), Unit.COUNT, lambda f: f.swaps.approved),
            Line("swaps_declined", gettext_lazy("Swaps declined"), Unit.COUNT, lambda f: f.swaps.declined),
            Line("emergencies", gettext_lazy("Emergency swaps"), Unit.COUNT, lambda f: f.swaps.emergencies, -1),
            Line("wishes", gettext_lazy("Wishes"), Unit.COUNT, lambda f: f.wishes.whole),
            Line("wishes_granted", gettext_lazy("Wishes granted"), Unit.PERCENT, lambda f: f.wishes.percent, 1),
        ),
    ),
    Group(
        "quality",
        gettext_lazy("Quality and publication"),
        (
            Line("penalty", gettext_lazy("Penalty of the roster"), Unit.COUNT, lambda f: f.quality.penalty, -1),
            Line(
                "penalty_before", gettext_lazy("Penalty, month before"), Unit.COUNT, lambda f: f.quality.penalty_before
            ),
            Line("on_time", gettext_lazy("Published on time"), Unit.COUNT, lambda f: f.publishing.on_time, 1),
            Line("late", gettext_lazy("Published late"), Unit.COUNT, lambda f: f.publishing.late, -1),
            Line("waiting", gettext_lazy("Not published"), Unit.COUNT, lambda f: f.publishing.waiting, -1),
            Line("days_late", gettext_lazy("Days late"), Unit.COUNT, lambda f: f.publishing.days_late, -1),
            Line("confirmed", gettext_lazy("Confirmed by staff"), Unit.PERCENT, lambda f: f.confirmations.percent, 1),
        ),
    ),
    Group(
        "plan",
        gettext_lazy("Service plan"),
        (
            Line("plan_due", gettext_lazy("Plan tasks due"), Unit.COUNT, lambda f: f.plan.whole),
            Line("completion", gettext_lazy("Completion"), Unit.PERCENT, lambda f: f.plan.percent, 1),
            Line("checks", gettext_lazy("Daily timetable"), Unit.PERCENT, lambda f: f.checks.percent, 1),
            Line("targets_met", gettext_lazy("Targets met"), Unit.PERCENT, lambda f: f.targets.percent, 1),
        ),
    ),
)

LINES = {line.key: line for group in GROUPS for line in group.lines}


# --- what has changed --------------------------------------------------------


def differences_between(before: Figures, after: Figures) -> list[dict[str, Any]]:
    """Every figure that is not what it was: its key, for one of a table also its `name`, and both values."""
    return [
        {"key": key, "name": name, "before": old, "after": new}
        for (key, name), (old, new) in sorted(pairs_of(before, after).items(), key=lambda item: place_of(*item[0]))
        if old != new
    ]


def pairs_of(before: Figures, after: Figures) -> dict[tuple[str, str], tuple[Value, Value]]:
    old, new = dict(values_of(before)), dict(values_of(after))
    return {key: (old.get(key), new.get(key)) for key in old | new}


def values_of(figures: Figures) -> Iterator[tuple[tuple[str, str], Value]]:
    """All values with their keys; those of tables with the name of their row."""
    for line in LINES.values():
        yield (line.key, ""), line.value(figures)
    for key, table in tables_of(figures).items():
        for name, value in table.items():
            yield (key, name), value


def tables_of(figures: Figures) -> dict[str, dict[str, Value]]:
    """What is counted by shift type, kind of absence, rate of overtime, rule, hour of the day and task."""
    return {
        "shift": dict(figures.shifts),
        "absence": dict(figures.absences),
        "rate": dict(figures.overtime.paid),
        "rule": {rule: penalty for rule, (_count, penalty) in figures.quality.rules.items()},
        "needed_at": {f"{hour.hour:02}:00": hour.needed for hour in figures.cover},
        "missing_at": {f"{hour.hour:02}:00": hour.missing for hour in figures.cover if hour.missing},
        "task": {name: task.figure for name, task in tasks_by_name(figures).items()},
        "target": {name: task.target for name, task in tasks_by_name(figures).items()},
    }


def tasks_by_name(figures: Figures) -> dict[str, TaskFigures]:
    """With the code beside the name where several are called the same."""
    times = Counter(task.name for task in figures.tasks)
    return {task.name if times[task.name] == 1 else f"{task.name} ({task.code})": task for task in figures.tasks}


def place_of(key: str, name: str) -> tuple[int, str]:
    order = [*LINES, *TABLES]
    return order.index(key), name


TABLES = ("shift", "absence", "rate", "rule", "needed_at", "missing_at", "task", "target")
