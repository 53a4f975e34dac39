"""What if: a changed month is built beside the roster, measured against it, kept as a draft or discarded."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rosters.builds.building import NotBuildable, finish_build, start_build
from rosters.builds.queueing import sweep_builds
from rosters.models import Build, DraftVersion, Roster, WhatIf
from rosters.month import load_month
from rosters.problem import problem_of
from rosters.publications.drafts import NotKept
from rosters.whatifs.supposing import ClosedStation, MorePeople, OtherLimit, OtherTimes, supposed
from rosters.whatifs.whatifpage import WhatIfPage
from rosters.whatifs.whatifs import ask_what_if, discard_what_if, keep_what_if
from staff.models import AuditEntry, Hall
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

Status = Build.Status


@pytest.fixture
def roster(hall: Hall) -> Roster:
    """Next month of a hall of two, both of whom are needed on every workday; the first day is in it."""
    counter, desk = make.station(hall), make.station(hall, "desk", "Desk")
    people = [make.employee(hall, code, name=code.title(), stations=(counter, desk)) for code in ("ann", "bob")]
    shift = make.shift_type(hall)
    make.demand(counter, 2)
    make.demand(desk, 1)
    roster = make.roster(hall, NEXT)
    make.assignment(roster, people[0], workday(), shift)
    return roster


def workday(number: int = 0) -> date:
    days = (NEXT + timedelta(days=n) for n in range(28))
    return [day for day in days if day.weekday() < 5][number]


def answered(roster: Roster, manager, *asks) -> WhatIfPage:
    asked = ask_what_if(roster, asks, by=manager, seconds=2, send=False)
    finish_build(asked.pk)
    return WhatIfPage(WhatIf.objects.select_related("build__roster__hall").get(pk=asked.pk))


def month_if(roster: Roster, *asks):
    return supposed(load_month(roster), asks)


def stood(roster: Roster) -> list[tuple]:
    return list(roster.assignments.order_by("pk").values_list("employee__code", "date", "shift_type"))


# --- what would be different -----------------------------------------------------


def test_more_people_can_do_what_the_other_can_from_the_first_day_on(roster):
    problem = problem_of(roster, month_if(roster, MorePeople("ann", "Ann", 2)))

    ann, more = problem.worker_by_id["ann"], problem.worker_by_id["+2"]
    assert [worker.id for worker in problem.workers] == ["ann", "bob", "+1", "+2"]
    assert (more.name, more.levels, more.shifts) == ("New 2 (like Ann)", ann.levels, ann.shifts)
    assert (more.carried, set(more.history), problem.pins) == ({}, {None}, ())


def test_a_closed_station_needs_nobody_on_its_days_and_others_need_what_they_did(roster):
    closed = ClosedStation("counter", "Counter", workday(1).isoformat(), workday(2).isoformat())

    before, after = problem_of(roster), problem_of(roster, month_if(roster, closed))

    gone = {(row.day, row.station) for row in before.demand} - {(row.day, row.station) for row in after.demand}
    assert gone == {((workday(n) - NEXT).days, "counter") for n in (1, 2)}
    assert set(after.demand) <= set(before.demand)


def test_a_shift_with_other_times_is_paid_for_them(roster):
    shift = roster.hall.shift_types.get()

    after = problem_of(roster, month_if(roster, OtherTimes(shift.pk, "D", "09:00", "20:00")))

    assert [(row.segments, row.paid_minutes) for row in after.shifts] == [(((540, 1200),), 600)]


def test_another_limit_is_the_rules(roster):
    after = problem_of(roster, month_if(roster, OtherLimit("days_in_a_row", 3), OtherLimit("rest_minutes", 720)))

    assert (after.rules["consecutive-days"], after.rules["rest"]) == ({"most": 3}, {"least_minutes": 720})


# --- built beside the roster ----------------------------------------------------


def test_a_what_if_is_measured_against_the_roster_and_leaves_it(roster, manager):
    before = stood(roster)

    page = answered(roster, manager, MorePeople("ann", "Ann"))

    assert (page.is_ready, page.title) == (True, "1 more like Ann")
    assert [figure.label for figure in page.figures] == [
        "Hours short or unmanaged",
        "Penalty",
        "Overtime",
        "Uneven hours",
        "Wishes granted",
        "Handovers",
    ]
    short = page.figures[0]
    assert (short.tone, short.text) == ("better", f"{short_hours(page)} fewer are short")
    assert {employee.code for employee in page.month.employees} == {"ann", "bob", "+1"}
    assert any(pk < 0 for pk, _day in page.month.cells)
    assert stood(roster) == before
    assert Roster.objects.get().revision == roster.revision
    assert not page.is_keepable


def short_hours(page: WhatIfPage) -> str:
    base, then = (page.asked.figures[name]["short_minutes"] for name in ("base", "then"))
    return f"{(base - then) / 60:g} h"


def test_an_empty_month_is_built_without_it_first(roster, manager):
    roster.assignments.all().delete()

    page = answered(roster, manager, ClosedStation("desk", "Desk", NEXT.isoformat(), roster.last_day.isoformat()))

    assert page.is_base_built
    assert page.asked.figures["base"]["short_minutes"] > page.asked.figures["then"]["short_minutes"]
    assert not roster.assignments.exists()


def test_a_what_if_stands_beside_the_rosters_own_build(roster, manager):
    asked = ask_what_if(roster, [OtherLimit("days_in_a_row", 3)], by=manager, seconds=1, send=False)

    build = start_build(roster, by=manager, seconds=1, send=False)
    finish_build(build.pk)
    finish_build(asked.pk)

    assert Build.objects.get(pk=build.pk).status == Status.DONE
    page = WhatIfPage(WhatIf.objects.get())
    assert (page.is_ready, page.is_overtaken) == (True, True)


def test_one_what_if_at_a_time_and_the_same_question_once(roster, manager):
    asks = [OtherLimit("days_in_a_row", 3)]
    first = ask_what_if(roster, asks, by=manager, send=False)

    assert ask_what_if(roster, asks, by=manager, send=False) == first
    with pytest.raises(NotBuildable, match="what_if_unfinished"):
        ask_what_if(roster, [OtherLimit("days_in_a_row", 4)], by=manager, send=False)


def test_a_lost_what_if_is_swept_up_like_any_build(roster, manager):
    asked = ask_what_if(roster, [OtherLimit("days_in_a_row", 3)], by=manager, send=False)
    Build.objects.update(status=Status.RUNNING, heartbeat_at=timezone.now() - timedelta(minutes=1))

    sweep_builds()

    assert Build.objects.get(pk=asked.pk).status == Status.QUEUED


# --- kept or discarded -----------------------------------------------------------


def test_it_is_kept_as_a_draft_where_its_people_exist(roster, manager):
    page = answered(roster, manager, OtherLimit("days_in_a_row", 3))

    draft = keep_what_if(page.asked, "Three days", by=manager)

    kept = DraftVersion.objects.get()
    assert (kept, WhatIf.objects.get().draft) == (draft, draft)
    assert sum(len(row) for row in kept.cells["values"].values()) == len(page.month.cells)
    with pytest.raises(NotKept, match="name_taken"):
        keep_what_if(page.asked, "Three days", by=manager)
    assert roster.assignments.count() == 1


def test_it_is_not_kept_with_people_who_do_not_exist_or_before_its_end(roster, manager):
    page = answered(roster, manager, MorePeople("ann", "Ann"))
    waiting = ask_what_if(roster, [OtherLimit("days_in_a_row", 3)], by=manager, send=False)

    for asked in (page.asked, waiting):
        with pytest.raises(NotKept, match="what_if_not_keepable"):
            keep_what_if(asked, "More", by=manager)


def test_discarding_stops_it_and_is_logged_once(roster, manager):
    asked = ask_what_if(roster, [OtherLimit("days_in_a_row", 3)], by=manager, send=False)

    discard_what_if(asked, by=manager)
    discard_what_if(asked, by=manager)
    finish_build(asked.pk)

    assert Build.objects.get().status == Status.DISCARDED
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["what_if_asked", "what_if_discarded"]


# --- pages -----------------------------------------------------------------------


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def place(roster: Roster, name: str = "what-ifs", *more) -> str:
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month, *more])


def test_the_form_takes_several_differences_at_once(browser, roster, manager):
    shift = roster.hall.shift_types.get()
    asked = {
        "like": "ann", "count": "1", "station": "desk", "first": workday().isoformat(), "shift_type": shift.pk,
        "end": "20:00", "days_in_a_row": "4", "rest_minutes": "11",
    }  # fmt: skip

    answer = browser.post(place(roster), asked)

    row = WhatIf.objects.get()
    assert answer.headers["Location"] == place(roster, "what-if", row.pk)
    assert [ask["kind"] for ask in row.asks] == ["people", "closed", "times", "limit"]
    assert row.asks[2] == {"kind": "times", "shift": shift.pk, "code": "D", "start": "09:00", "end": "20:00"}
    assert browser.get(place(roster, "what-if", row.pk)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "at least one of these"),
        ({"station": "desk"}, "Choose days of this month"),
        ({"station": "desk", "first": "2020-01-01"}, "Choose days of this month"),
        ({"shift_type": True}, "when it would begin or end"),
        ({"shift_type": True, "end": "10:00"}, "inside the shift"),
        ({"days_in_a_row": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_lost(browser, roster, asked, said):
    shift = roster.hall.shift_types.get()
    shift.break_minutes, shift.break_from, shift.break_to = 60, time(11), time(13)
    shift.save()
    asked = asked | ({"shift_type": shift.pk} if "shift_type" in asked else {}) | {"count": "3"}

    answer = browser.post(place(roster), asked, HTTP_X_PART="panel")

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="3"' in answer.text
    assert not WhatIf.objects.exists()


def test_the_answer_is_shown_beside_the_month_as_it_would_be(browser, roster, manager):
    page = answered(roster, manager, MorePeople("ann", "Ann"))

    shown = browser.get(place(roster, "what-if", page.build.pk)).text
    listed = browser.get(place(roster), HTTP_X_PART="panel").text

    assert "New 1 (like Ann)" in shown
    assert "would change" in shown
    assert "Better:" in shown
    assert "view only" in shown
    assert "data-cells" not in shown
    assert "cannot be kept as a draft" in shown
    assert "1 more like Ann" in listed


def test_keeping_and_discarding_from_the_page(browser, roster, manager):
    page = answered(roster, manager, OtherLimit("days_in_a_row", 3))

    kept = browser.post(place(roster, "what-if-keep", page.build.pk), {"name": "Three"}, follow=True)
    assert "Kept as “Three”." in kept.text
    assert "Kept as the draft “Three”." in browser.get(place(roster, "what-if", page.build.pk)).text
    gone = browser.post(place(roster, "what-if-discard", page.build.pk), follow=True)

    assert "the roster is as it was" in gone.text
    assert "3 working days" not in browser.get(place(roster)).text
    assert browser.get(place(roster, "build-progress", page.build.pk)).status_code == 404
