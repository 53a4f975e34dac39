"""Pages that say why there is no way on."""

from http import HTTPStatus
from urllib.parse import unquote

import pytest
from django.test import Client
from django.views import defaults


@pytest.mark.django_db
def test_missing_page_is_told_in_the_look(client, manager):
    client.force_login(manager)

    response = client.get("/nothing/is/here/", headers={"accept-language": "en"})

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Nothing is here" in response.content.decode()
    assert '<nav class="rail-nav"' in response.content.decode()


@pytest.mark.parametrize("view", [defaults.server_error, defaults.bad_request])
def test_failure_is_told_without_asking_the_database(rf, view):
    arguments = (Exception(),) if view is defaults.bad_request else ()

    page = view(rf.get("/"), *arguments).content.decode()

    assert 'class="trouble"' in page
    assert 'class="rail"' not in page


@pytest.mark.django_db
def test_form_without_its_key_is_refused_in_words():
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    response = strict.post("/accounts/login/", {"login": "li", "password": "x"})

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "This page has become too old" in response.content.decode()


@pytest.mark.django_db
def test_character_no_database_keeps_is_dropped(client, manager):
    client.force_login(manager)

    asked = client.get("/halls/east/setup/employees/", {"q": "a\0b"})
    sent = client.post("/accounts/language/", {"language": "en\0"})

    assert asked.context["query"] == "ab"
    assert sent.cookies["django_language"].value == "en"


@pytest.mark.django_db
def test_script_of_somebody_logged_out_leads_to_the_door_and_back_to_her_page(client, hall):
    page = "http://testserver/halls/east/plans/day/?day=2026-03-02"
    headers = {"HX-Request": "true", "HX-Current-URL": page}

    response = client.post("/halls/east/plans/blocks/1/check/", headers=headers)

    assert "Location" not in response.headers
    assert unquote(response.headers["HX-Redirect"]) == "/accounts/login/?next=/halls/east/plans/day/?day=2026-03-02"
