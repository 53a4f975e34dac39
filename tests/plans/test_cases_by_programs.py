"""Follow-ups and figures as programs send them, and what one person has to follow up handed to another."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from plans.cases import hand_over
from plans.keeping import keep_up_hall
from plans.models import FollowUp, Occurrence, Record
from tests import make
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
CALLS = "/api/v1/halls/east/plan-follow-ups/"
FIGURES = "/api/v1/halls/east/plan-figures/"


@pytest.fixture
def task(hall, set_today):
    task = make.plan_task(hall, follow_up_days="1, 5", valid_from=date(2026, 3, 9))
    keep_up_hall(hall)
    return task


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", user=clerk)


def test_program_enters_a_customer_and_says_what_came_of_it(client, task, ann, clerk):
    client.force_login(clerk)
    customer = {"task": "follow-up", "reference": "13812345678", "kind": "new", "served_on": "2026-03-10"}

    def send(url: str, facts: dict):
        return client.post(url, facts, content_type="application/json")

    made = send(CALLS, customer)
    send(CALLS, customer)

    assert made.status_code == 201
    assert [(one["reference"], one["due_on"]) for one in made.json()] == [
        ("138****5678", "2026-03-11"),
        ("138****5678", "2026-03-15"),
    ]
    url = f"{CALLS}{made.json()[0]['id']}/outcome/"
    assert send(url, {"outcome": "content"}).json()["done_on"] == "2026-03-11"
    again = send(url, {"outcome": "content"})
    assert (again.status_code, again.json()["code"]) == (409, "followed_up")
    waiting = client.get(f"{CALLS}?waiting=1&last=2026-03-31").json()["results"]
    assert [one["due_on"] for one in waiting] == ["2026-03-15"]
    assert send(CALLS, customer | {"served_on": "2026-04-01"}).json()["code"] == "served"


def test_program_sends_figures_and_hears_what_became_of_each(client, task, supervisor):
    client.force_login(supervisor)
    rows = [
        {"task": "follow-up", "date": "2026-03-10", "value": 8, "base": 10},
        {"task": "follow-up", "date": "2026-03-10", "value": 12, "base": 10},
        {"task": "other", "date": "2026-03-10", "value": 1},
    ]

    def send(apply: bool) -> dict:
        return client.post(FIGURES, {"rows": rows, "apply": apply}, content_type="application/json").json()

    looked, sent, again = send(apply=False), send(apply=True), send(apply=True)

    assert [one["refusal"] for one in looked["rows"]] == ["", "above", "no_task"]
    assert [answer["recorded"] for answer in (looked, sent, again)] == [0, 1, 0]
    assert again["rows"][0]["refusal"] == "imported"
    assert Record.objects.count() == 1
    assert (Occurrence.objects.get(first_day=date(2026, 3, 9)).value) == 8


def test_what_somebody_has_to_follow_up_goes_over_to_a_colleague(client, hall, task, ann, supervisor):
    bob = make.employee(hall, "bob", user=make.user("bob"))
    ann.left_on = TODAY - timedelta(days=1)
    ann.save()
    for n, outcome in enumerate(["", "not_reached", "content"]):
        done = TODAY if outcome else None
        make.follow_up(task, f"A-{n}", employee=ann, outcome=outcome, done_on=done)
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"
    assert "has left" in client.get(reverse("plans:cases", args=["east"])).content.decode()
    url = reverse("plans:cases-hand-over", args=["east"])

    assert client.post(url, {"whose": ann.pk, "to": ann.pk}).status_code == 422
    client.post(url, {"whose": ann.pk, "to": bob.pk})

    assert list(FollowUp.objects.order_by("pk").values_list("employee__code", flat=True)) == ["bob", "bob", "ann"]
    assert hand_over(hall, ann, bob, by=supervisor) == 0
    told = Notice.objects.get(kind="follow_ups_yours")
    assert (told.user, told.facts, told.url) == (bob.user, {"person": str(ann), "count": 2}, url[: -len("hand-over/")])


def test_who_takes_follow_ups_herself_is_not_told(hall, task, ann, clerk):
    make.follow_up(task, employee=make.employee(hall, "bob"))

    assert hand_over(hall, hall.employees.get(code="bob"), ann, by=clerk) == 1
    assert not Notice.objects.exists()
