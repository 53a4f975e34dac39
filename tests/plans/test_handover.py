"""The handover log: open items roll on until closed, the incoming person signs, everything is found again."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from plans.handover import NotHandedOver, close, found, log_of, note_down, sign
from plans.models import HandoverItem, HandoverSignature
from tests import make
from tests.plans.conftest import TODAY
from tests.together import at_once

pytestmark = pytest.mark.django_db


def item(hall, text: str = "The printer jams.", kind: str = "equipment") -> HandoverItem:
    return HandoverItem(hall=hall, text=text, kind=kind)


def test_item_has_the_day_and_the_shift_of_its_writer(hall, clerk, set_today):
    ann = make.employee(hall, "ann", user=clerk)
    roster = make.roster(hall)
    make.assignment(roster, ann, TODAY, make.shift_type(hall, "E", name="Early"))
    make.publish(roster)

    row = note_down(item(hall), by=clerk)

    assert (row.date, row.shift) == (TODAY, "Early")


@pytest.mark.parametrize(("hour", "shift"), [(0, "Night"), (3, "Early")])
def test_item_after_midnight_has_the_night_shift_of_its_writer_until_that_ends(hall, clerk, monkeypatch, hour, shift):
    ann = make.employee(hall, "ann", user=clerk)
    roster = make.roster(hall)
    night = make.shift_type(hall, "N", name="Night", start=time(18), end=time(1), ends_next_day=True)
    make.assignment(roster, ann, TODAY - timedelta(days=1), night)
    make.assignment(roster, ann, TODAY, make.shift_type(hall, "E", name="Early"))
    make.publish(roster)
    moment = datetime.combine(TODAY, time(hour, 30), ZoneInfo(hall.time_zone))
    monkeypatch.setattr(type(hall), "now", lambda hall, at=None: moment)

    assert note_down(item(hall), by=clerk).shift == shift


def test_open_items_roll_on_until_they_are_closed(hall, clerk, duty):
    row = note_down(item(hall), by=clerk)
    assert log_of(hall, duty).open == [row]

    close(row, "A new one came.", by=duty)

    assert log_of(hall, duty).open == []
    assert HandoverItem.objects.get().outcome == "A new one came."


@pytest.mark.django_db(transaction=True)
def test_item_closed_by_several_at_once_is_closed_once(transactional_db):
    hall = make.hall()
    clerk = make.post(make.user("clerk"), "clerk", hall)
    row = note_down(item(hall), by=clerk)

    def end() -> str:
        try:
            close(row, "Done.", by=clerk)
        except NotHandedOver as refusal:
            return refusal.facts["reason"]
        return "closed"

    assert sorted(at_once(end)) == ["closed", *["item_closed"] * 3]


def test_what_others_noted_is_new_until_it_is_signed(hall, clerk, duty):
    note_down(item(hall, "first"), by=clerk)
    newest = note_down(item(hall, "second"), by=clerk)
    assert (log_of(hall, duty).unread, log_of(hall, clerk).unread) == (2, 0)

    sign(hall, newest, by=duty)
    sign(hall, newest, by=duty)

    assert log_of(hall, duty).unread == 0
    assert HandoverSignature.objects.get().by == duty


def test_item_noted_after_the_page_was_opened_is_not_signed_for(hall, clerk, duty):
    seen = note_down(item(hall, "seen"), by=clerk)
    note_down(item(hall, "came meanwhile"), by=clerk)

    sign(hall, seen, by=duty)

    assert log_of(hall, duty).unread == 1


def test_log_is_searched_by_words_and_kind(hall, elsewhere, clerk, duty):
    make.employee(hall, "ann", name="Ann Chen", user=clerk)
    printer = note_down(item(hall), by=clerk)
    close(printer, "Cartridge changed.", by=duty)
    cash = note_down(item(hall, "Ten too many in the till.", "cash"), by=clerk)
    note_down(item(elsewhere), by=clerk)

    HandoverItem.objects.filter(pk=cash.pk).update(shift="Early")
    assert list(found(hall, "cartridge", "")) == [printer]
    assert list(found(hall, "early", "")) == [cash]
    assert list(found(hall, "chen", "equipment")) == [printer]
    assert list(found(hall, "", "cash")) == [cash]
    assert list(found(hall, "", "")) == [cash, printer]


def test_item_is_written_on_the_page_by_those_who_work_there_alone(client, hall, clerk, duty):
    url = reverse("plans:handover", args=["east"])
    client.force_login(clerk)
    assert client.post(url, {"kind": "cash", "text": "x"}).status_code == 403

    client.force_login(duty)
    assert client.post(url, {"kind": "cash", "text": ""}).status_code == 422
    assert client.post(url, {"kind": "cash", "text": "Ten too many."}).status_code == 303

    assert HandoverItem.objects.get().by == duty
