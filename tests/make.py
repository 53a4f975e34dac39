"""Rows for tests, each with the least it needs; the cast is made of them in conftest."""

from datetime import date, time

from rosters.models import Assignment, Demand, Roster, RuleSettings, ShiftType
from staff.models import Employee, Hall, OpeningHours, Post, Skill, Station, User

MONTH = date(2026, 3, 1)


def hall(code: str = "east", name: str = "East Gate") -> Hall:
    """A hall open 09:00–18:00 every day, with rules."""
    hall = Hall.objects.create(code=code, name=name)
    OpeningHours.objects.bulk_create(
        OpeningHours(hall=hall, weekday=weekday, opens=time(9), closes=time(18)) for weekday in range(7)
    )
    RuleSettings.objects.create(hall=hall)
    return hall


def user(username: str, **more) -> User:
    """Someone who can log in with the password “secret”."""
    return User.objects.create_user(username, password="secret", name=more.pop("name", username.title()), **more)


def post(user: User, role: str, hall: Hall | None = None) -> User:
    Post.objects.create(user=user, hall=hall, role=role)
    return user


def station(hall: Hall, code: str = "counter", name: str = "Counter") -> Station:
    return Station.objects.create(hall=hall, code=code, name=name)


def employee(hall: Hall, code: str, *, stations: tuple[Station, ...] = (), **more) -> Employee:
    """An employee since 2020 with 40 hours a week who can work the stations."""
    more.setdefault("name", f"Person {code}")
    person = Employee.objects.create(hall=hall, code=code, hired_on=date(2020, 1, 1), **more)
    Skill.objects.bulk_create(Skill(employee=person, station=station) for station in stations)
    return person


def shift_type(hall: Hall, code: str = "D", *, start: time = time(9), end: time = time(18), **more) -> ShiftType:
    """A day shift of eight paid hours unless told otherwise."""
    more = {"letter": code[0], "name": code, "kind": "early", "paid_minutes": 480} | more
    return ShiftType.objects.create(hall=hall, code=code, start=start, end=end, **more)


def demand(
    station: Station, needed: int = 1, *, day_type: str = "weekday", start: int = 540, end: int = 1080
) -> Demand:
    return Demand.objects.create(
        hall=station.hall, station=station, day_type=day_type, start=start, end=end, needed=needed
    )


def roster(hall: Hall, month: date = MONTH, **more) -> Roster:
    return Roster.objects.create(hall=hall, month=month, **more)


def assignment(
    roster: Roster, employee: Employee, day: date, shift_type: ShiftType | None = None, **more
) -> Assignment:
    """The shift on the day; a day off without one."""
    if shift_type is None:
        more.setdefault("day_off", "rest")
    return Assignment.objects.create(roster=roster, employee=employee, date=day, shift_type=shift_type, **more)
