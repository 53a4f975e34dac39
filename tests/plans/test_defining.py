"""A changed task changes what is to come; what has been stays."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from plans.defining import NotDefinable, change_task, end_task, resume_task, take_template
from plans.keeping import keep_up
from plans.models import Occurrence, PlanTask
from plans.recording import Entry, record
from staff.models import AuditEntry
from tests import make
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(set_today):
    """All of these tests are on the same day."""


def history(task_code: str) -> list[tuple]:
    rows = Occurrence.objects.filter(task__code=task_code, last_day__lt=TODAY).order_by("first_day")
    return list(rows.values_list("pk", "first_day", "due_on", "task__target", "task__name", "is_met", "value", "base"))


def spans(code: str) -> list[tuple[date, date]]:
    rows = Occurrence.objects.filter(task__code=code).order_by("first_day")
    return list(rows.values_list("first_day", "last_day"))


def test_template_has_the_five_tasks_of_the_plan_with_their_targets(hall, supervisor):
    take_template(hall, by=supervisor)

    tasks = PlanTask.objects.order_by("code").values_list("code", "period", "measure", "target", "who")
    assert list(tasks) == [
        ("calls", "daily", "zero", None, "on_duty"),
        ("events", "monthly", "rate", 50, "on_duty"),
        ("feedback", "yearly", "deliverable", None, "post"),
        ("follow-up", "weekly", "rate", 80, "on_duty"),
        ("survey", "quarterly", "rate", 90, "post"),
    ]
    for task in PlanTask.objects.all():
        task.full_clean()


def test_template_taken_twice_adds_nothing(hall, supervisor):
    take_template(hall, by=supervisor)

    assert take_template(hall, by=supervisor) == []


def test_task_that_another_takes_over_from_offers_no_change(client, hall, supervisor):
    task = make.plan_task(hall, period="daily", valid_from=TODAY)
    fresh = change_task(task, {"target": 90}, start=TODAY + timedelta(days=5), by=supervisor)
    client.force_login(supervisor)

    page = client.get(reverse("plans:tasks", args=["east"])).content.decode()

    offered = [reverse("plans:task", args=["east", row.pk]) in page for row in (task, fresh)]
    assert offered == [False, True]


@pytest.mark.parametrize("page", ["task", "task-end", "task-resume"])
def test_address_of_a_task_that_was_changed_leads_to_the_present_one(client, hall, supervisor, set_today, page):
    task = make.plan_task(hall, period="daily", valid_from=TODAY)
    second = change_task(task, {"target": 90}, start=TOMORROW, by=supervisor)
    third = change_task(second, {"target": 95}, start=TODAY + timedelta(days=5), by=supervisor)
    set_today(TODAY + timedelta(days=3))
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"

    for row in (task, second):
        answer = client.get(reverse(f"plans:{page}", args=["east", row.pk]), follow=True)

        assert answer.redirect_chain == [(reverse("plans:task", args=["east", third.pk]), 302)]
        assert "was changed meanwhile; this is how it stands now" in answer.content.decode()


@pytest.mark.parametrize("page", ["task", "task-end"])
def test_address_of_a_task_that_is_over_leads_to_where_it_starts_again(client, hall, supervisor, set_today, page):
    task = make.plan_task(hall, period="daily", valid_from=TODAY, valid_to=TODAY)
    set_today(TOMORROW)
    client.force_login(supervisor)

    answer = client.get(reverse(f"plans:{page}", args=["east", task.pk]), follow=True)

    assert answer.redirect_chain == [(reverse("plans:task-resume", args=["east", task.pk]), 302)]
    assert answer.status_code == 200


def test_history_does_not_change_with_the_definition(hall, supervisor):
    task = make.plan_task(hall, period="daily", grace_days=10)
    keep_up()
    for row in task.occurrences.filter(last_day__lt=TODAY)[:5]:
        record(row, Entry(8, 10), by=supervisor)
    before = history(task.code)

    change_task(task, {"target": 95, "name": "Another", "measure": "count"}, start=TOMORROW, by=supervisor)
    keep_up()

    assert history(task.code) == before
    assert Occurrence.objects.get(task__code=task.code, first_day=TOMORROW).task.target == 95


def test_change_in_the_middle_of_a_period_leaves_neither_gap_nor_overlap(hall, supervisor):
    task = make.plan_task(hall)
    keep_up()

    change_task(task, {"weekday": 2}, start=date(2026, 3, 18), by=supervisor)

    found = spans(task.code)
    assert (date(2026, 3, 16), date(2026, 3, 17)) in found
    assert (date(2026, 3, 18), date(2026, 3, 22)) in found
    days = [first + timedelta(days=n) for first, last in found for n in range((last - first).days + 1)]
    assert days == [date(2026, 3, 1) + timedelta(days=n) for n in range(len(days))]


def test_change_that_goes_back_is_refused(hall, supervisor):
    task = make.plan_task(hall)

    with pytest.raises(NotDefinable) as refusal:
        change_task(task, {"target": 10}, start=TODAY, by=supervisor)

    assert refusal.value.facts["reason"] == "past"
    assert PlanTask.objects.get().target == 80


def test_task_that_has_not_begun_is_changed_in_place(hall, supervisor):
    task = make.plan_task(hall, valid_from=date(2026, 4, 1), period="daily")
    keep_up()

    change_task(task, {"period": "weekly"}, start=TOMORROW, by=supervisor)

    assert PlanTask.objects.get().valid_from == date(2026, 4, 1)
    assert spans(task.code)[0] == (date(2026, 4, 1), date(2026, 4, 5))


def test_task_ends_with_its_running_period_cut(hall, supervisor):
    task = make.plan_task(hall)
    keep_up()

    end_task(task, last=date(2026, 3, 12), by=supervisor)
    keep_up()

    assert spans(task.code)[-1] == (date(2026, 3, 9), date(2026, 3, 12))


def test_task_that_never_began_goes_without_a_trace_but_in_the_log(hall, supervisor):
    task = make.plan_task(hall, valid_from=date(2026, 4, 1))
    keep_up()

    end_task(task, last=TODAY, by=supervisor)

    assert not PlanTask.objects.exists()
    assert AuditEntry.objects.get().act == "plan_task_ended"


def test_ended_task_cannot_be_changed_after_its_end(hall, supervisor):
    task = make.plan_task(hall, valid_to=TOMORROW)

    with pytest.raises(NotDefinable) as refusal:
        change_task(task, {"target": 10}, start=date(2026, 4, 1), by=supervisor)

    assert refusal.value.facts["reason"] == "ended"


def test_ended_task_starts_again_under_its_code_once_and_history_stays(hall, supervisor, set_today):
    task = make.plan_task(hall, grace_days=10)
    keep_up()
    record(Occurrence.objects.get(first_day=date(2026, 3, 9)), Entry(8, 10), by=supervisor)
    end_task(task, last=TODAY, by=supervisor)
    task.refresh_from_db()
    set_today(date(2026, 3, 16))
    before = history(task.code)

    fresh = resume_task(task, {"target": 90}, start=date(2026, 3, 18), by=supervisor)
    keep_up()

    assert (fresh.code, fresh.target, fresh.valid_from, fresh.valid_to) == (task.code, 90, date(2026, 3, 18), None)
    assert spans(task.code)[1:4] == [
        (date(2026, 3, 2), date(2026, 3, 8)),
        (date(2026, 3, 9), TODAY),
        (date(2026, 3, 18), date(2026, 3, 22)),
    ]
    assert history(task.code) == before
    for row in (task, fresh):
        with pytest.raises(NotDefinable, match="running"):
            resume_task(row, {}, start=date(2026, 4, 1), by=supervisor)


def test_supervisor_starts_an_ended_task_again_from_its_list(client, hall, supervisor, set_today):
    task = make.plan_task(hall, valid_to=TODAY)
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"
    url = reverse("plans:task-resume", args=["east", task.pk])
    assert url in client.get(reverse("plans:tasks", args=["east"])).content.decode()
    form = client.get(url).context["form"]
    facts = {name: value for name in form.fields if (value := form[name].value()) is not None}
    assert facts["start"] == TOMORROW

    refused = client.post(url, facts | {"start": str(TODAY)})
    set_today(TODAY + timedelta(days=9))
    past = client.post(url, facts | {"start": str(TOMORROW)})
    answer = client.post(url, facts | {"start": str(TODAY + timedelta(days=9))})

    assert "in force until March 11, 2026" in refused.content.decode()
    assert "today at the earliest" in past.content.decode()
    assert (refused.status_code, past.status_code, answer.status_code) == (422, 422, 302)
    assert PlanTask.objects.get(valid_to=None).occurrences.exists()


def test_task_is_given_to_other_halls_with_their_own_targets_and_once(client, hall, elsewhere, supervisor, set_today):
    make.post(supervisor, "supervisor", elsewhere)
    north = make.hall("north", "North Gate")
    make.post(supervisor, "manager", north)
    task = make.plan_task(hall, who="employee", employee=make.employee(hall, "ann"))
    make.plan_task(north, target=70)
    client.force_login(supervisor)
    url = reverse("plans:task-halls", args=["east", task.pk])
    sent = {f"take_{elsewhere.pk}": "on", f"target_{elsewhere.pk}": "85"}

    answers = [client.post(url, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    given = PlanTask.objects.get(hall=elsewhere)
    assert (given.code, given.target, given.who, given.employee, given.valid_from) == (
        *(task.code, 85, "on_duty", None, TODAY),
    )
    assert given.occurrences.exists()
    assert PlanTask.objects.get(hall=north).target == 70


def test_task_is_not_given_to_halls_that_others_lead(client, hall, elsewhere, supervisor, set_today):
    task = make.plan_task(hall)
    client.force_login(supervisor)

    client.post(reverse("plans:task-halls", args=["east", task.pk]), {f"take_{elsewhere.pk}": "on"})

    assert not PlanTask.objects.filter(hall=elsewhere).exists()
