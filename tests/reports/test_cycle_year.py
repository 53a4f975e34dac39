"""Fifty halls through a leap year: every step done exactly once.

There are outages, late managers and workers killed at random points. The clock is the command's `--now`.
A worker is cut off by an error that nothing catches, raised at a random query: what it had not committed
is gone, what it had claimed lies there.
"""

import json
import random
from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from notices.models import Notice
from reports import sending
from reports.models import Summary
from rosters.builds import building
from rosters.cycles.cycle import due_moments_of
from rosters.models import Assignment, Build, CycleSettings, CycleStep, Publication, Roster, Step
from rosters.publications import publishing, reviewing
from staff.models import AuditEntry, Hall, User
from staff.months import shifted
from tests import make

HALLS = 50
FIRST, MONTHS = date(2028, 1, 1), 12
SEED = 20280101
STYLES = ["itself", "prompt", "late", "reviewed", *["early"] * 6]
# Days of a month around which something falls due somewhere.
DAYS = {1, 4, 5, 6, 10, 20, 22, 23, 24, 25, 26, 27, 28, 30}


class Killed(BaseException):
    """The end of a worker, at any query."""


@contextmanager
def killed_after(queries: int):
    left = queries

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


class Year:
    """The halls, their managers with their habits, and a clock that jumps."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.halls = [self.hall(n) for n in range(HALLS)]
        self.months = [shifted(FIRST, n) for n in range(MONTHS)]
        self.dues = due_moments_of(self.halls, self.months)
        self.todo = sorted(self.managers_plans(), key=lambda one: one[0])
        self.done: Counter[tuple[str, str, str]] = Counter()
        self.kills = self.outages = 0

    def hall(self, n: int) -> Hall:
        hall = Hall.objects.create(code=f"h{n:02}", name=f"Hall {n:02}", needs_review=style_of(n) == "reviewed")
        make.RuleSettings.objects.create(hall=hall)
        make.OpeningHours.objects.create(hall=hall, weekday=0, opens="09:00", closes="18:00")
        counter = make.station(hall)
        make.shift_type(hall)
        make.demand(counter, day_type="mon")
        make.employee(hall, "A", stations=(counter,), is_manager=True, user=plain_user(f"a{n}"))
        make.post(plain_user(f"m{n}"), "manager", hall)
        make.post(plain_user(f"r{n}"), "manager", hall)
        CycleSettings.objects.create(hall=hall, publishes_itself=style_of(n) == "itself", build_day=22 + n % 4)
        return hall

    # --- managers ---------------------------------------------------------------

    def managers_plans(self):
        """When each manager gets round to which month, and to what."""
        for n, hall in enumerate(self.halls):
            for month in self.months:
                dues, style = self.dues[hall.pk, month], style_of(n)
                early = timedelta(hours=-30 if style == "early" else self.chance.randint(1, 20))
                filled = dues[Step.BUILD] + early
                yield filled, self.fill, hall, month
                if style == "early":
                    yield filled, self.show, hall, month
                elif style != "itself":
                    wait = timedelta(hours=-1 if style == "prompt" else self.chance.randint(1, 60))
                    yield max(dues[Step.PUBLISH] + wait, filled), self.publish, hall, month

    def fill(self, hall: Hall, month: date, now: datetime) -> None:
        roster = Roster.objects.get_or_create(hall=hall, month=month)[0]
        for build in Build.objects.unfinished().filter(roster=roster):
            building.stop_build(build, by=None)
        person, shift = hall.employees.get(), hall.shift_types.get()
        Assignment.objects.create(roster=roster, employee=person, date=month.replace(day=8), shift_type=shift)

    def show(self, hall: Hall, month: date, now: datetime) -> None:
        make.publish(Roster.objects.get(hall=hall, month=month), at=now)

    def publish(self, hall: Hall, month: date, now: datetime) -> None:
        roster = Roster.objects.get(hall=hall, month=month)
        manager, second = User.objects.filter(posts__hall=hall).order_by("username")
        if hall.needs_review:
            reviewing.submit(roster, by=manager)
            roster.refresh_from_db()
            reviewing.approve(roster, by=second)
        else:
            publishing.publish(roster, by=manager, now=now)

    # --- the clock ---------------------------------------------------------------

    def ticks(self):
        """A moment of each day around which something falls due, with outages of one to three days."""
        day = min(self.dues[self.halls[0].pk, FIRST].values()) - timedelta(days=1)
        end = max(max(moments.values()) for moments in self.dues.values()) + timedelta(days=2)
        up_again = day
        while day < end:
            day += timedelta(days=1)
            now = day.replace(hour=self.chance.randint(8, 22), minute=self.chance.randint(0, 59))
            if now < up_again or now.day not in DAYS:
                continue
            if self.chance.random() < 0.08:
                self.outages += 1
                up_again = now + timedelta(days=self.chance.randint(1, 3))
            yield now
        yield from (end, end + timedelta(minutes=15), end + timedelta(days=1))

    def live(self) -> None:
        for now in self.ticks():
            while self.todo and self.todo[0][0] <= now:
                when, act, hall, month = self.todo.pop(0)
                act(hall, month, when)
            if self.chance.random() < 0.5:
                self.tick_killed(now)
            self.tick(now)

    def tick(self, now: datetime) -> None:
        out = StringIO()
        call_command("cycle", "--now", now.isoformat(), "--json", stdout=out)
        for row in json.loads(out.getvalue())["done"]:
            self.done[row["hall"], row["month"], row["step"]] += 1

    def tick_killed(self, now: datetime) -> None:
        """A worker that is killed somewhere, perhaps after it has done some of what was due."""
        try:
            with killed_after(self.chance.randint(5, 400)):
                self.tick(now)
        except Killed:
            self.kills += 1
            # What the worker had committed stands: the test's own transaction goes on.
            transaction.set_rollback(False)


def style_of(n: int) -> str:
    return STYLES[n % len(STYLES)]


def plain_user(name: str) -> User:
    return User.objects.create(username=name, name=name)


def acts(act: str) -> Counter:
    return Counter(AuditEntry.objects.filter(act=act).values_list("hall__code", "subject"))


@pytest.mark.once
@pytest.mark.django_db
def test_year_of_fifty_halls_loses_nothing_and_does_nothing_twice(department, monkeypatch):
    # Drawing fifty rosters a month belongs to other tests: the department's mail leads to its page.
    monkeypatch.setattr(sending, "MOST_HALLS_ATTACHED", 0)
    year = Year()

    year.live()

    months = {f"{month:%Y-%m}" for month in year.months}
    each = {(hall.code, month) for hall in year.halls for month in months}
    rows = [row for row in CycleStep.objects.select_related("hall") if f"{row.month:%Y-%m}" in months]
    assert Counter((row.hall.code, f"{row.month:%Y-%m}", row.step) for row in rows if row.hall) == Counter(
        (*one, step.value) for one in each for step in Step
    )
    assert [row for row in rows if row.done_at is None or row.claim or row.held_up] == []
    assert [row for row in rows if row.is_by_cycle and row.done_at < row.due_at] == []
    assert {one: n for one, n in year.done.items() if n > 1} == {}

    assert max(acts("build_started").values()) == 1
    assert {one: n for one, n in acts("roster_closed").items() if one[1] in months} == dict.fromkeys(each, 1)
    assert max(acts("confirmation_reminded").values()) == 1
    assert set(Publication.objects.values_list("number", flat=True)) == {1}

    sent = Summary.objects.filter(month__in=year.months, sent_at__isnull=False, number=1)
    assert Counter((one.hall.code, f"{one.month:%Y-%m}") for one in sent.of_halls()) == dict.fromkeys(each, 1)
    assert Counter(f"{one.month:%Y-%m}" for one in sent.of_department()) == dict.fromkeys(months, 1)
    mailed = Notice.objects.filter(user=department, kind="summary_sent", facts__month__in=sorted(months))
    assert Counter(mailed.values_list("facts__month", flat=True)) == dict.fromkeys(months, 1)
    assert (year.kills > 10, year.outages > 3) == (True, True), year.kills
