"""Versions of a draft: kept under a name, brought back in one act."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from staff.models import Employee, User

from ..builds.writing import locked
from ..edits.editing import CellChange, refuse_unfit, set_cells, state_in
from ..edits.values import NotEditable, value_in
from ..models import Assignment, DraftVersion, Edit, Publication, Roster
from ..month import Month, load_month
from .published import publication_of, snapshot_in
from .publishing import judged, record
from .snapshots import Snapshot, from_json, snapshot_of, to_json


class NotKept(Exception):
    """A version that could not be kept or brought back; `facts` say why, for `wording.reason_of`."""

    def __init__(self, reason: str, **facts: Any):
        super().__init__(reason)
        self.facts = {"reason": reason} | facts


def keep_draft(roster: Roster, name: str, *, by: User) -> DraftVersion:
    """The roster's cells as they stand, kept under this name."""
    with transaction.atomic():
        roster = locked(roster)
        return keep_cells(load_month(roster), name, by=by)


def keep_cells(month: Month, name: str, *, by: User) -> DraftVersion:
    """The month's cells, those of its roster or others, kept under this name; raises NotKept."""
    roster, name = month.roster, name.strip()
    if not name:
        raise NotKept("name_missing")
    cells = to_json(snapshot_of(month.cells.values()))
    try:
        with transaction.atomic():
            kept = roster.draft_versions.create(name=name, cells=cells, by=by, penalty=judged(month).penalty)
    except IntegrityError as error:
        raise NotKept("name_taken", name=name) from error
    record("draft_kept", roster, by=by, after={"name": name, "revision": roster.revision})
    return kept


@transaction.atomic
def delete_draft(version: DraftVersion, *, by: User) -> None:
    """Forget a kept version for good; one that is gone already stays so."""
    if DraftVersion.objects.filter(pk=version.pk).delete()[1].get("rosters.DraftVersion"):
        record("draft_deleted", version.roster, by=by, after={"name": version.name, "penalty": version.penalty})


@transaction.atomic
def bring_back(version: DraftVersion, *, by: User, revision: int | None = None) -> int:
    """Let the roster hold what the version holds; says how many cells have changed.

    Cells of people and shift types that are gone stay as they are. With `revision`, a roster
    that was edited since is refused.
    """
    wanted = from_json(version.cells, version.roster.month)
    return put_back(version.roster, wanted, version.name, by=by, revision=revision)


@transaction.atomic
def discard_changes(roster: Roster, *, by: User, revision: int | None = None) -> int:
    """Forget unpublished changes: the roster holds again what staff see."""
    publication = publication_of(roster)
    if publication is None:
        raise NotKept("not_published")
    return put_back(roster, snapshot_in(publication), f"v{publication.number}", by=by, revision=revision)


@transaction.atomic
def bring_back_publication(publication: Publication, *, by: User, revision: int | None = None) -> int:
    """Let the draft hold what an earlier publication held; staff see it once it is published."""
    name = f"v{publication.number}"
    return put_back(publication.roster, snapshot_in(publication), name, by=by, revision=revision)


def put_back(roster: Roster, wanted: Snapshot, name: str, *, by: User, revision: int | None) -> int:
    roster = locked(roster)
    if roster.is_closed:
        raise NotKept("closed")
    if revision is not None and revision != roster.revision:
        raise NotKept("edited_since")
    done = set_cells(roster, partial(changes_to, wanted), by=by, what=Edit.What.RESTORE, why=name)
    return len(done.steps)


def changes_to(wanted: Snapshot, month: Month) -> Iterator[CellChange]:
    """What lets the month hold what was kept, pins too; what can stand there no longer stays as it is now."""
    stands = snapshot_of(month.cells.values())
    people = {employee.pk: employee for employee in month.employees}
    for key in sorted(stands.values.keys() | wanted.values.keys()):
        if key[0] in people and stands.at(key) != wanted.at(key):
            yield from change_to(wanted, month, people[key[0]], key[1])


def change_to(wanted: Snapshot, month: Month, employee: Employee, day: date) -> Iterator[CellChange]:
    key = (employee.pk, day)
    origin = Assignment.Origin.BY_HAND if key in wanted.by_hand else Assignment.Origin.BUILT
    try:
        value = value_in(month, wanted.values.get(key, ""))
        change = CellChange(employee, day, value=value, pin=key in wanted.pinned, origin=origin)
        stands = state_in(month, employee, day)
        refuse_unfit(month, change, stands, change.applied_to(stands))
    except NotEditable:
        return
    yield change
