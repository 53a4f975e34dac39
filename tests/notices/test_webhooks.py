"""Events sent to a program's address: signed, retried, seen; made and changed in the set-up."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.channels.webhooks import BadAddress, allowed_number, checked
from notices.delivering import LOST_AFTER, sweep_deliveries
from notices.models import Delivery, Notice, Robot
from staff.models import AuditEntry
from tests.notices.events import pass_time, states, tell_of

pytestmark = pytest.mark.django_db
KINDS = ["roster_published", "swap_decided", "summary_sent", "days_changed"]
SWAP = {"person": "Ann", "answer": "approved", "reason": "a doctor's appointment"}


@pytest.fixture
def webhook(hall, hook_server):
    return Robot.objects.create(
        hall=hall, service="webhook", name="HR", token=f"{hook_server.url}/in?a=1#b", secret="word", kinds=KINDS
    )


def made(client, **facts):
    return client.post(reverse("notices:webhook-new", args=["east"]), facts)


def test_event_is_sent_with_a_signature_of_time_and_body(hall, clerk, webhook, hook_server):
    tell_of(clerk, hall=hall)

    assert sweep_deliveries() == 1

    ((path, body),), (heads,), (text,) = hook_server.asked, hook_server.heads, hook_server.texts
    (event,) = body["events"]
    assert path == "/in?a=1"
    assert (event["event"], event["hall"], event["facts"]) == ("roster_published", "east", {"month": "2026-03"})
    assert event["id"] == str(Notice.objects.get(robot=webhook).pk)
    signed = heads["x-scheduling-timestamp"].encode() + b"." + text
    assert heads["x-scheduling-signature"] == "v1=" + hmac.new(b"word", signed, hashlib.sha256).hexdigest()


def test_only_approved_swaps_are_told_and_no_reason_with_them(hall, clerk, webhook, hook_server):
    tell_of(clerk, hall=hall, kind="swap_decided", key="a", facts=SWAP)
    tell_of(clerk, hall=hall, kind="swap_decided", key="b", facts=SWAP | {"answer": "declined"})
    tell_of(clerk, hall=hall, kind="step_late", key="c", facts={})

    sweep_deliveries()

    ((_path, body),) = hook_server.asked
    assert [event["facts"] for event in body["events"]] == [{"person": "Ann", "answer": "approved"}]


def test_failed_delivery_is_tried_again_with_the_same_id(hall, clerk, webhook, hook_server):
    hook_server.status = 503
    tell_of(clerk, hall=hall)
    assert sweep_deliveries() == 0
    assert Delivery.objects.get(channel="robot").error == "HTTP 503"

    hook_server.status = 200
    pass_time()

    assert sweep_deliveries() == 1
    first, second = (body["events"][0]["id"] for _path, body in hook_server.asked)
    assert first == second
    assert states() == [("sent", 2)]


def test_event_of_a_worker_that_died_is_sent_again_with_the_same_id(hall, clerk, webhook, hook_server):
    tell_of(clerk, hall=hall)
    sweep_deliveries()
    # As it stands when a worker has died after it noted that the event leaves.
    long_ago = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    Delivery.objects.update(state="sending", claim="0" * 32, handed_as="0" * 32, claimed_at=long_ago, attempts=1)

    sweep_deliveries()

    first, again = [body["events"][0]["id"] for _path, body in hook_server.asked]
    assert first == again
    assert states() == [("sent", 2)]


def test_dead_address_holds_up_no_other(hall, clerk, webhook, hook_server):
    Robot.objects.create(
        hall=hall, service="webhook", name="Dead", token="http://127.0.0.1:9/", secret="x", kinds=KINDS
    )
    tell_of(clerk, hall=hall)

    assert sweep_deliveries() == 1
    assert len(hook_server.asked) == 1


@pytest.mark.parametrize("service", ["webhook", "wecom"])
def test_answer_that_comes_byte_by_byte_holds_up_a_sweep_no_longer_than_silence(
    hall, clerk, hook_server, monkeypatch, settings, service
):
    monkeypatch.setattr("notices.channels.calling.SECONDS", 0.3)
    settings.WECOM_URL = hook_server.url
    hook_server.is_slow = True
    token = hook_server.url if service == "webhook" else "token"
    Robot.objects.create(hall=hall, service=service, name="Slow", token=token, secret="x", kinds=KINDS)
    tell_of(clerk, hall=hall)

    assert sweep_deliveries() == 0

    assert Delivery.objects.get(channel="robot").error == "TimeoutError"


def test_webhook_is_made_with_a_secret_shown_once(client, manager, hall, hook_server):
    client.force_login(manager)

    page = made(client, name="HR", token=f"{hook_server.url}/x", kinds=["roster_published"], is_active="on")

    row = Robot.objects.get()
    assert row.secret in page.content.decode()
    assert len(row.secret) >= 40
    shown = client.get(reverse("notices:webhook", args=["east", row.pk])).content.decode()
    listed = client.get(reverse("notices:robots", args=["east"])).content.decode()
    assert "HR" in listed
    assert row.secret not in shown + listed + str(AuditEntry.objects.get().after)
    client.post(reverse("notices:robot-test", args=["east", row.pk]))
    assert hook_server.asked[0][1] == {"events": [{"event": "test", "hall": "east"}]}


def test_program_makes_its_own_webhook_and_reads_the_secret_once(client, manager, hall, hook_server):
    client.force_login(manager)
    address = "/api/v1/halls/east/webhooks/"
    facts = {"name": "HR", "url": f"{hook_server.url}/x", "events": ["summary_sent"]}

    answer = client.post(address, facts, "application/json")

    row = Robot.objects.get()
    assert (answer.status_code, answer.json()["secret"]) == (201, row.secret)
    assert (row.service, row.kinds, row.token) == ("webhook", ["summary_sent"], f"{hook_server.url}/x")
    listed = client.get(address).content.decode()
    assert "HR" in listed
    assert not any(secret in listed for secret in (row.secret, row.token))
    assert client.post(address, facts, "application/json").status_code == 400
    assert "url" in client.post(address, facts | {"url": "ftp://x"}, "application/json").json()
    client.patch(f"{address}{row.pk}/", {"is_active": False}, "application/json")
    row.refresh_from_db()
    assert (row.is_active, row.secret) == (False, answer.json()["secret"])
    assert list(AuditEntry.objects.values_list("act", flat=True).order_by("pk")) == ["robot-added", "robot-changed"]


@pytest.mark.parametrize("address", ["ftp://example.com/", "https://", "https://a:b@127.0.0.1/", "https://[::1", "x"])
def test_address_that_cannot_be_called_is_refused(client, manager, hall, address):
    client.force_login(manager)

    response = made(client, name="HR", token=address, kinds=["roster_published"])

    assert response.status_code == 422
    assert "token" in response.context["form"].errors
    assert not Robot.objects.exists()


def test_outside_a_developers_machine_only_https_into_the_world_is_called(settings, hall, clerk, webhook, hook_server):
    settings.WEBHOOK_HTTP = settings.WEBHOOK_PRIVATE = False
    with pytest.raises(BadAddress, match="http"):
        checked("http://example.com/")
    for number in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"):
        with pytest.raises(BadAddress, match="private"):
            allowed_number(number)
    tell_of(clerk, hall=hall)

    assert sweep_deliveries() == 0
    assert hook_server.asked == []


# --- the department's ------------------------------------------------------------------------


@pytest.fixture
def of_department(db, hook_server):
    return Robot.objects.create(
        service="webhook",
        name="HQ",
        token=f"{hook_server.url}/hq",
        secret="word",
        kinds=["summary_sent", "swap_decided"],
    )


def test_department_is_told_of_its_summary_and_of_events_of_every_hall(
    hall, clerk, department, webhook, of_department, hook_server
):
    tell_of(department, hall=None, kind="summary_sent", key="summary:9")
    tell_of(clerk, hall=hall, kind="swap_decided", key="swap:1", facts=SWAP)

    sweep_deliveries()

    told = {path: [(event["event"], event["hall"]) for event in body["events"]] for path, body in hook_server.asked}
    assert told == {"/hq": [("summary_sent", None), ("swap_decided", "east")], "/in?a=1": [("swap_decided", "east")]}
    assert all("x-scheduling-signature" in heads for heads in hook_server.heads)


def test_department_makes_tries_and_removes_its_webhooks_and_every_hall_has_it_in_its_log(
    client, department, hall, elsewhere, hook_server
):
    client.force_login(department)
    facts = {"name": "HQ", "token": f"{hook_server.url}/hq", "kinds": ["summary_sent"], "is_active": "on"}

    made = client.post(reverse("notices:department-webhook-new"), facts)

    row = Robot.objects.get(hall=None)
    assert row.secret in made.content.decode()
    assert row.secret not in client.get(reverse("notices:department-webhooks")).content.decode()
    assert client.post(reverse("notices:department-webhook-new"), facts).status_code == 422
    client.post(reverse("notices:department-webhook-test", args=[row.pk]))
    assert hook_server.asked == [("/hq", {"events": [{"event": "test", "hall": None}]})]
    client.post(reverse("notices:department-webhook-delete", args=[row.pk]))
    assert not Robot.objects.exists()
    logs = {one.code: list(one.audit_entries.order_by("pk").values_list("act", flat=True)) for one in (hall, elsewhere)}
    assert logs == {"east": ["robot-added", "robot-removed"], "west": ["robot-added", "robot-removed"]}


def test_what_did_not_reach_the_departments_webhook_is_seen_and_sent_again(
    client, department, of_department, hook_server
):
    hook_server.status = 410
    tell_of(department, hall=None, kind="summary_sent", key="summary:9")
    sweep_deliveries()
    Delivery.objects.update(state="failed")
    client.force_login(department)
    assert "HTTP 410" in client.get(reverse("notices:department-webhooks")).content.decode()

    hook_server.status = 200
    client.post(reverse("notices:department-retry", args=[Delivery.objects.get(channel="robot").pk]))

    assert sweep_deliveries() == 1


def test_program_makes_a_webhook_of_the_department(client, department, of_department, hook_server):
    client.force_login(department)
    facts = {"name": "BI", "url": f"{hook_server.url}/bi", "events": ["summary_sent"]}

    answer = client.post("/api/v1/webhooks/", facts, "application/json")

    row = Robot.objects.get(name="BI")
    assert (answer.status_code, answer.json()["secret"], row.hall) == (201, row.secret, None)
    assert [one["name"] for one in client.get("/api/v1/webhooks/").json()["results"]] == ["HQ", "BI"]
    assert client.post("/api/v1/webhooks/", facts, "application/json").status_code == 400
