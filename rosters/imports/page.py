"""What the page of an import shows: how the sheet is understood and what it would change."""

from functools import cached_property
from typing import Any

from staff.models import AbsenceKind, Employee, User

from ..models import Assignment, Edit, Roster, SheetImport
from ..month import load_month
from .found import Rest
from .leave import LeaveFound
from .planning import Asked, Plan, SheetChange, people_asked, plan_of, values_asked
from .safely import from_json
from .sheets import Sheet
from .wording import LAYOUTS, why_text

SHOWN = 30


class ImportPage:
    """A file that was sent, against the roster as it stands."""

    def __init__(self, roster: Roster, kept: SheetImport, user: User) -> None:
        self.roster, self.kept, self.user = roster, kept, user
        self.has_many_sheets = len(kept.sheets) > 1

    @cached_property
    def sheets(self) -> list[Sheet]:
        return [from_json(one) for one in self.kept.sheets]

    @cached_property
    def plan(self) -> Plan:
        return plan_of(load_month(self.roster), self.sheets, empties=self.kept.empties, by=self.user)

    @property
    def layout(self) -> str:
        return str(LAYOUTS[self.plan.reading.layout])

    @cached_property
    def people(self) -> list[Asked]:
        return people_asked(self.plan)

    @cached_property
    def values(self) -> list[Asked]:
        return values_asked(self.plan)

    @property
    def unclear(self) -> int:
        return sum(one.is_open for one in (*self.people, *self.values))

    @property
    def employees(self) -> list[Employee]:
        return self.plan.month.employees

    @property
    def shift_types(self) -> list[Any]:
        return self.plan.meanings.shift_types

    @property
    def kinds(self) -> list[AbsenceKind]:
        return list(self.plan.meanings.kinds.values())

    @property
    def days_off(self) -> list[tuple[str, Any]]:
        return Assignment.DayOff.choices

    @property
    def leave(self) -> list[LeaveFound]:
        return self.plan.leave

    @property
    def shown(self) -> list[SheetChange]:
        return self.plan.changes[:SHOWN]

    @property
    def more(self) -> list[SheetChange]:
        return self.plan.changes[SHOWN:]

    @property
    def unplaced(self) -> list[tuple[Any, str]]:
        return [(one, why_text(one.why)) for one in self.plan.unplaced]

    @property
    def rules(self) -> list[tuple[str, list[Rest]]]:
        """The cells that each rule ignores."""
        return [(why_text(why), [one for one in self.plan.ignored if one.why == why]) for why in self.plan.rules]

    @cached_property
    def can_undo(self) -> bool:
        """Whether it is applied and is the user's last edit, which one press takes back."""
        last = Edit.objects.last_done(self.roster, self.user) if self.kept.edit_id and self.roster.pk else None
        return last is not None and last.pk == self.kept.edit_id
