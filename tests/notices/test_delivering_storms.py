"""Whatever the services outside do for hours, in the end everything has been said, and once."""

import random
import re

import pytest

from notices.delivering import sweep_deliveries
from notices.models import Delivery
from tests.notices.events import make_robot, pass_time, tell_of

pytestmark = pytest.mark.django_db

WELL = {"status": 200, "answer": {"errcode": 0}}
MOODS = [WELL, {"status": 502, "answer": {}}, {"status": 200, "answer": {"errcode": 45009, "errmsg": "too often"}}]


def task_due(number: int) -> dict[str, str]:
    return {"task": f"task {number}", "due": "2026-03-05"}


@pytest.mark.parametrize("seed", range(6))
def test_everything_is_said_once_however_bad_the_day(hall, clerk, hook_server, seed):
    chance = random.Random(seed)
    make_robot(hall)

    for number in range(12):
        vars(hook_server).update(chance.choice(MOODS))
        for _ in range(chance.randrange(3)):
            tell_of(clerk, hall=hall, key=f"task {number}", kind="plan_task_due", facts=task_due(number))
        sweep_deliveries()
        pass_time(minutes=chance.choice([0, 1, 3, 30]))
    vars(hook_server).update(WELL)
    pass_time(minutes=300)
    sweep_deliveries()

    said = [name for body in hook_server.taken for name in re.findall(r"“(task \d+)”", links_of(body))]
    assert sorted(said) == sorted(delivery.notice.facts["task"] for delivery in Delivery.objects.all())
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"sent"}


def links_of(body: dict) -> str:
    """The paragraphs of a message, without the heading that repeats the first."""
    return body["markdown"]["content"].partition("\n\n")[2]
