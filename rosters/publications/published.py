"""What staff may rely on: the last publication of each roster that is in force, and nothing later."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from staff.models import Employee, Hall

from ..models import Assignment, Publication, Roster, ShiftType
from ..month import CellKey, Month, load_month
from ..needs.kept import from_json as needs_from_json
from ..needs.kept import measured_by
from .snapshots import (
    NOTHING,
    Difference,
    Snapshot,
    cells_of,
    differences,
    from_json,
    snapshot_now,
    snapshot_of,
)


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """A shift or a kind of day off that has been published; empty cells are none."""

    roster_id: int
    employee_id: int
    date: date
    shift_type: ShiftType | None
    day_off: str


def published_shifts(
    hall: Hall, first: date, last: date, employees: Iterable[Employee] | None = None
) -> list[PublishedCell]:
    """The hall's published cells from first to last, by date and employee; of these employees, or of all.

    Two queries, however many people and months.
    """
    wanted = None if employees is None else {employee.pk for employee in employees}
    found = [
        (publication.roster_id, key, value)
        for publication in publications_in_force(hall, first, last)
        for key, value in snapshot_in(publication).values.items()
        if first <= key[1] <= last and (wanted is None or key[0] in wanted)
    ]
    types = ShiftType.objects.in_bulk({int(value) for _, _, value in found if value.isdecimal()})
    return [
        PublishedCell(
            roster_id,
            employee,
            day,
            types[int(value)] if value.isdecimal() else None,
            "" if value.isdecimal() else value,
        )
        for roster_id, (employee, day), value in sorted(found, key=lambda one: (one[1][1], one[1][0]))
    ]


def publications_in_force(hall: Hall, first: date, last: date) -> list[Publication]:
    """What staff can see of the hall's months from first to last; each knows its roster."""
    rows = Publication.objects.in_force().filter(roster__hall=hall)
    rows = rows.filter(roster__month__range=(first.replace(day=1), last)).select_related("roster")
    return list(rows.order_by("roster__month"))


def publication_of(roster: Roster) -> Publication | None:
    """The publication of the roster that is in force; none for a draft and for one withdrawn."""
    if not roster.is_published or roster.pk is None:
        return None
    publication = Publication.objects.filter(roster=roster.pk).first()
    if publication is not None:
        publication.roster = roster
    return publication


def snapshot_in(publication: Publication) -> Snapshot:
    return from_json(publication.cells, publication.roster.month)


def load_published(roster: Roster) -> Month:
    """The roster's month as its staff see it."""
    return month_published(roster)[0]


def month_published(roster: Roster) -> tuple[Month, "Standing"]:
    """The roster's month as its staff see it, and that standing; empty where nothing is published."""
    standing, month = published_standing(roster), load_month(roster)
    if standing.publication:
        return month_in(standing.publication, month), standing
    return month_showing(month, standing.before), standing


def published_standing(roster: Roster) -> "Standing":
    """The roster as if nobody had touched it since its publication, as its staff see it."""
    publication = publication_of(roster)
    shown = snapshot_in(publication) if publication else NOTHING
    return Standing(publication, shown, shown)


def published_rows(roster: Roster) -> list[Assignment]:
    """The roster's published cells as assignments that are in no table, by date and employee's code."""
    cells = cells_of(published_standing(roster).before, roster).values()
    people = Employee.objects.in_bulk({cell.employee_id for cell in cells})
    types = ShiftType.objects.in_bulk({cell.shift_type_id for cell in cells if cell.shift_type_id})
    rows = [
        Assignment(
            roster=roster,
            employee=people[cell.employee_id],
            date=cell.date,
            shift_type=types[cell.shift_type_id] if cell.shift_type_id else None,
            day_off=cell.day_off,
            is_pinned=cell.is_pinned,
            origin=cell.origin,
        )
        for cell in cells
        if cell.employee_id in people
    ]
    return sorted(rows, key=lambda row: (row.date, row.employee.code))


def month_in(publication: Publication, month: Month) -> Month:
    """The month as a version has it, measured by what was needed then."""
    return measured_by(month_showing(month, snapshot_in(publication)), needs_from_json(publication.needs))


def month_standing(roster: Roster) -> Month:
    """The month as it stands; one that is over is measured by what was needed when it was published last."""
    month = load_month(roster)
    publication = publication_of(roster) if roster.is_closed or roster.is_over else None
    return measured_by(month, needs_from_json(publication.needs)) if publication else month


def month_showing(month: Month, snapshot: Snapshot) -> Month:
    """The month with a snapshot's cells in place of those that stand in it."""
    unknown = snapshot.shift_type_ids - month.shift_types.keys()
    types = month.shift_types | (ShiftType.objects.in_bulk(unknown) if unknown else {})
    known = {employee.pk for employee in month.employees}
    cells = {key: cell for key, cell in cells_of(snapshot, month.roster).items() if key[0] in known}
    return replace(month, cells=cells, shift_types=types)


@dataclass(frozen=True)
class Standing:
    """A roster beside its publication in force: which cells staff do not know of yet."""

    publication: Publication | None
    before: Snapshot
    now: Snapshot

    @cached_property
    def changes(self) -> list[Difference]:
        """Unpublished changes; none for a roster that staff cannot see at all."""
        return differences(self.before, self.now) if self.publication else []

    @cached_property
    def changed(self) -> frozenset[CellKey]:
        return frozenset((change.employee_id, change.date) for change in self.changes)


UNSEEN = Standing(None, NOTHING, NOTHING)


def standing_of(roster: Roster, month: Month | None = None) -> Standing:
    """How the roster differs from what staff see; `month` saves reading its cells again."""
    publication = publication_of(roster)
    if publication is None:
        return UNSEEN
    now = snapshot_of(month.cells.values()) if month else snapshot_now(roster)
    return Standing(publication, snapshot_in(publication), now)
