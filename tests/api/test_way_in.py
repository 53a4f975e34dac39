import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> APIClient:
    cache.clear()
    return APIClient()


def test_stranger_is_asked_who_he_is(api):
    response = api.get("/api/v1/")

    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


def test_what_is_not_found_is_said_in_the_readers_language(api, manager):
    api.force_authenticate(manager)

    answer = api.get("/api/v1/halls/nowhere/", headers={"accept-language": "zh-hans"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "未找到。", "code": "not_found"})


def test_token_opens_the_api(api, manager):
    answer = api.post("/api/v1/token/", {"username": "manager", "password": "secret"}, format="json")

    api.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    assert api.get("/api/v1/").json()["halls"] == "http://testserver/api/v1/halls/"
    assert [hall["code"] for hall in api.get("/api/v1/halls/").json()["results"]] == ["east"]


def test_session_opens_the_api_and_writes_need_the_csrf_token(manager):
    client = APIClient(enforce_csrf_checks=True)
    client.login(username="manager", password="secret")

    assert client.get("/api/v1/halls/").status_code == 200
    assert client.post("/api/v1/halls/east/people/", {}, format="json").status_code == 403


def test_wrong_password_gets_no_token_and_guessing_is_slowed_down(api, manager):
    guess = {"username": "manager", "password": "guess"}
    answers = [api.post("/api/v1/token/", guess, format="json").status_code for _ in range(11)]

    assert answers == [400] * 10 + [429]


def test_user_who_has_left_is_kept_out(api, manager):
    token = api.post("/api/v1/token/", {"username": "manager", "password": "secret"}, format="json").json()["token"]
    User.objects.update(is_active=False)

    api.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert api.get("/api/v1/halls/").status_code == 401
