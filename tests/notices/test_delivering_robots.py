"""Messages of chat groups' robots, to a real web server in their service's place."""

import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from notices.channels.failures import NotDelivered
from notices.channels.robots import bring_test
from notices.delivering import sweep_deliveries
from notices.models import Delivery
from tests.notices.events import make_robot, pass_time, states, tell_of

pytestmark = pytest.mark.django_db


def by_hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


@pytest.fixture(autouse=True)
def base_url(settings):
    settings.BASE_URL = "https://rosters.example.com"


def test_wecom_is_told_in_markdown_with_a_link(hall, clerk, hook_server):
    make_robot(hall)
    tell_of(clerk, hall=hall)

    assert sweep_deliveries() == 1

    ((path, body),) = hook_server.asked
    assert path == "/cgi-bin/webhook/send?key=token-12345"
    assert body["msgtype"] == "markdown"
    link = "[The roster for March 2026 is published](https://rosters.example.com/me/)"
    assert body["markdown"]["content"] == f"**East Gate · The roster for March 2026 is published**\n\n{link}"


def test_dingtalk_is_asked_with_a_signature_of_time_and_secret(hall, clerk, hook_server):
    make_robot(hall, "dingtalk", secret="SEC+/=")
    tell_of(clerk, hall=hall)

    sweep_deliveries()

    ((path, body),) = hook_server.asked
    query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert urlsplit(path).path == "/robot/send"
    assert query["access_token"] == "token-12345"
    assert len(query["timestamp"]) == 13
    assert query["sign"] == by_hmac("SEC+/=", f"{query['timestamp']}\nSEC+/=")
    assert body["markdown"]["title"] == "East Gate · The roster for March 2026 is published"


def test_feishu_is_sent_a_signature_keyed_with_time_and_secret(hall, clerk, hook_server):
    make_robot(hall, "feishu", secret="word", language="zh-hans")
    tell_of(clerk, hall=hall)

    sweep_deliveries()

    ((path, body),) = hook_server.asked
    assert path == "/open-apis/bot/v2/hook/token-12345"
    assert len(body["timestamp"]) == 10
    assert body["sign"] == by_hmac(f"{body['timestamp']}\nword", "")
    post = body["content"]["post"]["zh_cn"]
    assert post["title"] == "East Gate · 2026年3月排班表已发布"
    assert post["content"] == [
        [{"tag": "a", "text": "2026年3月排班表已发布", "href": "https://rosters.example.com/me/"}]
    ]


@pytest.mark.parametrize("service", ["dingtalk", "feishu"])
def test_robot_without_a_secret_signs_nothing(hall, clerk, hook_server, service):
    make_robot(hall, service)
    tell_of(clerk, hall=hall)

    sweep_deliveries()

    ((path, body),) = hook_server.asked
    assert "sign" not in path
    assert "sign" not in body


def test_several_notices_make_one_message(hall, clerk, hook_server):
    make_robot(hall)
    tell_of(clerk, hall=hall, key="one")
    tell_of(clerk, hall=hall, key="two", kind="roster_withdrawn")

    assert sweep_deliveries() == 1

    ((_, body),) = hook_server.asked
    assert body["markdown"]["content"].count("https://rosters.example.com/me/") == 2


def test_words_of_people_make_no_links(hall, clerk, hook_server):
    make_robot(hall)
    facts = {"task": "[win](https://evil.example.com)", "due": "2026-03-05"}
    tell_of(clerk, hall=hall, kind="plan_task_due", facts=facts, url="")

    sweep_deliveries()

    assert "](" not in hook_server.asked[0][1]["markdown"]["content"]


def test_long_message_is_cut_to_what_the_service_takes(hall, clerk, hook_server):
    make_robot(hall)
    tell_of(clerk, hall=hall, facts={"month": "2026-03", "reason": "长" * 3000})

    sweep_deliveries()

    assert len(hook_server.asked[0][1]["markdown"]["content"].encode()) <= 4096


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"status": 502}, "HTTP 502"),
        ({"status": 404}, "HTTP 404"),
        ({"answer": {"errcode": 45009, "errmsg": "api freq out of limit"}}, "45009: api freq out of limit"),
        ({"answer": {"code": 19021, "msg": "sign match fail"}}, "19021: sign match fail"),
        ({"answer": {}}, "unknown answer"),
    ],
)
def test_service_in_trouble_is_asked_again_later(hall, clerk, hook_server, trouble, said):
    well = dict(vars(hook_server))
    make_robot(hall)
    tell_of(clerk, hall=hall)
    vars(hook_server).update(trouble)

    sweep_deliveries()

    assert states() == [("waiting", 1)]
    assert Delivery.objects.get().error == said
    vars(hook_server).update(status=well["status"], answer=well["answer"])
    pass_time(minutes=1)
    sweep_deliveries()
    assert states() == [("sent", 2)]


def test_service_that_is_gone_is_named_without_its_address(hall, clerk):
    make_robot(hall)
    tell_of(clerk, hall=hall)

    sweep_deliveries()

    assert Delivery.objects.get().error == "ConnectionRefusedError"
    assert states() == [("waiting", 1)]


def test_service_that_says_nothing_is_left_after_a_while(hall, clerk, hook_server, monkeypatch):
    monkeypatch.setattr("notices.channels.calling.SECONDS", 1)
    hook_server.is_silent = True
    make_robot(hall)
    tell_of(clerk, hall=hall)

    sweep_deliveries()

    assert states() == [("waiting", 1)]


def test_robot_switched_off_meanwhile_says_nothing(hall, clerk, hook_server):
    robot = make_robot(hall)
    tell_of(clerk, hall=hall)
    robot.is_active = False
    robot.save()

    sweep_deliveries()

    assert hook_server.asked == []
    assert states() == [("dropped", 1)]


def test_test_message_tells_what_is_wrong(hall, hook_server):
    robot = make_robot(hall)
    bring_test(robot)
    hook_server.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}

    with pytest.raises(NotDelivered, match="93000: invalid webhook url"):
        bring_test(robot)
