"""The administration, which is not in the table: shut to everybody but administrators."""

import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = [pytest.mark.once, pytest.mark.django_db]

OPEN = {"login", "logout"}
ACTS = {"changelist": [], "add": [], "change": [1], "delete": [1], "history": [1]}


def addresses() -> list[str]:
    named = [one for one in admin.site.get_urls() if getattr(one, "name", None) and not one.pattern.regex.groupindex]
    pages = [reverse(f"admin:{one.name}") for one in named if one.name not in OPEN]
    models = [f"admin:{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]
    return pages + [reverse(f"{model}_{act}", args=args) for model in models for act, args in ACTS.items()]


@pytest.mark.parametrize("role", ["nobody", "outsider", "clerk", "duty", "supervisor", "department", "manager"])
def test_administration_is_shut(client, role, request):
    if role != "nobody":
        client.force_login(request.getfixturevalue(role))

    answers = {(way, url): getattr(client, way)(url).status_code for url in addresses() for way in ("get", "post")}

    assert {asked: status for asked, status in answers.items() if status not in (302, 403)} == {}
