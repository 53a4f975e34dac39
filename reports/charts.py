"""The charts of a report: sizes and words, drawn as SVG by templates; each says in words what it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rosters.rulewords import rule_name
from staff.models import Absence

from .figures import Figures, HourCover, TaskFigures
from .lines import Unit, text_of
from .report import Report

COLUMN, COLUMN_GAP, HEIGHT = 22, 8, 120
WIDEST = 100.0


@dataclass(frozen=True)
class Bar:
    """A horizontal bar from 0 to 100; `mark` is where the target or the month before stands, None for none."""

    label: str
    text: str
    width: float
    mark: float | None = None
    mark_text: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars below each other; `mark_name` says what their marks are."""

    key: str
    title: str
    bars: list[Bar]
    mark_name: str = ""


@dataclass(frozen=True)
class HourColumn:
    """An hour of the day: what is covered stands below, what is missing on top of it, hatched."""

    x: int
    hour: str
    had: float
    missing: float
    percent: str
    text: str

    @property
    def top(self) -> float:
        return round(HEIGHT - self.had - self.missing, 1)

    @property
    def foot(self) -> float:
        return round(HEIGHT - self.had, 1)

    @property
    def middle(self) -> float:
        return self.x + COLUMN / 2


@dataclass(frozen=True)
class Hours:
    """Cover by hour of the day."""

    columns: list[HourColumn]

    @property
    def width(self) -> int:
        return len(self.columns) * (COLUMN + COLUMN_GAP) + COLUMN_GAP

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def column(self) -> int:
        return COLUMN


@dataclass(frozen=True)
class Charts:
    hours: Hours
    bars: list[Bars]


def charts_of(report: Report) -> Charts:
    """All charts that have something to show."""
    figures, before = report.figures, report.before
    bars = [
        shifts_chart(figures, before),
        overtime_chart(figures, before),
        absences_chart(figures, before),
        rules_chart(figures),
        tasks_chart(figures.tasks),
    ]
    return Charts(hours_chart(figures), [chart for chart in bars if chart.bars])


def hours_chart(figures: Figures) -> Hours:
    most = max((row.needed for row in figures.cover), default=0) or 1
    columns = []
    for place, row in enumerate(as_the_day_goes(figures.cover)):
        had, missing = (round(HEIGHT * amount / most, 1) for amount in (row.had, row.missing))
        words = {
            "needed": text_of(row.needed, Unit.MINUTES),
            "had": text_of(row.had, Unit.MINUTES),
            "missing": text_of(row.missing, Unit.MINUTES),
        }
        text = _("needed %(needed)s, covered %(had)s, missing %(missing)s") % words
        x = COLUMN_GAP + place * (COLUMN + COLUMN_GAP)
        share = "–" if row.percent is None else f"{int(row.percent)}"
        columns.append(HourColumn(x, f"{row.hour:02}", had, max(missing, 2.0 if row.missing else 0.0), share, text))
    return Hours(columns)


def as_the_day_goes(rows: Sequence[HourCover]) -> list[HourCover]:
    """From opening on: hours past midnight come last, after the longest time without any."""
    pauses = [(row.hour - rows[place - 1].hour) % 24 for place, row in enumerate(rows)]
    first = pauses.index(max(pauses)) if pauses else 0
    return [*rows[first:], *rows[:first]]


def shifts_chart(figures: Figures, before: Figures | None) -> Bars:
    now, then = figures.mean_shifts, before.mean_shifts if before else {}
    rows = [(code, mean, then.get(code)) for code, mean in now.items()]
    return Bars("shifts", _("Shifts of a person a week"), bars_of(rows, Unit.MEAN), month_before(before))


def overtime_chart(figures: Figures, before: Figures | None) -> Bars:
    then = before.overtime if before else None
    rows = [
        (f"{rate} %", float(minutes), float(then.paid.get(rate, 0)) if then else None)
        for rate, minutes in figures.overtime.paid.items()
    ]
    if any(minutes for _rate, minutes, _then in rows) or figures.overtime.banked:
        rows.append((_("banked"), float(figures.overtime.banked), float(then.banked) if then else None))
        return Bars("overtime", _("Overtime by rate"), bars_of(rows, Unit.MINUTES), month_before(before))
    return Bars("overtime", _("Overtime by rate"), [])


def absences_chart(figures: Figures, before: Figures | None) -> Bars:
    labels = dict(Absence.Kind.choices)
    rows = [
        (str(labels.get(kind, kind)), float(days), float(before.absences.get(kind, 0)) if before else None)
        for kind, days in figures.absences.items()
    ]
    return Bars("absences", _("Days away"), bars_of(rows, Unit.COUNT), month_before(before))


def rules_chart(figures: Figures) -> Bars:
    """What each rule costs, dearest first, beside the month before."""
    quality = figures.quality
    known = quality.penalty_before is not None
    rows = [
        (rule_name(rule), float(penalty), float(quality.rules_before.get(rule, (0, 0))[1]) if known else None)
        for rule, (_count, penalty) in sorted(quality.rules.items(), key=lambda item: -item[1][1])
        if penalty or quality.rules_before.get(rule, (0, 0))[1]
    ]
    mark = _("month before") if known else ""
    return Bars("rules", _("Penalty by rule"), bars_of(rows, Unit.COUNT), mark)


def tasks_chart(tasks: Iterable[TaskFigures]) -> Bars:
    """Rates of the service plan against their targets."""
    bars = [
        Bar(
            task.name,
            text_of(task.figure, Unit.PERCENT),
            min(WIDEST, task.figure or 0.0),
            None if task.target is None else min(WIDEST, task.target),
            text_of(task.target, Unit.PERCENT),
        )
        for task in tasks
        if task.is_percent
    ]
    return Bars("tasks", _("Service plan against its targets"), bars, _("target"))


def month_before(before: Figures | None) -> str:
    return _("month before") if before else ""


def bars_of(rows: Iterable[tuple[str, float, float | None]], unit: Unit) -> list[Bar]:
    """Bars of the longest one's length; each with its value, and a mark at the month before's."""
    rows = list(rows)
    most = max((max(now, then or 0.0) for _label, now, then in rows), default=0.0) or 1.0
    return [
        Bar(
            label,
            text_of(now, unit),
            round(WIDEST * now / most, 1),
            None if then is None else round(WIDEST * then / most, 1),
            text_of(then, unit),
        )
        for label, now, then in rows
    ]
