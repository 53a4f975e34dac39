"""A build of three rosters to choose from: nothing changes until one is taken, and one only is."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from rosters.builds.building import (
    NotBuildable,
    finish_build,
    start_build,
    stop_build,
)
from rosters.builds.choosing import discard_candidates, take_candidate
from rosters.builds.claims import claim_build, duties_from
from rosters.builds.merging import merge_build
from rosters.builds.queueing import sweep_builds
from rosters.edits.editing import CellValue, set_cell, set_pin
from rosters.models import Build, Candidate, Roster, ShiftType
from rosters.outcome import outcome_of
from rosters.problem import problem_of
from rosters.publications.publishing import publish
from rosters.solver.figures import figures_of
from rosters.verdict import verdict_of
from staff.auditwords import lines_of
from staff.models import AuditEntry, Employee, User
from tests import make
from tests.make import NEXT

pytestmark = pytest.mark.django_db

Leaning = Candidate.Leaning
Status = Build.Status


@pytest.fixture(scope="module")
def found(kept_rows) -> None:
    """Candidates for next month of a hall of three, one of them needed at a time; it holds but a day off."""
    hall = make.hall()
    manager = make.post(make.user("manager"), "manager", hall)
    counter = make.station(hall)
    for code in ("ann", "bob", "cat"):
        make.employee(hall, code, stations=(counter,), is_manager=code == "ann")
    make.shift_type(hall)
    make.demand(counter)
    make.demand(counter, day_type="weekend")
    roster = make.roster(hall, NEXT)
    make.assignment(roster, employee("ann"), NEXT)
    finish_build(start_build(roster, by=manager, seconds=3, candidates=True, send=False).pk)


@pytest.fixture
def manager(found, db) -> User:
    return User.objects.get()


@pytest.fixture
def roster(found, db) -> Roster:
    return Roster.objects.select_related("hall").get()


@pytest.fixture
def offered(found, db) -> Build:
    return Build.objects.select_related("roster__hall").get()


@pytest.fixture
def unsearched(roster) -> Roster:
    """The month before a build was asked for."""
    Build.objects.all().delete()
    return roster


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def employee(code: str) -> Employee:
    return Employee.objects.get(code=code)


def fair(build: Build) -> Candidate:
    return build.candidates.get(leaning="fair")


def shifts_of(roster: Roster) -> set[tuple[str, int]]:
    rows = roster.assignments.filter(shift_type__isnull=False)
    return {(code, (day - NEXT).days) for code, day in rows.values_list("employee__code", "date")}


def shifts_in(candidate: Candidate) -> set[tuple[str, int]]:
    return {(code, int(day)) for code, shifts in candidate.cells.items() for day in shifts}


def edit(roster: Roster, manager, code: str = "ann", day: date = NEXT) -> None:
    set_cell(roster, employee(code), day, CellValue(ShiftType.objects.get()), by=manager)


def place(name: str, build: Build, *more: str) -> str:
    return reverse(f"rosters:{name}", args=[build.roster.hall.code, build.roster.month, build.pk, *more])


# --- what is offered ---------------------------------------------------------


def test_build_of_candidates_leaves_the_roster_as_it_is(offered, roster):
    assert offered.status == Status.OFFERED
    assert [row.leaning for row in offered.candidates.all()] == ["fair", "lean", "wished"]
    assert roster.assignments.count() == 1
    assert Roster.objects.get().revision == offered.revision
    assert AuditEntry.objects.order_by("pk").last().act == "candidates_offered"


def test_candidates_keep_the_rules_and_say_what_they_are(offered, roster):
    problem = problem_of(roster)

    for row in offered.candidates.all():
        found = row.figures
        duties = duties_from(row.cells, problem)
        assert verdict_of(problem, duties).broken == []
        assert found["penalty"] == verdict_of(problem, duties).penalty
        assert found["short_minutes"] == figures_of(problem, duties).short_minutes
        assert {"rules", "shortfalls", "handovers"} <= row.facts.keys()


def test_candidates_of_a_stopped_search_are_those_found_until_then(unsearched, manager):
    build = start_build(unsearched, by=manager, seconds=600, candidates=True, send=False)

    finish_build(build.pk, listen=lambda progress: stop_build(build, by=manager))

    build.refresh_from_db()
    assert (build.status, build.progress["ended"]) == (Status.OFFERED, "stopped")
    assert [row.leaning for row in build.candidates.all()] == [Leaning.BALANCED]
    assert shifts_in(build.candidates.get())


def test_candidates_at_the_memory_limit_are_those_found_until_then(unsearched, settings):
    settings.SOLVER_MEMORY_MB = 1
    filling: list[bytes] = []
    build = start_build(unsearched, by=None, seconds=600, candidates=True, send=False)

    finish_build(build.pk, listen=lambda progress: filling.append(b"x" * (8 << 20)))

    build.refresh_from_db()
    assert (build.status, build.progress["ended"]) == (Status.OFFERED, "memory")
    assert build.candidates.exists()


def test_build_of_a_dead_worker_is_searched_again_and_offers_once(unsearched):
    build = start_build(unsearched, by=None, seconds=2, candidates=True, send=False)
    claim_build(build.pk)
    Build.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=1))

    sweep_builds()
    finish_build(build.pk)
    finish_build(build.pk)

    build.refresh_from_db()
    assert (build.status, build.attempts) == (Status.OFFERED, 2)
    assert build.candidates.count() == 3


def test_offer_does_not_stand_in_the_way_of_the_next_build(offered, roster):
    assert start_build(roster, by=None, send=False) != offered


# --- taking one --------------------------------------------------------------


def test_taken_candidate_is_the_roster(offered, roster, manager):
    done = take_candidate(fair(offered), by=manager)

    assert (done.status, done.penalty) == (Status.DONE, fair(offered).figures["penalty"])
    assert shifts_of(roster) == shifts_in(fair(offered))
    roster.refresh_from_db()
    assert roster.revision == offered.revision + 1
    assert outcome_of(roster).build == done
    entry = AuditEntry.objects.order_by("pk").last()
    assert (entry.act, entry.by, entry.after["candidate"]) == ("candidate_taken", manager, "fair")
    assert "Fairest" in [fact.after for fact in lines_of([entry])[0].facts]


def test_one_candidate_is_taken_and_no_other(offered, roster, manager):
    take_candidate(fair(offered), by=manager)

    with pytest.raises(NotBuildable) as refusal:
        take_candidate(offered.candidates.get(leaning="lean"), by=manager)
    assert refusal.value.facts["reason"] == "not_offered"
    assert shifts_of(roster) == shifts_in(fair(offered))


def test_candidate_that_an_edit_has_overtaken_waits_to_be_merged(offered, roster, manager):
    edit(roster, manager)

    overtaken = take_candidate(fair(offered), by=manager)

    assert (overtaken.status, overtaken.reason) == (Status.STALE, {"reason": "edited_meanwhile"})
    assert shifts_of(roster) == {("ann", 0)}


def test_merged_candidate_goes_around_the_edited_cell(offered, roster, manager):
    edit(roster, manager)
    take_candidate(fair(offered), by=manager)
    other = offered.candidates.get(leaning="lean")
    overtaken = take_candidate(other, by=manager)

    merged = merge_build(overtaken, by=manager)

    assert merged.status == Status.DONE
    assert shifts_of(roster) - {("ann", 0)} == shifts_in(other) - {("ann", 0)}
    assert ("ann", 0) in shifts_of(roster)


def test_pin_set_before_the_build_is_kept(unsearched, manager):
    edit(unsearched, manager, "bob")
    set_pin(unsearched, employee("bob"), NEXT, True, by=manager)
    unsearched.refresh_from_db()
    build = start_build(unsearched, by=None, seconds=2, candidates=True, send=False)
    finish_build(build.pk)

    take_candidate(fair(build), by=manager)

    assert ("bob", 0) in shifts_of(unsearched)
    assert unsearched.assignments.get(employee__code="bob", date=NEXT).is_pinned


def test_candidate_is_not_taken_into_a_published_roster(offered, roster, manager):
    edit(roster, manager)
    publish(roster, by=manager)

    with pytest.raises(NotBuildable) as refusal:
        take_candidate(fair(offered), by=manager)
    assert refusal.value.facts["reason"] == "published"


def test_candidate_that_leave_has_overtaken_is_not_put_in_place(offered, roster, manager):
    for person in Employee.objects.all():
        person.absences.create(first_day=roster.month, last_day=roster.last_day, state="approved")

    overtaken = take_candidate(fair(offered), by=manager)

    assert (overtaken.status, overtaken.reason) == (Status.STALE, {"reason": "changed_meanwhile"})
    assert shifts_of(roster) == set()


def test_candidate_that_knows_somebody_by_another_code_does_not_empty_her_month(offered, roster, manager):
    Employee.objects.filter(code="ann").update(code="anna")
    before = shifts_of(roster)

    overtaken = take_candidate(fair(offered), by=manager)

    assert (overtaken.status, overtaken.reason) == (Status.STALE, {"reason": "changed_meanwhile"})
    assert shifts_of(roster) == before


def test_discarded_candidates_cannot_be_taken(offered, roster, manager):
    discard_candidates(offered, by=manager)

    with pytest.raises(NotBuildable):
        take_candidate(fair(offered), by=manager)
    assert shifts_of(roster) == set()
    assert AuditEntry.objects.order_by("pk").last().act == "candidates_discarded"


def test_ordinary_build_cannot_be_discarded(unsearched, manager):
    build = start_build(unsearched, by=manager, seconds=1, send=False)
    finish_build(build.pk)

    with pytest.raises(NotBuildable):
        discard_candidates(build, by=manager)


# --- pages -------------------------------------------------------------------


def test_build_form_asks_for_candidates(browser, unsearched):
    browser.post(reverse("rosters:build", args=["east", NEXT]), {"candidates": "1"})

    assert Build.objects.get().wants_candidates


def test_page_shows_all_three_with_figures_and_what_would_change(browser, offered):
    text = browser.get(place("candidates", offered)).content.decode()

    for title in ("Fairest", "Fewest hours", "Most wishes", "The roster as it stands", "Take this one"):
        assert title in text
    assert text.count("Wishes granted") == 4
    assert text.count('class="small-month"') == 3


def test_waiting_choice_is_led_to_from_the_roster(browser, offered):
    grid = reverse("rosters:grid", args=["east", NEXT])
    assert place("candidates", offered) in browser.get(grid).content.decode()

    browser.post(place("candidates-discard", offered))

    assert place("candidates", offered) not in browser.get(grid).content.decode()


def test_candidate_is_looked_at_on_the_grid(browser, offered, roster):
    page = browser.get(place("candidate", offered, "fair"))

    day = str(ShiftType.objects.get().pk)
    assert page.status_code == HTTPStatus.OK
    assert page.content.decode().count(f'data-v="{day}"') >= len(shifts_in(fair(offered)))
    assert not page.context["grid"].is_empty
    assert "is-preview" in page.content.decode()
    assert roster.assignments.count() == 1


def test_page_of_an_unknown_leaning_is_not_found(browser, offered):
    assert browser.get(place("candidate", offered, "lazy")).status_code == HTTPStatus.NOT_FOUND
    assert browser.post(place("candidate-take", offered, "lazy")).status_code == HTTPStatus.NOT_FOUND


def test_button_takes_the_candidate_once(browser, offered, roster):
    taken = browser.post(place("candidate-take", offered, "fair"))
    again = browser.post(place("candidate-take", offered, "lean"))

    assert (taken.status_code, taken.url) == (HTTPStatus.SEE_OTHER, place("build-progress", offered))
    assert again.url == place("candidates", offered)
    assert shifts_of(roster) == shifts_in(fair(offered))
    assert "One of these has been taken" in browser.get(place("candidates", offered)).content.decode()


def test_page_of_a_choice_that_is_still_searched_leads_to_the_build(browser, unsearched):
    build = start_build(unsearched, by=None, candidates=True, send=False)

    assert browser.get(place("candidates", build)).url == place("build-progress", build)


def test_panel_says_which_candidate_is_being_looked_for(browser, unsearched):
    build = start_build(unsearched, by=None, candidates=True, send=False)
    Build.objects.update(status=Status.RUNNING, progress={"phase": "lean"})

    text = browser.get(place("build-progress", build), headers={"HX-Request": "true"}).content.decode()

    assert "Looking for another: Fewest hours" in text
