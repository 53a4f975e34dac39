"""The month as people read it: who works what on which day. Page, API and workbook share it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staff.models import Absence, Employee

from ..models import Assignment, ReservedTime, Roster, ShiftType
from ..month import Cell as CellRow
from ..month import CellKey, Month
from ..problem import duties_of, problem_of
from ..publications.published import Standing, month_published, month_standing, standing_of
from ..reports import PersonFigures, figures_of_people
from ..solver.check import Violation
from ..solver.duties import Duties
from ..solver.explain import Shortfall
from ..solver.problem import Problem
from ..verdict import verdict_of
from .griddays import GridDay, days_of
from .gridfoot import FootDay, cover_of, foot_of
from .marks import absence_mark, absence_tone, day_off_mark

WARNING_RULES = {"wishes"}
OUTLIER = 5


@dataclass(frozen=True)
class GridCell:
    """What stands in a cell. `key` names the value as `editing.value_of` takes it.

    `tone` is the colour of a shift type or the look of an absence. `broken` counts the
    hard rules the cell has a part in, `warned` the soft ones that are worth a mark. A
    changed cell holds something else than what staff see.
    """

    day: GridDay
    key: str = ""
    mark: str = ""
    tone: str = ""
    shift_type: ShiftType | None = None
    day_off: str = ""
    absence: Absence | None = None
    is_pinned: bool = False
    is_by_hand: bool = False
    is_copied: bool = False
    is_employed: bool = True
    has_note: bool = False
    broken: int = 0
    warned: int = 0
    is_changed: bool = False
    is_different: bool = False

    @property
    def place_css(self) -> str:
        """Classes of the cell around the chip: those of its column, then changed, then different."""
        marks = ("u" if self.is_changed else "", "d" if self.is_different else "")
        return " ".join(filter(None, [self.day.css, *marks]))

    @property
    def css(self) -> str:
        """Classes of the chip: its tone, then hand, pinned, broken, warned."""
        marks = (
            ("b", self.is_by_hand),
            ("p", self.is_pinned),
            ("n", self.has_note),
            ("x", self.broken),
            ("y", self.warned and not self.broken),
        )
        return " ".join([f"c tone-{self.tone}" if self.tone else "c", *(name for name, holds in marks if holds)])

    @property
    def label(self) -> str:
        """The cell for those who cannot see its marks; empty when the text alone says it all."""
        is_plain = not (self.is_by_hand or self.is_pinned or self.has_note or self.broken or self.warned)
        if is_plain and not (self.is_changed or self.is_different):
            return ""
        marks = (
            (_("changed by hand"), self.is_by_hand),
            (_("pinned"), self.is_pinned),
            (_("has a note"), self.has_note),
            (_("breaks a rule"), self.broken),
            (_("warning"), self.warned and not self.broken),
            (_("not yet published"), self.is_changed),
            (_("would change"), self.is_different),
        )
        return _(", ").join([self.mark or _("empty"), *(word for word, holds in marks if holds)])


@dataclass(frozen=True)
class GridRow:
    employee: Employee
    cells: list[GridCell]
    figures: PersonFigures
    counts: list[int]
    reach: float

    @property
    def is_over_target(self) -> bool:
        return self.figures.difference > 0

    @property
    def bar(self) -> tuple[float, float]:
        """Start and width of the balance bar in a field 0 to 40 wide, the middle being a fair share."""
        width = min(20.0, abs(self.figures.balance) / self.reach * 20)
        return round(20 - width if self.figures.balance < 0 else 20, 1), round(width, 1)

    @property
    def is_outlier(self) -> bool:
        return abs(self.figures.balance) > OUTLIER


@dataclass(frozen=True)
class GridGroup:
    """People of one home station, or the managers."""

    name: str
    rows: list[GridRow]


@dataclass(frozen=True)
class Grid:
    """One roster as a table, with everything that is said about it."""

    roster: Roster
    days: list[GridDay]
    groups: list[GridGroup]
    foot: list[FootDay]
    shift_types: list[ShiftType]
    violations: list[Violation]
    gaps: list[Shortfall]
    standing: Standing = field(repr=False)
    problem: Problem = field(repr=False)
    duties: Duties = field(repr=False)
    month: Month = field(repr=False)

    @cached_property
    def rows(self) -> list[GridRow]:
        return [row for group in self.groups for row in group.rows]

    @cached_property
    def broken(self) -> list[Violation]:
        return [violation for violation in self.violations if violation.is_hard]

    @cached_property
    def station_names(self) -> dict[str, str]:
        """Names by code of the stations that need people."""
        return self.month.station_names

    @cached_property
    def reserved(self) -> list[tuple[GridDay, int, list[str]]]:
        """Of each column's need the minutes that are reserved for other work, and for which; empty without any."""
        if not self.month.reserved:
            return []
        by_day: dict[date, list[ReservedTime]] = defaultdict(list)
        for row in self.month.reserved:
            by_day[row.date].append(row)
        return [
            (day, sum(row.minutes for row in by_day[day.date]), list({row.label: None for row in by_day[day.date]}))
            for day in self.days
        ]

    @cached_property
    def pins(self) -> int:
        return sum(cell.is_pinned for cell in self.month.cells.values())

    @cached_property
    def is_empty(self) -> bool:
        return not self.month.cells

    def row_of(self, employee: Employee) -> GridRow | None:
        return next((row for row in self.rows if row.employee.pk == employee.pk), None)


def grid_for(roster: Roster, *, can_edit: bool, grouping: str = "post") -> Grid:
    """The roster as it stands for those who may change or review it, and as it was published for all others."""
    if can_edit or roster.is_in_review:
        return grid_of(roster, discreet=not can_edit, grouping=grouping)
    month, shown = month_published(roster)
    return grid_of(roster, month, discreet=True, grouping=grouping, standing=shown)


def grid_of(
    roster: Roster,
    month: Month | None = None,
    *,
    discreet: bool = False,
    grouping: str = "post",
    standing: Standing | None = None,
    different: Set[CellKey] = frozenset(),
) -> Grid:
    """The roster as it stands, judged; a roster not yet saved is an empty one.

    `discreet` hides why people are away, which is nobody's business but their manager's.
    `grouping` by `shift` puts those together who mostly work the same shift. Cells that are
    `different` from the roster are marked so, where another month than its own is shown.
    """
    month = month or month_standing(roster)
    standing = standing or standing_of(roster, month)
    problem = problem_of(roster, month)
    duties = duties_of(roster, problem, month)
    verdict = verdict_of(problem, duties)
    days = days_of(month)
    shift_types = types_shown(month, problem)
    figures = figures_of_people(problem, duties)
    names = main_shifts(figures, shift_types) if grouping == "shift" else {}
    marks = Marks(verdict.violations, discreet, standing.changed, different)
    return Grid(
        roster=roster,
        days=days,
        groups=groups_of(month, days, shift_types, figures, marks, names),
        foot=foot_of(cover_of(verdict), days),
        shift_types=shift_types,
        violations=verdict.violations,
        gaps=verdict.gaps,
        standing=standing,
        problem=problem,
        duties=duties,
        month=month,
    )


def types_shown(month: Month, problem: Problem) -> list[ShiftType]:
    """The hall's own shift types of the month, as the legend and the columns of counts list them; no parts of them."""
    own = [month.shift_types[int(shift.id)] for shift in problem.shifts]
    return [row for row in own if row.hall_id == month.roster.hall_id and not row.part_of_id]


class Marks:
    """How many violations a cell has a part in, none that is not for everybody when `discreet`.

    Which cells are unpublished, and which differ from the roster.
    """

    def __init__(
        self,
        violations: Iterable[Violation],
        discreet: bool,
        changed: Set[CellKey] = frozenset(),
        different: Set[CellKey] = frozenset(),
    ):
        self.discreet = discreet
        self.changed, self.different = changed, different
        self.broken: dict[tuple[str, int], int] = defaultdict(int)
        self.warned: dict[tuple[str, int], int] = defaultdict(int)
        for violation in violations:
            if violation.worker is None or discreet:
                continue
            counts = self.broken if violation.is_hard else self.warned
            if violation.is_hard or violation.rule in WARNING_RULES:
                for day in violation.days:
                    counts[violation.worker, day] += 1


def groups_of(
    month: Month,
    days: list[GridDay],
    shift_types: list[ShiftType],
    figures: list[PersonFigures],
    marks: Marks,
    names: dict[str, str],
) -> list[GridGroup]:
    """Rows by manager and home station, or by the name of each person's group."""
    by_code = {person.code: person for person in figures}
    reach = max([4.0, *(abs(person.balance) for person in figures)])
    groups: dict[str, list[GridRow]] = defaultdict(list)
    for employee in sorted(month.employees, key=place_of):
        own = by_code[employee.code]
        counts = [own.shifts.get(row.code, 0) for row in shift_types]
        cells = list(cells_of(month, days, employee, marks))
        groups[names.get(employee.code) or group_name(employee)].append(GridRow(employee, cells, own, counts, reach))
    order = {name: place for place, name in enumerate(names.values())}
    return [GridGroup(name, groups[name]) for name in sorted(groups, key=lambda name: order.get(name, -1))]


def main_shifts(figures: list[PersonFigures], shift_types: list[ShiftType]) -> dict[str, str]:
    """The shift type that each person works most, by employee code, in the order of the shift types."""
    codes = [row.code for row in shift_types]
    none = pgettext("group of people", "No shifts")
    main = {own.code: max(codes, key=lambda code: own.shifts.get(code, 0), default=none) for own in figures}
    for own in figures:
        if not any(own.shifts.values()):
            main[own.code] = none
    place = {code: number for number, code in enumerate([*codes, none])}
    return dict(sorted(main.items(), key=lambda item: place[item[1]]))


def place_of(employee: Employee) -> tuple:
    """Managers first, then station by station, those without one last: databases differ in where nothing goes."""
    station = employee.home_station
    return (
        not employee.is_manager,
        station is None,
        (station.position, station.code) if station else (),
        employee.code,
    )


def group_name(employee: Employee) -> str:
    if employee.is_manager:
        return pgettext("group of people on the roster", "Managers")
    return employee.home_station.name if employee.home_station else pgettext("group of people", "Others")


def cells_of(month: Month, days: list[GridDay], employee: Employee, marks: Marks) -> Iterator[GridCell]:
    absences = [absence for absence in month.absences.get(employee.pk, ()) if absence.is_whole_day]
    away = {day.date: a for a in absences for day in days if a.first_day <= day.date <= a.last_day}
    for day in days:
        stands = month.cells.get((employee.pk, day.date))
        place = employee.code, day.number
        yield GridCell(
            day=day,
            **look_of(month, stands, away.get(day.date), marks.discreet),
            absence=away.get(day.date),
            is_pinned=bool(stands and stands.is_pinned),
            is_by_hand=bool(stands and stands.origin == Assignment.Origin.BY_HAND),
            is_copied=bool(stands and stands.origin == Assignment.Origin.COPIED),
            is_employed=employee.is_employed_on(day.date),
            has_note=not marks.discreet and (employee.pk, day.date) in month.notes,
            broken=marks.broken.get(place, 0),
            warned=marks.warned.get(place, 0),
            is_changed=(employee.pk, day.date) in marks.changed,
            is_different=(employee.pk, day.date) in marks.different,
        )


def look_of(month: Month, stands: CellRow | None, absence: Absence | None, discreet: bool) -> dict[str, Any]:
    """Value, mark and tone of a cell: a shift shows even on a day of leave, else the leave does."""
    if stands and stands.shift_type_id:
        shift_type = month.shift_types[stands.shift_type_id]
        key = str(shift_type.pk)
        return {"key": key, "mark": shift_type.code, "tone": shift_type.colour, "shift_type": shift_type}
    day_off = stands.day_off if stands else ""
    if absence:
        kind = Absence.Kind.UNAVAILABLE if discreet else absence.kind
        return {"key": day_off, "mark": absence_mark(kind), "tone": absence_tone(kind), "day_off": day_off}
    tone = "lieu" if day_off == Assignment.DayOff.LIEU else ""
    return {"key": day_off, "mark": day_off_mark(day_off), "tone": tone, "day_off": day_off}
