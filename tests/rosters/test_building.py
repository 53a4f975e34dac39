"""Acts around a build, in this process; what needs a real worker stands in test_building_worker."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
from django.utils import timezone

from rosters.builds.budget import threads_now
from rosters.builds.building import (
    NotBuildable,
    finish_build,
    start_build,
)
from rosters.builds.claims import Watch, claim_build
from rosters.builds.merging import merge_build
from rosters.edits.editing import REST, set_cell, set_pin
from rosters.models import Assignment, Build, Demand, Roster, ShiftType
from rosters.problem import duties_of, problem_of
from rosters.publications.publishing import publish
from rosters.solver.check import check
from staff.models import AuditEntry, Employee, Hall, OpeningHours, Skill, Station
from tests import make
from tests.make import NEXT
from tests.rosters.built import build_now, employee, roster_of_three, shifts_of, value

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(hall: Hall) -> Roster:
    return roster_of_three(hall)


def reasons(roster: Roster) -> list[str]:
    with pytest.raises(NotBuildable) as refusal:
        start_build(roster, by=None, send=False)
    assert not Build.objects.exists()
    return [reason["reason"] for reason in refusal.value.reasons]


# --- what a build may take ---------------------------------------------------


@pytest.mark.parametrize(("beside", "threads"), [(0, 8), (1, 4), (2, 2), (9, 2)])
def test_builds_beside_each_other_share_the_threads(roster, settings, beside, threads):
    settings.SOLVER_WORKERS = 8
    for number in range(beside + 1):
        other = make.roster(make.hall(f"hall-{number}"), NEXT)
        other.builds.create(revision=0, problem={}, seconds=1, status=Build.Status.RUNNING)

    assert threads_now() == threads


def test_build_at_its_memory_limit_keeps_its_best_roster_and_says_so(roster, settings):
    settings.SOLVER_MEMORY_MB = 1
    build = start_build(roster, by=None, seconds=300, send=False)

    finish_build(build.pk)

    build.refresh_from_db()
    assert build.status == Build.Status.DONE
    assert build.progress["ended"] in ("memory", "optimal")
    assert {day for _, day in shifts_of(roster)} == set(roster.days)


def test_search_is_over_when_the_memory_is_spent(roster, settings):
    settings.SOLVER_MEMORY_MB = 20
    build = claim_build(start_build(roster, by=None, send=False).pk)
    watch = Watch(build, problem_of(roster))
    assert not watch.is_over()

    filling = bytearray(b"x" * (40 << 20))

    assert watch.is_over()
    assert watch.ended == "memory"
    del filling
    assert watch.is_over()


# --- from asking to the roster -----------------------------------------------


def test_build_fills_the_roster_and_keeps_every_hard_rule(roster, manager):
    build = start_build(roster, by=manager, seconds=1, send=False)

    finish_build(build.pk)

    build.refresh_from_db()
    roster.refresh_from_db()
    problem = problem_of(roster)
    faults = check(problem, duties_of(roster, problem))
    assert build.status == Build.Status.DONE
    assert [fault for fault in faults if fault.is_hard] == []
    assert build.penalty == sum(fault.penalty for fault in faults)
    assert {day for _, day in shifts_of(roster)} == set(roster.days)
    assert roster.assignments.count() == 3 * len(roster.days)
    assert set(roster.assignments.values_list("origin", flat=True)) == {"built"}
    assert roster.revision == build.revision + 1


def test_build_is_in_the_log(roster, manager):
    build = start_build(roster, by=manager, seconds=1, send=False)
    finish_build(build.pk)

    acts = AuditEntry.objects.order_by("pk").values_list("act", "by_name", "hall__code")
    assert list(acts) == [("build_started", "Manager", "east"), ("build_applied", "Manager", "east")]


def test_build_keeps_pins_and_may_change_other_hand_set_cells(roster, manager):
    ann, first, second = employee("ann"), roster.days[0], roster.days[1]
    set_pin(roster, ann, first, True, by=manager)
    set_cell(roster, ann, second, value(), by=manager)
    set_pin(roster, ann, second, True, by=manager)

    build = build_now(roster)

    assert build.status == Build.Status.DONE
    assert ("ann", first) not in shifts_of(roster)
    assert ("ann", second) in shifts_of(roster)
    assert roster.assignments.get(employee=ann, date=second).origin == "by_hand"


def test_build_writes_no_day_off_into_leave_or_beyond_the_contract(roster):
    Employee.objects.filter(code="bob").update(left_on=roster.days[9])
    employee("cat").absences.create(first_day=roster.days[0], last_day=roster.days[3], state="approved")

    build_now(roster)

    assert roster.assignments.filter(employee__code="bob").count() == 10
    assert not roster.assignments.filter(employee__code="cat", date__lte=roster.days[3]).exists()


def test_second_build_starts_from_the_first(roster):
    build_now(roster)
    before = shifts_of(roster)

    second = build_now(roster)

    assert second.before["ann"].keys() == {str(day) for day in range(len(roster.days))}
    assert second.status == Build.Status.DONE
    assert second.penalty <= Build.objects.last().penalty
    assert before


def test_build_of_a_running_month_leaves_the_past_alone(hall, roster):
    today = hall.today()
    running = make.roster(hall, today.replace(day=1))
    kept = Assignment.objects.create(roster=running, employee=employee("ann"), date=running.month, day_off="lieu")

    build = build_now(running)

    assert build.status == Build.Status.DONE
    before = running.assignments.filter(date__lt=today)
    assert [row for row in before if row != kept] == []
    assert running.assignments.filter(date__gte=today).exists()


# --- refusals ----------------------------------------------------------------


def test_published_and_closed_rosters_are_not_built(roster):
    roster.published_at = timezone.now()
    roster.state = Roster.State.PUBLISHED
    roster.save()
    assert reasons(roster) == ["published"]

    roster.state = Roster.State.CLOSED
    roster.save()
    assert reasons(roster) == ["closed"]


@pytest.mark.parametrize(
    ("month", "reason"), [(date(2020, 1, 1), "month_past"), (date(NEXT.year + 10, 1, 1), "too_far_ahead")]
)
def test_months_out_of_reach_are_not_built(roster, month, reason):
    assert reasons(make.roster(roster.hall, month)) == [reason]


def test_empty_hall_says_everything_it_lacks(elsewhere):
    OpeningHours.objects.all().delete()

    assert reasons(make.roster(elsewhere, NEXT)) == ["no_employees", "no_shift_types", "no_opening_hours"]


def test_hall_without_demand_or_skills_is_not_built(roster):
    Skill.objects.all().delete()
    Employee.objects.update(is_manager=False)
    assert reasons(roster) == ["nobody_can_work"]

    Demand.objects.all().delete()
    assert reasons(roster) == ["no_demand"]


def test_pins_that_break_a_hard_rule_are_named_before_the_build(roster, manager):
    for day in roster.days[:7]:
        set_cell(roster, employee("ann"), day, value(), by=manager)
        set_pin(roster, employee("ann"), day, True, by=manager)

    with pytest.raises(NotBuildable) as refusal:
        start_build(roster, by=manager, send=False)

    facts = refusal.value.facts
    assert (facts["reason"], facts["names"]) == ("pins_conflict", ["Person ann"])
    assert {conflict["rule"] for conflict in facts["conflicts"]} == {"consecutive-days"}
    assert "Person ann" in facts["sentences"]


def test_worked_days_that_break_a_hard_rule_are_not_called_pins(roster, manager):
    for day in roster.days[:8]:
        make.assignment(roster, employee("ann"), day, ShiftType.objects.get())
    assert start_build(roster, by=manager, send=False, now=noon(roster.days[3])).status == Build.Status.QUEUED
    Build.objects.all().delete()

    with pytest.raises(NotBuildable) as refusal:
        start_build(roster, by=manager, send=False, now=noon(roster.days[8]))

    facts = refusal.value.facts
    assert (facts["reason"], facts["names"]) == ("past_conflict", ["Person ann"])

    set_cell(roster, employee("ann"), roster.days[3], REST, by=manager)
    assert start_build(roster, by=manager, send=False, now=noon(roster.days[8])).status == Build.Status.QUEUED


def noon(day) -> datetime:
    return datetime.combine(day, time(12), UTC)


def test_weak_spots_are_warned_of_and_built_all_the_same(roster):
    Employee.objects.update(is_manager=False)
    make.demand(Station.objects.create(hall=roster.hall, code="vip", name="VIP"))
    for person in Employee.objects.all():
        person.absences.create(first_day=roster.month, last_day=roster.last_day, state="approved")

    build = build_now(roster)

    assert build.progress["warnings"] == [
        {"reason": "no_manager"},
        {"reason": "everybody_away"},
        {"reason": "nobody_skilled", "station": "vip"},
    ]
    assert build.status == Build.Status.DONE
    assert shifts_of(roster) == set()


# --- once and only once ------------------------------------------------------


def test_second_press_answers_with_the_unfinished_build(roster, manager):
    first = start_build(roster, by=manager, send=False)

    assert start_build(roster, by=manager, send=False) == first
    assert Build.objects.count() == 1


def test_redelivered_build_does_nothing(roster):
    build = build_now(roster)
    revision = Roster.objects.get().revision

    assert finish_build(build.pk) is None
    assert Roster.objects.get().revision == revision


def test_unknown_build_does_nothing(db):
    assert finish_build(uuid4()) is None


def test_build_is_claimed_once(roster):
    build = start_build(roster, by=None, send=False)

    assert claim_build(build.pk) is not None
    assert claim_build(build.pk) is None


# --- meanwhile ---------------------------------------------------------------


def edited_build(roster: Roster, edit) -> Build:
    """A build during which something happens."""
    build = start_build(roster, by=None, seconds=1, send=False)
    done = []
    finish_build(build.pk, listen=lambda progress: done or done.append(edit()))
    build.refresh_from_db()
    return build


def test_edit_made_meanwhile_is_not_overwritten(roster, manager):
    build = edited_build(roster, lambda: set_cell(roster, employee("ann"), roster.days[0], REST, by=manager))

    assert (build.status, build.reason) == (Build.Status.STALE, {"reason": "edited_meanwhile"})
    assert roster.assignments.count() == 1


def test_merge_fills_all_but_what_was_edited_meanwhile(roster, manager):
    set_cell(roster, employee("bob"), roster.days[0], REST, by=manager)
    build = edited_build(roster, lambda: set_cell(roster, employee("ann"), roster.days[0], value(), by=manager))

    merged = merge_build(build, by=manager)

    assert merged.status == Build.Status.DONE
    assert ("ann", roster.days[0]) in shifts_of(roster)
    assert roster.assignments.get(employee__code="ann", date=roster.days[0]).origin == "by_hand"
    assert roster.assignments.count() == 3 * len(roster.days)
    with pytest.raises(NotBuildable):
        merge_build(merged, by=manager)


def test_roster_published_meanwhile_is_left_alone(roster, manager):
    set_cell(roster, employee("ann"), roster.days[0], value(), by=manager)
    build = edited_build(roster, lambda: publish(roster, by=manager))

    assert (build.status, build.reason) == (Build.Status.STALE, {"reason": "published_meanwhile"})
    with pytest.raises(NotBuildable):
        merge_build(build, by=manager)
    assert roster.assignments.count() == 1


def test_leave_approved_meanwhile_is_not_built_over(roster):
    def approve():
        for person in Employee.objects.all():
            person.absences.create(first_day=roster.month, last_day=roster.last_day, state="approved")

    build = edited_build(roster, approve)

    assert (build.status, build.reason) == (Build.Status.STALE, {"reason": "changed_meanwhile"})
    assert not roster.assignments.exists()
