"""One row of everything in a hall, and where each address finds it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from rosters.models import (
    Assignment,
    Build,
    Demand,
    Headcount,
    PersonLimits,
    Repair,
    Roster,
    ShiftLimit,
    ShiftType,
    Wish,
)
from staff.models import Absence, CalendarDay, Employee, Hall, Post, SpecialDay, User
from tests import make

DRAFT, PUBLISHED = date(2026, 3, 1), date(2026, 4, 1)


def all_addresses() -> dict[str, set[str]]:
    """The names of all addresses outside the admin, with the parts that each takes."""
    return dict(walk(get_resolver().url_patterns, ""))


def walk(patterns: list[Any], space: str, taken: frozenset[str] = frozenset()):
    for pattern in patterns:
        takes = taken | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space, takes)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield space + pattern.name, takes


@dataclass
class World:
    """A hall in which everything is there once, with a draft month and a published one."""

    rows: dict[str, int]
    builds: dict[date, Build]
    repairs: dict[date, Repair]

    def address(self, name: str, takes: set[str], month: date = DRAFT) -> str:
        return reverse(name, kwargs={part: self._part(name, part, month) for part in takes})

    def _part(self, name: str, part: str, month: date) -> Any:
        is_api = name.startswith("api:")
        parts: dict[str, Any] = {
            "hall_code": "east",
            "code": "E1" if name == "api:person-detail" else "east",
            "month": f"{month:%Y-%m}" if is_api else month,
            "day": month,
            "date": month,
            "employee": "E1",
            "build_id": self.builds[month].pk,
            "repair_id": self.repairs[month].pk,
            "rest": "nowhere",
        }
        if part == "pk" and name.startswith("api:repair"):
            return self.repairs[month].pk
        if part == "pk":
            return self.builds[month].pk if name.startswith("api:build") else self.rows[kind_of(name)]
        return parts[part]


def kind_of(name: str) -> str:
    """`absence` for `staff:absence-approve`: whose primary key stands in the address."""
    last = name.split(":")[1]
    known = ["special-day", "shift-type", "absence", "station", "employee", "login", "post", "wish", "demand"]
    known += ["headcount", "person-limit", "shift-limit"]
    return next(kind for kind in known if last.startswith(kind))


def make_world(hall: Hall, supervisor: User) -> World:
    counter = make.station(hall)
    person = make.employee(hall, "E1", stations=(counter,))
    shift = make.shift_type(hall)
    absence = Absence.objects.create(employee=person, first_day=DRAFT, last_day=DRAFT)
    special = SpecialDay.objects.create(hall=hall, date=DRAFT, is_closed=True)
    wish = Wish.objects.create(employee=person, date=DRAFT)
    CalendarDay.objects.create(hall=hall, date=DRAFT, kind=CalendarDay.Kind.REST_DAY)
    months = {month: make_month(hall, month, person, shift) for month in (DRAFT, PUBLISHED)}
    return World(
        {
            "special-day": special.pk,
            "shift-type": shift.pk,
            "absence": absence.pk,
            "station": counter.pk,
            "employee": person.pk,
            "login": person.pk,
            "post": Post.objects.get(user=supervisor).pk,
            "wish": wish.pk,
            "demand": Demand.objects.create(
                hall=hall, station=counter, day_type="weekday", start=540, end=600, needed=1
            ).pk,
            "headcount": Headcount.objects.create(shift_type=shift, day_type="weekday", needed=1).pk,
            "person-limit": PersonLimits.objects.create(employee=person, most_run=5).pk,
            "shift-limit": ShiftLimit.objects.create(employee=person, shift_type=shift, most=5).pk,
        },
        months,
        {month: make_repair(build.roster) for month, build in months.items()},
    )


def make_month(hall: Hall, month: date, person: Employee, shift: ShiftType) -> Build:
    published = {"state": "published", "published_at": "2026-03-26T10:00Z"} if month == PUBLISHED else {}
    roster: Roster = make.roster(hall, month, **published)
    Assignment.objects.create(roster=roster, employee=person, date=month, shift_type=shift)
    return Build.objects.create(
        roster=roster, revision=0, problem={}, seconds=1, status=Build.Status.FAILED, finished_at="2026-03-20T10:00Z"
    )


def make_repair(roster: Roster) -> Repair:
    figures = {"penalty": 0, "broken": 0, "short_minutes": 0, "unmanaged_minutes": 0, "shortfalls": []}
    asked = {"what": "now", "first": None, "last": None, "employee": None, "shift": None}
    return Repair.objects.create(roster=roster, revision=0, asked=asked, before=figures, after=figures)
