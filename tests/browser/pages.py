"""Every page there is, in one place: who opens it, and where it is.

A page added here is looked at in every theme, language and width.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from rosters.models import Roster
from staff.models import Absence, Hall, TimeBankEntry
from staff.months import shifted
from tests import make


@dataclass(frozen=True)
class Page:
    """Who opens it (a username of the world, or nobody), where it is, its answer.

    `{this}` and `{next}` are months, `{person}` is somebody.
    """

    user: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.user or 'nobody'} {self.path}"


PAGES = [
    Page("", "/accounts/login/"),
    Page("manager", "/accounts/password/change/"),
    Page("manager", "/accounts/logout/"),
    Page("manager", "/nothing/is/here/", 404),
    Page("manager", "/"),
    Page("clerk", "/"),
    Page("nobody", "/"),
    Page("department", "/"),
    Page("department", "/?q=nowhere"),
    Page("clerk", "/me/"),
    Page("department", "/me/"),
    Page("manager", "/halls/east/rosters/{this}/"),
    Page("clerk", "/halls/east/rosters/{this}/"),
    Page("manager", "/halls/east/rosters/{next}/"),
    Page("manager", "/halls/east/rosters/{next}/explain/"),
    Page("manager", "/halls/east/rosters/{next}/explain/cell/?employee=E1&date={next}-03"),
    Page("manager", "/halls/east/rosters/{next}/explain/gap/?date={next}-03&station=counter&start=540"),
    Page("manager", "/halls/west/setup/", 404),
    Page("manager", "/halls/east/setup/"),
    Page("manager", "/halls/east/setup/hall/"),
    Page("manager", "/halls/east/setup/hall/special-days/new/"),
    Page("manager", "/halls/east/setup/stations/"),
    Page("manager", "/halls/east/setup/stations/new/"),
    Page("manager", "/halls/east/setup/employees/"),
    Page("manager", "/halls/east/setup/employees/new/"),
    Page("manager", "/halls/east/setup/employees/{person}/"),
    Page("manager", "/halls/east/setup/employees/{person}/limits/"),
    Page("manager", "/halls/east/setup/posts/"),
    Page("manager", "/halls/east/setup/absences/"),
    Page("manager", "/halls/east/setup/absences/new/"),
    Page("manager", "/halls/east/setup/reviews/"),
    Page("manager", "/halls/east/setup/calendar/"),
    Page("manager", "/halls/east/setup/calendar/import/"),
    Page("manager", "/halls/east/setup/calendar/2026-10-01/"),
    Page("manager", "/halls/east/setup/shift-types/"),
    Page("manager", "/halls/east/setup/shift-types/new/"),
    Page("manager", "/halls/east/setup/demand/"),
    Page("manager", "/halls/east/setup/demand/shifts/?day=mon"),
    Page("manager", "/halls/east/setup/rules/"),
    Page("manager", "/halls/east/setup/rules/reset/"),
    Page("manager", "/halls/east/setup/wishes/"),
    Page("manager", "/halls/east/setup/wishes/new/"),
    Page("admin", "/halls/new/"),
]


@dataclass(frozen=True)
class World:
    """A hall with a published month, a draft and people, and users who look at it."""

    hall: Hall
    this: Roster
    coming: Roster
    users: dict

    def address(self, path: str) -> str:
        person = self.hall.employees.values_list("pk", flat=True).first()
        return path.format(this=f"{self.this.month:%Y-%m}", next=f"{self.coming.month:%Y-%m}", person=person)


def make_world() -> World:
    hall = make.hall("east", "East Gate")
    make.hall("west", "West Gate")
    users = {
        "manager": make.post(make.user("manager"), "manager", hall),
        "clerk": make.post(make.user("clerk"), "clerk", hall),
        "department": make.post(make.user("department"), "management"),
        "nobody": make.user("nobody"),
        "admin": make.user("admin", is_staff=True, is_superuser=True),
    }
    month = hall.today().replace(day=1)
    this = make.roster(hall, month, published_at=timezone.now(), state="published")
    coming = make.roster(hall, shifted(month, 1))
    fill(hall, this, coming, users)
    return World(hall, this, coming, users)


def fill(hall: Hall, this: Roster, coming: Roster, users: dict) -> None:
    counter, floor = make.station(hall), make.station(hall, "floor", "Floor")
    early = make.shift_type(hall, "E", end=time(17))
    late = make.shift_type(hall, "L", start=time(11), end=time(20), kind="late", colour="violet", break_minutes=60)
    for station in (counter, floor):
        make.demand(station, 2)
        make.demand(station, 1, day_type="weekend")
    people = [
        make.employee(hall, f"E{n}", name=name, stations=(counter, floor), is_manager=n < 2, home_station=counter)
        for n, name in enumerate(["王丽娜", "李明轩", "Zhang Yutong", "欧阳雪", "赵文静", "Sun"])
    ]
    people[2].user = users["clerk"]
    people[2].save()
    for roster in (this, coming):
        for n, day in enumerate(roster.days):
            for person in range(len(people)):
                if (n + person) % 7 < 5:
                    make.assignment(roster, people[person], day, early if (n + person) % 2 else late)
    away = {"first_day": this.month + timedelta(days=8), "last_day": this.month + timedelta(days=9)}
    Absence.objects.create(employee=people[3], state="approved", **away)
    TimeBankEntry.objects.create(employee=people[2], date=date(2026, 1, 1), minutes=90, reason="overtime")
