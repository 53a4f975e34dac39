"""The daily timetable: ticked on the day, red when missed, history as it was worked."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from notices.models import Notice
from plans.keeping import keep_up_hall
from plans.models import Tick, TimeBlock
from plans.timetable import (
    InTime,
    NotTickable,
    add_block,
    change_block,
    end_block,
    month_in_time,
    take_timetable,
    tell_missed,
    tick,
    timetable_of,
    timetables_of,
    untick,
)
from staff.models import Hall, SpecialDay
from tests import make
from tests.plans.conftest import TODAY
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def set_clock(monkeypatch):
    """`set_clock(9, 30)` puts every hall's clock on that time of the day."""

    def set_clock(hour: int, minute: int = 0, day: date = TODAY) -> None:
        moment = datetime.combine(day, time(hour, minute), ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(Hall, "now", lambda hall, at=None: moment)
        monkeypatch.setattr(Hall, "today", lambda hall, now=None: day)

    set_clock(9, 30)
    return set_clock


@pytest.fixture
def block(hall):
    facts = {"section": "Reception", "start": time(9), "end": time(10), "checks": "Lights\n\nDoors\nLights"}
    return TimeBlock.objects.create(hall=hall, valid_from=TODAY, **facts)


def check_url(block: TimeBlock) -> str:
    return reverse("plans:block-check", args=["east", block.pk])


def state(hall: Hall, day: date = TODAY) -> str:
    return timetable_of(hall, day).blocks[0].state


def test_block_is_coming_running_and_missed_by_the_hall_s_clock(hall, block, set_clock):
    states = []
    for moment in [(8, 59), (9, 0), (9, 59), (10, 0)]:
        set_clock(*moment)
        states.append(state(hall))

    assert states == ["coming", "running", "running", "missed"]


def test_month_says_how_many_blocks_were_done_in_time(client, hall, block, clerk, supervisor, set_clock):
    for line in block.lines:
        tick(block, TODAY, line, by=clerk)
    set_clock(10, 30, TODAY + timedelta(days=1))

    assert month_in_time(hall, TODAY.replace(day=1)) == InTime(1, 2)
    assert month_in_time(hall, TODAY.replace(day=1, month=TODAY.month + 1)) is None
    make.plan_task(hall, period="daily")
    keep_up_hall(hall)
    client.force_login(supervisor)
    assert client.get(reverse("plans:hall", args=["east"])).context["checks"] == InTime(1, 2)


def test_block_is_done_once_every_check_is_ticked(hall, block, clerk, set_clock):
    tick(block, TODAY, "Lights", by=clerk)
    assert state(hall) == "running"

    tick(block, TODAY, "Doors", by=clerk)

    assert state(hall) == "done"
    assert timetable_of(hall, TODAY).completion == 100.0


def test_check_ticked_after_its_block_makes_it_late(hall, block, clerk, set_clock):
    tick(block, TODAY, "Lights", by=clerk)
    set_clock(10, 5)
    tick(block, TODAY, "Doors", by=clerk)

    assert state(hall) == "late"
    assert timetable_of(hall, TODAY).completion == 0.0


def test_tick_can_be_taken_back_today(hall, block, clerk, set_clock):
    tick(block, TODAY, "Lights", by=clerk)

    untick(block, TODAY, "Lights", by=clerk)

    assert not Tick.objects.exists()


@pytest.mark.parametrize(
    ("day", "line", "reason"),
    [
        (TODAY - timedelta(days=2), "Lights", "other_day"),
        (TODAY + timedelta(days=1), "Lights", "other_day"),
        (TODAY, "Windows", "check_gone"),
    ],
)
def test_tick_of_another_day_or_of_no_check_is_refused(block, clerk, set_clock, day, line, reason):
    TimeBlock.objects.update(valid_from=TODAY - timedelta(days=9))
    block.refresh_from_db()

    with pytest.raises(NotTickable) as refusal:
        tick(block, day, line, by=clerk)

    assert refusal.value.facts["reason"] == reason


def test_tick_after_midnight_is_one_of_the_evening_before_and_late(client, hall, block, clerk, set_clock):
    make.employee(hall, "ann", user=clerk)
    client.force_login(clerk)
    set_clock(0, 10, day=TODAY + timedelta(days=1))

    answer = client.post(check_url(block), {"line": "Lights", "date": str(TODAY)})

    tick = Tick.objects.get()
    assert (tick.date, tick.is_late) == (TODAY, True)
    assert answer["Location"].endswith(f"/day/?date={TODAY}")


def test_tick_that_does_not_say_its_day_is_refused(client, hall, block, clerk, set_clock):
    make.employee(hall, "ann", user=clerk)
    client.force_login(clerk)

    client.post(check_url(block), {"line": "Lights"})

    assert not Tick.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_check_ticked_by_several_at_once_is_ticked_once(transactional_db):
    hall = make.hall()
    clerk = make.post(make.user("clerk"), "clerk", hall)
    facts = {"section": "Reception", "start": time(0), "end": time(23, 59), "checks": "Lights"}
    block = TimeBlock.objects.create(hall=hall, valid_from=hall.today(), **facts)

    at_once(lambda: tick(block, hall.today(), "Lights", by=clerk))

    assert Tick.objects.count() == 1


def test_missed_block_tells_duty_and_hall_managers_once(hall, block, clerk, duty, manager, set_clock):
    set_clock(10, 1)

    tell_missed(hall)
    tell_missed(hall)

    told = Notice.objects.filter(kind="timetable_missed").values_list("user__username", flat=True)
    assert sorted(told) == ["duty", "manager"]


def test_block_missed_while_the_scheduler_slept_is_told_the_day_after(hall, block, duty, set_clock):
    set_clock(8, day=TODAY + timedelta(days=1))

    tell_missed(hall)

    assert Notice.objects.get(kind="timetable_missed").facts["date"] == str(TODAY)


def test_block_that_is_not_over_tells_nobody(hall, block, manager, set_clock):
    tell_missed(hall)

    assert not Notice.objects.exists()


def test_closed_day_has_no_checks(hall, block, set_clock):
    SpecialDay.objects.create(hall=hall, date=TODAY, is_closed=True)

    assert timetable_of(hall, TODAY).blocks == []


def test_changed_block_leaves_today_and_what_was_ticked_as_it_is(hall, block, clerk, supervisor, set_clock):
    tick(block, TODAY, "Doors", by=clerk)
    fresh = TimeBlock(section="Reception", start=time(9), end=time(10), checks="Windows")

    change_block(block, fresh, by=supervisor)

    tomorrow = TODAY + timedelta(days=1)
    days = timetables_of(hall, TODAY, tomorrow)
    assert [[check.text for check in one.checks] for one in days[TODAY].blocks] == [["Lights", "Doors"]]
    assert days[TODAY].blocks[0].done == 1
    assert [[check.text for check in one.checks] for one in days[tomorrow].blocks] == [["Windows"]]


def test_block_saved_twice_is_there_once(client, hall, supervisor, set_clock):
    client.force_login(supervisor)
    sent = {"section": "Reception", "start": "09:00", "end": "10:00", "checks": "Lights"}

    answers = [client.post(reverse("plans:block-new", args=["east"]), sent).status_code for _ in range(2)]
    other = client.post(reverse("plans:block-new", args=["east"]), sent | {"checks": "Doors"})

    assert answers == [302, 302]
    assert TimeBlock.objects.get().lines == ["Lights"]
    assert (other.status_code, "has other checks at these times" in other.content.decode()) == (422, True)


@pytest.mark.django_db(transaction=True)
def test_block_saved_by_several_at_once_is_there_once(transactional_db, supervisor):
    hall = supervisor.posts.get().hall
    facts = {"section": "Reception", "start": time(9), "end": time(10), "checks": "Lights"}

    at_once(lambda: add_block(TimeBlock(hall=hall, valid_from=hall.today(), **facts), by=supervisor))

    assert TimeBlock.objects.count() == 1


def test_block_changed_twice_is_changed_once(client, hall, block, supervisor, set_clock):
    client.force_login(supervisor)
    url = reverse("plans:block", args=["east", block.pk])
    sent = {"section": "Reception", "start": "09:00", "end": "10:00", "checks": "Windows"}

    answers = [client.post(url, sent).status_code for _ in range(2)]
    later = client.post(url, sent | {"checks": "Doors"}).status_code

    assert (answers, later) == ([302, 302], 422)
    assert [one.lines for one in TimeBlock.objects.filter(valid_to=None)] == [["Windows"]]


def test_block_that_was_replaced_stays_ended(hall, block, supervisor, set_clock):
    fresh = TimeBlock(section="Reception", start=time(9), end=time(10), checks="Windows")
    change_block(block, fresh, by=supervisor)
    later = TODAY + timedelta(days=5)
    set_clock(9, 30, day=later)

    end_block(block, by=supervisor)

    assert [one.block for one in timetable_of(hall, later).blocks] == [fresh]


def test_ended_block_has_today_as_its_last_day(hall, block, supervisor, set_clock):
    end_block(block, by=supervisor)

    assert len(timetable_of(hall, TODAY).blocks) == 1
    assert timetable_of(hall, TODAY + timedelta(days=1)).blocks == []


def test_template_has_two_sections_and_is_taken_once(hall, supervisor, set_clock):
    take_timetable(hall, by=supervisor)

    assert take_timetable(hall, by=supervisor) == []
    assert [(name, len(blocks)) for name, blocks in timetable_of(hall, TODAY + timedelta(days=1)).sections] == [
        ("Accounts", 1),
        ("Reception", 9),
    ]
    for block in TimeBlock.objects.all():
        block.full_clean()


def test_template_taken_in_the_afternoon_misses_nothing_of_the_morning(hall, supervisor, manager, set_clock):
    set_clock(13, 5)
    take_timetable(hall, by=supervisor)

    assert tell_missed(hall) == 0
    assert {row.state for row in timetable_of(hall, TODAY).blocks} <= {"running", "coming"}
    assert not Notice.objects.exists()


def test_month_of_timetables_costs_as_many_queries_as_a_day(hall, block, clerk, set_clock, count_queries):
    tick(block, TODAY, "Lights", by=clerk)

    day = count_queries(lambda: timetable_of(hall, TODAY))

    assert count_queries(lambda: timetables_of(hall, TODAY - timedelta(days=40), TODAY)) == day


def test_check_is_ticked_on_the_page_with_scripts_and_without(client, hall, block, clerk, set_clock):
    make.employee(hall, "ann", user=clerk)
    client.force_login(clerk)
    day = str(TODAY)

    plain = client.post(check_url(block), {"line": "Lights", "date": day})
    fragment = client.post(check_url(block), {"line": "Doors", "date": day}, headers={"HX-Request": "true"})

    assert plain.status_code == 303
    assert fragment.content.decode().count('aria-pressed="true"') == 2
    assert Tick.objects.count() == 2
