"""The cycle's command, and what a look at halls with nothing due costs."""

import json
from datetime import date, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports.cycle import engine
from reports.tasks import renew_summaries, run_cycle
from rosters.models import Step
from staff.models import AuditEntry, CalendarDay
from tests import make

from .cycles import due, fill


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("cycle", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_command_does_and_shows_the_same(ready):
    moment = due(ready, Step.WISHES_OPEN)
    said = json.loads(command("--now", moment.isoformat(), "--json"))

    line = {"hall": "east", "month": "2027-04", "step": "wishes_open"}
    assert said["done"] == [line | {"due": "2027-03-10T09:00:00+08:00", "at": "2027-03-10T09:00:00+08:00"}]
    assert said["late"] == []
    assert said["waiting"][0] == line | {"step": "wishes_close", "due": "2027-03-19T18:00:00+08:00", "at": None}
    assert json.loads(command("--now", "2027-03-10T09:00", "--json"))["done"] == []


@pytest.mark.django_db
def test_command_says_why_something_is_late(ready, manager):
    fill(ready, manager)

    said = json.loads(command("--now", "2027-03-26T18:00", "--json"))

    assert next((row["step"], row["reason"]) for row in said["late"]) == (
        "publish",
        "Look the roster through, then publish it.",
    )
    assert "late: east 2027-04 Publish" in command("--now", "2027-03-26T18:00")


@pytest.mark.django_db
def test_command_refuses_a_moment_that_is_none(hall):
    with pytest.raises(CommandError):
        command("--now", "soon")


@pytest.mark.django_db
def test_cycle_costs_the_same_number_of_queries_for_many_halls_with_nothing_due(ready, django_assert_num_queries):
    quiet = datetime.fromisoformat("2027-03-01T09:00+08:00")
    engine.run(quiet)
    for n in range(5):
        other = make.hall(f"h{n}", f"Hall {n}")
        make.employee(other, "E1")
        make.shift_type(other)
    CalendarDay.objects.create(date=date(2027, 3, 9), kind="rest_day")

    with django_assert_num_queries(9):
        engine.run(quiet)

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("task", "seconds"), [(run_cycle, 900), (renew_summaries, 3600)])
def test_beat_asks_each_quarter_of_an_hour_what_is_due_and_renews_each_hour(task, seconds):
    assert {"task": task.name, "schedule": seconds} in settings.CELERY_BEAT_SCHEDULE.values()
