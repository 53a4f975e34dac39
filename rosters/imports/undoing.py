"""Taking an import of people or customers back: what is as it left it becomes what stood before."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from staff.models import Employee, Hall, Skill, Station, User
from staff.people import set_skills
from staff.recorded import InUse, delete_row, facts_of, goes_with, record_change

from ..models import TableImport
from ..needs.arrivals import Interval, plan_of, take_in
from .peopletable import PersonKept, standing

What = TableImport.What


@transaction.atomic
def take_back(kept: TableImport, *, by: User) -> list[str]:
    """Undo an applied import once; names what has changed since, and stays as it is."""
    hall = Hall.objects.select_for_update().get(pk=kept.hall_id)
    row = TableImport.objects.select_for_update().applied().filter(pk=kept.pk).first()
    if row is None:
        return []
    left = BACK[row.what](hall, row.undo, row.name, by)
    row.delete()
    return left


def people_back(hall: Hall, people: list[PersonKept], name: str, by: User) -> list[str]:
    known = {person.pk: person for person in Employee.objects.filter(hall=hall, pk__in=[one["pk"] for one in people])}
    return [
        one["after"]["columns"]["name"]
        for one in people
        if not (person := known.get(one["pk"])) or not person_back(person, one, name, by)
    ]


def person_back(person: Employee, kept: PersonKept, name: str, by: User) -> bool:
    """Whether she is as she was before; a new one goes, unless something of hers would go with her."""
    if standing(person) != kept["after"]:
        return False
    if kept["before"] is None:
        return removed(person, by)
    before = facts_of(person)
    for column, value in kept["before"]["columns"].items():
        field: Any = Employee._meta.get_field(column)
        setattr(person, column, field.to_python(value))
    person.save()
    record_change(person, before, by=by, hall=person.hall, why=name)
    set_skills(person, {int(pk): level for pk, level in kept["before"]["levels"].items()}, by=by)
    return True


def removed(person: Employee, by: User) -> bool:
    try:
        stays = person.user_id is not None or set(goes_with(person)) - {str(Skill._meta.verbose_name_plural)}
    except InUse:
        return False
    if not stays:
        delete_row(person, by=by, hall=person.hall)
    return not stays


def customers_back(hall: Hall, kept: dict[str, list[Any]], name: str, by: User) -> list[str]:
    """All of them or, where any has changed, none."""
    stations = {station.pk: station for station in hall.stations.all()}
    fresh, stale = ([interval_of(row, stations) for row in kept[which]] for which in ("fresh", "stale"))
    left = plan_of(hall, fresh, {one.moment: one.minutes for one in fresh})
    if left.fresh or left.stale:
        return [name]
    spoken: dict[Any, int] = {}
    for one in (*fresh, *stale):
        spoken[one.moment] = max(one.minutes, spoken.get(one.moment, 0))
    return [name] if take_in(hall, stale, spoken, by=by, name=name, whole=True).refused else []


def interval_of(row: list[Any], stations: dict[int, Station]) -> Interval:
    day, start, minutes, station, *counts = row
    return Interval(date.fromisoformat(day), start, minutes, stations.get(station), *counts)


BACK: dict[str, Callable[[Hall, Any, str, User], list[str]]] = {
    What.PEOPLE: people_back,
    What.ARRIVALS: customers_back,
}
