"""A name, code or key that may be there once, entered by several at the same moment."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import Employee, Hall, Post, User
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def window(manager) -> Callable[[], Client]:
    """Another window of the manager's; what goes wrong in it is an answer of 500."""

    def open_window() -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(manager)
        return client

    return open_window


def sent_at_once(windows: list[Client], url: str, facts: list[dict], **more) -> list:
    """The answers to each window, which sends its facts at the same moment as the others."""
    asks = list(zip(windows, facts, strict=True))

    def send():
        client, one = asks.pop()
        return client.post(url.format(**one), one, **more)

    return at_once(send, times=len(facts))


def statuses(answers: list) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_one_of_those_who_give_a_user_name_at_once_has_it(hall, window):
    people = [make.employee(hall, f"E{n}") for n in range(3)]
    url = reverse("staff:login-create", args=[hall.code, 0]).replace("/0/", "/{pk}/")
    facts = [{"pk": p.pk, "username": "wang", "password": "Zebra-crossing-7", "role": "clerk"} for p in people]

    answers = sent_at_once([window() for _ in people], url, facts)

    assert statuses(answers) == [302, 422, 422]
    assert "This user name is taken." in next(answer for answer in answers if answer.status_code == 422).text
    assert (User.objects.filter(username="wang").count(), Post.objects.filter(user__username="wang").count()) == (1, 1)


def test_person_given_two_logins_at_once_has_one(hall, window):
    person = make.employee(hall, "E1")
    names = ["wang", "wang2", "wang3"]
    facts = [{"username": name, "password": "Zebra-crossing-7", "role": "clerk"} for name in names]

    answers = sent_at_once([window() for _ in names], reverse("staff:login-create", args=[hall.code, person.pk]), facts)

    assert statuses(answers) == [302, 302, 302]
    assert list(User.objects.filter(username__in=names)) == [Employee.objects.get().user]


def test_employee_saved_twice_at_once_is_there_once(hall, window):
    facts = {"code": "E7", "name": "王芳", "language": "zh-hans", "hired_on": "2026-01-01", "weekly_minutes": "40"}

    answers = sent_at_once([window() for _ in range(3)], reverse("staff:employee-new", args=[hall.code]), [facts] * 3)

    assert statuses(answers) == [302, 422, 422]
    assert Employee.objects.count() == 1


def test_station_saved_twice_at_once_is_there_once(hall, window):
    facts = {"code": "counter", "name": "Counter", "position": "1"}

    answers = sent_at_once([window() for _ in range(3)], reverse("staff:station-new", args=[hall.code]), [facts] * 3)

    assert statuses(answers) == [302, 422, 422]
    assert hall.stations.count() == 1


def shift_facts(**more) -> dict:
    facts = {"code": "早", "letter": "E", "name": "早班", "kind": "early", "colour": "sky", "start": "09:00"}
    return facts | {"end": "17:00", "break_minutes": "0", "open_to": "everyone"} | more


def test_shift_type_saved_twice_at_once_leaves_no_twin(hall, window):
    facts = shift_facts(paid_minutes="8")

    answers = sent_at_once(
        [window() for _ in range(3)], reverse("rosters:shift-type-new", args=[hall.code]), [facts] * 3
    )

    assert statuses(answers) == [302, 422, 422]
    assert hall.shift_types.count() == 1


def test_program_that_adds_a_shift_type_twice_at_once_leaves_no_twin(hall, window):
    url, facts = f"/api/v1/halls/{hall.code}/shift-types/", shift_facts(paid_minutes=480)

    answers = sent_at_once([window() for _ in range(3)], url, [facts] * 3, content_type="application/json")

    assert statuses(answers) == [201, 400, 400]
    assert hall.shift_types.count() == 1


def test_program_that_adds_an_employee_twice_at_once_hears_which_field(hall, window):
    facts = {"code": "E7", "name": "王芳", "hired_on": "2026-01-01"}

    answers = sent_at_once(
        [window() for _ in range(3)],
        f"/api/v1/halls/{hall.code}/people/",
        [facts] * 3,
        content_type="application/json",
    )

    assert statuses(answers) == [201, 400, 400]
    assert Hall.objects.get().employees.count() == 1
