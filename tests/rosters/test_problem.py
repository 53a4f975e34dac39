"""March 2026 begins on a Sunday: its first week holds six days of February."""

from datetime import date, time

import pytest

from rosters.models import Assignment, Demand, Roster, ShiftType, Wish
from rosters.month import load_month
from rosters.problem import duties_of, problem_of, with_past_kept
from rosters.solver.problem import Absence as Away
from rosters.solver.problem import Pin
from rosters.solver.problem import Wish as Wanted
from staff.models import Absence, CalendarDay, Employee, Hall, PerformanceReview, Skill, SpecialDay, TimeBankEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(hall: Hall):
    return make.station(hall)


@pytest.fixture
def ann(hall: Hall, counter) -> Employee:
    return make.employee(hall, "ann", stations=(counter,))


@pytest.fixture
def roster(hall: Hall) -> Roster:
    return make.roster(hall)


def worker(roster: Roster, code: str = "ann"):
    return problem_of(roster).worker_by_id[code]


def assign(roster: Roster, employee: Employee, day: date, shift_type: ShiftType | None = None, **more) -> Assignment:
    if shift_type is None:
        more.setdefault("day_off", "rest")
    return Assignment.objects.create(roster=roster, employee=employee, date=day, shift_type=shift_type, **more)


def absent(employee: Employee, first: date, last: date | None = None, state: str = "approved", **more) -> Absence:
    return Absence.objects.create(employee=employee, first_day=first, last_day=last or first, state=state, **more)


# --- who may work what -------------------------------------------------------


def test_worker_may_work_shifts_within_her_contract(roster, ann):
    shift = make.shift_type(roster.hall)
    Employee.objects.filter(pk=ann.pk).update(hired_on=date(2026, 3, 3), left_on=date(2026, 3, 20))

    days = [day for day, may in enumerate(worker(roster).shifts) if may == {str(shift.pk)}]

    assert days == list(range(2, 20))


def test_worker_without_a_skill_may_work_nothing(roster, ann):
    make.shift_type(roster.hall)
    Skill.objects.all().delete()

    assert set(worker(roster).shifts) == {frozenset()}


def test_manager_without_a_skill_may_work(roster):
    shift = make.shift_type(roster.hall)
    make.employee(roster.hall, "boss", is_manager=True)

    assert set(worker(roster, "boss").shifts) == {frozenset({str(shift.pk)})}


@pytest.mark.parametrize(("open_to", "clerk_may", "manager_may"), [("managers", 0, 1), ("clerks", 1, 0)])
def test_shift_type_is_open_to_some(roster, ann, counter, open_to, clerk_may, manager_may):
    make.shift_type(roster.hall, open_to=open_to)
    make.employee(roster.hall, "boss", stations=(counter,), is_manager=True)

    assert len(worker(roster).shifts[0]) == clerk_may
    assert len(worker(roster, "boss").shifts[0]) == manager_may


def test_shift_type_is_kept_for_those_named(roster, ann, counter):
    shift = make.shift_type(roster.hall)
    bob, cat = (make.employee(roster.hall, code, stations=(counter,)) for code in ("bob", "cat"))
    shift.only_for.add(bob, cat)

    problem = problem_of(roster)

    assert [len(problem.worker_by_id[code].shifts[0]) for code in ("ann", "bob", "cat")] == [0, 1, 1]
    assert len(problem.shifts) == 1


def test_shift_type_counts_only_while_valid(roster, ann):
    make.shift_type(roster.hall, valid_from=date(2026, 3, 5), valid_to=date(2026, 3, 6))
    make.shift_type(roster.hall, "O", valid_to=date(2026, 2, 1))

    problem = problem_of(roster)

    assert [shift.code for shift in problem.shifts] == ["D"]
    assert [day for day, may in enumerate(problem.workers[0].shifts) if may] == [4, 5]


def test_closed_day_keeps_what_a_hand_has_put_there(roster, ann):
    shift = make.shift_type(roster.hall)
    for day in (9, 10):
        SpecialDay.objects.create(hall=roster.hall, date=date(2026, 3, day), is_closed=True)
    assign(roster, ann, date(2026, 3, 10), shift)

    assert worker(roster).shifts[8:10] == (frozenset(), frozenset({str(shift.pk)}))


def test_person_who_left_stays_while_she_stands_in_the_roster(roster, ann):
    shift = make.shift_type(roster.hall)
    assign(roster, ann, date(2026, 3, 10), shift)
    Employee.objects.update(left_on=date(2026, 2, 1))

    problem = problem_of(roster)

    assert problem.worker_by_id["ann"].shifts[9] == frozenset()
    assert duties_of(roster, problem).cells == {("ann", 9): str(shift.pk)}


def test_shift_type_has_its_gap_and_break_window(roster, ann):
    make.shift_type(
        roster.hall,
        start=time(20),
        end=time(6),
        ends_next_day=True,
        gap_start=time(23),
        gap_end=time(1),
        break_minutes=30,
        break_from=time(3),
        break_to=time(4),
    )

    (shift,) = problem_of(roster).shifts

    assert shift.segments == ((1200, 1380), (1500, 1800))
    assert (shift.break_minutes, shift.break_window) == (30, (1620, 1680))


# --- weekly targets ----------------------------------------------------------


def test_week_targets_count_the_first_week_whole_and_cut_the_last(roster, ann):
    assert worker(roster).week_targets == (2400, 2400, 2400, 2400, 2400, 960)


def test_week_targets_follow_the_calendar(roster, ann):
    CalendarDay.objects.create(date=date(2026, 3, 4), kind="statutory_holiday")
    CalendarDay.objects.create(date=date(2026, 3, 5), kind="rest_day")
    CalendarDay.objects.create(date=date(2026, 3, 14), kind="makeup_workday")

    assert worker(roster).week_targets == (2400, 1440, 2880, 2400, 2400, 960)


def test_week_targets_hold_only_days_of_the_contract(roster, ann):
    Employee.objects.update(hired_on=date(2026, 3, 4), left_on=date(2026, 3, 23))

    assert worker(roster).week_targets == (0, 1440, 2400, 2400, 480, 0)


def test_leave_and_training_are_work_already_done(roster, ann):
    absent(ann, date(2026, 2, 27), date(2026, 3, 3))
    absent(ann, date(2026, 3, 9), kind="training", start=time(9), end=time(11))
    absent(ann, date(2026, 3, 21), kind="training", start=time(9), end=time(11))

    assert worker(roster).week_targets == (1920, 1440, 2280, 2280, 2400, 960)


def test_being_unavailable_or_only_asking_changes_no_target(roster, ann):
    absent(ann, date(2026, 3, 9), kind="unavailable")
    absent(ann, date(2026, 3, 10), state="asked")

    assert worker(roster).week_targets == (2400, 2400, 2400, 2400, 2400, 960)


def test_part_timers_week_is_rounded_to_minutes(roster, ann):
    Employee.objects.update(weekly_minutes=1001)

    assert worker(roster).week_targets == (1001, 1001, 1001, 1001, 1001, 400)


def test_absences_are_told_day_by_day(roster, ann):
    absent(ann, date(2026, 2, 27), date(2026, 3, 2))
    absent(ann, date(2026, 3, 9), kind="training", start=time(9), end=time(11))
    absent(ann, date(2026, 3, 10), state="declined")

    assert worker(roster).absences == (Away(0), Away(1), Away(8, 540, 660))


# --- what came before --------------------------------------------------------


def test_history_holds_the_last_fourteen_days(roster, ann):
    shift = make.shift_type(roster.hall)
    february = make.roster(roster.hall, date(2026, 2, 1))
    for day in (14, 15, 28):
        assign(february, ann, date(2026, 2, day), shift)
    assign(february, ann, date(2026, 2, 27))

    assert worker(roster).history == (str(shift.pk), *[None] * 12, str(shift.pk))


def test_history_keeps_shift_types_no_longer_valid(roster, ann):
    old = make.shift_type(roster.hall, valid_to=date(2026, 2, 28))
    assign(make.roster(roster.hall, date(2026, 2, 1)), ann, date(2026, 2, 28), old)

    problem = problem_of(roster)

    assert problem.shift_by_id[str(old.pk)].code == "D"
    assert problem.workers[0].shifts[0] == frozenset()


def test_carried_is_what_stands_above_or_below_a_fair_share(roster, ann, counter):
    early, late = make.shift_type(roster.hall), make.shift_type(roster.hall, "L", kind="late")
    bob = make.employee(roster.hall, "bob", stations=(counter,))
    february = make.roster(roster.hall, date(2026, 2, 1))
    for day in (2, 3, 4, 5):  # Monday to Thursday
        assign(february, ann, date(2026, 2, day), early)
    for day in (6, 7):  # Friday and Saturday
        assign(february, bob, date(2026, 2, day), late)
    assign(make.roster(roster.hall, date(2025, 11, 1)), ann, date(2025, 11, 30), late)

    assert worker(roster).carried == {"early": 2, "late": -1, "weekend": -1, "minutes": 480}
    assert worker(roster, "bob").carried == {"early": -2, "late": 1, "weekend": 1, "minutes": -480}


def test_carried_share_is_smaller_for_who_was_away(roster, ann, counter):
    early = make.shift_type(roster.hall)
    bob = make.employee(roster.hall, "bob", stations=(counter,))
    february = make.roster(roster.hall, date(2026, 2, 1))
    for day in (2, 3, 4, 5):
        assign(february, ann, date(2026, 2, day), early)
    absent(bob, date(2026, 2, 1), date(2026, 2, 28))

    assert worker(roster).carried == {}
    assert worker(roster, "bob").carried == {}


def test_carried_is_held_within_bounds(roster, ann, counter):
    early = make.shift_type(roster.hall)
    make.employee(roster.hall, "bob", stations=(counter,))
    february = make.roster(roster.hall, date(2026, 2, 1))
    for day in range(1, 29):
        assign(february, ann, date(2026, 2, day), early)

    assert worker(roster).carried == {"early": 5, "weekend": 4, "minutes": 960}


def test_carried_minutes_end_before_the_week_that_the_month_counts_itself(roster, ann, counter):
    early = make.shift_type(roster.hall)
    make.employee(roster.hall, "bob", stations=(counter,))
    february = make.roster(roster.hall, date(2026, 2, 1))
    for day in (20, 23, 24):  # the Friday before March's first week, then its Monday and Tuesday
        assign(february, ann, date(2026, 2, day), early)

    assert worker(roster).carried == {"early": 2, "minutes": 240}


def test_bank_is_what_is_owed_on_the_eve(roster, ann, counter):
    bob = make.employee(roster.hall, "bob", stations=(counter,))
    for employee, day, minutes in [(ann, 1, 300), (ann, 28, -60), (bob, 1, -90)]:
        TimeBankEntry.objects.create(employee=employee, date=date(2026, 2, day), minutes=minutes, reason="-")
    TimeBankEntry.objects.create(employee=ann, date=date(2026, 3, 1), minutes=500, reason="-")

    assert (worker(roster).bank_minutes, worker(roster, "bob").bank_minutes) == (240, 0)


@pytest.mark.parametrize(
    ("counts", "grades", "percent"), [(True, (5, 5), 120), (True, (1, 2), 85), (True, None, 100), (False, (5, 5), 100)]
)
def test_performance_weighs_wishes_only_when_it_counts(roster, ann, counts, grades, percent):
    roster.hall.rule_settings.performance_counts = counts
    roster.hall.rule_settings.save()
    if grades:
        PerformanceReview.objects.create(employee=ann, month=date(2026, 2, 1), enthusiasm=grades[0], skill=grades[1])

    assert worker(roster).wish_percent == percent


def test_day_in_another_halls_roster_is_an_absence(roster, ann, elsewhere):
    away = make.roster(elsewhere)
    assign(away, ann, date(2026, 3, 5), make.shift_type(elsewhere))

    assert worker(roster).absences == (Away(4),)


# --- needs -------------------------------------------------------------------


def needs(roster: Roster) -> dict[int, int]:
    return {demand.day: demand.needed for demand in problem_of(roster).demand}


def test_demand_of_a_date_is_that_of_its_most_particular_kind(roster, counter):
    make.demand(counter, 1, day_type="weekday")
    make.demand(counter, 2, day_type="weekend")
    make.demand(counter, 3, day_type="wed")
    make.demand(counter, 4, day_type="holiday")
    Demand.objects.create(
        hall=roster.hall, station=counter, day_type="date", date=date(2026, 3, 4), start=540, end=600, needed=5
    )
    CalendarDay.objects.create(date=date(2026, 3, 11), kind="statutory_holiday")
    CalendarDay.objects.create(date=date(2026, 3, 12), kind="rest_day")
    CalendarDay.objects.create(date=date(2026, 3, 14), kind="makeup_workday")

    found = needs(roster)

    assert [found[day - 1] for day in (1, 2, 3, 4, 11, 12, 14, 15, 18)] == [2, 1, 1, 5, 4, 4, 1, 2, 3]


def test_bridge_day_is_a_weekend_without_holiday_demand(roster, counter):
    make.demand(counter, 1, day_type="weekday")
    make.demand(counter, 2, day_type="weekend")
    CalendarDay.objects.create(date=date(2026, 3, 12), kind="rest_day")

    assert needs(roster)[11] == 2


def test_demand_is_cut_to_opening_hours(roster, counter):
    make.demand(counter, start=480, end=570)
    make.demand(counter, start=1080, end=1140)
    SpecialDay.objects.create(hall=roster.hall, date=date(2026, 3, 3), is_closed=True)

    demand = [(row.day, row.start, row.end) for row in problem_of(roster).demand]

    assert demand[:2] == [(1, 540, 570), (3, 540, 570)]


# --- pins and wishes ---------------------------------------------------------


def test_pins_are_shifts_and_days_off(roster, ann):
    shift = make.shift_type(roster.hall)
    assign(roster, ann, date(2026, 3, 2), shift, is_pinned=True)
    assign(roster, ann, date(2026, 3, 3), is_pinned=True)
    assign(roster, ann, date(2026, 3, 4), shift)

    assert problem_of(roster).pins == (Pin("ann", 1, str(shift.pk)), Pin("ann", 2, None))


def test_past_is_kept_as_it_stands(roster, ann):
    shift = make.shift_type(roster.hall)
    assign(roster, ann, date(2026, 3, 2), shift)
    assign(roster, ann, date(2026, 3, 4), is_pinned=True)
    problem = problem_of(roster)

    kept = with_past_kept(problem, duties_of(roster, problem), date(2026, 3, 3))

    assert kept.pins == (Pin("ann", 0, None), Pin("ann", 1, str(shift.pk)), Pin("ann", 3, None))


def test_wishes_of_the_month_are_told(roster, ann):
    shift = make.shift_type(roster.hall)
    Wish.objects.create(employee=ann, date=date(2026, 3, 2), shift_type=shift, prefers=True, strength=3)
    Wish.objects.create(employee=ann, date=date(2026, 3, 3))
    Wish.objects.create(employee=ann, date=date(2026, 4, 1))

    assert problem_of(roster).wishes == (
        Wanted("ann", 1, str(shift.pk), True, 3),
        Wanted("ann", 2, None, False, 2),
    )


# --- cost --------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 9])
def test_month_is_read_in_five_queries_whatever_its_size(roster, counter, size, django_assert_num_queries):
    shift = make.shift_type(roster.hall)
    for n in range(size):
        employee = make.employee(roster.hall, f"e{n}", stations=(counter,))
        assign(roster, employee, date(2026, 3, 2), shift)
        absent(employee, date(2026, 3, 5))
        shift.only_for.add(employee)
    roster = Roster.objects.select_related("hall__rule_settings").get()

    with django_assert_num_queries(5):
        month = load_month(roster)
        problem = problem_of(roster, month)
        duties = duties_of(roster, problem, month)

    assert len(problem.workers) == len(duties.cells) == size
