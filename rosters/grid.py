"""The month as people read it: who works what on which day. Page, API and workbook share it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staff.models import Absence, Employee

from .griddays import GridDay, days_of
from .gridfoot import FootDay, cover_of, foot_of
from .marks import ABSENCE_TONES, absence_mark, day_off_mark
from .models import Assignment, Roster, ShiftType
from .month import Cell as CellRow
from .month import Month, load_month
from .problem import duties_of, problem_of
from .reports import PersonFigures, figures_of
from .solver.check import Violation, check
from .solver.duties import Duties
from .solver.problem import Problem

WARNING_RULES = {"wishes"}
OUTLIER = 5


@dataclass(frozen=True)
class GridCell:
    """What stands in a cell. `key` names the value as `editing.value_of` takes it.

    `tone` is the colour of a shift type or the look of an absence. `broken` counts the
    hard rules the cell has a part in, `warned` the soft ones that are worth a mark.
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
    is_employed: bool = True
    broken: int = 0
    warned: int = 0

    @property
    def css(self) -> str:
        """Classes of the chip: its tone, then hand, pinned, broken, warned."""
        marks = (
            ("b", self.is_by_hand),
            ("p", self.is_pinned),
            ("x", self.broken),
            ("y", self.warned and not self.broken),
        )
        return " ".join([f"c tone-{self.tone}" if self.tone else "c", *(name for name, holds in marks if holds)])

    @property
    def label(self) -> str:
        """The cell for those who cannot see its marks; empty when the text alone says it all."""
        if not (self.is_by_hand or self.is_pinned or self.broken or self.warned):
            return ""
        marks = (
            (_("changed by hand"), self.is_by_hand),
            (_("pinned"), self.is_pinned),
            (_("breaks a rule"), self.broken),
            (_("warning"), self.warned and not self.broken),
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
        return self.figures.overtime > 0

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
        return {row.station.code: row.station.name for row in self.month.demand}

    @cached_property
    def pins(self) -> int:
        return sum(cell.is_pinned for cell in self.month.cells.values())

    @cached_property
    def is_empty(self) -> bool:
        return not self.month.cells

    def row_of(self, employee: Employee) -> GridRow | None:
        return next((row for row in self.rows if row.employee.pk == employee.pk), None)


def grid_of(roster: Roster, month: Month | None = None, *, discreet: bool = False) -> Grid:
    """The roster as it stands, judged; a roster not yet saved is an empty one.

    `discreet` hides why people are away, which is nobody's business but their manager's.
    """
    month = month or load_month(roster)
    problem = problem_of(roster, month)
    duties = duties_of(roster, problem, month)
    violations = check(problem, duties)
    days = days_of(month)
    shift_types = types_shown(month, problem)
    return Grid(
        roster=roster,
        days=days,
        groups=groups_of(month, days, shift_types, figures_of(problem, duties), Marks(violations, discreet)),
        foot=foot_of(cover_of(problem, duties, violations), days),
        shift_types=shift_types,
        violations=violations,
        problem=problem,
        duties=duties,
        month=month,
    )


def types_shown(month: Month, problem: Problem) -> list[ShiftType]:
    """The hall's own shift types of the month, as the legend and the columns of counts list them."""
    own = [month.shift_types[int(shift.id)] for shift in problem.shifts]
    return [row for row in own if row.hall_id == month.roster.hall_id]


class Marks:
    """How many violations a cell has a part in; none that is not for everybody when `discreet`."""

    def __init__(self, violations: Iterable[Violation], discreet: bool):
        self.discreet = discreet
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
    month: Month, days: list[GridDay], shift_types: list[ShiftType], figures: list[PersonFigures], marks: Marks
) -> list[GridGroup]:
    """Rows by manager and home station."""
    by_code = {person.code: person for person in figures}
    reach = max([4.0, *(abs(person.balance) for person in figures)])
    groups: dict[str, list[GridRow]] = defaultdict(list)
    for employee in sorted(month.employees, key=place_of):
        own = by_code[employee.code]
        counts = [own.shifts.get(row.code, 0) for row in shift_types]
        cells = list(cells_of(month, days, employee, marks))
        groups[group_name(employee)].append(GridRow(employee, cells, own, counts, reach))
    return [GridGroup(name, rows) for name, rows in groups.items()]


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
            is_employed=employee.is_employed_on(day.date),
            broken=marks.broken.get(place, 0),
            warned=marks.warned.get(place, 0),
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
        return {"key": day_off, "mark": absence_mark(kind), "tone": ABSENCE_TONES[kind], "day_off": day_off}
    tone = "lieu" if day_off == Assignment.DayOff.LIEU else ""
    return {"key": day_off, "mark": day_off_mark(day_off), "tone": tone, "day_off": day_off}
