import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_theme_is_the_systems_until_one_is_chosen(client):
    assert "data-theme" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_chosen_stays_with_the_browser(client, theme):
    response = client.post(reverse("set_theme"), {"theme": theme, "next": "/accounts/login/"})

    assert response.url == "/accounts/login/"
    assert f'data-theme="{theme}"' in client.get(reverse("account_login")).content.decode()


def test_theme_can_be_given_back_to_the_system(client):
    client.post(reverse("set_theme"), {"theme": "dark"})
    client.post(reverse("set_theme"), {"theme": ""})

    assert "data-theme" not in client.get(reverse("account_login")).content.decode()


def test_theme_form_leads_nowhere_else(client):
    response = client.post(reverse("set_theme"), {"theme": "dark", "next": "https://elsewhere.example/"})

    assert response.url == "/"


def test_theme_forged_in_a_cookie_is_ignored(client):
    client.cookies["theme"] = '"><script>'

    assert "<script>" not in client.get(reverse("account_login")).content.decode()
