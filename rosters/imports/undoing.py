"""Taking an import of people, demand or customers back: what is as it left it becomes what stood before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from staff.models import Employee, Hall, Skill, Station, User
from staff.people import set_skills
from staff.recorded import InUse, delete_row, facts_of, goes_with, record_change

from ..models import TableImport
from ..needs.arrivals import Interval, plan_of, take_in
from ..needs.demand_sets import TableChange, replace_tables
from ..needs.demand_table import DayKind, DemandTable, rows_from_facts
from ..needs.demand_table import facts_of as demand_facts
from .peopletable import PersonKept, standing

What = TableImport.What


@dataclass(frozen=True)
class Part:
    """A part of what an import wrote: what it is called, whether it still stands as written, how it is put back."""

    name: str
    is_as_left: bool
    put_back: Callable[[User], object]


def in_the_way(kept: TableImport) -> list[str]:
    """What has been changed since by others or by a later import, by name: taking back leaves it as it is."""
    return [part.name for part in parts_of(kept) if not part.is_as_left]


@transaction.atomic
def take_back(kept: TableImport, *, by: User) -> list[str]:
    """Undo an applied import once; names what has changed since, and stays as it is.

    One of which nothing can be put back stays, to be taken back when what is in its way has gone.
    """
    hall = Hall.objects.select_for_update().get(pk=kept.hall_id)
    row = TableImport.objects.select_for_update().applied().filter(pk=kept.pk).first()
    if row is None:
        return []
    row.hall = hall
    parts = parts_of(row)
    able = [part for part in parts if part.is_as_left]
    for part in able:
        part.put_back(by)
    if able:
        row.delete()
    return [part.name for part in parts if not part.is_as_left]


def parts_of(kept: TableImport) -> list[Part]:
    return list(PARTS[kept.what](kept.hall, kept.undo, kept.name))


# --- people --------------------------------------------------------------------


def people_in(hall: Hall, people: list[PersonKept], name: str) -> Iterable[Part]:
    known = {person.pk: person for person in Employee.objects.filter(hall=hall, pk__in=[one["pk"] for one in people])}
    for one in people:
        person = known.get(one["pk"])
        yield Part(
            person.name if person else one["after"]["columns"]["name"],
            person is not None and is_as_left(person, one),
            partial(person_back, person, one, name),
        )


def is_as_left(person: Employee, kept: PersonKept) -> bool:
    """Whether nobody has changed her since, nor would anything go with one who was new."""
    return standing(person) == kept["after"] and (kept["before"] is not None or is_bare(person))


def is_bare(person: Employee) -> bool:
    try:
        return person.user_id is None and not set(goes_with(person)) - {str(Skill._meta.verbose_name_plural)}
    except InUse:
        return False


def person_back(person: Employee | None, kept: PersonKept, name: str, by: User) -> None:
    assert person is not None, "she stands as the import left her"
    if kept["before"] is None:
        delete_row(person, by=by, hall=person.hall)
        return
    before = facts_of(person)
    for column, value in kept["before"]["columns"].items():
        field: Any = Employee._meta.get_field(column)
        setattr(person, column, field.to_python(value))
    person.save()
    record_change(person, before, by=by, hall=person.hall, why=name)
    set_skills(person, {int(pk): level for pk, level in kept["before"]["levels"].items()}, by=by)


# --- demand ----------------------------------------------------------------------


def demand_in(hall: Hall, kinds: list[dict[str, Any]], name: str) -> Iterable[Part]:
    """Each kind of day by itself."""
    for one in kinds:
        kind = DayKind.from_key(one["kind"])
        assert kind is not None
        table = DemandTable(hall, kind)
        before = TableChange(table, rows_from_facts(table, one["before"]))
        yield Part(
            kind.label,
            demand_facts(table.rows) == one["after"],
            partial(demand_back, hall, before),
        )


def demand_back(hall: Hall, change: TableChange, by: User) -> None:
    replace_tables(hall, [change], by=by)


# --- customers -------------------------------------------------------------------


def customers_in(hall: Hall, kept: dict[str, list[Any]], name: str) -> Iterable[Part]:
    """All of them, or none."""
    stations = {station.pk: station for station in hall.stations.all()}
    fresh, stale = ([interval_of(row, stations) for row in kept[which]] for which in ("fresh", "stale"))
    left = plan_of(hall, fresh, {one.moment: one.minutes for one in fresh})
    spoken: dict[Any, int] = {}
    for one in (*fresh, *stale):
        spoken[one.moment] = max(one.minutes, spoken.get(one.moment, 0))
    refused = plan_of(hall, stale, spoken).refused
    yield Part(
        name,
        not (left.fresh or left.stale or refused),
        partial(customers_back, hall, stale, spoken, name),
    )


def customers_back(hall: Hall, stale: list[Interval], spoken: dict[Any, int], name: str, by: User) -> None:
    take_in(hall, stale, spoken, by=by, name=name, whole=True)


def interval_of(row: list[Any], stations: dict[int, Station]) -> Interval:
    day, start, minutes, station, *counts = row
    return Interval(date.fromisoformat(day), start, minutes, stations.get(station), *counts)


PARTS: dict[str, Callable[[Hall, Any, str], Iterable[Part]]] = {
    What.PEOPLE: people_in,
    What.DEMAND: demand_in,
    What.ARRIVALS: customers_in,
}
