"""What stands in a hall's published rosters: the ground on which swaps are asked for and decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rosters.edits.editing import EMPTY, REST, CellValue
from rosters.models import Assignment, Roster
from rosters.month import CellKey
from rosters.publications.published import published_shifts
from staff.models import Employee, Hall


@dataclass(frozen=True)
class Standing:
    """Published cells by employee's primary key and date, the rosters by month, and what managers have drafted."""

    hall: Hall
    rosters: dict[date, Roster]
    cells: dict[CellKey, CellValue]
    drafted: dict[CellKey, CellValue]

    def roster_on(self, day: date) -> Roster | None:
        return self.rosters.get(day.replace(day=1))

    def at(self, employee: Employee, day: date) -> CellValue:
        """What staff rely on; a day on which nothing stands is a day off."""
        return day_off_if_empty(self.cells.get((employee.pk, day), EMPTY))

    def drafted_at(self, employee: Employee, day: date) -> CellValue:
        """What stands in the roster itself, published or not."""
        return day_off_if_empty(self.drafted.get((employee.pk, day), EMPTY))

    def is_settled(self, employee: Employee, day: date) -> bool:
        """Whether the day is published, and no manager is about to change the cell."""
        return self.roster_on(day) is not None and self.at(employee, day) == self.drafted_at(employee, day)


def day_off_if_empty(value: CellValue) -> CellValue:
    return REST if value == EMPTY else value


def standing_of(hall: Hall, first: date, last: date) -> Standing:
    """Everything that is published of the days from first to last, beside the drafts; four queries."""
    months = Roster.objects.filter(hall=hall, state=Roster.State.PUBLISHED, month__range=(first.replace(day=1), last))
    rosters = {roster.month: roster for roster in months.select_related("hall")}
    published = published_shifts(hall, first, last)
    drafted = Assignment.objects.filter(roster__in=rosters.values(), date__range=(first, last))
    return Standing(
        hall,
        rosters,
        {(cell.employee_id, cell.date): CellValue(cell.shift_type, cell.day_off) for cell in published},
        {(row.employee_id, row.date): CellValue.of(row) for row in drafted.select_related("shift_type")},
    )


def standing_on(hall: Hall, days: Iterable[date], around: int = 0) -> Standing:
    """What is published of these days, and of so many days around them."""
    days = sorted(days)
    return standing_of(hall, days[0] - timedelta(days=around), days[-1] + timedelta(days=around))
