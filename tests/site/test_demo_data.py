"""What the demo holds, read from one that is loaded once."""

from collections import Counter
from datetime import date, time

import pytest

from plans.dashboard import dashboard_of
from rosters.models import Assignment, Demand, Roster, ShiftType, Wish
from rosters.problem import duties_of, problem_of
from rosters.solver.check import check
from schedulingsite.demo import accounts, loading
from schedulingsite.demo.loading import Size
from staff import workdays
from staff.models import Absence, CalendarDay, Employee, Hall, OpeningHours, Post, SpecialDay, User
from swaps.models import SwapCell, SwapRequest

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("demo")]

AFTER_NATIONAL_DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def demo(kept_rows):
    """The demo as `make run` loads it."""
    loading.load(Size(), AFTER_NATIONAL_DAY)


def test_the_demo_has_three_halls_of_different_size():
    halls = Hall.objects.order_by("pk")
    assert [hall.employees.count() for hall in halls] == [12, 24, 46]
    assert [hall.rosters.filter(published_at__isnull=False).count() for hall in halls] == [2, 2, 2]


def test_every_row_of_the_demo_would_pass_its_form():
    for model in (Hall, OpeningHours, SpecialDay, ShiftType, Demand, Employee, Absence, Wish, CalendarDay, Roster):
        for row in list(model.objects.all())[:: 1 + model.objects.count() // 60]:
            row.full_clean()


def test_a_demo_hall_has_the_people_a_real_one_has():
    people = Hall.objects.get(code="binjiang").employees.all()
    assert people.filter(is_manager=True).count() >= 4
    assert people.filter(is_protected=True).exists()
    assert people.filter(weekly_minutes__lt=2400).exists()
    assert people.filter(left_on__range=(date(2026, 12, 2), date(2026, 12, 30))).exists()
    assert people.filter(hired_on__range=(date(2026, 10, 1), date(2026, 11, 22))).exists()


def test_past_rosters_break_no_hard_rule():
    for roster in Roster.objects.select_related("hall"):
        problem = problem_of(roster)
        faults = check(problem, duties_of(roster, problem))
        assert [fault for fault in faults if fault.is_hard] == []


def test_past_rosters_cover_most_of_what_is_needed():
    for roster in Roster.objects.select_related("hall"):
        problem = problem_of(roster)
        needed = sum((need.end - need.start) * need.needed for need in problem.demand)
        faults = check(problem, duties_of(roster, problem))
        short = sum(fault.amount for fault in faults if fault.rule == "cover" and fault.facts["kind"] == "short")
        assert short < 0.08 * needed


def test_past_rosters_leave_nobody_without_a_cell():
    roster = Roster.objects.filter(hall__code="guangming").latest("month")
    away = Counter(day for away in Absence.objects.approved() if away.is_whole_day for day in days_away(away, roster))
    for day in roster.days:
        people = sum(person.is_employed_on(day) for person in roster.hall.employees.all())
        assert roster.assignments.filter(date=day).count() == people - away[day]


def days_away(away: Absence, roster: Roster) -> list[date]:
    if away.employee.hall_id != roster.hall_id:
        return []
    return [day for day in roster.days if away.first_day <= day <= away.last_day]


def test_demand_lies_inside_opening_hours():
    for roster in Roster.objects.select_related("hall"):
        open_on = workdays.open_spans(roster.hall, roster.month, roster.last_day)
        for need in problem_of(roster).demand:
            day = roster.days[need.day]
            assert any(opens <= need.start < need.end <= closes for opens, closes in open_on[day])


def test_one_hall_is_open_from_half_past_eight_with_two_peaks_and_the_others_differ():
    hall = Hall.objects.get(code="guangming")
    assert {(day.opens, day.closes) for day in hall.opening_hours.all()} == {(time(8, 30), time(20, 30))}
    peaks = hall.demand.filter(day_type="weekday", is_peak=True).order_by("start").values_list("start", "end")
    assert len(stretches(list(peaks))) == 2
    for hall in Hall.objects.all():
        assert Absence.objects.filter(employee__hall=hall, first_day__gt=AFTER_NATIONAL_DAY).exists()
        assert Wish.objects.filter(employee__hall=hall, date__gt=AFTER_NATIONAL_DAY).exists()


def stretches(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those that touch made one."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole


def test_one_hall_has_a_desk_past_midnight():
    assert set(Demand.objects.filter(end__gt=1440).values_list("hall__code", "station__code")) == {
        ("zhanqian", "hotline")
    }


def test_demo_accounts_are_people_of_their_halls():
    posts = {(post.user.username, post.role, post.hall and post.hall.code) for post in Post.objects.all()}
    assert posts == {
        ("manager", "manager", "guangming"),
        ("duty", "duty_manager", "guangming"),
        ("clerk", "clerk", "guangming"),
        ("manager2", "manager", "binjiang"),
        ("supervisor", "supervisor", "guangming"),
        ("supervisor", "supervisor", "binjiang"),
        ("supervisor", "supervisor", "zhanqian"),
        ("department", "management", None),
    }
    assert User.objects.get(username="admin").is_superuser
    assert set(User.objects.values_list("username", flat=True)) == set(accounts.USERNAMES)
    assert User.objects.get(username="clerk").employee.hall.code == "guangming"


def test_past_cells_were_built_and_some_of_them_swapped_since():
    by_hand = Assignment.objects.exclude(origin="built").values_list("employee", "date")
    swapped = SwapCell.objects.filter(part__swap__state="approved").values_list("part__employee", "date")
    assert set(by_hand) == set(swapped) != set()


def test_the_demo_has_a_service_plan_with_believable_rates(monkeypatch):
    monkeypatch.setattr(Hall, "today", lambda hall, now=None: AFTER_NATIONAL_DAY)
    board = dashboard_of(list(Hall.objects.all()), date(2026, 11, 1))

    assert [line.task.code for line in board.tasks] == ["calls", "follow-up", "events", "survey"]
    assert 80 <= board.total.completion <= 100
    assert all(70 <= line.standing.figure <= 95 for line in board.tasks if line.task.code == "follow-up")
    assert [len(line.trend) for line in board.tasks] == [12] * 4


def test_swaps_of_the_demo_are_in_several_states():
    states = SwapRequest.objects.values_list("state", flat=True)
    assert {"approved", "declined", "agreed", "asked"} <= set(states)
