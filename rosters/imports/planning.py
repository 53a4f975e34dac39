"""What a sheet would do to a roster: cells that change, and of all others why they do not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from staff.models import AbsenceKind, Employee, User

from ..edits.editing import CellChange, state_in
from ..edits.proposals import why_kept
from ..edits.values import EMPTY, CellValue
from ..models import Assignment, ShiftType
from ..month import Month
from ..targets import absences_on
from .found import Entry, Known, Reading, Rest
from .layouts import read_sheets
from .leave import Leave, LeaveFound
from .meanings import Meanings
from .memory import told_of
from .people import Ambiguous, People, key_of
from .sheets import Sheet
from .wording import why_text

CellKey = tuple[Employee, date]


@dataclass(frozen=True)
class SheetChange:
    """A cell of the roster that the sheet changes."""

    entry: Entry
    change: CellChange
    before: CellValue

    @property
    def after(self) -> CellValue:
        return self.change.value or EMPTY


@dataclass
class Plan:
    """A sheet against a roster. Each of the sheet's cells is placed, ignored by a rule, or unplaced for a reason.

    `leave` is what is not on record and can be entered; its cells are placed if it shall be.
    """

    month: Month
    reading: Reading
    people: People
    meanings: Meanings
    placed: list[Entry] = field(default_factory=list)
    changes: list[SheetChange] = field(default_factory=list)
    ignored: list[Rest] = field(default_factory=list)
    unplaced: list[Rest] = field(default_factory=list)
    leave: list[LeaveFound] = field(default_factory=list)

    @cached_property
    def cells_placed(self) -> int:
        """How many cells of the sheet are in the roster afterwards, merged areas being as many as they lie over."""
        others = {(one.sheet, one.place) for one in (*self.ignored, *self.unplaced)}
        return len({(one.sheet, one.place) for one in self.placed} - others)

    @cached_property
    def without_kind(self) -> set[str]:
        """Texts that speak of leave which is not on record, and do not say of which kind."""
        return {one.text for one in self.unplaced if one.why == "leave-of-no-kind"}

    @cached_property
    def rules(self) -> dict[str, int]:
        """How many cells each rule ignores."""
        return dict(Counter(one.why for one in self.ignored).most_common())


def plan_of(
    month: Month, sheets: Iterable[Sheet], *, empties: bool = False, leave: bool = False, by: User | None = None
) -> Plan:
    """The sheets read for this month, with what the hall has said of their words.

    `empties` empties cells that are empty there, `leave` enters what `by` may enter of the leave they say.
    """
    told_people, told_values = told_of(month.roster.hall)
    people = People(month.employees, told_people)
    meanings = Meanings(types_in_use(month), told_values, AbsenceKind.of(month.roster.hall).values())
    reading = read_sheets(sheets, month.roster.month, Known(people.is_person, meanings.is_known))
    plan = Plan(month, reading, people, meanings, ignored=list(reading.ignored), unplaced=list(reading.unplaced))
    said = list(said_in(plan))
    away = Leave(month, by=by)
    for key, entries in grouped(said).items():
        place(plan, key, entries, away)
    settle(plan, away, enter=leave)
    if empties:
        empty_the_rest(plan, {key for key, _entry, _value in said})
    return plan


def types_in_use(month: Month) -> list[ShiftType]:
    """The hall's shift types of the month, parts of them included: a sheet of this program's has both."""
    own = [row for row in month.shift_types.values() if row.hall_id == month.roster.hall_id]
    return [row for row in own if any(map(row.is_valid_on, month.days))]


def said_in(plan: Plan) -> Iterator[tuple[CellKey, Entry, CellValue]]:
    """The entries that are clear: who, on which day, what. Others are ignored or unplaced."""
    for entry in plan.reading.entries:
        if rule := rule_against(plan, entry):
            plan.ignored.append(rest_of(entry, rule))
            continue
        try:
            yield clear(plan, entry)
        except Ambiguous as doubt:
            plan.unplaced.append(rest_of(entry, doubt.why))


def rule_against(plan: Plan, entry: Entry) -> str:
    if plan.people.is_ignored(entry.names) or plan.meanings.is_ignored(entry.text):
        return "told-to-ignore"
    if entry.day and not plan.month.roster.month <= entry.day <= plan.month.roster.last_day:
        return "outside-month"
    return ""


def clear(plan: Plan, entry: Entry) -> tuple[CellKey, Entry, CellValue]:
    employee = plan.people.named(entry.names)
    if entry.day is None:
        raise Ambiguous("no-such-day")
    if plan.meanings.is_leave(entry.text):
        return (employee, entry.day), entry, EMPTY
    return (employee, entry.day), entry, plan.meanings.value(entry.text, entry.day)


def grouped(said: Iterable[tuple[CellKey, Entry, CellValue]]) -> dict[CellKey, list[tuple[Entry, CellValue]]]:
    groups: dict[CellKey, list[tuple[Entry, CellValue]]] = defaultdict(list)
    for key, entry, value in said:
        groups[key].append((entry, value))
    return groups


def place(plan: Plan, key: CellKey, entries: list[tuple[Entry, CellValue]], away: Leave) -> None:
    """Put into its cell what all of the entries for it say."""
    if len({value.key for _entry, value in entries}) > 1:
        plan.unplaced += [rest_of(entry, "two-entries-for-a-day") for entry, _value in entries]
        return
    (entry, value), *again = entries
    plan.ignored += [rest_of(other, "said-twice") for other, _value in again]
    employee, day = key
    is_away = any(absence.is_whole_day for absence in absences_on(plan.month, employee, day))
    if value.shift_type is None and is_away:
        plan.ignored.append(rest_of(entry, "leave-on-record"))
    elif value == EMPTY:
        try:
            away.add(employee, day, entry, plan.meanings.kind(entry.text))
        except Ambiguous as doubt:
            plan.unplaced.append(rest_of(entry, doubt.why))
    elif why := why_kept(plan.month, employee, day, value):
        plan.unplaced.append(rest_of(entry, why))
    else:
        plan.placed.append(entry)
        change(plan, entry, key, value)


def settle(plan: Plan, away: Leave, *, enter: bool) -> None:
    """Leave that can be entered, if it shall be, and empties the cells of its days."""
    for found, why in away.settled():
        if not why:
            plan.leave.append(found)
        for day, entry in found.entries:
            if why or not enter:
                plan.unplaced.append(rest_of(entry, why or "leave-not-on-record"))
            else:
                plan.placed.append(entry)
                change(plan, entry, (found.employee, day), EMPTY)


def change(plan: Plan, entry: Entry, key: CellKey, value: CellValue) -> None:
    before = state_in(plan.month, *key).value
    if before != value:
        wanted = CellChange(*key, value=value, expected=before.key, origin=Assignment.Origin.COPIED)
        plan.changes.append(SheetChange(entry, wanted, before))


def empty_the_rest(plan: Plan, said: set[CellKey]) -> None:
    """Empty the cells that the sheet leaves empty in the rows of people."""
    for blank in plan.reading.blanks:
        if rule_against(plan, replace(blank, text="")) or blank.day is None:
            continue
        try:
            key = plan.people.named(blank.names), blank.day
        except Ambiguous:
            continue
        if key not in said and not why_kept(plan.month, *key, EMPTY):
            said.add(key)
            change(plan, blank, key, EMPTY)


def rest_of(entry: Entry, why: str) -> Rest:
    return Rest(entry.sheet, entry.place, entry.written or entry.text, why)


# --- the texts that a person is asked about ----------------------------------


@dataclass
class Asked:
    """A text of the sheet: what it is taken for, how often it stands there, and where first."""

    text: str
    meaning: Any = None
    why: str = ""
    times: int = 0
    cell: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say what it means."""
        return self.meaning is None and self.why not in ("told-to-ignore", "leave")

    @property
    def shown(self) -> str:
        """What it is taken for, in words; nothing where that is not clear."""
        if isinstance(self.meaning, CellValue):
            return str(self.meaning.shift_type or Assignment.DayOff(self.meaning.day_off).label)
        if isinstance(self.meaning, Employee):
            return f"{self.meaning.name} {self.meaning.code}"
        return str(self.meaning or "")

    @property
    def why_text(self) -> str:
        return why_text(self.why) if self.why not in ("", "leave") else ""


def people_asked(plan: Plan) -> list[Asked]:
    """Every name in the sheet and whom it means; those who are not clear first."""
    found: dict[str, Asked] = {}
    for entry in plan.reading.entries:
        one = found.setdefault(key_of(entry.names), Asked(key_of(entry.names), cell=entry.cell))
        one.times += 1
        try:
            one.meaning = plan.people.named(entry.names)
        except Ambiguous as doubt:
            one.why = "told-to-ignore" if plan.people.is_ignored(entry.names) else doubt.why
    return sorted(found.values(), key=lambda one: not one.is_open)


def values_asked(plan: Plan) -> list[Asked]:
    """Every text in the cells of somebody and what it means; those that are not clear first."""
    found: dict[str, Asked] = {}
    for entry in plan.reading.entries:
        one = found.setdefault(entry.text, Asked(entry.text, cell=entry.cell))
        one.times += 1
    for one in found.values():
        explain(plan, one)
    return sorted(found.values(), key=lambda one: (not one.is_open, -one.times))


def explain(plan: Plan, one: Asked) -> None:
    if plan.meanings.is_ignored(one.text):
        one.why = "told-to-ignore"
    elif plan.meanings.is_leave(one.text):
        one.meaning = plan.meanings.kind(one.text)
        one.why = "leave-of-no-kind" if one.text in plan.without_kind else "leave"
    else:
        try:
            one.meaning = plan.meanings.value(one.text)
        except Ambiguous as doubt:
            one.why = doubt.why
