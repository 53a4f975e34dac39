"""Taking an import of people, demand or customers back: what is as it left it becomes what stood before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, PROTECT, Exists, ManyToOneRel, OuterRef

from staff.models import Employee, Hall, Skill, Station, User
from staff.people import set_skills
from staff.recorded import delete_row, facts_of, record_change

from ..models import TableImport
from ..needs.arrivals import Interval, plan_of, take_in
from ..needs.demand_sets import TableChange, replace_tables
from ..needs.demand_table import DayKind, DemandTable, rows_from_facts
from ..needs.demand_table import facts_of as demand_facts
from .peopletable import PersonKept, standing

What = TableImport.What
# Rows that point at a person in one of these ways go with her, or keep her.
HOLDS = (CASCADE, PROTECT)


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
    hall = Hall.objects.select_for_update(no_key=True).get(pk=kept.hall_id)
    row = TableImport.objects.select_for_update(no_key=True).applied().filter(pk=kept.pk).first()
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
    rows = Employee.objects.filter(hall=hall, pk__in=[one["pk"] for one in people]).prefetch_related("skills")
    known = {person.pk: person for person in rows}
    bare = bare_among([one["pk"] for one in people if one["before"] is None])
    stations = {station.pk for station in hall.stations.all()}
    for one in people:
        person = known.get(one["pk"])
        able = one["pk"] in bare if one["before"] is None else stations_of(one["before"]) <= stations
        yield Part(
            person.name if person else one["after"]["columns"]["name"],
            person is not None and standing(person) == one["after"] and able,
            partial(person_back, person, one, name),
        )


def bare_among(people: list[int]) -> set[int]:
    """Those without a login with whom nothing would go but their skills; all of them in one query."""
    rows = Employee.objects.filter(pk__in=people, user=None).order_by()
    for relation in Employee._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete in HOLDS and relation.related_model is not Skill:
            hanging = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(hanging.order_by()))
    return set(rows.values_list("pk", flat=True)) if people else set()


def stations_of(before: dict[str, Any]) -> set[int]:
    home = before["columns"]["home_station_id"]
    return {int(pk) for pk in before["levels"]} | ({home} if home else set())


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
            # Rows whose station is gone are not among those that can be put back.
            demand_facts(table.rows) == one["after"] and len(before.rows) == len(one["before"]),
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
    is_whole = {row[3] for row in (*kept["fresh"], *kept["stale"])} <= {None, *stations}
    yield Part(
        name,
        is_whole and not (left.fresh or left.stale) and not plan_of(hall, stale, spoken).refused,
        partial(customers_back, hall, stale, spoken, name),
    )


def customers_back(hall: Hall, stale: list[Interval], spoken: dict[Any, int], name: str, by: User) -> None:
    plan = take_in(hall, stale, spoken, by=by, name=name, whole=True)
    if plan.refused:
        raise RuntimeError("customers that could be put back were refused")


def interval_of(row: list[Any], stations: dict[int, Station]) -> Interval:
    day, start, minutes, station, *counts = row
    return Interval(date.fromisoformat(day), start, minutes, stations.get(station), *counts)


PARTS: dict[str, Callable[[Hall, Any, str], Iterable[Part]]] = {
    What.PEOPLE: people_in,
    What.DEMAND: demand_in,
    What.ARRIVALS: customers_in,
}
