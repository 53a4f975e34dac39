"""Falling ill on shift: what has been worked stays hers, what is left stands open for who comes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from reports.counting import count_month
from rosters.grids.grid import grid_for
from rosters.grids.heads import heads_of
from rosters.models import Headcount, Repair, Roster, RuleSettings, ShiftLimit, ShiftType, SickShift
from rosters.month import load_month
from rosters.outcome import Outcome, outcome_of
from rosters.personal.comparing import beside_of
from rosters.problem import duties_of, problem_of
from rosters.publications.published import published_shifts
from rosters.repairs.calllist import open_shifts_on
from rosters.repairs.parting import paid_until, parted
from rosters.repairs.sickness import NotCalled, comes_after_all, report_sick, send_in
from rosters.timebanks.overtime import overtime_of
from staff.models import Absence, AbsenceKind, Employee, Hall
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(hall) -> date:
    """It is eleven where the hall is, unless a test says another time."""
    return make.hour_in(hall, 11).today()


@pytest.fixture
def people(hall, today) -> dict[str, Employee]:
    """This month, published: Ann works today from nine to six, an hour of it unpaid; Bob is free."""
    RuleSettings.objects.filter(hall=hall).update(weekly_rest=False)
    counter = make.station(hall)
    people = {code: make.employee(hall, code, name=code.title(), stations=(counter,)) for code in ("ann", "bob")}
    make.demand(counter)
    make.demand(counter, day_type="weekend")
    roster = make.roster(hall, today.replace(day=1))
    make.assignment(roster, people["ann"], today, make.shift_type(hall))
    make.publish(roster)
    return people


def at(hall: Hall, hour: int, minute: int = 0) -> datetime:
    """A moment of today on the hall's clock."""
    return datetime.combine(hall.today(), time(hour, minute), ZoneInfo(hall.time_zone))


def on_floor(hall: Hall, day: date) -> dict[str, tuple[time, time, int]]:
    """Who works when on the day, as published, and for how many paid minutes."""
    names = dict(hall.employees.values_list("pk", "code"))
    cells = [(names[cell.employee_id], cell.shift_type) for cell in published_shifts(hall, day, day)]
    return {name: (shift.start, shift.end, shift.paid_minutes) for name, shift in cells if shift}


def uncovered(hall: Hall, day: date) -> list[tuple[int, int]]:
    """From when until when people are missing on the day."""
    roster = Roster.objects.get(month=day.replace(day=1))
    month = load_month(roster)
    problem = problem_of(roster, month)
    gaps = Outcome(roster, month, problem, duties_of(roster, problem, month), None).verdict.gaps
    return [(gap.start, gap.end) for gap in gaps if gap.day == day.day - 1]


def test_hours_until_then_count_and_the_rest_stands_open(hall, people, duty, today):
    row = report_sick(people["ann"], by=duty, now=at(hall, 12, 30))

    absence = Absence.objects.get()
    assert on_floor(hall, today) == {"ann": (time(9), time(12, 30), 210)}
    assert (row.shift_type.start, row.shift_type.end, row.shift_type.paid_minutes) == (time(12, 30), time(18), 270)
    assert (absence.first_day, absence.start, absence.end, absence.state) == (today, time(12, 30), time(18), "approved")
    assert uncovered(hall, today) == [(750, 1080)]


def test_who_comes_covers_from_then_on(hall, people, duty, today):
    row = report_sick(people["ann"], by=duty, now=at(hall, 12, 30))

    (open_shift,) = open_shifts_on(hall, today)
    send_in(row, people["bob"], by=duty)

    assert [line.employee.code for line in open_shift.lines] == ["bob"]
    assert on_floor(hall, today) == {"ann": (time(9), time(12, 30), 210), "bob": (time(12, 30), time(18), 270)}
    assert uncovered(hall, today) == []


def test_hours_sheet_has_what_each_has_worked(hall, people, duty, today):
    send_in(report_sick(people["ann"], by=duty, now=at(hall, 12, 30)), people["bob"], by=duty)

    found = overtime_of(Roster.objects.get())

    assert {person.code: hours.paid for person, hours in found.items()} == {"ann": 210, "bob": 270}


def test_second_report_finds_the_first_and_lengthens_the_leave(hall, people, duty, today):
    last = today + timedelta(days=2)
    first = report_sick(people["ann"], by=duty, now=at(hall, 12, 30))

    again = report_sick(people["ann"], by=duty, now=at(hall, 15), last_day=last)

    days = list(Absence.objects.order_by("first_day").values_list("first_day", "last_day", "start"))
    assert (again.pk, again.last_day) == (first.pk, last)
    assert days == [(today, today, time(12, 30)), (today + timedelta(days=1), last, None)]
    assert on_floor(hall, today) == {"ann": (time(9), time(12, 30), 210)}


def test_leave_that_she_has_asked_for_herself_is_granted_from_now_on(hall, people, duty, today):
    last = today + timedelta(days=1)
    asked = Absence.objects.create(employee=people["ann"], kind="sick", first_day=today, last_day=last)

    row = report_sick(people["ann"], by=duty, now=at(hall, 12, 30))

    asked.refresh_from_db()
    assert (asked.first_day, asked.last_day, asked.state, asked.decided_by) == (last, last, "approved", duty)
    assert (row.further, row.absence.start, Absence.objects.count()) == (asked, time(12, 30), 2)


def test_she_comes_after_all_and_has_her_whole_shift(hall, people, duty, today):
    row = report_sick(people["ann"], by=duty, now=at(hall, 12, 30), last_day=today + timedelta(days=1))

    comes_after_all(row, by=duty)

    assert on_floor(hall, today) == {"ann": (time(9), time(18), 480)}
    assert not Absence.objects.approved().exists()


@pytest.mark.parametrize("days", [0, 3, 9])
def test_leave_for_another_reason_stands_when_she_comes_after_all(hall, people, duty, today, days):
    tomorrow, week = today + timedelta(days=1), today + timedelta(days=7)
    operation = Absence.objects.create(
        employee=people["ann"], kind="sick", first_day=tomorrow, last_day=week, state="approved"
    )
    report_sick(people["ann"], by=duty, now=at(hall, 12, 30))
    row = report_sick(people["ann"], by=duty, now=at(hall, 13), last_day=today + timedelta(days=days))

    comes_after_all(row, by=duty)

    assert list(Absence.objects.approved().values_list("pk", "last_day")) == [(operation.pk, week)]


def test_shift_that_is_over_has_been_worked(hall, people, duty, today):
    with pytest.raises(NotCalled) as refusal:
        report_sick(people["ann"], by=duty, now=at(hall, 18))
    tomorrow = today + timedelta(days=1)

    assert report_sick(people["ann"], by=duty, now=at(hall, 18), last_day=tomorrow) is None

    assert refusal.value.reason == "over"
    assert on_floor(hall, today) == {"ann": (time(9), time(18), 480)}
    assert Absence.objects.get().first_day == tomorrow


def test_shift_that_has_not_begun_stands_open_whole(hall, people, duty, today):
    row = report_sick(people["ann"], by=duty, now=at(hall, 9))

    assert (on_floor(hall, today), row.shift_type.code, row.worked) == ({}, "D", None)
    assert Absence.objects.get().is_whole_day


def test_page_says_so_and_offers_parts_nowhere(client, hall, people, duty, manager, today, monkeypatch):
    eleven = at(hall, 11, 5)
    monkeypatch.setattr(Hall, "now", lambda hall, moment=None: (moment or eleven).astimezone(eleven.tzinfo))
    client.force_login(duty)
    client.cookies["django_language"] = "en"

    page = client.post(reverse("rosters:sick", args=["east"]), {"employee": "ann"}, follow=True).text
    client.force_login(manager)
    month = today.replace(day=1)
    setup = client.get(reverse("rosters:shift-types", args=["east"])).text
    grid = client.get(reverse("rosters:grid", args=["east", month])).text

    assert "She has worked until 11:05" in page
    assert SickShift.objects.get().worked.code == "D…"
    assert "D…" not in setup
    assert 'data-code="D…"' not in grid
    assert ">D…<" in grid


def test_longer_illness_is_repaired_from_tomorrow_on(client, hall, people, duty, today):
    tomorrow = today + timedelta(days=1)
    month = tomorrow.replace(day=1)
    roster = Roster.objects.filter(month=month).first() or make.roster(hall, month)
    make.assignment(roster, people["ann"], tomorrow, ShiftType.objects.get())
    make.publish(roster)
    row = report_sick(people["ann"], by=duty, now=at(hall, 12, 30), last_day=tomorrow)
    client.force_login(duty)

    client.post(reverse("rosters:sick-repair", args=["east", row.pk]))

    assert Repair.objects.get().asked["last"] == f"{tomorrow}"


@pytest.mark.parametrize(
    ("minute", "paid"),
    [(540, 0), (600, 60), (780, 240), (810, 240), (840, 240), (900, 300), (1080, 480)],
)
def test_unpaid_hour_lies_in_the_middle_of_the_shift(hall, minute, paid):
    assert paid_until(make.shift_type(hall), minute) == paid


def test_unpaid_minutes_lie_in_the_window_of_the_break(hall):
    shift = make.shift_type(hall, break_minutes=60, break_from=time(11), break_to=time(12))

    assert [paid_until(shift, minute) for minute in (660, 690, 720, 780)] == [120, 120, 120, 180]


@pytest.mark.parametrize("minute", [600, 745, 800, 870, 1000])
def test_split_shift_is_parted_without_gain_or_loss(hall, people, today, minute):
    shift = make.shift_type(hall, "S", gap_start=time(13), gap_end=time(14, 30), paid_minutes=450)

    worked, left = parted(shift, today, minute, by=people["ann"])

    apart = [min(minute, end) - start for start, end in shift.segments if start < minute]
    assert sum(end - start for start, end in worked.segments) == sum(apart)
    assert worked.paid_minutes + left.paid_minutes == shift.paid_minutes
    assert sum(end - start for part in (worked, left) for start, end in part.segments) == 450


def test_shift_past_midnight_is_parted_before_it(hall, people, today):
    shift = make.shift_type(hall, "N", start=time(20), end=time(6), ends_next_day=True)

    worked, left = parted(shift, today, 22 * 60, by=people["ann"])

    assert (worked.span, left.span) == ((1200, 1320), (1320, 1800))


def test_program_tells_the_parts_of_one_shift_type_apart(hall, people, duty, today):
    roster = Roster.objects.get()
    make.assignment(roster, people["bob"], today, ShiftType.objects.get())
    make.publish(roster)

    report_sick(people["ann"], by=duty, now=at(hall, 11))
    report_sick(people["bob"], by=duty, now=at(hall, 13))

    facts = outcome_of(roster).as_json()
    assert {row["employee"]: row["shift"] for row in facts["assignments"]} == {"ann": "D…", "bob": "D…2"}
    assert sorted(row["code"] for row in facts["shifts"]) == ["2…D", "D", "D…", "D…2", "…D"]


def test_parts_are_counted_as_the_shift_type_that_was_parted(hall, people, duty, today):
    send_in(report_sick(people["ann"], by=duty, now=at(hall, 12, 30)), people["bob"], by=duty)
    roster = Roster.objects.get()

    beside = beside_of(people["ann"], roster)

    assert count_month(roster).shifts == {"D": 2}
    assert [(one.shift_type.code, one.mine, one.mean) for one in beside.shifts] == [("D", 1, 1.0)]


def test_part_that_was_worked_is_a_head_and_a_shift_of_its_whole(hall, people, duty, today):
    whole = ShiftType.objects.get()
    before = make.shift_type(hall, "B")
    before.barred_next.add(whole)
    for day_type in ("weekday", "weekend"):
        Headcount.objects.create(shift_type=whole, needed=1, day_type=day_type)
    ShiftLimit.objects.create(employee=people["ann"], shift_type=whole, most=3)
    ShiftLimit.objects.create(employee=people["bob"], shift_type=whole, most=3)

    row = send_in(report_sick(people["ann"], by=duty, now=at(hall, 12, 30)), people["bob"], by=duty)

    problem = problem_of(Roster.objects.get())
    (heads,) = [one.needed for one in problem.headcounts if one.day == today.day - 1]
    limits = {worker.id: worker.limits.shift_most[str(whole.pk)] for worker in problem.workers}
    (line,) = heads_of(grid_for(Roster.objects.get(), can_edit=True))
    shown = line.days[today.day - 1]
    assert (heads, limits) == (0, {"ann": 2, "bob": 3})
    assert (shown.have, shown.needed) == (1, 1)
    assert problem.shift_by_id[str(before.pk)].barred_next == {str(whole.pk), str(row.worked.pk)}


def test_parts_of_shifts_of_near_days_and_like_codes_have_codes_of_their_own(hall, people, today):
    shifts = make.shift_type(hall, "E12A"), make.shift_type(hall, "E12B")

    found = [
        part.code
        for day in (today - timedelta(days=1), today)
        for shift in shifts
        for part in parted(shift, day, 720, by=people["ann"])
    ]

    assert found == ["E12…", "…E12", "E1…2", "2…E1", "E1…3", "3…E1", "E1…4", "4…E1"]


@pytest.fixture
def night(hall, people) -> ShiftType:
    """Bob works the night into the first of a month, and the next one; Cat is free."""
    shift = make.shift_type(hall, "N", start=time(22), end=time(6), ends_next_day=True, paid_minutes=480)
    make.employee(hall, "cat", stations=(hall.stations.get(),))
    for day in (LAST, FIRST):
        roster = Roster.objects.filter(hall=hall, month=day.replace(day=1)).first()
        roster = roster or make.roster(hall, day.replace(day=1))
        make.assignment(roster, people["bob"], day, shift)
        make.publish(roster)
    return shift


FIRST = make.NEXT
LAST = FIRST - timedelta(days=1)


def half_past_midnight(hall: Hall) -> datetime:
    return datetime.combine(FIRST, time(0, 30), ZoneInfo(hall.time_zone))


def test_night_shift_is_left_after_midnight_across_the_months_edge(hall, people, night, duty):
    now = half_past_midnight(hall)
    cat = hall.employees.get(code="cat")

    row = report_sick(people["bob"], by=duty, now=now)
    again = report_sick(people["bob"], by=duty, now=now + timedelta(hours=1))
    (open_shift,) = open_shifts_on(hall, FIRST)
    send_in(row, cat, by=duty)

    absence = Absence.objects.get()
    assert (again, row.opens_on) == (row, FIRST)
    assert (absence.first_day, absence.start, absence.end) == (FIRST, time(0, 30), time(6))
    assert "cat" in [line.employee.code for line in open_shift.lines]
    assert on_floor(hall, LAST)["bob"] == (time(22), time(0, 30), 150)
    assert on_floor(hall, FIRST) == {"bob": (time(22), time(6), 480), "cat": (time(0, 30), time(6), 330)}


def test_night_shift_is_reported_on_the_page_while_the_new_month_has_no_roster(
    client, hall, people, night, duty, monkeypatch
):
    Roster.objects.filter(month=FIRST).update(published_at=None, state="draft")
    now = half_past_midnight(hall)
    monkeypatch.setattr(Hall, "now", lambda hall, moment=None: (moment or now).astimezone(now.tzinfo))
    client.force_login(duty)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("rosters:today", args=["east"])).text
    after = client.post(reverse("rosters:sick", args=["east"]), {"employee": "bob"}, follow=True).text

    assert 'name="employee" value="bob"' in page
    assert "She has worked until 00:30" in after
    assert 'name="employee" value="bob"' not in after
    assert on_floor(hall, LAST)["bob"] == (time(22), time(0, 30), 150)
    assert "The roster of this day is not published yet, so nobody can be put in here" in after
    with pytest.raises(NotCalled, match="no_roster"):
        send_in(SickShift.objects.get(), hall.employees.get(code="cat"), by=duty)


def test_illness_that_leaves_no_shift_open_calls_nobody(client, hall, people, duty, today, monkeypatch):
    evening = at(hall, 18)
    monkeypatch.setattr(Hall, "now", lambda hall, moment=None: (moment or evening).astimezone(evening.tzinfo))
    client.force_login(duty)
    client.cookies["django_language"] = "en"

    facts = {"employee": "ann", "last_day": str(today + timedelta(days=1))}
    page = client.post(reverse("rosters:sick", args=["east"]), facts, follow=True).text

    assert "on sick leave; no shift of today stands open." in page
    assert "who could come stands below" not in page


def test_night_shift_left_after_midnight_is_hers_again_when_she_comes(hall, people, night, duty):
    row = report_sick(people["bob"], by=duty, now=half_past_midnight(hall))

    comes_after_all(row, by=duty)

    assert on_floor(hall, LAST)["bob"] == (time(22), time(6), 480)
    assert not Absence.objects.approved().exists()


def test_who_is_ill_all_day_leaves_last_night_and_the_coming_one(hall, people, night, duty):
    report_sick(people["bob"], by=duty, now=half_past_midnight(hall), last_day=FIRST)

    (absence,) = Absence.objects.all()
    assert (absence.first_day, absence.last_day, absence.is_whole_day) == (FIRST, FIRST, True)
    assert [(row.date, row.opens_on, bool(row.worked)) for row in SickShift.objects.all()] == [
        (LAST, FIRST, True),
        (FIRST, FIRST, False),
    ]
    assert on_floor(hall, FIRST) == {}


def test_last_minute_of_a_day_counts_as_midnight(hall, people, night, duty):
    eve = datetime.combine(LAST, time(23, 59), ZoneInfo(hall.time_zone))

    row = report_sick(people["bob"], by=duty, now=eve)

    absence = Absence.objects.get()
    absence.full_clean()
    assert (row.worked.span, row.shift_type.span) == ((1320, 1440), (0, 360))
    assert (absence.first_day, absence.start, absence.end) == (FIRST, time(0), time(6))


def test_hours_past_midnight_are_leave_too_and_one_with_a_longer_illness(hall, people, night, duty):
    eve = datetime.combine(LAST, time(22, 30), ZoneInfo(hall.time_zone))

    row = report_sick(people["bob"], by=duty, now=eve)
    hours = list(Absence.objects.order_by("first_day").values_list("first_day", "start", "end"))
    last_day = row.last_day
    report_sick(people["bob"], by=duty, now=eve + timedelta(minutes=10), last_day=FIRST)
    longer = list(Absence.objects.order_by("first_day").values_list("first_day", "last_day", "start"))
    comes_after_all(row, by=duty)

    assert hours == [(LAST, time(22, 30), time(23, 59)), (FIRST, time(0), time(6))]
    assert last_day == LAST
    assert longer == [(LAST, LAST, time(22, 30)), (FIRST, FIRST, None)]
    assert not Absence.objects.approved().exists()


def test_no_hours_of_sick_leave_where_the_hall_grants_whole_days_only(client, hall, people, duty, today, monkeypatch):
    AbsenceKind.objects.create(hall=hall, code="sick", may_be_hours=False)
    noon, tomorrow = at(hall, 12, 30), today + timedelta(days=1)
    monkeypatch.setattr(Hall, "now", lambda hall, moment=None: (moment or noon).astimezone(noon.tzinfo))

    row = report_sick(people["ann"], by=duty)
    client.force_login(duty)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("rosters:today", args=["east"])).text
    none = Absence.objects.count()
    report_sick(people["ann"], by=duty, last_day=tomorrow)

    absence = Absence.objects.get()
    assert (row.absence, row.last_day, none) == (None, today, 0)
    assert "She has worked until 12:30" in page
    assert "Sick leave is for whole days in this hall" in page
    assert (absence.first_day, absence.last_day, absence.is_whole_day) == (tomorrow, tomorrow, True)
    comes_after_all(SickShift.objects.get(), by=duty)
    assert on_floor(hall, today) == {"ann": (time(9), time(18), 480)}
