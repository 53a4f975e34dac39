"""Notices as one message of a chat group's robot: WeCom, DingTalk, Feishu."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import Notice, Robot
from . import calling
from .failures import NotDelivered

MOST_ANSWER = 10_000
# WeCom takes 4096 bytes of markdown and the others more; what is left out stands on the page.
MOST_BYTES = 3800


def bring(notices: Sequence[Notice]) -> None:
    """Have the robot say them in one message; raises NotDelivered."""
    robot = notices[0].robot
    assert robot is not None
    with translation.override(robot.language):
        title = f"{robot.whose} · {notices[0].words.title}"
        paragraphs = [(notice.words.title, notice.words.lines, link_of(notice)) for notice in notices]
        say(robot, title, paragraphs)


def bring_test(robot: Robot) -> None:
    """Have the robot say that it works; raises NotDelivered."""
    with translation.override(robot.language):
        title = f"{robot.whose} · {_('This robot works')}"
        say(robot, title, [(_("From now on this group is told here what concerns everybody."), (), "")])


Paragraph = tuple[str, Sequence[str], str]


def say(robot: Robot, title: str, paragraphs: Sequence[Paragraph]) -> None:
    url, body = ASKING[Robot.Service(robot.service)](robot, title, paragraphs, time.time())
    answer = post(url, body)
    # WeCom and DingTalk call it errcode, Feishu code; all of them answer a refusal with 200.
    code = answer.get("errcode", answer.get("code"))
    if code is None:
        raise NotDelivered("unknown answer")
    if code != 0:
        raise NotDelivered(f"{code}: {answer.get('errmsg') or answer.get('msg')}"[:200])


def link_of(notice: Notice) -> str:
    return settings.BASE_URL + notice.url if notice.url else ""


def ask_wecom(robot: Robot, title: str, paragraphs: Sequence[Paragraph], now: float) -> tuple[str, dict[str, Any]]:
    url = f"{settings.WECOM_URL}/cgi-bin/webhook/send?{urlencode({'key': robot.token})}"
    return url, {"msgtype": "markdown", "markdown": {"content": markdown_of(title, paragraphs)}}


def ask_dingtalk(robot: Robot, title: str, paragraphs: Sequence[Paragraph], now: float) -> tuple[str, dict[str, Any]]:
    query = {"access_token": robot.token}
    if robot.secret:
        stamp = str(round(now * 1000))
        query |= {"timestamp": stamp, "sign": signed(robot.secret, f"{stamp}\n{robot.secret}")}
    text = markdown_of(title, paragraphs)
    url = f"{settings.DINGTALK_URL}/robot/send?{urlencode(query)}"
    return url, {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def ask_feishu(robot: Robot, title: str, paragraphs: Sequence[Paragraph], now: float) -> tuple[str, dict[str, Any]]:
    url = f"{settings.FEISHU_URL}/open-apis/bot/v2/hook/{quote(robot.token, safe='')}"
    lines: list[list[dict[str, str]]] = []
    for head, more, link in paragraphs:
        lines.append([{"tag": "a", "text": head, "href": link} if link else {"tag": "text", "text": head}])
        lines += [[{"tag": "text", "text": line}] for line in more]
    post_of = {"zh_cn": {"title": title, "content": lines}}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": post_of}}
    if robot.secret:
        stamp = str(int(now))
        # This service signs nothing with a key that is stamp and secret together.
        body |= {"timestamp": stamp, "sign": signed(f"{stamp}\n{robot.secret}", "")}
    return url, body


ASKING = {Robot.Service.WECOM: ask_wecom, Robot.Service.DINGTALK: ask_dingtalk, Robot.Service.FEISHU: ask_feishu}


def signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def markdown_of(title: str, paragraphs: Sequence[Paragraph]) -> str:
    text = f"**{plain(title)}**"
    for head, more, link in paragraphs:
        line = f"[{plain(head)}]({link})" if link else plain(head)
        text += "\n\n" + "\n".join([line, *(f"> {plain(one)}" for one in more)])
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


def plain(text: str) -> str:
    """Without the signs that would turn somebody's words into a link or a heading."""
    return text.translate({ord(sign): " " for sign in "[]<>*`#\n"})


def post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    """The service's answer; its address holds a secret and so is never repeated."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        status, text = calling.post(urlsplit(url), json.dumps(body).encode(), headers, most=MOST_ANSWER)
        answer = json.loads(text) if 200 <= status < 300 else None
    except (OSError, HTTPException, ValueError) as error:
        raise NotDelivered(type(error).__name__, is_down=True) from None
    if not 200 <= status < 300:
        raise NotDelivered(f"HTTP {status}", is_down=status >= 500)
    return answer if isinstance(answer, dict) else {}
