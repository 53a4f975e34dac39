"""Everything there is to say of one cell."""

from dataclasses import dataclass
from datetime import date

from staff.models import Absence, Employee

from ..grids.grid import Grid, GridCell
from ..models import CellNote, Wish
from ..rulewords import sentence_of
from .cellhistory import Past, history_of
from .consequences import BAD, WARNING, Consequence


@dataclass(frozen=True)
class CellCard:
    """A person's day: what stands there, what it breaks, what she asked for, when she is away."""

    employee: Employee
    cell: GridCell
    said: list[Consequence]
    wishes: list[Wish]
    absences: list[Absence]
    note: CellNote | None
    history: list[Past]

    @property
    def day(self) -> date:
        return self.cell.day.date


def card_of(grid: Grid, employee: Employee, day: date) -> CellCard | None:
    """The card of a cell of this month; None when the grid has no such cell."""
    row, number = grid.row_of(employee), (day - grid.roster.month).days
    if row is None or not 0 <= number < len(grid.days):
        return None
    absences = Absence.objects.filter(employee=employee).standing().between(day, day)
    return CellCard(
        employee=employee,
        cell=row.cells[number],
        said=said_of(grid, employee.code, number),
        wishes=[wish for wish in grid.month.wishes if (wish.employee_id, wish.date) == (employee.pk, day)],
        absences=list(absences),
        note=CellNote.objects.filter(hall=grid.roster.hall_id, employee=employee, date=day).first(),
        history=history_of(grid.roster, employee, day, grid.month),
    )


def said_of(grid: Grid, code: str, number: int) -> list[Consequence]:
    """The sentences in which the cell has a part, hard rules first; whole-month ones of soft rules are left out."""
    touching = [v for v in grid.violations if v.worker == code and number in v.days]
    return [
        Consequence(BAD if violation.is_hard else WARNING, sentence_of(violation, grid.problem, grid.station_names))
        for violation in sorted(touching, key=lambda violation: not violation.is_hard)
    ]
