"""Leave that a sheet says and that is not on record: whose, from when to when, and why some cannot be entered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from staff.absences import NotAbsent, refuse_own
from staff.allowances import AllowanceBook, beyond_sentence
from staff.models import Absence, AbsenceKind, Employee, User

from ..edits.proposals import why_kept
from ..edits.values import EMPTY
from ..month import Month
from .found import Entry
from .people import Ambiguous

Said = tuple[date, Entry]


@dataclass(frozen=True)
class LeaveFound:
    """Days one after the other on which the sheet has somebody away, and its cells that say so."""

    employee: Employee
    kind: AbsenceKind
    entries: tuple[Said, ...]

    @property
    def first_day(self) -> date:
        return self.entries[0][0]

    @property
    def last_day(self) -> date:
        return self.entries[-1][0]

    @property
    def days(self) -> int:
        return len(self.entries)

    def absence(self) -> Absence:
        """A row for it, not saved."""
        row = Absence(employee=self.employee, kind=self.kind.code, first_day=self.first_day, last_day=self.last_day)
        row.kind_name, row.state = self.kind.name, Absence.State.APPROVED
        return row


class Leave:
    """What a sheet says of leave, day by day, against what is on record and what people are owed."""

    def __init__(self, month: Month, *, by: User | None) -> None:
        self.month, self.by = month, by
        self.said: dict[tuple[Employee, str], list[Said]] = defaultdict(list)
        self.kinds: dict[str, AbsenceKind] = {}

    def add(self, employee: Employee, day: date, entry: Entry, kind: AbsenceKind | None) -> None:
        """A day of it; raises Ambiguous where it is not clear, or something stands in its place."""
        if kind is None:
            raise Ambiguous("leave-of-no-kind")
        if not employee.is_employed_on(day) or (why := why_kept(self.month, employee, day, EMPTY)):
            raise Ambiguous(why if employee.is_employed_on(day) else "not-employed")
        self.kinds[kind.code] = kind
        self.said[employee, kind.code].append((day, entry))

    def settled(self) -> Iterator[tuple[LeaveFound, str]]:
        """The leave in order of its days, each with why it cannot be entered; empty where it can.

        What goes before is counted as taken: the second of two weeks can be beyond an allowance.
        """
        people = {employee.pk: employee for employee, _kind in self.said}.values()
        roster = self.month.roster
        book = AllowanceBook(roster.hall, people, roster.month, roster.last_day) if people else None
        for found in sorted(self.runs(), key=lambda one: (one.first_day, one.employee.code)):
            assert book is not None
            row = found.absence()
            why = self.why_not(row, book)
            if not why:
                book.absences[found.employee.pk].append(row)
            yield found, why

    def runs(self) -> Iterator[LeaveFound]:
        for (employee, kind), said in self.said.items():
            run: list[Said] = []
            for day, entry in sorted(said, key=lambda one: one[0]):
                if run and day - run[-1][0] > timedelta(days=1):
                    yield LeaveFound(employee, self.kinds[kind], tuple(run))
                    run = []
                run.append((day, entry))
            yield LeaveFound(employee, self.kinds[kind], tuple(run))

    def why_not(self, row: Absence, book: AllowanceBook) -> str:
        """As `staff.absences.enter` would refuse it."""
        try:
            refuse_own(row, by=self.by)
        except NotAbsent as refusal:
            return refusal.sentence
        if any(meets(row, other) for other in book.absences[row.employee_id]):
            return "other-leave-stands"
        beyond = book.beyond(row, row.employee)
        return " ".join(beyond_sentence(row.employee, *one) for one in beyond)


def meets(row: Absence, other: Absence) -> bool:
    return other.first_day <= row.last_day and row.first_day <= other.last_day
