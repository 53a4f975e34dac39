"""Tokens: kept as digests, with a scope, taken back by their owner."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from rest_framework.test import APIClient

from staff.models import ApiToken, AuditEntry
from staff.tokens import FROM_LOGIN_AT_MOST, digest_of, make_token
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/accounts/tokens/"
PEOPLE = "/api/v1/halls/east/people/"


def client_with(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def made(user, scope: str = "write", name: str = "payroll") -> str:
    return make_token(user, name=name, scope=scope, by=user)


def test_of_a_token_only_its_digest_is_kept(manager):
    token = made(manager)

    row = ApiToken.objects.get()
    assert row.digest == digest_of(token)
    assert token not in str(list(ApiToken.objects.values_list()))
    assert token.startswith(row.begins_with)


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 400)])
def test_token_that_may_read_changes_nothing(hall, manager, scope, status):
    api = client_with(made(manager, scope))

    assert api.get(PEOPLE).status_code == 200
    answer = api.post(PEOPLE, {}, format="json")
    assert answer.status_code == status
    assert (answer.json().get("code") == "read_only") == (scope == "read")


def test_token_revoked_on_the_page_opens_nothing(client, manager):
    token = made(manager)
    client.force_login(manager)

    client.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/")

    assert client_with(token).get("/api/v1/").status_code == 401
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == ["token_made", "token_revoked"]


def test_page_shows_a_new_token_once(client, manager):
    client.force_login(manager)

    answer = client.post(PAGE, {"name": "export", "scope": "read"})

    token = answer.context["fresh"]
    assert token in answer.content.decode()
    assert client_with(token).get("/api/v1/").status_code == 200
    assert token not in client.get(PAGE).content.decode()


def test_page_lists_her_own_tokens_alone(client, manager, duty):
    made(manager, name="mine")
    made(duty, name="another’s")
    client.force_login(manager)

    page = client.get(PAGE)

    assert [token.name for token in page.context["tokens"]] == ["mine"]
    assert client.post(f"{PAGE}{ApiToken.objects.get(user=duty).pk}/revoke/").status_code == 404


def test_password_gives_another_token_each_time_and_all_hold(manager):
    cache.clear()
    secret = {"username": "manager", "password": "secret"}
    first, second = (APIClient().post("/api/v1/token/", secret, format="json").json()["token"] for _ in range(2))

    assert first != second
    assert [client_with(token).get("/api/v1/").status_code for token in (first, second)] == [200, 200]


def test_of_tokens_given_for_a_password_the_newest_hold(manager):
    lasting = made(manager)
    given = [
        make_token(manager, name="API", scope="write", by=manager, is_from_login=True)
        for _ in range(FROM_LOGIN_AT_MOST + 1)
    ]

    answers = [client_with(token).get("/api/v1/").status_code for token in (lasting, given[0], given[1], given[-1])]

    assert answers == [200, 401, 200, 200]


def test_token_says_on_which_day_it_was_used_last(hall, manager):
    token = made(manager)
    assert ApiToken.objects.get().used_on is None

    client_with(token).get("/api/v1/")

    assert ApiToken.objects.get().used_on == hall.today()


def test_api_makes_lists_and_revokes_tokens(manager):
    api = client_with(made(manager, name="first"))

    fresh = api.post("/api/v1/tokens/", {"name": "second"}, format="json").json()["token"]
    listed = api.get("/api/v1/tokens/").json()["results"]
    gone = api.delete(f"/api/v1/tokens/{listed[0]['id']}/").status_code

    assert [(row["name"], row["scope"]) for row in listed] == [("second", "read"), ("first", "write")]
    assert gone == 204
    assert client_with(fresh).get("/api/v1/").status_code == 401


def test_tokens_from_before_are_taken_over(manager):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40), created varchar(40), user_id bigint)")
        cursor.execute("INSERT INTO authtoken_token VALUES (%s, '', %s)", ["f" * 40, manager.pk])
    import_module("staff.migrations.0004_api_tokens").take_over(apps, SimpleNamespace(connection=connection))
    import_module("staff.migrations.0005_drop_readable_tokens").drop(apps, SimpleNamespace(connection=connection))

    assert client_with("f" * 40).get("/api/v1/").status_code == 200
    assert "authtoken_token" not in connection.introspection.table_names()


def test_user_without_a_hall_has_tokens_too(db):
    assert client_with(made(make.user("nobody"))).get("/api/v1/").status_code == 200
