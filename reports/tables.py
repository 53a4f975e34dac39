"""The figures of a report as tables: line by line beside the month before, and halls side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from staff.models import Hall

from .figures import Figures, from_json
from .lines import GROUPS, LINES, Group, Line, Unit, Value, plain, text_of
from .models import Summary
from .report import Report


@dataclass(frozen=True)
class Row:
    """A figure now and in the month before; `tone` says whether the change is good, bad or neither."""

    label: str
    now: str
    before: str
    change: str
    tone: str


@dataclass(frozen=True)
class Table:
    """The lines of one subject."""

    key: str
    label: str
    rows: list[Row]


def groups_of(report: Report) -> list[Table]:
    """Every figure by subject."""
    return [Table(group.key, str(group.label), [row_of(line, report) for line in group.lines]) for group in GROUPS]


KEYS = ("people", "planned", "mean_week", "covered", "overtime", "completion", "presence", "confirmed")


def keys_of(report: Report) -> list[Row]:
    """The few figures that a month is known by."""
    return [row_of(LINES[key], report) for key in KEYS]


def row_of(line: Line, report: Report) -> Row:
    now = line.value(report.figures)
    before = line.value(report.before) if report.before else None
    return Row(
        label=str(line.label),
        now=text_of(now, line.unit),
        before=text_of(before, line.unit),
        change=change_text(now, before, line.unit),
        tone=tone_of(now, before, line.better),
    )


def change_text(now: Value, before: Value, unit: Unit) -> str:
    """The difference with its sign; nothing where there is none or nothing to compare with."""
    if now is None or before is None or round(now - before, 2) == 0:
        return ""
    size = abs(now - before)
    return ("+" if now > before else "−") + (points_text(size) if unit == Unit.PERCENT else text_of(size, unit))


def points_text(size: float) -> str:
    """What lies between two percentages, which is no percentage of either."""
    return _("%(points)s pp") % {"points": plain(size)}


def tone_of(now: Value, before: Value, better: int) -> str:
    if now is None or before is None or now == before or not better:
        return ""
    return "is-good" if (now > before) == (better > 0) else "is-bad"


# --- side by side ------------------------------------------------------------


@dataclass(frozen=True)
class HallRow:
    """One hall of a comparison, its values as texts in the order of the heads."""

    hall: Hall
    number: int
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class Comparison:
    """Halls side by side in the figures of one subject; `groups` are the subjects to choose from."""

    group: Group
    heads: list[str]
    rows: list[HallRow]

    @property
    def groups(self) -> tuple[Group, ...]:
        return GROUPS


def comparison_of(summaries: Iterable[Summary], key: str) -> Comparison:
    """The halls of the summaries, in the figures of the subject with that key or else of the first."""
    group = next((group for group in GROUPS if group.key == key), GROUPS[0])
    heads = [str(line.label) for line in group.lines]
    return Comparison(group, heads, [hall_row(summary, group) for summary in summaries if summary.hall])


def hall_row(summary: Summary, group: Group) -> HallRow:
    assert summary.hall is not None
    figures: Figures = from_json(summary.figures)
    values = [(str(line.label), line.text(figures)) for line in group.lines]
    return HallRow(summary.hall, summary.number, values)
