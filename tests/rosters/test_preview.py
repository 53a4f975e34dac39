"""The roster while it is being built: shown from the build's row, kept nowhere."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rosters.builds.preview import preview_of
from rosters.grids.gridfoot import cover_of
from rosters.models import Assignment, Build
from rosters.month import load_month
from rosters.problem import duties_of, problem_of
from rosters.verdict import verdict_of
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db

MOST_BYTES = 30_000


@pytest.fixture
def roster(hall):
    """Next month, which may be built."""
    return make.roster(hall, (hall.today().replace(day=1) + timedelta(days=32)).replace(day=1))


@pytest.fixture
def counter(hall):
    return make.station(hall)


@pytest.fixture
def shift(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "L", colour="violet")


@pytest.fixture
def person(hall, counter):
    return make.employee(hall, "E1", stations=(counter,), name="Li Na")


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def build_of(roster, result=None, **fields) -> Build:
    given = {"status": "running", "started_at": timezone.now()} | fields
    progress = {"best": 1} if result else {}
    return Build.objects.create(
        **{"roster": roster, "revision": 0, "problem": {}, "seconds": 60, "result": result, "progress": progress}
        | given
    )


def place(name: str, roster, *more) -> str:
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month, *more])


def keys(roster, build, code: str = "E1") -> list[str]:
    return [cell.key for cell in preview_of(load_month(roster), build).rows[code]]


# --- what is shown -----------------------------------------------------------


def test_preview_holds_the_best_so_far_and_days_off(roster, person, shift):
    found = keys(roster, build_of(roster, {"E1": {"0": str(shift.pk)}}))

    assert found[:3] == [str(shift.pk), "rest", "rest"]


def test_preview_before_the_first_best_is_the_old_roster(roster, person, shift):
    make.assignment(roster, person, roster.month, shift)

    assert keys(roster, build_of(roster))[:2] == [str(shift.pk), ""]


def test_preview_keeps_what_is_pinned_and_who_is_away(roster, person, shift, late):
    make.assignment(roster, person, roster.month, late)
    Assignment.objects.update(is_pinned=True)
    day = roster.month + timedelta(days=1)
    Absence.objects.create(employee=person, kind="annual", first_day=day, last_day=day, state="approved")

    row = preview_of(load_month(roster), build_of(roster, {"E1": {"0": str(shift.pk)}})).rows["E1"]

    assert [(cell.key, cell.mark, cell.is_pinned) for cell in row[:3]] == [
        (str(late.pk), "L", True),
        ("", "al", False),
        ("rest", "–", False),
    ]


def test_preview_passes_over_a_shift_type_that_is_gone(roster, person, shift):
    assert keys(roster, build_of(roster, {"E1": {"0": "999999"}}))[0] == "rest"


def test_preview_is_written_nowhere(browser, roster, person, shift):
    build = build_of(roster, {"E1": {"0": str(shift.pk)}})

    browser.get(place("grid", roster))
    browser.get(place("build-cells", roster, build.pk))

    assert not Assignment.objects.exists()
    assert type(roster).objects.get().revision == 0


# --- the page ----------------------------------------------------------------


@pytest.mark.parametrize("page", ["grid", "build-progress"])
def test_page_opened_in_mid_build_shows_the_best_so_far_and_lets_nobody_edit(browser, roster, person, shift, page):
    build = build_of(roster, {"E1": {"0": str(shift.pk)}})

    text = browser.get(place(page, roster, *([build.pk] if page == "build-progress" else []))).content.decode()

    assert f'data-v="{shift.pk}"' in text
    assert 'data-best="1"' in text
    assert "building · view only" in text
    assert 'aria-readonly="true"' in text
    assert place("cells", roster) not in text


def test_old_roster_can_be_seen_and_edited_in_mid_build(browser, roster, person, shift):
    build_of(roster, {"E1": {"0": str(shift.pk)}})

    text = browser.get(place("grid", roster), {"draft": "1"}).content.decode()

    assert f'data-v="{shift.pk}"' not in text
    assert f'data-cells="{place("cells", roster)}"' in text


@pytest.mark.parametrize("status", ["failed", "refused", "stale", "done"])
def test_page_shows_the_old_roster_again_when_the_build_has_ended(browser, roster, person, shift, status):
    build = build_of(roster, {"E1": {"0": str(shift.pk)}}, status=status)

    for address in (place("grid", roster), place("build-progress", roster, build.pk)):
        text = browser.get(address).content.decode()
        assert f'data-v="{shift.pk}"' not in text
        assert "view only" not in text


def test_preview_is_not_for_those_who_may_not_edit(client, roster, person, shift, supervisor):
    build_of(roster, {"E1": {"0": str(shift.pk)}})
    client.force_login(supervisor)

    assert f'data-v="{shift.pk}"' not in client.get(place("grid", roster)).content.decode()


def test_pulse_tells_of_a_build_that_another_has_begun(browser, roster, person):
    build = build_of(roster)

    assert browser.get(place("pulse", roster)).json() == {
        "revision": 0,
        "build": place("build-progress", roster, build.pk),
    }


# --- what a script gets ------------------------------------------------------


def test_cells_come_by_their_looks(browser, roster, person, shift):
    build = build_of(roster, {"E1": {"0": str(shift.pk)}})

    answer = browser.get(place("build-cells", roster, build.pk)).json()

    assert answer["best"] == 1
    assert [answer["looks"][look][0] for look in answer["rows"]["E1"][:2]] == [str(shift.pk), "rest"]
    assert answer["looks"][0][1] == '<i class="c tone-sky">D</i>'


def test_foot_is_the_workers(browser, roster, person, shift, counter):
    make.demand(counter, 1)
    problem = problem_of(roster)
    cover = [vars(day) for day in cover_of(verdict_of(problem, duties_of(roster, problem)))]
    build = build_of(roster, {"E1": {"0": str(shift.pk)}}, progress={"best": 3, "cover": cover})

    assert browser.get(place("build-cells", roster, build.pk)).json()["foot"].startswith("<tfoot")


def test_ended_build_tells_which_cells_it_has_changed(browser, roster, person, shift, late):
    make.assignment(roster, person, roster.month, late)
    build = build_of(roster, status="done", before={"E1": {"0": str(shift.pk)}})

    assert browser.get(place("build-cells", roster, build.pk)).json() == {"changed": {"E1": [0]}}


def test_first_build_of_a_month_has_changed_nothing(browser, roster, person, shift):
    make.assignment(roster, person, roster.month, shift)
    build = build_of(roster, status="done")

    assert browser.get(place("build-cells", roster, build.pk)).json() == {"changed": {}}


def test_cells_of_a_great_hall_weigh_little(browser, roster, hall, counter, shift, late):
    people = [make.employee(hall, f"E{n:02}", stations=(counter,)) for n in range(60)]
    make.demand(counter, 20)
    result = {one.code: {str(day): str((shift, late)[day % 2].pk) for day in range(25)} for one in people}
    problem = problem_of(roster)
    cover = [vars(day) for day in cover_of(verdict_of(problem, duties_of(roster, problem)))]
    build = build_of(roster, result, progress={"best": 1, "cover": cover})

    assert len(browser.get(place("build-cells", roster, build.pk)).content) < MOST_BYTES
