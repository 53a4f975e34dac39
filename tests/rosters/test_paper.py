"""What stands on the printed roster."""

import re

import pytest
import segno
from django.utils import timezone

from rosters.models import Assignment, Roster
from rosters.templatetags.qr import BORDER, qr
from staff.models import Absence
from tests import make

pytestmark = pytest.mark.django_db
URL = "/halls/east/rosters/2026-03/print/"


@pytest.fixture
def filled(hall, roster):
    ann = make.employee(hall, "ann")
    make.assignment(roster, ann, make.MONTH, make.shift_type(hall, "D"))
    return roster


def marks(answer) -> list[str]:
    return [cell.mark for cell in answer.context["grid"].rows[0].cells]


def test_paper_shows_what_is_published(client, hall, filled, manager):
    make.publish(filled)
    Assignment.objects.update(shift_type=make.shift_type(hall, "L"))
    client.force_login(manager)

    answer = client.get(URL, headers={"accept-language": "en"})

    assert marks(answer)[0] == "D"
    assert "version 1" in answer.content.decode()


def test_paper_of_a_draft_says_so(client, filled, manager):
    client.force_login(manager)

    answer = client.get(URL, headers={"accept-language": "en"})

    assert marks(answer)[0] == "D"
    assert "<b>draft</b>" in answer.content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"withdrawn_at": timezone.now()}, "<b>draft</b> · <b>withdrawn</b>"), ({"state": "closed"}, " · closed")],
)
def test_paper_of_a_withdrawn_or_closed_month_says_so(client, filled, manager, facts, said):
    if "state" in facts:
        make.publish(filled)
    Roster.objects.update(**facts)
    client.force_login(manager)

    page = client.get(URL, headers={"accept-language": "en"}).content.decode()

    assert page.count(said) == 2  # above the table, and on every sheet


def test_why_somebody_is_away_is_not_on_paper(client, hall, filled, manager):
    day = make.MONTH.replace(day=2)
    Absence.objects.create(employee=hall.employees.get(), first_day=day, last_day=day, kind="sick", state="approved")
    client.force_login(manager)

    assert marks(client.get(URL, headers={"accept-language": "en"}))[1] == "na"


@pytest.mark.parametrize(("who", "may"), [("manager", True), ("duty", True), ("clerk", False)])
def test_figures_stand_on_paper_where_they_are_asked_for(client, request, filled, who, may):
    make.publish(filled)
    client.force_login(request.getfixturevalue(who))

    assert not client.get(URL).context["shows_figures"]
    assert client.get(URL, {"figures": 1}).context["shows_figures"] == may


def test_paper_of_another_size_than_offered_is_a4(client, filled, manager):
    client.force_login(manager)

    assert client.get(URL, {"paper": "../a3"}).context["paper"] == "a4"


@pytest.mark.parametrize("text", ["x", "https://roster.example/halls/east/rosters/2026-03/", "营业厅" * 20])
def test_qr_code_has_each_dark_module_once(text):
    svg = str(qr(text))

    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        dark |= {(int(x) + n, int(y)) for n in range(int(length))}
    matrix = segno.make_qr(text, error="m").matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert f'viewBox="-{BORDER} -{BORDER} {len(matrix) + 8} {len(matrix) + 8}"' in svg
