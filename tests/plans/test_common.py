"""Tasks of all halls: defined once, changed once, and there in a hall that is opened later."""

from datetime import timedelta

import pytest
from django.urls import reverse

from plans.defining import NotDefinable
from plans.everywhere import change_common, end_common, make_common, resume_common
from plans.forms.tasks import FACTS
from plans.models import Occurrence, PlanTask
from plans.tasks import keep_up
from tests import make
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _today(set_today):
    """All of these tests are on the same day."""


@pytest.fixture
def task(hall, elsewhere, supervisor) -> PlanTask:
    """In all of two halls, the other of which had it before with a target of its own."""
    task = make.plan_task(hall)
    make.plan_task(elsewhere, target=70)
    make_common(task, by=supervisor)
    task.refresh_from_db()
    return task


def targets() -> dict[str, int]:
    rows = PlanTask.objects.filter(valid_to__isnull=True)
    return dict(rows.values_list("hall__code", "target"))


def test_hall_that_is_opened_later_gets_the_tasks_of_all_halls_once(hall, elsewhere, supervisor):
    make_common(make.plan_task(hall), by=supervisor)
    make.plan_task(hall, "own", period="daily")
    fresh = make.hall("fresh", "Fresh")

    for _ in range(2):
        keep_up()

    assert targets() == {"east": 80, elsewhere.code: 80, "fresh": 80}
    assert {row.task.code for row in Occurrence.objects.filter(hall=fresh)} == {"follow-up"}


def test_what_is_changed_is_changed_in_all_halls_and_own_targets_stay(hall, elsewhere, task, supervisor):
    facts = {name: getattr(task, name) for name in FACTS}

    change_common(task, facts | {"how": "By phone."}, start=NEXT_WEEK, by=supervisor)

    assert targets() == {"east": 80, elsewhere.code: 70}
    assert set(PlanTask.objects.filter(valid_from=NEXT_WEEK).values_list("how", flat=True)) == {"By phone."}
    fresh = PlanTask.objects.get(hall=hall, valid_from=NEXT_WEEK)
    facts = {name: getattr(fresh, name) for name in FACTS}
    change_common(fresh, facts | {"target": 90}, start=NEXT_WEEK, by=supervisor)
    assert targets() == {"east": 90, elsewhere.code: 90}


def test_task_of_all_halls_ends_in_all_and_comes_back_in_none(hall, task, supervisor):
    end_common(task, last=TODAY, by=supervisor)
    make.hall("fresh", "Fresh")

    keep_up()

    assert set(PlanTask.objects.values_list("valid_to", flat=True)) == {TODAY}


def test_task_of_all_halls_starts_again_in_all_with_their_own_targets(hall, elsewhere, task, supervisor):
    end_common(task, last=TODAY, by=supervisor)
    task.refresh_from_db()
    facts = {name: getattr(task, name) for name in FACTS}

    resume_common(task, facts | {"how": "By phone."}, start=NEXT_WEEK, by=supervisor)

    assert targets() == {"east": 80, elsewhere.code: 70}
    again = PlanTask.objects.filter(valid_from=NEXT_WEEK)
    assert set(again.values_list("how", "is_common")) == {("By phone.", True)}


def test_hall_in_which_it_ends_earlier_stands_in_nobody_s_way(hall, elsewhere, task, supervisor):
    PlanTask.objects.filter(hall=elsewhere).update(valid_to=TODAY + timedelta(days=1))
    facts = {name: getattr(task, name) for name in FACTS}

    change_common(task, facts | {"target": 90}, start=NEXT_WEEK, by=supervisor)
    end_common(PlanTask.objects.get(hall=hall, target=90), last=NEXT_WEEK, by=supervisor)

    ends = (
        PlanTask.objects.order_by("valid_from", "pk").values_list("hall__code", "valid_to").filter(target__in=[70, 90])
    )
    assert dict(ends) == {elsewhere.code: TODAY + timedelta(days=1), "east": NEXT_WEEK}


def test_task_of_one_person_is_of_no_other_hall(hall, supervisor):
    task = make.plan_task(hall, who="employee", employee=make.employee(hall, "ann"))

    with pytest.raises(NotDefinable):
        make_common(task, by=supervisor)


def test_only_who_leads_all_halls_speaks_for_all(client, hall, elsewhere, task, supervisor):
    client.force_login(supervisor)
    urls = [reverse(f"plans:{name}", args=["east", task.pk]) for name in ("task", "task-end", "task-common")]
    assert [client.post(url).status_code for url in urls] == [403, 403, 403]
    assert "is_common" not in client.get(reverse("plans:task-new", args=["east"])).context["form"].fields

    make.post(supervisor, "supervisor", elsewhere)

    assert [client.post(url).status_code for url in urls] == [422, 422, 302]
    assert not PlanTask.objects.filter(is_common=True).exists()


def test_new_task_is_put_in_force_in_all_halls_at_once(client, hall, elsewhere, supervisor):
    make.post(supervisor, "supervisor", elsewhere)
    client.force_login(supervisor)
    url = reverse("plans:task-new", args=["east"])
    form = client.get(url).context["form"]
    facts = {name: value for name in form.fields if (value := form[name].value()) is not None}

    answer = client.post(url, facts | {"code": "tidy", "name": "Tidy up", "is_common": "on"})

    assert answer.status_code == 302
    assert set(PlanTask.objects.filter(code="tidy").values_list("hall__code", flat=True)) == {"east", elsewhere.code}
