"""Rows for tests, each with the least it needs; the cast is made of them in conftest."""

from datetime import UTC, date, time, timedelta

from django.utils import timezone

from plans.models import Case, FollowUp, Occurrence, PlanTask
from rosters.models import Arrivals, Assignment, Demand, Publication, Roster, RuleSettings, ShiftType
from rosters.publications.publishing import write_publication
from rosters.publications.snapshots import snapshot_now
from staff.models import Employee, Hall, OpeningHours, Post, Skill, Station, User
from staff.months import shifted

MONTH = date(2026, 3, 1)
NEXT = shifted((Hall().now() + timedelta(hours=2)).date(), 1)
"""The month after the halls' own, which a build may fill; in the last hours of a month already that after the next."""


def hall(code: str = "east", name: str = "East Gate") -> Hall:
    """A hall open 09:00–18:00 every day, with rules."""
    hall = Hall.objects.create(code=code, name=name)
    OpeningHours.objects.bulk_create(
        OpeningHours(hall=hall, weekday=weekday, opens=time(9), closes=time(18)) for weekday in range(7)
    )
    RuleSettings.objects.create(hall=hall)
    return hall


def hour_in(hall: Hall, hour: int) -> Hall:
    """The hall where the clock shows this hour now, whenever the test is run: its zone is chosen so."""
    ahead = (hour - timezone.now().astimezone(UTC).hour + 11) % 24 - 11
    hall.time_zone = f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
    hall.save(update_fields=["time_zone"])
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


def arrivals(hall: Hall, day: date, counts: dict[int, int], *, minutes: int = 30, **more) -> None:
    """Customers by start of interval, without a station unless told otherwise."""
    Arrivals.objects.bulk_create(
        Arrivals(hall=hall, date=day, start=start, minutes=minutes, count=count, **more)
        for start, count in counts.items()
    )


def roster(hall: Hall, month: date = MONTH, **more) -> Roster:
    return Roster.objects.create(hall=hall, month=month, **more)


def small_roster(hall: Hall) -> Roster:
    """Next month of a hall of one person, built in a moment."""
    counter = station(hall)
    employee(hall, "ann", stations=(counter,), is_manager=True)
    shift_type(hall)
    demand(counter)
    return roster(hall, NEXT)


def assignment(
    roster: Roster, employee: Employee, day: date, shift_type: ShiftType | None = None, **more
) -> Assignment:
    """The shift on the day; a day off without one."""
    if shift_type is None:
        more.setdefault("day_off", "rest")
    return Assignment.objects.create(roster=roster, employee=employee, date=day, shift_type=shift_type, **more)


def plan_task(hall: Hall, code: str = "follow-up", **more) -> PlanTask:
    """A weekly rate of at least 80 % for whoever is on duty, since the month of the tests began."""
    facts = {"name": f"Task {code}", "period": "weekly", "measure": "rate", "target": 80, "valid_from": MONTH} | more
    return PlanTask.objects.create(hall=hall, code=code, **facts)


def occurrence(task: PlanTask, first: date = MONTH, last: date | None = None, **more) -> Occurrence:
    """The task in a period that ends when it is due, unless told otherwise."""
    last = last or first
    facts = {"due_on": last, "closes_on": last + timedelta(days=task.grace_days)} | more
    return Occurrence.objects.create(task=task, hall=task.hall, first_day=first, last_day=last, **facts)


def follow_up(task: PlanTask, reference: str = "A-17", due: date | None = None, **more) -> FollowUp:
    """A follow-up that is due today, unless told otherwise, of a customer served on the day before."""
    due = due or task.hall.today()
    facts = {"reference": reference, "served_on": due - timedelta(days=1)}
    case = Case.objects.create(hall=task.hall, code=task.code, **facts)
    return FollowUp.objects.create(case=case, hall=task.hall, code=task.code, due_on=due, **more)


def publish(roster: Roster, **more) -> Publication:
    """The roster as it stands, shown to its staff without asking the checker; nobody is told."""
    at = more.pop("at", timezone.now())
    facts = {"state": "published", "published_at": at} | more
    Roster.objects.filter(pk=roster.pk).update(**facts)
    roster.refresh_from_db()
    last = roster.publications.first()
    return write_publication(roster, snapshot_now(roster), number=last.number + 1 if last else 1, at=at)
