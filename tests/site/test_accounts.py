from http import HTTPStatus

import pytest
from django.urls import reverse

from schedulingsite.demo.accounts import USERNAMES
from staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("li", password="a-long-word-1")


def test_login_leads_to_the_page_asked_for(client, user):
    response = client.post(
        "/accounts/login/?next=/healthz", {"login": "li", "password": "a-long-word-1", "next": "/healthz"}
    )

    assert response.status_code == HTTPStatus.FOUND
    assert response.url == "/healthz"


def test_login_with_a_wrong_password_says_so_and_stays(client, user):
    response = client.post("/accounts/login/", {"login": "li", "password": "wrong"})

    assert response.status_code == HTTPStatus.OK
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_nobody_can_sign_up(client):
    assert client.get("/accounts/signup/").status_code == HTTPStatus.NOT_FOUND


def test_password_change_replaces_the_password(client, user):
    client.force_login(user)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": "a-long-word-1", "password1": "another-word-2", "password2": "another-word-2"},
    )

    user.refresh_from_db()
    assert user.check_password("another-word-2")


def test_language_chosen_is_kept_with_the_user(client, user):
    client.force_login(user)

    client.post(reverse("set_language"), {"language": "zh-hant", "next": "/healthz"})

    user.refresh_from_db()
    assert user.language == "zh-hant"
    assert client.get("/healthz", headers={"accept-language": "en"}).headers["Content-Language"] == "zh-hant"


def test_language_follows_the_browser_until_one_is_chosen(client, user):
    client.force_login(user)

    assert client.get("/healthz", headers={"accept-language": "en"}).headers["Content-Language"] == "en"


def test_language_unknown_to_the_program_changes_nothing(client, user):
    client.force_login(user)

    client.post(reverse("set_language"), {"language": "xx", "next": "/healthz"})

    user.refresh_from_db()
    assert user.language == ""


def test_login_page_names_no_accounts_without_demo_data(client, user, settings):
    settings.DEBUG = True

    assert client.get("/accounts/login/").context["demo_accounts"] == []


@pytest.mark.parametrize("debug", [True, False])
def test_login_page_names_demo_accounts_on_a_developers_machine_only(client, settings, debug):
    settings.DEBUG = debug
    User.objects.bulk_create(User(username=name) for name in USERNAMES)

    assert client.get("/accounts/login/").context["demo_accounts"] == (list(USERNAMES) if debug else [])
