"""The first page and a person's own, as each role sees them."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from rosters.publications.confirming import ask_to_confirm
from staff.models import Absence
from staff.months import shifted
from swaps import deciding
from swaps.asking import ask
from tests import make
from tests.swaps.world import World, day, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def ready(hall):
    """All that a build needs."""
    counter = make.station(hall)
    make.employee(hall, "E1", stations=(counter,), is_manager=True)
    make.shift_type(hall)
    make.demand(counter)
    return hall


@pytest.fixture
def coming(hall):
    return make.roster(hall, shifted(hall.today(), 1))


def page_of(client, user, url="/"):
    client.force_login(user)
    return client.get(url)


def test_home_asks_for_login(client):
    assert page_url(client.get("/")) == "/accounts/login/"


def test_home_shows_the_coming_month_as_a_line(client, ready, manager):
    page = page_of(client, manager, "/").content.decode()

    assert "On the way to" in page
    assert reverse("reports:cycle", args=[ready.code, shifted(ready.today(), 1)]) in page


def test_home_of_a_hall_not_set_up_leads_to_what_is_lacking(client, hall, manager):
    step = page_of(client, manager).context["step"]

    assert step.action == "Set up the hall"
    assert step.url == reverse("staff:stations", args=[hall.code])


def test_home_of_a_hall_set_up_leads_to_the_build(client, ready, manager):
    step = page_of(client, manager).context["step"]

    assert step.action == "Build the roster"
    assert step.url == reverse("rosters:grid", args=[ready.code, shifted(ready.today(), 1)])


def test_home_with_a_draft_leads_to_looking_and_publishing(client, ready, manager, coming):
    make.assignment(coming, ready.employees.get(), coming.month)

    assert page_of(client, manager).context["step"].action == "Look and publish"


def test_home_with_a_draft_that_breaks_a_rule_leads_to_its_cells(client, ready, manager, coming):
    shift_type = ready.shift_types.get()
    for one in coming.days:
        make.assignment(coming, ready.employees.get(), one, shift_type)

    assert page_of(client, manager).context["step"].action == "Look at them"


def test_home_with_a_published_month_leads_to_it(client, ready, manager, coming):
    make.assignment(coming, ready.employees.get(), coming.month)
    coming.published_at = timezone.now()
    coming.save()

    assert page_of(client, manager).context["step"].action == "Open the roster"


def test_home_of_a_clerk_has_no_step_and_no_figures(client, ready, clerk, coming):
    make.assignment(coming, ready.employees.get(), coming.month)

    page = page_of(client, clerk)

    assert "step" not in page.context
    assert "Penalty" not in page.content.decode()
    assert reverse("rosters:grid", args=[ready.code, coming.month]) not in page.content.decode()


def test_home_of_the_department_lists_all_halls(client, hall, elsewhere, department):
    lines = page_of(client, department).context["lines"]

    assert [line.hall for line in lines] == [hall, elsewhere]


def test_home_of_the_department_hands_out_the_newest_published_workbook(client, hall, elsewhere, department, coming):
    coming.published_at = timezone.now()
    coming.save()

    page = page_of(client, department).content.decode()

    assert page.count("roster.xlsx") == 1
    assert reverse("rosters:workbook", args=[hall.code, coming.month]) in page
    assert "Last build" not in page


@pytest.fixture
def waiting(hall) -> World:
    """Ann has asked Bob to cover for her, who has agreed, and Cat, who has not; and Ann asks for leave."""
    world = make_world(hall, {"ann": "EE", "bob": "..", "cat": ".."})
    ann, bob, cat = (world.people[code] for code in ("ann", "bob", "cat"))
    deciding.agree(ask("cover", ann, day(0), [bob], by=world.users["ann"]), bob, by=world.users["bob"])
    ask("cover", ann, day(1), [cat], by=world.users["ann"])
    Absence.objects.create(employee=ann, first_day=day(9), last_day=day(9), kind="personal")
    return world


def waits(client, user) -> list[str]:
    """What the first page says waits for the user."""
    return [one.text for one in page_of(client, user).context["rail"].waiting]


def test_home_says_what_waits_for_those_who_decide(client, waiting, manager, duty, supervisor, outsider):
    swap, leave = "1 swap waits for your decision", "1 request for leave waits for your decision"

    found = [waits(client, user) for user in (manager, duty, supervisor, outsider)]
    page = page_of(client, duty).text

    assert found == [[swap, leave], [swap], [], []]
    assert swap in page
    assert f'href="{reverse("swaps:home")}#decide"' in page


def test_home_says_who_is_asked_for_a_swap_and_counts_nothing_of_ones_own(client, waiting):
    make.post(waiting.users["ann"], "manager", waiting.hall)

    found = [waits(client, waiting.users[code]) for code in ("ann", "bob", "cat")]

    assert found == [[], [], ["A colleague asks you for a swap"]]


def test_home_says_which_roster_is_to_be_confirmed_and_her_own_page_shows_it(client, waiting):
    ann = waiting.users["ann"]
    ask_to_confirm(waiting.roster.publications.get(), [waiting.people["ann"]])
    client.force_login(ann)

    home, own = client.get("/"), client.get("/me/")

    (one,) = home.context["rail"].waiting
    assert one.text == f"Read and confirm your roster for {waiting.roster.month:%B %Y}"
    assert one.url == f"/me/?month={waiting.roster.month:%Y-%m}"
    assert own.context["rail"].waiting == []
    assert own.text.count("I have read it") == 1


def test_home_of_a_manager_of_two_halls_says_what_waits_too(client, waiting, manager, elsewhere):
    make.post(manager, "manager", elsewhere)

    assert "1 swap waits for your decision" in page_of(client, manager).text


def test_home_finds_a_hall_by_a_part_of_its_name(client, hall, elsewhere, department):
    lines = page_of(client, department, "/?q=west").context["lines"]

    assert [line.hall for line in lines] == [elsewhere]


def test_home_shows_many_halls_in_pages(client, department, django_assert_max_num_queries):
    for n in range(60):
        make.hall(f"hall-{n}", f"Hall {n:02}")
    client.force_login(department)

    with django_assert_max_num_queries(17):
        page = client.get("/?page=2")

    assert len(page.context["lines"]) == 10


def test_home_without_a_post_says_whom_to_ask(client):
    page = page_of(client, make.user("nobody"))

    assert "You have no post in any hall yet" in page.content.decode()


def test_home_of_an_empty_program_offers_the_first_hall(client, admin):
    assert reverse("staff:hall-new") in page_of(client, admin).content.decode()


def test_latest_roster_is_this_months(client, hall, clerk):
    roster = make.roster(hall, hall.today().replace(day=1), published_at=timezone.now())

    page = page_of(client, clerk, reverse("rosters:latest", args=[hall.code]))

    assert page.url == reverse("rosters:grid", args=[hall.code, roster.month])


def test_latest_roster_of_a_manager_without_any_is_the_month_to_build(client, hall, manager):
    page = page_of(client, manager, reverse("rosters:latest", args=[hall.code]))

    assert page.url == reverse("rosters:grid", args=[hall.code, shifted(hall.today(), 1)])


def test_latest_roster_says_when_none_is_published(client, hall, clerk):
    page = page_of(client, clerk, reverse("rosters:latest", args=[hall.code]))

    assert "No roster has been published yet" in page.content.decode()


def test_latest_roster_of_another_hall_is_not_found(client, hall, outsider):
    page = page_of(client, outsider, reverse("rosters:latest", args=[hall.code]))

    assert page.status_code == HTTPStatus.NOT_FOUND


def test_own_page_of_nobody_on_a_roster_says_so(client, manager):
    assert "You are not on any roster" in page_of(client, manager, "/me/").content.decode()


@pytest.mark.parametrize("query", ["", "?month=2026-02", "?month=2026-13", "?month=x"])
def test_own_page_stands_whatever_month_is_asked_for(client, hall, clerk, query):
    make.employee(hall, "E1", name="Li Na", user=clerk)

    page = page_of(client, clerk, f"/me/{query}")

    assert page.status_code == HTTPStatus.OK
    assert "Li Na" in page.content.decode()


def page_url(response) -> str:
    return response.url.split("?")[0]


def asked(client, user) -> list[tuple[str, str]]:
    """What her own page lists as asked for, each with its state."""
    return [(one.title, one.state) for one in page_of(client, user, "/me/").context["rail"].asked]


def test_own_page_lists_what_one_has_asked_for_and_what_has_become_of_it(client, waiting):
    found = [asked(client, waiting.users[code]) for code in ("ann", "bob", "cat")]
    page = page_of(client, waiting.users["ann"], "/me/").text

    agreed, open_one = ("Bob covers for Ann", "agreed"), ("Cat covers for Ann", "asked")
    assert found == [[agreed, open_one, ("personal leave", "asked")], [agreed], []]
    assert "Everybody has agreed; a manager decides." in page
    assert f'href="{reverse("staff:my-leave")}#leave-{Absence.objects.get().pk}"' in page


def test_own_page_says_what_colleagues_wait_for(client, waiting):
    assert "A colleague asks you for a swap" in page_of(client, waiting.users["cat"], "/me/").text


def test_own_page_keeps_an_answer_for_a_week(client, waiting, manager):
    Absence.objects.update(state="approved", decided_by=manager, decided_at=timezone.now() - timedelta(days=6))
    fresh = asked(client, waiting.users["ann"])
    Absence.objects.update(decided_at=timezone.now() - timedelta(days=8))

    assert ("personal leave", "approved") in fresh
    assert len(asked(client, waiting.users["ann"])) == len(fresh) - 1
