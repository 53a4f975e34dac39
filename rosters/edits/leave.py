"""Leave that an edit enters beside its cells, as a sheet says it: taken back and entered again with them."""

from collections.abc import Iterable
from datetime import date

from staff.absences import NotAbsent, enter
from staff.models import Absence, Employee, User
from staff.recorded import delete_row

from ..models import Edit
from ..models.edits import LeaveKept
from .values import EMPTY, Conflict, NotEditable


def enter_leave(rows: Iterable[Absence], *, by: User | None, why: str) -> list[LeaveKept]:
    """Put all of it on record; raises NotEditable where one cannot be."""
    rows = list(rows)
    hold({row.employee_id for row in rows})
    try:
        return [kept(enter(row, by=by, why=why)) for row in rows]
    except NotAbsent as refusal:
        raise NotEditable("leave_refused", sentence=refusal.sentence) from refusal


def hold(people: Iterable[int]) -> None:
    """Hold these people until the transaction ends, in one order and before the first line of the log is written."""
    list(Employee.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people).order_by("pk"))


def kept(row: Absence) -> LeaveKept:
    return {
        "pk": row.pk,
        "employee": row.employee_id,
        "kind": row.kind,
        "first_day": str(row.first_day),
        "last_day": str(row.last_day),
    }


def turn_leave(edit: Edit, *, forth: bool, by: User) -> tuple[set[str], list[Conflict]]:
    """Take the edit's leave off the record, or put it there again; whose it was, and what stays as it is.

    What somebody has changed since, or handed a document in for, stays.
    """
    hold({one["employee"] for one in edit.leave})
    people = Employee.objects.select_related("hall").in_bulk({one["employee"] for one in edit.leave})
    turned_of, left = set(), []
    for one in edit.leave:
        if conflict := turned(one, people, forth=forth, by=by, why=edit.why):
            left.append(conflict)
        else:
            turned_of.add(people[one["employee"]].code)
    return turned_of, left


def turned(one: LeaveKept, people: dict[int, Employee], *, forth: bool, by: User, why: str) -> Conflict | None:
    """Turn one; a conflict where it stays, and `pk` says afterwards whether it is on record."""
    person, first = people.get(one["employee"]), date.fromisoformat(one["first_day"])
    if person is None:
        return Conflict("", first, EMPTY, EMPTY, "gone")
    if forth:
        was_taken_back = one["pk"] is None
        return entered_again(one, person, by=by, why=why) if was_taken_back else changed(person, first)
    row = Absence.objects.select_for_update(of=("self",), no_key=True).filter(pk=one["pk"] or 0).order_by().first()
    if row is None or not is_as_entered(row, one):
        return changed(person, first)
    delete_row(row, by=by, hall=person.hall)
    one["pk"] = None
    return None


def changed(person: Employee, first: date) -> Conflict:
    return Conflict(person.name, first, EMPTY, EMPTY, "leave_changed")


def is_as_entered(row: Absence, one: LeaveKept) -> bool:
    is_same = kept(row) == one and row.state == Absence.State.APPROVED and row.is_whole_day
    return is_same and not row.files.exists()


def entered_again(one: LeaveKept, person: Employee, *, by: User, why: str) -> Conflict | None:
    first, last = date.fromisoformat(one["first_day"]), date.fromisoformat(one["last_day"])
    row = Absence(employee=person, kind=one["kind"], first_day=first, last_day=last)
    try:
        one["pk"] = enter(row, by=by, why=why).pk
    except NotAbsent:
        return Conflict(person.name, first, EMPTY, EMPTY, "leave_refused")
    return None
