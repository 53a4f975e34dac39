from datetime import date

import pytest

from rosters import reports
from rosters.solver.duties import Duties
from rosters.solver.problem import Absence, Problem, Shift, Worker

EARLY = Shift("1", "早", "early", ((540, 1080),), 480)
LATE = Shift("2", "晚", "late", ((660, 1200),), 480)
LONG = Shift("3", "通", "long", ((540, 1260),), 660)
NIGHT = Shift("4", "夜", "night", ((1080, 1560),), 450)
SHIFTS = (EARLY, LATE, LONG, NIGHT)
DAYS = 31


def worker(id: str, **more) -> Worker:
    """Someone of March 2026, who had Monday to Friday of the weeks before it."""
    more = {
        "shifts": (frozenset(shift.id for shift in SHIFTS),) * DAYS,
        "week_targets": (2400, 2400, 2400, 2400, 2400, 960),
        "history": (None,) * 8 + ("1",) * 5 + (None,),
    } | more
    return Worker(id, f"Person {id}", False, {"counter": 2}, weekly_minutes=2400, **more)


def march(*workers: Worker, **more) -> Problem:
    """March 2026 begins on a Sunday, the last day of a week that began in February."""
    saturdays, sundays = range(6, DAYS, 7), range(0, DAYS, 7)
    more = {"weekends": frozenset({*saturdays, *sundays}), "holidays": frozenset({4})} | more
    return Problem(
        date(2026, 3, 1), DAYS, SHIFTS, workers, (((540, 1200),),) * DAYS, more.pop("demand", ()), rules={}, **more
    )


def figures(problem: Problem, cells: dict) -> dict[str, reports.PersonFigures]:
    return {person.code: person for person in reports.figures_of_people(problem, Duties(problem, cells))}


def test_figures_count_each_shift_type_and_its_mean_a_week():
    problem = march(worker("a"))

    person = figures(problem, {("a", 1): "1", ("a", 2): "1", ("a", 3): "2", ("a", 5): "4"})["a"]

    assert person.shifts == {"早": 2, "晚": 1, "夜": 1}
    assert (person.early, person.late, person.night, person.days) == (2, 1, 1, 4)
    assert person.mean_weekly_shifts["早"] == pytest.approx(2 / 31 * 7)


def test_figures_add_up_paid_minutes_against_the_months_target():
    problem = march(worker("a"))

    person = figures(problem, {("a", 1): "1", ("a", 2): "3"})["a"]

    assert person.minutes == 480 + 660
    assert person.mean_weekly_minutes == pytest.approx((480 + 660) / 31 * 7)
    # The week of 23 February has no workday in March, and the last one is cut at its Tuesday.
    assert person.target == 4 * 2400 + 960
    assert person.difference == 480 + 660 - 4 * 2400 - 960


def test_a_week_across_the_edge_counts_with_its_workdays_in_the_month():
    april = Problem(
        date(2026, 4, 1),
        30,
        SHIFTS,
        (worker("a", shifts=(frozenset({"1"}),) * 30, week_targets=(2400, 2400, 2400, 2400, 1920)),),
        (((540, 1200),),) * 30,
        (),
        rules={},
        weekends=frozenset({3, 4, 10, 11, 17, 18, 24, 25}),
    )

    person = figures(april, {})["a"]

    # 30 March to 5 April: three of its five workdays are in April.
    assert person.target == 2400 * 3 / 5 + 3 * 2400 + 1920


def test_weekends_and_holidays_are_counted_by_the_day_worked():
    problem = march(worker("a"))

    person = figures(problem, {("a", 0): "1", ("a", 6): "2", ("a", 4): "1", ("a", 5): "1"})["a"]

    assert (person.weekend, person.holiday) == (2, 1)


def test_overtime_is_what_long_days_or_a_long_week_pay_beyond_the_standard():
    problem = march(worker("a"), worker("b"))
    long_days = {("a", day): "3" for day in (1, 2)}
    long_week = {("b", day): "1" for day in range(1, 7)}

    people = figures(problem, long_days | long_week)

    assert people["a"].overtime == 2 * (660 - 480)
    assert people["b"].overtime == 6 * 480 - 2400


def test_changes_of_shift_look_across_days_off():
    problem = march(worker("a"))

    person = figures(problem, {("a", 1): "1", ("a", 2): "1", ("a", 5): "2", ("a", 6): "2", ("a", 9): "1"})["a"]

    assert person.changes == 2


def test_balances_compare_with_a_fair_share_and_carry_over():
    problem = march(worker("a", carried={"late": 1}), worker("b"))

    people = figures(problem, {("a", 1): "2", ("a", 2): "2", ("a", 3): "2", ("b", 1): "2"})

    assert people["a"].balances["late"] == 1 + 3 - 2
    assert people["b"].balances["late"] == 1 - 2
    assert people["a"].balance == 2


def test_a_fair_share_follows_the_days_a_person_can_work():
    half = tuple(frozenset({"2"}) if day < 10 else frozenset() for day in range(DAYS))
    away = tuple(Absence(day) for day in range(11))
    problem = march(worker("a", shifts=half), worker("b", absences=away))

    people = figures(problem, {("a", 1): "2", ("b", 20): "2", ("b", 21): "2"})

    assert people["a"].balances["late"] == pytest.approx(1 - 3 * 10 / 30)
    assert people["b"].balances["late"] == pytest.approx(2 - 3 * 20 / 30)


def test_hours_away_leave_a_day_available():
    problem = march(worker("a", absences=(Absence(3, 540, 600),)))

    assert len(problem.workers[0].available_days) == DAYS
