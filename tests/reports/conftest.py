from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from rosters.models import Roster
from staff.models import Absence, Employee, Hall, TimeBankEntry
from tests import make

MARCH = date(2026, 3, 1)
NOW = datetime(2026, 2, 28, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ready(hall, manager) -> Hall:
    """A hall with all that a build needs: one person, who can log in, on one shift."""
    counter = make.station(hall)
    make.employee(hall, "E1", stations=(counter,), is_manager=True, user=make.user("anna"))
    make.shift_type(hall)
    make.demand(counter)
    return hall


def on(day: int, month: date = MARCH) -> date:
    return month.replace(day=day)


def staffed(hall: Hall, month: date = MARCH, *, people: int = 3) -> Roster:
    """A published month: the first of its people is a manager; all work Mondays to Fridays, early and late by turns."""
    counter = make.station(hall)
    early = make.shift_type(hall, "E", start=time(9), end=time(17), paid_minutes=450)
    late = make.shift_type(hall, "L", start=time(11), end=time(19), kind="late", paid_minutes=480)
    make.demand(counter, needed=2)
    roster = make.roster(hall, month)
    for number in range(people):
        person = make.employee(hall, f"{hall.code}-{number}", stations=(counter,), is_manager=number == 0)
        for day in roster.days:
            if day.weekday() < 5:
                make.assignment(roster, person, day, early if (day.day + number) % 2 else late)
    make.publish(roster, at=NOW)
    return roster


def absent(person: Employee, first: int, last: int, kind: str = "annual") -> Absence:
    return Absence.objects.create(
        employee=person, kind=kind, first_day=on(first), last_day=on(last), state=Absence.State.APPROVED
    )


def entry(person: Employee, day: date, kind: str, minutes: int) -> TimeBankEntry:
    return TimeBankEntry.objects.create(employee=person, date=day, kind=kind, minutes=minutes)
