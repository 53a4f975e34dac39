"""Limits of people, shifts that may not follow and headcounts, as the problem of March 2026 has them."""

from datetime import date

import pytest

from rosters.builds.buildable import missing_from
from rosters.models import Headcount, PersonLimits, Roster, RuleSettings, ShiftLimit
from rosters.problem import problem_of
from rosters.solver.problem import NO_LIMITS
from rosters.solver.problem import Headcount as Heads
from staff.models import Absence, CalendarDay, Employee, Hall, SpecialDay
from tests import make

pytestmark = pytest.mark.django_db

LIMIT_RULES = set(RuleSettings().limit_rules())


@pytest.fixture
def ann(hall: Hall) -> Employee:
    return make.employee(hall, "ann", stations=(make.station(hall),))


@pytest.fixture
def bob(hall: Hall) -> Employee:
    return make.employee(hall, "bob")


@pytest.fixture
def roster(hall: Hall) -> Roster:
    return make.roster(hall)


def limits(roster: Roster, code: str = "ann"):
    return problem_of(Roster.objects.get(pk=roster.pk)).worker_by_id[code].limits


def limit_rules(roster: Roster) -> dict:
    rules = problem_of(Roster.objects.get(pk=roster.pk)).rules
    return {name: settings for name, settings in rules.items() if name in LIMIT_RULES}


def heads(shift, needed, day_type="weekday", on=None):
    return Headcount.objects.create(shift_type=shift, needed=needed, day_type=day_type, date=on)


# --- nothing set -------------------------------------------------------------


def test_hall_without_limits_has_none_of_their_rules(roster, ann):
    make.shift_type(roster.hall)

    problem = problem_of(roster)

    assert LIMIT_RULES.isdisjoint(problem.rules)
    assert problem.worker_by_id["ann"].limits == NO_LIMITS
    assert problem.headcounts == ()


@pytest.mark.parametrize(
    ("setting", "rules"),
    [
        ({"month_most_minutes": 0}, {"month-most": {}}),
        ({"month_least_minutes": 0}, {}),
        ({"month_least_minutes": 60, "weight_month_least": 7}, {"month-least": {"weight": 7}}),
        ({"least_run": 1, "least_rest": 1}, {}),
        ({"least_run": 2, "weight_short_run": 8}, {"short-runs": {"weight": 8}}),
        ({"least_rest": 2, "weight_short_break": 9}, {"short-breaks": {"weight": 9}}),
        ({"most_weekends": 0}, {"weekends": {}}),
    ],
)
def test_rule_counts_as_soon_as_somebody_has_its_limit(roster, ann, setting, rules):
    RuleSettings.objects.update(**setting)

    assert limit_rules(roster) == rules


# --- limits of people --------------------------------------------------------


def test_everybody_has_the_halls_limits_unless_she_has_her_own(roster, ann, bob):
    RuleSettings.objects.update(month_most_minutes=10000, least_run=2, least_rest=2, most_weekends=3)
    PersonLimits.objects.create(employee=ann, most_minutes=6000, most_run=4, least_rest=0, most_weekends=1)

    own, common = limits(roster), limits(roster, "bob")

    assert (own.most_minutes, own.most_run, own.least_run, own.least_rest, own.most_weekends) == (6000, 4, 2, 0, 1)
    assert (common.most_minutes, common.most_run, common.least_run) == (10000, None, 2)
    assert (common.least_rest, common.most_weekends) == (2, 3)


def test_least_minutes_of_a_full_month_are_those_agreed(roster, ann):
    PersonLimits.objects.create(employee=ann, least_minutes=6001)

    assert limits(roster).least_minutes == 6001


def test_leave_and_days_outside_the_contract_take_their_part_from_the_least(roster, ann, bob):
    RuleSettings.objects.update(month_least_minutes=2200)
    Absence.objects.create(
        employee=ann, kind="annual", first_day=date(2026, 3, 2), last_day=date(2026, 3, 13), state="approved"
    )
    Employee.objects.filter(pk=bob.pk).update(left_on=date(2026, 3, 6))

    assert limits(roster).least_minutes == 1200  # 10 of 22 workdays away
    assert limits(roster, "bob").least_minutes == 500


def test_least_minutes_of_somebody_away_all_month_are_none(roster, ann):
    RuleSettings.objects.update(month_least_minutes=2200)
    Absence.objects.create(
        employee=ann, kind="annual", first_day=date(2026, 3, 1), last_day=date(2026, 3, 31), state="approved"
    )

    assert limit_rules(roster) == {}


def test_shift_limits_are_the_persons_before_the_shifts_own(roster, ann, bob):
    often, seldom = make.shift_type(roster.hall, most_a_month=5), make.shift_type(roster.hall, "N")
    ShiftLimit.objects.create(employee=ann, shift_type=often, most=9)
    ShiftLimit.objects.create(employee=ann, shift_type=seldom, most=0)

    assert limits(roster).shift_most == {str(often.pk): 9, str(seldom.pk): 0}
    assert limits(roster, "bob").shift_most == {str(often.pk): 5}
    assert limit_rules(roster) == {"shift-count": {}}


def test_limits_of_shifts_that_are_no_longer_worked_stay_out(roster, ann):
    make.shift_type(roster.hall)
    gone = make.shift_type(roster.hall, "O", valid_to=date(2026, 2, 1), most_a_month=2)
    ShiftLimit.objects.create(employee=ann, shift_type=gone, most=1)

    assert limits(roster).shift_most == {}
    assert limit_rules(roster) == {}


# --- shifts that may not follow ----------------------------------------------


def test_shifts_say_what_may_not_follow(roster, ann):
    late, early = make.shift_type(roster.hall, "L"), make.shift_type(roster.hall, "E")
    gone = make.shift_type(roster.hall, "O", valid_to=date(2026, 2, 1))
    late.barred_next.add(early, gone)

    shifts = {shift.code: shift.barred_next for shift in problem_of(roster).shifts}

    assert shifts == {"L": {str(early.pk)}, "E": frozenset()}
    assert limit_rules(roster) == {"succession": {}}


# --- headcounts --------------------------------------------------------------


def test_headcounts_are_those_of_the_most_particular_kind_of_day(roster, ann):
    RuleSettings.objects.update(weight_headcount_short=500, weight_headcount_over=6)
    day, late = make.shift_type(roster.hall), make.shift_type(roster.hall, "L")
    heads(day, 2), heads(late, 0), heads(day, 3, "wed"), heads(day, 4, "holiday")
    heads(late, 5, "date", date(2026, 3, 5))
    CalendarDay.objects.create(date=date(2026, 3, 3), kind="statutory_holiday")
    SpecialDay.objects.create(hall=roster.hall, date=date(2026, 3, 6), is_closed=True)

    found = [row for row in problem_of(Roster.objects.get()).headcounts if row.day < 8]

    assert found == [
        Heads(1, str(day.pk), 2, 500, 6),
        Heads(1, str(late.pk), 0, 500, 6),
        Heads(2, str(day.pk), 4, 500, 6),
        Heads(3, str(day.pk), 3, 500, 6),
        Heads(4, str(late.pk), 5, 500, 6),
    ]


def test_headcount_counts_only_while_its_shift_type_is_valid(roster, ann):
    heads(make.shift_type(roster.hall, valid_from=date(2026, 3, 31)), 2)

    assert [row.day for row in problem_of(roster).headcounts] == [30]


def test_headcounts_are_enough_to_build_from(roster, ann):
    shift = make.shift_type(roster.hall)

    assert list(missing_from(problem_of(roster))) == ["no_demand"]
    heads(shift, 1)
    assert list(missing_from(problem_of(roster))) == []
