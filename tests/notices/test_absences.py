"""People hear how their leave was decided."""

from datetime import timedelta

import pytest

from notices.absences import tell_decisions
from notices.askings import tell_askings
from notices.models import Notice
from staff.absences import decide
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def absence(hall, clerk) -> Absence:
    person = make.employee(hall, "E1", user=clerk)
    day = hall.today() + timedelta(days=7)
    return Absence.objects.create(employee=person, first_day=day, last_day=day)


def test_verdict_is_told_once(absence, manager, clerk):
    assert tell_decisions() == 0
    decide(absence, "approved", by=manager)

    assert [tell_decisions(), tell_decisions()] == [1, 0]

    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.facts["answer"]) == (clerk, "leave_decided", "approved")


def test_changed_verdict_is_told_too(absence, manager):
    decide(absence, "approved", by=manager)
    tell_decisions()
    decide(absence, "declined", by=manager)

    assert tell_decisions() == 1


def test_verdict_changed_back_is_told_each_time(absence, manager):
    told = []
    for verdict in ("approved", "declined", "approved", "approved"):
        decide(absence, verdict, by=manager)
        told.append(tell_decisions())

    assert told == [1, 1, 1, 0]
    assert [notice.facts["answer"] for notice in Notice.objects.order_by("at")] == ["approved", "declined", "approved"]


def test_nobody_is_told_of_her_own_verdict(absence, clerk):
    decide(absence, "approved", by=clerk)

    assert tell_decisions() == 0


def test_those_who_may_not_log_in_do_not_keep_others_waiting(hall, manager, clerk, monkeypatch):
    monkeypatch.setattr("notices.absences.AT_ONCE", 1)
    monkeypatch.setattr("notices.askings.AT_ONCE", 1)
    closed = make.hall("closed")
    make.post(make.user("left", is_active=False), "manager", closed)
    people = [
        make.employee(closed, "E0", user=make.user("gone", is_active=False)),
        make.employee(hall, "E1", user=clerk),
    ]
    day = hall.today() + timedelta(days=7)
    for person in people:
        verdict = Absence.objects.create(employee=person, first_day=day, last_day=day)
        decide(verdict, "approved", by=manager)
        Absence.objects.create(employee=person, first_day=day, last_day=day)

    assert (tell_decisions(), tell_askings()) == (1, 1)


def test_nobody_is_told_of_leave_long_over(absence, manager):
    absence.first_day = absence.last_day = absence.employee.hall.today() - timedelta(days=30)
    absence.save()
    decide(absence, "approved", by=manager)

    assert tell_decisions() == 0
