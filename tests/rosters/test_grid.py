"""The grid's figures and marks, its page, and how large both may get."""

from datetime import date, time
from http import HTTPStatus

import pytest
from django.urls import reverse

from rosters.edits import editing
from rosters.edits.editing import LIEU, CellValue
from rosters.grids.dayview import day_view
from rosters.grids.faults import faults_of
from rosters.grids.grid import grid_of
from rosters.grids.gridfoot import totals_of
from rosters.models import Assignment, Roster
from rosters.verdict import verdict_of
from staff.models import Absence, CalendarDay
from tests import make

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
MOST_BYTES = 400_000


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def person(hall, counter):
    return make.employee(hall, "E1", stations=(counter,), home_station=counter)


def put(roster, person, day, shift_type, **more):
    """Day counts from 1."""
    more.setdefault("origin", Assignment.Origin.BUILT)
    return Assignment.objects.create(
        roster=roster, employee=person, date=roster.month.replace(day=day), shift_type=shift_type, **more
    )


def page(hall, month=make.MONTH) -> str:
    return reverse("rosters:grid", args=[hall.code, month])


# --- cells -------------------------------------------------------------------


def test_cell_shows_code_and_colour_of_its_shift(roster, person, shift):
    put(roster, person, 2, shift)

    cell = grid_of(roster).rows[0].cells[1]

    assert (cell.key, cell.mark, cell.tone) == (str(shift.pk), "D", "sky")
    assert cell.label == ""


def test_cell_that_nobody_has_filled_is_empty(roster, person):
    cell = grid_of(roster).rows[0].cells[0]

    assert (cell.key, cell.mark, cell.tone) == ("", "", "")


def test_cell_says_that_it_is_pinned_and_set_by_hand(roster, person, shift, manager):
    day = roster.month
    editing.set_cell(roster, person, day, CellValue(shift), by=manager)
    editing.set_pin(roster, person, day, True, by=manager)

    cell = grid_of(roster).rows[0].cells[0]

    assert cell.label == "D, changed by hand, pinned"
    assert cell.css == "c tone-sky b p"


def test_leave_shows_in_a_cell_without_a_shift(roster, person):
    Absence.objects.create(employee=person, first_day=date(2026, 3, 3), last_day=date(2026, 3, 4), state="approved")

    cells = grid_of(roster).rows[0].cells

    assert [cell.mark for cell in cells[1:5]] == ["", "al", "al", ""]


def test_leave_only_asked_for_does_not_show(roster, person):
    Absence.objects.create(employee=person, first_day=date(2026, 3, 3), last_day=date(2026, 3, 3))

    assert grid_of(roster).rows[0].cells[2].mark == ""


def test_shift_on_a_day_of_leave_shows_and_is_broken(roster, person, shift):
    Absence.objects.create(employee=person, first_day=date(2026, 3, 3), last_day=date(2026, 3, 3), state="approved")
    put(roster, person, 3, shift)

    cell = grid_of(roster).rows[0].cells[2]

    assert (cell.mark, cell.broken) == ("D", 1)
    assert cell.label == "D, breaks a rule"


def test_time_off_in_lieu_is_told_from_a_day_off(roster, person, manager):
    editing.set_cell(roster, person, roster.month, LIEU, by=manager)

    cell = grid_of(roster).rows[0].cells[0]

    assert (cell.key, cell.tone) == ("lieu", "lieu")


def test_days_after_the_contract_are_not_hers(roster, hall, counter):
    make.employee(hall, "E9", stations=(counter,), left_on=date(2026, 3, 10))

    cells = grid_of(roster).rows[0].cells

    assert [cell.is_employed for cell in cells[9:11]] == [True, False]


def test_both_days_of_a_short_rest_are_broken(roster, person, hall, shift):
    late = make.shift_type(hall, "L", start=time(14), end=time(23), kind="late")
    put(roster, person, 5, late)
    put(roster, person, 6, shift)

    cells = grid_of(roster).rows[0].cells

    assert [number + 1 for number, cell in enumerate(cells) if cell.broken] == [5, 6]


# --- rows, days, foot --------------------------------------------------------


def test_people_stand_by_managers_and_home_station(roster, hall, counter, person):
    make.employee(hall, "M1", is_manager=True)
    make.employee(hall, "X1")

    groups = grid_of(roster).groups

    assert [(group.name, [row.employee.code for row in group.rows]) for group in groups] == [
        ("Managers", ["M1"]),
        ("Counter", ["E1"]),
        ("Others", ["X1"]),
    ]


def test_row_counts_its_shifts_and_hours(roster, person, hall, shift):
    make.shift_type(hall, "L", start=time(10), end=time(19))
    put(roster, person, 2, shift)
    put(roster, person, 3, shift)

    row = grid_of(roster).rows[0]

    assert row.counts == [2, 0]
    assert row.figures.minutes == 960


def test_days_know_weekends_holidays_and_makeup_days(roster, person):
    CalendarDay.objects.create(date=date(2026, 3, 4), kind="statutory_holiday", name="Spring Day")
    CalendarDay.objects.create(date=date(2026, 3, 7), kind="makeup_workday")

    days = grid_of(roster).days

    assert [days[n].css for n in (0, 1, 3, 6)] == ["w", "m", "h", "k"]


def test_sunday_inside_a_holiday_belongs_to_it(roster, person):
    CalendarDay.objects.create(date=date(2026, 3, 8), kind="rest_day", name="Spring Day")

    assert grid_of(roster).days[7].css == "h"


def test_foot_says_what_is_missing(roster, person, counter, shift):
    make.demand(counter, 2)
    put(roster, person, 2, shift)

    foot = grid_of(roster).foot

    assert (foot[1].needed, foot[1].missing, foot[1].people) == (2 * 540, 540, 1)
    assert (foot[2].needed, foot[2].missing, foot[2].people) == (2 * 540, 2 * 540, 0)
    assert foot[0].needed == 0


def test_foot_says_when_no_manager_is_on_site(roster, hall, counter, person, shift):
    boss = make.employee(hall, "M1", is_manager=True, stations=(counter,))
    put(roster, boss, 2, shift)
    put(roster, person, 3, shift)

    foot = grid_of(roster).foot

    assert foot[1].gaps == []
    assert foot[2].gaps == [(540, 1080)]


def test_a_lone_managers_break_is_told_alike_by_foot_and_checker(roster, hall, counter):
    lunch = {"break_minutes": 60, "break_from": time(12), "break_to": time(14)}
    boss = make.employee(hall, "M1", is_manager=True, stations=(counter,))
    put(roster, boss, 2, make.shift_type(hall, "B", **lunch))

    grid = grid_of(roster)

    assert [end - start for start, end in grid.foot[1].gaps] == [60]
    told = verdict_of(grid.problem, grid.duties).manager_gaps
    assert [(start, end) for day, start, end in told if day == 1] == grid.foot[1].gaps


def test_short_hours_are_told_alike_by_foot_day_and_warnings(roster, hall, counter):
    lunch = {"break_minutes": 60, "break_from": time(12), "break_to": time(14)}
    shift = make.shift_type(hall, "B", **lunch)
    for n in range(3):
        put(roster, make.employee(hall, f"M{n}", stations=(counter,)), 2, shift)
    make.demand(counter, 2, start=720, end=780)

    grid = grid_of(roster)

    assert grid.foot[1].missing == 60
    assert [(need.start, need.end, need.have) for need in day_view(grid, 1).needs] == [(720, 780, 1)]
    told = [one.amount for one in faults_of(grid).warnings if one.rule == "cover" and one.days == (1,)]
    assert told == [60]


def test_hours_are_marked_above_the_months_target_not_above_a_weeks(roster, person, shift):
    for day in range(2, 8):
        put(roster, person, day, shift)

    (row,) = grid_of(roster).rows

    assert row.figures.overtime == 8 * 60
    assert not row.is_over_target


def test_totals_add_up_the_month(roster, person, counter, shift):
    make.demand(counter, 1)
    put(roster, person, 2, shift)

    grid = grid_of(roster)
    totals = totals_of([row.figures for row in grid.rows], grid.foot)

    assert totals.missing_minutes == 21 * 540
    assert totals.mean_minutes == 480


def test_spread_of_hours_is_measured_by_everybodys_own_target(hall, roster, person, counter, shift):
    half = make.employee(hall, "half", stations=(counter,), weekly_minutes=20 * 60)
    whole, part = (row.figures for row in sorted(grid_of(roster).rows, key=lambda row: row.employee.pk))
    for number in range(2, 6):
        put(roster, person, number, shift)
    for number in range(2, 4):
        put(roster, half, number, shift)

    grid = grid_of(roster)
    totals = totals_of([row.figures for row in grid.rows], grid.foot)

    assert whole.target == 2 * part.target
    assert totals.spread_minutes == (whole.target - 4 * 480) - (part.target - 2 * 480)


# --- the page ----------------------------------------------------------------


def test_page_of_a_month_nobody_has_begun_creates_nothing(client, hall, manager, person):
    client.force_login(manager)

    response = client.get(page(hall))

    assert response.status_code == HTTPStatus.OK
    assert not Roster.objects.exists()


def test_page_without_people_says_what_is_lacking(client, hall, manager):
    client.force_login(manager)

    content = client.get(page(hall)).content.decode()

    assert "people who are employed this month" in content
    assert reverse("staff:setup", args=[hall.code]) in content


def test_draft_is_hidden_from_a_clerk_and_says_so(client, roster, clerk, person):
    client.force_login(clerk)

    response = client.get(page(roster.hall))

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Not published yet" in response.content.decode()


def test_published_roster_is_read_only_for_a_clerk(client, roster, clerk, person, shift, manager):
    put(roster, person, 2, shift)
    make.publish(roster)
    client.force_login(clerk)

    content = client.get(page(roster.hall)).content.decode()

    assert 'aria-readonly="true"' in content
    assert "data-cells" not in content


def test_whoever_sees_a_roster_can_take_it_along(client, roster, clerk, person, shift):
    put(roster, person, 2, shift)
    make.publish(roster)
    client.force_login(clerk)

    content = client.get(page(roster.hall)).content.decode()

    assert reverse("rosters:workbook", args=[roster.hall.code, roster.month]) in content


def test_leave_without_an_end_shows_on_every_day(roster, person):
    Absence.objects.create(employee=person, kind="sick", first_day=date.min, last_day=date.max, state="approved")

    assert {cell.tone for cell in grid_of(roster).rows[0].cells} == {"leave"}


def test_a_clerk_sees_that_a_colleague_is_away_but_not_why(client, roster, clerk, person):
    Absence.objects.create(
        employee=person, kind="sick", first_day=date(2026, 3, 3), last_day=date(2026, 3, 3), state="approved"
    )
    make.publish(roster)
    client.force_login(clerk)

    content = client.get(page(roster.hall), headers={"accept-language": "en"}).content.decode()

    assert ">na</i>" in content
    assert ">sl</i>" not in content


def test_page_opens_the_day_asked_for(client, roster, manager, person, shift):
    put(roster, person, 2, shift)
    client.force_login(manager)

    response = client.get(page(roster.hall), {"day": "2026-03-02"})

    assert response.context["panel"] == "rosters/grid/day.html"
    assert [type.code for type, _ in response.context["day"].shifts] == ["D"]


@pytest.mark.parametrize("day", ["2026-04-02", "nonsense", "2026-02-30"])
def test_page_passes_over_a_day_that_is_not_its_own(client, roster, manager, person, day):
    client.force_login(manager)

    assert client.get(page(roster.hall), {"day": day}).context["panel"] is None


def test_page_of_the_present_month_opens_today_on_a_phone(client, hall, manager, person):
    today = hall.today()
    make.roster(hall, today.replace(day=1))
    client.force_login(manager)

    response = client.get(page(hall, today.replace(day=1)))

    assert response.context["day"].foot.day.date == today
    assert response.context["panel"] is None


def test_names_are_shown_as_text(client, roster, manager, hall):
    make.employee(hall, "E1", name="<script>alert(1)</script>")
    client.force_login(manager)

    assert "<script>alert" not in client.get(page(hall)).content.decode()


@pytest.mark.parametrize(
    ("people", "state", "role"),
    [
        (12, "draft", "manager"),
        (60, "draft", "manager"),
        (60, "published", "manager"),
        (60, "building", "manager"),
        (60, "published", "clerk"),
    ],
)
def test_page_asks_and_weighs_little_whatever_the_size(
    client, roster, hall, counter, shift, people, state, role, request, django_assert_max_num_queries
):
    crowd = [make.employee(hall, f"E{n:02}", stations=(counter,), home_station=counter) for n in range(people)]
    make.demand(counter, people // 2)
    Assignment.objects.bulk_create(
        Assignment(roster=roster, employee=person, date=day, shift_type=shift, is_pinned=day.day % 2 == 0)
        for person in crowd
        for day in roster.days
    )
    if state == "published":
        make.publish(roster)
    if state == "building":
        roster.builds.create(revision=0, problem={}, seconds=60, status="running")
    client.force_login(request.getfixturevalue(role))

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(page(hall))

    assert response.content.count(b"data-v=") == people * 31
    assert len(response.content) < MOST_BYTES
