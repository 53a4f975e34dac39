"""What a hall's manager sees of notices, and her robots."""

import json

import pytest
from django.urls import reverse

from notices.models import Delivery, Robot
from staff.models import AuditEntry
from tests.notices.events import make_robot, states, tell_of

pytestmark = pytest.mark.django_db

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/11112222-3333-4444"
ROBOT = {"name": "Everybody", "language": "zh-hans", "kinds": ["roster_published"], "is_active": "on"}


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    return client


@pytest.mark.parametrize(
    ("service", "address", "token"),
    [
        ("wecom", WECOM, "693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"),
        ("dingtalk", DINGTALK, "0123456789abcdef"),
        ("feishu", FEISHU, "11112222-3333-4444"),
        ("feishu", "11112222-3333-4444", "11112222-3333-4444"),
    ],
)
def test_robot_is_known_by_the_address_pasted(browser, service, address, token):
    answer = browser.post("/halls/east/setup/robots/new/", ROBOT | {"service": service, "address": address})

    robot = Robot.objects.get()
    assert answer.status_code == 302
    assert (robot.service, robot.token, robot.kinds) == (service, token, ["roster_published"])


@pytest.mark.parametrize(
    ("service", "address"),
    [("wecom", DINGTALK), ("feishu", WECOM), ("dingtalk", "https://oapi.dingtalk.com/"), ("wecom", "key=a b")],
)
def test_address_of_something_else_is_refused(browser, service, address):
    answer = browser.post("/halls/east/setup/robots/new/", ROBOT | {"service": service, "address": address})

    assert answer.status_code == 422
    assert not Robot.objects.exists()


def test_secrets_are_neither_shown_again_nor_kept_in_the_log(browser, hall):
    browser.post(
        "/halls/east/setup/robots/new/", ROBOT | {"service": "dingtalk", "address": DINGTALK, "signing": "SECabc"}
    )
    robot = Robot.objects.get()
    pages = [f"/halls/east/setup/robots/{robot.pk}/", "/halls/east/setup/robots/"]

    shown = "".join(browser.get(page).content.decode() for page in pages)
    logged = json.dumps(list(AuditEntry.objects.values("act", "subject", "before", "after")))

    assert robot.secret == "SECabc"
    assert [secret for secret in ("0123456789abcdef", "SECabc") if secret in shown + logged] == []
    assert "robot-added" in logged


def test_secrets_stay_while_nothing_is_typed_in_their_place(browser, hall):
    robot = make_robot(hall, "dingtalk", secret="SECabc")

    answer = browser.post(f"/halls/east/setup/robots/{robot.pk}/", ROBOT | {"service": "dingtalk"})

    robot.refresh_from_db()
    assert answer.status_code == 302
    assert (robot.name, robot.token, robot.secret) == ("Everybody", "token-12345", "SECabc")


def test_another_service_asks_for_another_address(browser, hall):
    robot = make_robot(hall, "dingtalk")

    answer = browser.post(f"/halls/east/setup/robots/{robot.pk}/", ROBOT | {"service": "feishu"})

    assert answer.status_code == 422


def test_changed_secret_is_in_the_log_as_changed(browser, hall):
    robot = make_robot(hall, "dingtalk", secret="old")
    facts = {"name": robot.name, "language": "en", "kinds": robot.kinds, "is_active": "on", "service": "dingtalk"}

    browser.post(f"/halls/east/setup/robots/{robot.pk}/", facts | {"signing": "new"})

    assert [set(entry.after) for entry in AuditEntry.objects.all()] == [{"secret"}]


def test_test_message_says_how_it_went(browser, hall, hook_server):
    robot = make_robot(hall)
    url = reverse("notices:robot-test", args=["east", robot.pk])

    well = browser.post(url, follow=True).content.decode()
    hook_server.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    badly = browser.post(url, follow=True).content.decode()

    assert "has said that it works" in well
    assert "93000: invalid webhook url" in badly


@pytest.mark.parametrize("state", ["failed", "unsure"])
def test_manager_sees_who_was_told_and_what_did_not_get_through(browser, hall, elsewhere, ann, clerk, state):
    tell_of(ann, clerk, hall=hall)
    tell_of(ann, hall=elsewhere, key="elsewhere")
    Delivery.objects.filter(notice__hall=hall).update(state=state, attempts=16, error="550 nobody")

    page = browser.get("/halls/east/setup/notices/")
    failed = browser.get("/halls/east/setup/notices/", {"only": "failed"})

    assert {row.user for row in page.context["page"]} == {ann, clerk}
    assert [row.user for row in failed.context["page"]] == [ann]
    assert "550 nobody · 16 attempts" in failed.content.decode()
    assert "Try again: Ann" in failed.content.decode()
    assert page.content.decode().count("no e-mail address") == 1


def test_manager_finds_what_somebody_was_told(browser, hall, ann, clerk):
    make_robot(hall, name="Ann and others")
    tell_of(ann, clerk, hall=hall)

    page = browser.get("/halls/east/setup/notices/", {"q": "ann"}).context["page"]

    assert {str(row.recipient) for row in page} == {"Ann", "Ann and others"}


def test_manager_has_it_tried_again(browser, hall, ann):
    tell_of(ann, hall=hall)
    Delivery.objects.update(state="failed", attempts=16, error="550 nobody")
    url = reverse("notices:retry", args=["east", Delivery.objects.get().pk])

    browser.post(url)
    browser.post(url)

    assert states() == [("waiting", 0)]
    assert [entry.act for entry in AuditEntry.objects.all()] == ["delivery_tried_again"]


def test_page_asks_as_often_for_many_as_for_one(browser, hall, ann, bob, django_assert_max_num_queries):
    for n in range(20):
        tell_of(ann, bob, hall=hall, key=f"n{n}")

    with django_assert_max_num_queries(14):
        browser.get("/halls/east/setup/notices/")


def test_api_lists_deliveries_and_tries_again_what_has_failed(browser, hall, ann):
    tell_of(ann, hall=hall)
    Delivery.objects.update(state="failed", attempts=16)

    (row,) = browser.get("/api/v1/halls/east/deliveries/", {"state": "failed"}).json()["results"]
    first = browser.post(f"/api/v1/halls/east/deliveries/{row['id']}/retry/")
    second = browser.post(f"/api/v1/halls/east/deliveries/{row['id']}/retry/")

    assert (row["recipient"], row["notice"]["kind"]) == ("Ann", "roster_published")
    assert first.json()["state"] == "waiting"
    assert (second.status_code, second.json()["code"]) == (409, "not_failed")
