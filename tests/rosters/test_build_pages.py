"""The build panel: what it shows of a build's row, and what it refuses in words."""

from datetime import date, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from rosters.builds.buildpanel import chart_of, panel_of
from rosters.edits import editing
from rosters.edits.editing import REST
from rosters.models import Build, Roster
from schedulingsite.health import leave_sign
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(hall):
    """Next month, which may be built."""
    return (hall.today().replace(day=1) + timedelta(days=32)).replace(day=1)


@pytest.fixture
def roster(hall, month):
    return make.roster(hall, month)


@pytest.fixture
def buildable(roster, hall):
    counter = make.station(hall)
    make.employee(hall, "E1", stations=(counter,), name="Li Na")
    make.shift_type(hall, "D")
    make.demand(counter, 1)
    return roster


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def build_of(roster, **fields) -> Build:
    return Build.objects.create(roster=roster, revision=roster.revision, problem={}, seconds=60, **fields)


def place(name: str, roster, *more) -> str:
    return reverse(f"rosters:{name}", args=[roster.hall.code, roster.month, *more])


def start(browser, roster, **headers):
    return browser.post(place("build", roster), headers=headers)


# --- starting ----------------------------------------------------------------


def test_build_button_leads_to_the_build(browser, buildable):
    response = start(browser, buildable)

    assert response.status_code == HTTPStatus.SEE_OTHER
    assert response.url == place("build-progress", buildable, Build.objects.get().pk)


def test_pressing_twice_makes_one_build(browser, buildable):
    assert start(browser, buildable).url == start(browser, buildable).url
    assert Build.objects.count() == 1


def test_hall_with_nothing_set_up_is_refused_with_all_that_is_missing(browser, roster):
    response = start(browser, roster)

    text = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nobody is employed in this month" in text
    assert "No shift type is in use" in text
    assert not Build.objects.exists()


def test_refused_build_leaves_no_empty_roster_behind(browser, hall, month):
    response = browser.post(reverse("rosters:build", args=[hall.code, month]))

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Roster.objects.exists()


def test_refusal_for_a_script_is_the_panel_alone(browser, roster):
    text = start(browser, roster, **{"hx-request": "true"}).content.decode()

    assert "Nobody is employed" in text
    assert "<html" not in text


def test_month_ten_years_ahead_is_refused(browser, hall):
    response = browser.post(reverse("rosters:build", args=[hall.code, date(2036, 3, 1)]))

    assert "at most 13 months ahead" in response.content.decode()


def test_published_roster_is_refused(browser, buildable, hall):
    buildable.state, buildable.published_at = "published", timezone.now()
    buildable.save()

    assert "Withdraw it first" in start(browser, buildable).content.decode()


# --- watching ----------------------------------------------------------------


def test_panel_asks_again_while_the_build_is_under_way(browser, buildable):
    build = build_of(buildable, status="running", started_at=timezone.now())

    text = browser.get(place("build-progress", buildable, build.pk), headers={"hx-request": "true"}).content.decode()

    assert 'hx-trigger="every 1s"' in text
    assert "Stop and keep the best so far" in text


def test_panel_of_a_finished_build_asks_no_more(browser, buildable):
    build = build_of(buildable, status="done", penalty=10, bound=9, elapsed=3.2)

    text = browser.get(place("build-progress", buildable, build.pk), headers={"hx-request": "true"}).content.decode()

    assert "hx-trigger" not in text
    assert "10.0 %" in text


def test_panel_says_that_no_worker_is_running(browser, buildable):
    build = build_of(buildable)
    Build.objects.update(asked_at=timezone.now() - timedelta(minutes=1))

    text = browser.get(place("build-progress", buildable, build.pk), headers={"hx-request": "true"}).content.decode()

    assert "No worker is running: the build waits and runs when one is back" in text


def test_panel_says_how_many_come_first_or_that_the_queue_is_away(browser, buildable, elsewhere, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    build = build_of(buildable)
    Build.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    leave_sign(["solver"])
    address = place("build-progress", buildable, build.pk)

    alone = browser.get(address, headers={"hx-request": "true"}).content.decode()
    Build.objects.update(asked_at=timezone.now() - timedelta(seconds=15))
    soon = browser.get(address, headers={"hx-request": "true"}).content.decode()
    build_of(make.roster(elsewhere, buildable.month), status="running")
    behind = browser.get(address, headers={"hx-request": "true"}).content.decode()

    assert "The queue cannot be reached just now" in alone
    assert "The queue cannot be reached just now" not in soon
    assert "1 build comes first" in behind


def test_panel_says_that_a_build_was_interrupted_and_whose_turn_it_is(browser, buildable, elsewhere, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    leave_sign(["solver"])
    build = build_of(buildable, attempts=1, result={}, penalty=70)
    # Asked for before, but nobody has begun it: it comes after.
    build_of(make.roster(elsewhere, buildable.month))
    Build.objects.filter(attempts=0).update(asked_at=timezone.now() - timedelta(minutes=2))
    Build.objects.filter(attempts=1).update(asked_at=timezone.now() - timedelta(minutes=1))
    address = place("build-progress", buildable, build.pk)

    first = browser.get(address, headers={"hx-request": "true"}).content.decode()
    Build.objects.filter(attempts=0).update(status="running")
    behind = browser.get(address, headers={"hx-request": "true"}).content.decode()

    assert "It was interrupted" in first
    assert "comes first" not in first
    assert "cannot be reached" not in first
    assert "Stop and keep the best so far" in first
    assert "It was interrupted" in behind
    assert "1 build comes first" in behind


def test_panel_of_a_build_that_has_not_begun_counts_the_interrupted_one_before_it(buildable, elsewhere):
    build = build_of(buildable)
    build_of(make.roster(elsewhere, buildable.month), attempts=1)

    assert panel_of(build).ahead == 1


def test_panel_says_that_nothing_was_heard_of_the_worker(browser, buildable):
    now = timezone.now()
    build = build_of(buildable, status="running", started_at=now, heartbeat_at=now - timedelta(seconds=15))
    address, asked = place("build-progress", buildable, build.pk), {"hx-request": "true"}

    slow = browser.get(address, headers=asked).content.decode()
    Build.objects.update(heartbeat_at=now - timedelta(seconds=25))
    silent = browser.get(address, headers=asked).content.decode()

    assert ("No word from the build for a while" in slow, "No word from the build for a while" in silent) == (
        False,
        True,
    )


def test_panel_says_so_too_when_nobody_knows_because_redis_is_away(browser, buildable, settings):
    cache = {"BACKEND": "schedulingsite.redis_cache.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {"default": cache}
    build = build_of(buildable)
    Build.objects.update(asked_at=timezone.now() - timedelta(minutes=1))

    text = browser.get(place("build-progress", buildable, build.pk), headers={"hx-request": "true"}).content.decode()

    assert "No worker is running: the build waits and runs when one is back" in text


def test_panel_names_what_is_short_and_why(browser, buildable):
    short = {
        "date": f"{buildable.month}",
        "start": 540,
        "end": 780,
        "station": "counter",
        "needed": 2,
        "have": 1,
        "reasons": [{"reason": "away", "names": ["Li Na"]}],
    }
    build = build_of(buildable, status="done", penalty=1, bound=1, progress={"shortfalls": [short]})

    text = browser.get(place("build-progress", buildable, build.pk), headers={"hx-request": "true"}).content.decode()

    assert "09:00–13:00" in text
    assert "Counter: away: Li Na" in text
    assert "4 h in all" in text


def test_panel_as_a_page_has_the_grid_beside_it(browser, buildable):
    build = build_of(buildable, status="running", started_at=timezone.now())

    response = browser.get(place("build-progress", buildable, build.pk))

    assert response.context["panel"] == "rosters/build/panel.html"
    assert 'role="grid"' in response.content.decode()


def test_stale_build_offers_to_be_merged(browser, buildable):
    build = build_of(buildable, status="stale", penalty=1, bound=1, reason={"reason": "edited_meanwhile"}, result={})

    text = browser.get(place("build-progress", buildable, build.pk), headers={"hx-request": "true"}).content.decode()

    assert place("build-merge", buildable, build.pk) in text


def test_build_merged_keeps_the_cells_edited_meanwhile(browser, buildable, manager, hall):
    person = hall.employees.get()
    shift = hall.shift_types.get()
    result = {"E1": {"0": str(shift.pk), "1": str(shift.pk)}}
    build = build_of(buildable, status="stale", reason={"reason": "edited_meanwhile"}, result=result, before={})
    editing.set_cell(buildable, person, buildable.month, REST, by=manager)

    browser.post(place("build-merge", buildable, build.pk))

    cells = dict(buildable.assignments.order_by("date").values_list("date__day", "shift_type"))
    assert (cells[1], cells[2]) == (None, shift.pk)


def test_stopping_asks_the_worker_to_stop(browser, buildable):
    build = build_of(buildable, status="running", started_at=timezone.now())

    response = browser.post(place("build-stop", buildable, build.pk))

    build.refresh_from_db()
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert build.stop_asked_at is not None


@pytest.mark.parametrize("page", ["build-progress", "build-stop", "build-merge"])
def test_forged_build_of_another_hall_is_not_found(browser, buildable, elsewhere, month, page):
    foreign = build_of(make.roster(elsewhere, month), status="running")
    ask = browser.get if page == "build-progress" else browser.post

    for build_id in (foreign.pk, uuid4()):
        assert ask(place(page, buildable, build_id)).status_code == HTTPStatus.NOT_FOUND
    foreign.refresh_from_db()
    assert foreign.stop_asked_at is None


# --- figures -----------------------------------------------------------------


def test_weak_bound_is_not_shown_as_a_gap(buildable):
    assert panel_of(build_of(buildable, status="done", penalty=100, bound=10)).is_bound_weak
    assert not panel_of(build_of(buildable, status="done", penalty=100, bound=90)).is_bound_weak


def test_best_is_steady_since_it_was_found(buildable):
    trace = [[1.0, 90, 10], [4.0, 50, 10], [9.0, 50, 20]]

    panel = panel_of(build_of(buildable, status="running", penalty=50, elapsed=10.0, progress={"trace": trace}))

    assert panel.steady_seconds == 6


def test_heaviest_rule_fills_its_bar(buildable):
    rules = [{"name": "wishes", "penalty": 5}, {"name": "cover", "penalty": 20}, {"name": "rest", "penalty": 0}]

    bars = panel_of(build_of(buildable, progress={"rules": rules})).bars

    assert [(bar.name, bar.width) for bar in bars] == [("Cover", 100.0), ("Wishes", 25.0)]


def test_chart_steps_from_value_to_value():
    chart = chart_of([(0.0, 100, 0), (5.0, 50, 50)], 10.0)

    assert chart.best == "0,6 150,6 150,55 300,55"
    assert chart.bound == "0,104 150,104 150,55 300,55"


def test_chart_with_a_weak_bound_keeps_to_the_best():
    chart = chart_of([(0.0, 100, 0), (5.0, 50, 1)], 10.0)

    assert (chart.top, chart.floor) == (100, 40)
    assert chart.bound == "0,104 150,104 300,104"


def test_chart_waits_for_a_second_moment():
    assert chart_of([(1.0, 5, 5)], 1.0) is None
