from http import HTTPStatus

import pytest
from django.urls import reverse

from staff.audit import record
from staff.models import AuditEntry, CalendarDay, Hall, Post, User

TABLES = [User, Hall, Post, CalendarDay, AuditEntry]


def page_of(model, act="changelist", *args):
    return reverse(f"admin:staff_{model._meta.model_name}_{act}", args=args)


@pytest.mark.parametrize("model", TABLES)
def test_administrator_sees_the_tables(client, admin, manager, model):
    client.force_login(admin)

    assert client.get(page_of(model)).status_code == HTTPStatus.OK


def test_administration_is_named_in_the_readers_language_and_has_tables_of_the_program_alone(client, admin):
    client.force_login(admin)

    page = client.get(reverse("admin:index"), headers={"accept-language": "zh-hans"})

    assert "系统管理</a>" in page.text
    assert {app["app_label"] for app in page.context["app_list"]} == {"staff", "rosters", "swaps"}


@pytest.mark.parametrize("model", TABLES[:4])
def test_administrator_may_add_rows(client, admin, model):
    client.force_login(admin)

    assert client.get(page_of(model, "add")).status_code == HTTPStatus.OK


def test_administrator_changes_a_user_without_groups_and_permissions(client, admin, clerk):
    client.force_login(admin)

    page = client.get(page_of(User, "change", clerk.pk)).content.decode()

    assert 'name="language"' in page
    assert 'name="groups"' not in page


@pytest.mark.parametrize("act", ["add", "delete"])
def test_nobody_writes_the_log(client, admin, hall, act):
    entry = record("x", by=None, hall=hall, subject="y")
    client.force_login(admin)

    assert client.get(page_of(AuditEntry, act, *([entry.pk] if act == "delete" else []))).status_code == 403


def test_manager_of_a_hall_has_no_administration(client, manager):
    client.force_login(manager)

    assert client.get(page_of(User)).status_code == HTTPStatus.FOUND
