"""The log: every entry stands for good, and tampering shows."""

import json
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from staff.addresses import current_address
from staff.audit import record
from staff.banking import held
from staff.chain import Break, first_break
from staff.models import Allowance, AuditChain, AuditEntry
from staff.models.audit import Unchangeable
from tests import make
from tests.together import at_once

FACTS = [None, True, 0, 1.0, 0.1, 1e16, 1e-7, "", "排班", "a\u2028b😀", [1, [2.0, None]], {"b": {"2": 3.50}, "a": []}]


@pytest.fixture
def unguarded(db):
    """The database lets the log be changed, as it would for somebody who has come in at the back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE staff_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER staff_auditentry_is_not_changed")


@pytest.fixture
def log(hall, manager) -> list[AuditEntry]:
    return [record("act", by=manager, hall=hall, subject=f"thing {n}", after={"n": n}) for n in range(5)]


@pytest.mark.django_db
def test_log_of_each_hall_is_numbered_from_one(hall, elsewhere, manager):
    for where in (hall, elsewhere, hall):
        record("act", by=manager, hall=where, subject="x")

    assert list(AuditEntry.objects.order_by("pk").values_list("number", flat=True)) == [1, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("facts", FACTS)
def test_chain_holds_whatever_an_entry_says(hall, manager, facts):
    record("first", by=None, hall=hall, subject="x", before=facts, after=facts, why="because")
    record("second", by=manager, hall=hall, subject="y" * 300)

    assert first_break(hall) is None


@pytest.mark.django_db
def test_facts_are_kept_as_json_has_them(hall):
    entry = record("act", by=None, hall=hall, subject="x", after={1: (2, 3)})

    assert AuditEntry.objects.get().after == entry.after == {"1": [2, 3]}


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["at", "by_name", "act", "subject", "after", "why", "address", "digest"])
def test_entry_that_was_changed_is_named(hall, log, unguarded, column):
    value = {"at": "2020-01-01T00:00Z", "after": {"n": 99}}.get(column, "other")

    AuditEntry._base_manager.filter(pk=log[2].pk).update(**{column: value})

    assert first_break(hall) == Break(3, "changed")


@pytest.mark.django_db
def test_entry_that_is_missing_is_named(hall, log, unguarded):
    AuditEntry._base_manager.filter(pk=log[2].pk)._raw_delete("default")

    assert first_break(hall) == Break(3, "missing")


@pytest.mark.django_db
def test_log_that_was_cut_off_shows(hall, log, unguarded):
    AuditEntry._base_manager.filter(pk=log[4].pk)._raw_delete("default")

    assert first_break(hall) == Break(5, "cut_off")


@pytest.mark.django_db
def test_entry_that_was_slipped_in_shows(hall, log):
    AuditEntry.objects.create(hall=hall, number=6, act="act", subject="never happened", digest="0" * 64)

    assert first_break(hall) == Break(6, "changed")


@pytest.mark.django_db
def test_chain_holds_when_a_user_is_gone(hall, log, manager):
    manager.delete()

    assert first_break(hall) is None
    assert set(AuditEntry.objects.values_list("by", "by_name")) == {(None, "Manager")}


@pytest.mark.django_db
def test_program_changes_and_deletes_no_entry(log):
    with pytest.raises(Unchangeable):
        log[0].save()
    with pytest.raises(Unchangeable):
        log[0].delete()
    with pytest.raises(Unchangeable):
        AuditEntry.objects.update(why="other")
    with pytest.raises(Unchangeable):
        AuditEntry.objects.all().delete()


@pytest.mark.django_db
def test_database_refuses_a_change_that_goes_round_the_program(hall, log):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry._base_manager.filter(pk=log[0].pk).update(why="other")

    assert first_break(hall) is None


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite the chain shows a deletion")
def test_database_refuses_a_deletion_that_goes_round_the_program(log):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry._base_manager.filter(pk=log[0].pk)._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_the_same_moment_make_one_chain():
    hall, manager = make.hall(), make.user("manager")

    at_once(lambda: [record("act", by=manager, hall=hall, subject=str(n)) for n in range(5)])

    assert sorted(AuditEntry.objects.values_list("number", flat=True)) == list(range(1, 21))
    assert first_break(hall) is None
    assert AuditChain.objects.get().length == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_who_waits_for_the_log_does_not_keep_its_writer_from_committing():
    """The writer's row refers to the person whom the other holds; PostgreSQL looks her up at the writer's end."""
    hall, manager = make.hall(), make.user("manager")
    ann, recorded, holding = make.employee(hall, "ann"), Event(), Event()

    def write() -> None:
        with transaction.atomic():
            Allowance.objects.create(employee=ann, kind="annual", year=2027, days=1)
            record("first", by=manager, hall=hall, subject="ann")
            recorded.set()
            assert holding.wait(10)

    def wait() -> None:
        assert recorded.wait(10)
        with transaction.atomic():
            held(ann)
            holding.set()
            record("second", by=manager, hall=hall, subject="ann")

    turns = iter([write, wait])
    at_once(lambda: next(turns)(), times=2)

    assert list(AuditEntry.objects.order_by("number").values_list("act", flat=True)) == ["first", "second"]


@pytest.mark.django_db
def test_entry_says_where_the_request_came_from(client, hall, manager):
    client.force_login(manager)

    client.post("/halls/east/setup/hall/", {"name": "North", "time_zone": "Asia/Shanghai"}, REMOTE_ADDR="203.0.113.9")

    assert AuditEntry.objects.get().address == "203.0.113.9"
    assert current_address() == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen", "expected"),
    [("198.51.100.7", "198.51.100.7"), ("1.1.1.1, 198.51.100.7", "198.51.100.7"), ("nonsense", ""), ("", "10.0.0.1")],
)
def test_address_is_what_the_trusted_proxy_has_seen(client, hall, manager, settings, seen, expected):
    settings.PROXIES = 1
    client.force_login(manager)
    sent = {"name": "North", "time_zone": "Asia/Shanghai"}

    client.post("/halls/east/setup/hall/", sent, REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": seen})

    assert AuditEntry.objects.get().address == expected


@pytest.mark.django_db
def test_act_of_a_worker_has_no_address(hall):
    assert record("act", by=None, hall=hall, subject="x").address == ""


@pytest.mark.django_db
def test_check_audit_says_that_all_holds(hall, log, capsys):
    call_command("check_audit", "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "whole"
    assert told["halls"] == [{"hall": "east", "entries": 5, "digest": log[4].digest, "broken": None}]


@pytest.mark.django_db
def test_check_audit_names_the_first_entry_that_does_not_hold(hall, log, unguarded, capsys):
    AuditEntry._base_manager.filter(pk__in=[log[1].pk, log[3].pk]).update(why="other")

    with pytest.raises(CommandError) as refused:
        call_command("check_audit", "--json")

    assert (refused.value.returncode, str(refused.value)) == (3, "east: entry 2 (changed)")
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["halls"][0]["broken"]) == ("broken", {"number": 2, "reason": "changed"})


@pytest.mark.django_db
def test_log_that_was_cut_off_with_its_end_moved_is_found_by_what_was_noted(hall, log, unguarded, capsys, tmp_path):
    call_command("check_audit", "--json")
    noted = tmp_path / "noted.json"
    noted.write_text(capsys.readouterr().out)
    record("act", by=None, hall=hall, subject="later")
    call_command("check_audit", "--noted", str(noted))

    AuditEntry._base_manager.filter(hall=hall, number__gt=3)._raw_delete("default")
    AuditChain.objects.update(length=3, digest=log[2].digest)

    call_command("check_audit")
    with pytest.raises(CommandError) as refused:
        call_command("check_audit", "--noted", str(noted))
    assert (refused.value.returncode, str(refused.value)) == (3, "east: entry 5 (not_as_noted)")


@pytest.mark.django_db
def test_hall_that_was_noted_and_is_gone_is_found(hall, log, tmp_path, capsys):
    noted = tmp_path / "noted.json"
    noted.write_text(json.dumps({"halls": [{"hall": "gone", "entries": 7, "digest": "0" * 64, "broken": None}]}))

    with pytest.raises(CommandError) as refused:
        call_command("check_audit", "--json", "--noted", str(noted))

    assert (refused.value.returncode, str(refused.value)) == (3, "gone: entry 7 (no_such_hall)")
    assert [one["hall"] for one in json.loads(capsys.readouterr().out)["halls"]] == ["east", "gone"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "[]", '{"halls": [1]}', '{"halls": [{"hall": "east"}]}'])
def test_note_that_is_none_is_wrong_usage(hall, tmp_path, text):
    noted = tmp_path / "noted.json"
    noted.write_text(text)

    with pytest.raises(CommandError) as refused:
        call_command("check_audit", "--noted", str(noted))

    assert refused.value.returncode == 2
