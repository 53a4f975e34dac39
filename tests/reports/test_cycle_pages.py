"""The page of a month's cycle, its steps done early, its days in the set-up, and what programs read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from rosters.builds import building
from rosters.models import Build, CycleSettings, CycleStep, Roster, Step
from staff.models import AuditEntry
from staff.months import shifted
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def ready(hall):
    counter = make.station(hall)
    make.employee(hall, "E1", stations=(counter,), is_manager=True)
    make.shift_type(hall)
    make.demand(counter)
    return hall


@pytest.fixture
def coming(hall):
    return shifted(hall.today().replace(day=1), 1)


def offers(page) -> dict[str, str]:
    return {row.point.step.value: row.offer.label for row in page.context["shown"].rows if row.offer}


def test_page_of_the_cycle_leads_to_the_coming_month(client, ready, manager, coming):
    client.force_login(manager)

    page = client.get(reverse("reports:cycle-now", args=["east"]))

    assert page.url == reverse("reports:cycle", args=["east", coming])


def test_manager_is_offered_what_can_be_done_about_each_step(client, ready, manager, coming):
    client.force_login(manager)
    address = reverse("reports:cycle", args=["east", coming])
    assert offers(client.get(address))["build"] == "Build now"

    roster = make.roster(ready, coming)
    make.assignment(roster, ready.employees.get(), coming)
    found = offers(client.get(address))
    assert "build" not in found
    assert (found["review"], found["publish"]) == ("Look it through", "Publish …")

    make.publish(roster)
    assert offers(client.get(address))["confirm"] == "Who has confirmed"


def test_readers_see_the_month_and_are_offered_nothing(client, ready, supervisor, department, coming):
    for user in (supervisor, department):
        client.force_login(user)

        page = client.get(reverse("reports:cycle", args=["east", coming]))

        assert (page.status_code, offers(page)) == (200, {})


def test_build_asked_for_early_is_done_by_the_manager_when_it_has_ended(client, ready, manager, coming):
    client.force_login(manager)
    address = reverse("reports:cycle-step", args=["east", coming, "build"])

    for _twice in range(2):
        page = client.post(address, follow=True)
    assert "The roster is being built." in page.content.decode()
    assert (CycleStep.objects.get().done_at, Build.objects.get().asked_by) == (None, manager)

    building.finish_build(Build.objects.get().pk)
    client.post(address)

    row = CycleStep.objects.get()
    assert (row.step, row.by, row.is_by_cycle, row.is_late) == ("build", manager, False, row.done_at > row.due_at)


def test_month_closed_from_its_page_is_closed_once_by_whoever_asked(client, ready, manager):
    month = shifted(ready.today().replace(day=1), -1)
    roster = make.roster(ready, month)
    make.assignment(roster, ready.employees.get(), month)
    make.publish(roster)
    client.force_login(manager)

    for _twice in range(2):
        client.post(reverse("reports:cycle-step", args=["east", month, "close"]))

    row = CycleStep.objects.get()
    assert (row.step, row.by, row.is_by_cycle) == ("close", manager, False)
    assert AuditEntry.objects.filter(act="cycle_step_done", by=manager).count() == 1


def test_step_that_cannot_be_done_says_why(client, hall, manager, coming):
    client.force_login(manager)

    page = client.post(reverse("reports:cycle-step", args=["east", coming, "build"]), follow=True)

    assert "Nobody is employed in this month." in page.content.decode()
    assert not Roster.objects.exists()


@pytest.mark.parametrize("name", ["publish", "wishes_open", "nothing"])
def test_steps_with_pages_of_their_own_are_not_done_here(client, ready, manager, coming, name):
    client.force_login(manager)

    assert client.post(reverse("reports:cycle-step", args=["east", coming, name])).status_code == 404


def test_page_asks_as_often_whatever_has_been_done(client, ready, manager, coming, django_assert_max_num_queries):
    client.force_login(manager)
    for month in (coming, shifted(coming, 1)):
        for step in Step:
            CycleStep.objects.create(hall=ready, month=month, step=step, due_at=timezone.now(), by=manager)

    with django_assert_max_num_queries(22):
        client.get(reverse("reports:cycle", args=["east", coming]))


# --- the days ------------------------------------------------------------------------


def sent(**changed) -> dict[str, object]:
    defaults = CycleSettings()
    days = {f"{step}_day": defaults.when(step)[0] for step in Step}
    times = {f"{step}_time": f"{defaults.when(step)[1]:%H:%M}" for step in Step}
    return days | times | {"builds_itself": "on"} | changed


def test_days_of_a_hall_begin_as_the_departments_and_leave_those_alone(client, hall, manager):
    common = CycleSettings.objects.create(build_day=23)
    client.force_login(manager)
    address = reverse("rosters:cycle-settings", args=["east"])
    assert client.get(address).context["form"]["build_day"].value() == 23

    page = client.post(address, sent(build_day=22, wishes_close_day=18))

    own = CycleSettings.objects.get(hall=hall)
    common.refresh_from_db()
    assert (page.status_code, own.build_day, own.closes_itself, common.build_day) == (302, 22, False, 23)
    assert AuditEntry.objects.filter(act="cyclesettings-added", by=manager).exists()


def test_days_out_of_order_are_refused_and_kept_on_the_page(client, hall, manager):
    client.force_login(manager)

    page = client.post(reverse("rosters:cycle-settings", args=["east"]), sent(publish_day=24))

    assert page.status_code == 422
    assert page.context["form"].errors == {"publish_day": ["This would fall due before the step that it follows."]}
    assert not CycleSettings.objects.exists()


def test_hall_can_follow_the_department_again(client, hall, manager):
    CycleSettings.objects.create(hall=hall, build_day=20, wishes_close_day=18)
    client.force_login(manager)

    client.post(reverse("rosters:cycle-reset", args=["east"]))

    assert not CycleSettings.objects.exists()


# --- for programs ------------------------------------------------------------------------


def test_programs_read_the_steps_of_a_month(ready, manager, coming):
    now = timezone.now()
    CycleStep.objects.create(
        hall=ready,
        month=coming,
        step="wishes_open",
        due_at=now,
        done_at=now + timedelta(minutes=1),
        is_by_cycle=True,
        result={"what": "told", "told": 3},
    )
    api = APIClient()
    api.force_authenticate(manager)

    answer = api.get(f"/api/v1/halls/east/cycle/?month={coming:%Y-%m}").json()

    assert [row["step"] for row in answer["results"]] == [step.value for step in Step]
    first = answer["results"][0]
    assert (first["state"], first["is_by_cycle"], first["by_name"]) == ("done", True, "")
    assert first["result"] == "3 people were told."
    assert api.get("/api/v1/halls/east/cycle/").json() == answer
    assert api.get("/api/v1/halls/east/cycle/?month=soon").status_code == 400


def test_administrator_sets_the_departments_days_once(client, admin, hall):
    CycleSettings.objects.create(hall=hall)
    client.force_login(admin)
    address = reverse("admin:rosters_cyclesettings_add")
    assert client.get(address).status_code == 200

    CycleSettings.objects.create(build_day=24)

    assert client.get(address).status_code == 403
    assert len(client.get(reverse("admin:rosters_cyclesettings_changelist")).context["cl"].result_list) == 1
