"""The daily timetable: ticked on the day, red when missed, history as it was worked."""

import random
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from notices.models import Notice
from plans.checkrates import checks_of
from plans.models import Tick, TimeBlock
from plans.rates import InTime
from plans.spans import Span
from plans.timetable import (
    NotTickable,
    add_block,
    change_block,
    end_block,
    in_time,
    take_timetable,
    tell_missed,
    tick,
    timetable_of,
    timetables_of,
    untick,
)
from reports.counting import plan_of
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


@pytest.fixture
def closing(hall):
    """The closing checks of a hall that is open until midnight, of which nothing is ticked."""
    facts = {"section": "Reception", "start": time(0), "end": time(0, 30), "checks": "Doors\nLights"}
    return TimeBlock.objects.create(hall=hall, valid_from=TODAY, starts_next_day=True, ends_next_day=True, **facts)


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


def test_rates_of_the_timetable_stand_on_every_page_of_completion(
    client, hall, elsewhere, block, clerk, department, set_clock
):
    for line in block.lines:
        tick(block, TODAY, line, by=clerk)
    set_clock(10, 30, TODAY + timedelta(days=1))
    client.force_login(department)
    client.cookies["django_language"] = "en"

    board = client.get("/plans/").context["board"]
    own = client.get(reverse("plans:hall", args=["east"])).context["board"]
    told = client.get("/api/v1/plan-rates/?hall=east").json()
    book = load_workbook(BytesIO(b"".join(client.get("/plans/plans.xlsx").streaming_content)))

    assert board.checks == own.checks == InTime(1, 2)
    assert [line.checks for line in board.lines] == [InTime(1, 2), None]
    assert [point.figure for point in own.checks_trend[-2:]] == [None, 50.0]
    assert told["checks"] == {"done": 1, "over": 2, "completion": 50.0}
    assert [one["checks"] and one["checks"]["completion"] for one in told["days"]][10:13] == [100.0, 0.0, None]
    assert [cell.value for cell in book["Tasks"][4]][:4] == ["Daily timetable", "daily", "–", 50]
    assert [row[9].value for row in book["Halls"].iter_rows(min_row=3, max_row=5)] == ["Daily timetable, %", 50, None]
    assert [row[8].value for row in book["Days"].iter_rows(min_row=14, max_row=16)] == [100, 0, None]


def test_summary_of_a_month_reads_the_ticks_of_that_month_alone(hall, block, clerk, set_clock):
    for line in block.lines:
        tick(block, TODAY, line, by=clerk)
    set_clock(10, 30, TODAY + timedelta(days=1))
    roster = make.roster(hall, TODAY.replace(day=1))

    with CaptureQueriesContext(connection) as queries:
        checks = plan_of(roster)["checks"]

    (read,) = [query["sql"] for query in queries if "plans_tick" in query["sql"]]
    assert (checks.whole, checks.part) == (2, 1)
    assert f"{TODAY:%Y-%m}-01" in read


@pytest.mark.parametrize("seed", range(5))
def test_rates_of_many_days_are_those_of_each_day(hall, elsewhere, clerk, set_clock, seed):
    chance = random.Random(seed)
    first, now = TODAY - timedelta(days=9), (chance.randrange(24), chance.randrange(60))
    for one in (hall, elsewhere):
        SpecialDay.objects.create(hall=one, date=TODAY - timedelta(days=chance.randrange(9)), is_closed=True)
        for n in range(3):
            facts = {"section": f"S{n}", "start": time(8 + n), "end": time(9 + 4 * n), "checks": "Lights\nDoors"}
            facts |= chance.choice([{}, {"end": time(n), "ends_next_day": True}])
            since, until = first + timedelta(days=chance.randrange(9)), chance.choice([None, TODAY])
            block = TimeBlock.objects.create(
                hall=one, valid_from=since, valid_to=until, since=chance.choice([0, 700]), **facts
            )
            for day in range(10):
                for line in chance.sample(block.lines, chance.randrange(3)):
                    facts = {"date": first + timedelta(days=day), "line": line, "is_late": chance.random() < 0.3}
                    Tick.objects.create(block=block, by=clerk, **facts)
    set_clock(*now)
    halls = [hall, elsewhere]

    found = checks_of(halls, first, Span.around(TODAY))

    days = {one.pk: timetables_of(one, first, TODAY) for one in halls}
    expected = {(pk, day): in_time([table]) for pk, tables in days.items() for day, table in tables.items()}
    assert found.days == {key: one for key, one in expected.items() if one.over}
    assert found.of_hall(hall.pk) == in_time(days[hall.pk].values())


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


def test_block_after_midnight_is_one_of_the_day_before_at_its_real_moment(hall, closing, duty, clerk, set_clock):
    tomorrow = TODAY + timedelta(days=1)
    SpecialDay.objects.create(hall=hall, date=tomorrow, is_closed=True)
    states, told = [], []
    for moment in [(TODAY, 0, 10), (TODAY, 23, 59), (tomorrow, 0, 0), (tomorrow, 0, 29), (tomorrow, 0, 30)]:
        set_clock(*moment[1:], day=moment[0])
        told.append(tell_missed(hall))
        states.append(state(hall))
        over = checks_of([hall], TODAY, Span.around(TODAY)).days
        assert over == ({(hall.pk, TODAY): InTime(0, 1)} if states[-1] == "missed" else {})

    assert states == ["coming", "coming", "running", "running", "missed"]
    assert told == [0, 0, 0, 0, 1]
    assert timetable_of(hall, tomorrow).blocks == []
    notice = Notice.objects.get(kind="timetable_missed", user=duty)
    assert notice.facts == {"date": str(TODAY), "block": "Reception 24:00–24:30", "open": 2}
    assert notice.url.endswith(f"?date={TODAY}")


def test_block_over_midnight_missed_while_the_scheduler_slept_is_told_the_day_after(hall, closing, duty, set_clock):
    TimeBlock.objects.update(start=time(23), starts_next_day=False)
    set_clock(8, day=TODAY + timedelta(days=2))

    tell_missed(hall)

    days = [notice.facts["date"] for notice in Notice.objects.filter(kind="timetable_missed", user=duty)]
    assert sorted(days) == [str(TODAY), str(TODAY + timedelta(days=1))]


def test_those_on_duty_past_midnight_meet_and_tick_the_closing_checks(client, hall, block, closing, clerk, set_clock):
    make.employee(hall, "ann", user=clerk)
    client.force_login(clerk)
    page = reverse("plans:day", args=["east"])
    set_clock(0, 10, day=TODAY + timedelta(days=1))

    shown = client.get(page).context
    for line in closing.lines:
        client.post(check_url(closing), {"line": line, "date": str(TODAY)})

    assert (shown["table"].date, shown["table"].now.block, shown["may_tick"]) == (TODAY, closing, True)
    assert not Tick.objects.filter(is_late=True).exists()
    assert state_of_block(hall, closing) == "done"
    assert client.get(page).context["table"].date == TODAY + timedelta(days=1)


@pytest.mark.parametrize(("hour", "status"), [(0, 200), (2, 403)])
def test_who_leaves_ticks_and_hands_over_until_her_last_night_is_over(
    client, hall, block, closing, clerk, set_clock, hour, status
):
    """Her last day is today; the shift that begins on it lasts until one o'clock."""
    ann = make.employee(hall, "ann", user=clerk, left_on=TODAY)
    night = make.shift_type(hall, "N", name="Night", start=time(18), end=time(1), ends_next_day=True)
    roster = make.roster(hall, TODAY.replace(day=1))
    make.assignment(roster, ann, TODAY, night)
    make.publish(roster)
    set_clock(hour, 10, day=TODAY + timedelta(days=1))
    client.force_login(clerk)

    page = client.get(reverse("plans:day", args=["east"]), {"date": str(TODAY)})
    ticked = client.post(check_url(closing), {"line": "Doors", "date": str(TODAY)}, follow=True)
    handed = client.post(reverse("plans:handover", args=["east"]), {"kind": "other", "text": "Till"}, follow=True)

    assert page.context["may_tick"] == Tick.objects.exists() == (status == 200)
    assert (ticked.status_code, handed.status_code) == (status, status)


def state_of_block(hall: Hall, block: TimeBlock) -> str:
    return next(row.state for row in timetable_of(hall, TODAY).blocks if row.block == block)


@pytest.mark.parametrize(
    ("start", "end", "next_days", "span"),
    [
        ("22:00", "22:30", (), (1320, 1350)),
        ("23:30", "00:30", ("ends_next_day",), (1410, 1470)),
        ("00:30", "01:00", ("starts_next_day",), (1470, 1500)),
        ("23:30", "00:30", (), None),
        ("01:00", "00:30", ("starts_next_day", "ends_next_day"), None),
        ("09:00", "09:30", ("ends_next_day",), None),
    ],
)
def test_block_is_set_up_past_midnight_as_a_shift_is(client, hall, supervisor, set_clock, start, end, next_days, span):
    client.force_login(supervisor)
    sent = {"section": "Reception", "start": start, "end": end, "checks": "Doors", **dict.fromkeys(next_days, "on")}

    client.post(reverse("plans:block-new", args=["east"]), sent)

    assert [block.span for block in TimeBlock.objects.all()] == ([span] if span else [])


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


# What the source document says of each block, but for its two wrong characters.
SOURCE = {
    "06:30": "保洁公司做清洁。",
    "07:30": "晨会，人员、设备检查，店外POP检查，备品准备，手推车、购物篮就位；总机系统、音量检查，商店街、赠品区"
    "陈列到位、人员到岗、区域清洁是否完成，班车清洁检查，看交接班本，迎宾。",
    "08:00": "发票核查，S108 报表核对，换货单、手退、空退核查，赠品做总帐，托运单检查，班车来客审核，"
    "客诉处理情形追踪汇总。",
    "09:00": "员工服务规范检查，S148 报表检查，清洁公司、商店街卫生清洁检查，清洁公司每周、每月清洁计划执行情况检查，"
    "标价、陈列规范检查，客诉处理，总机播放用语，音量检查，班车来客、车内清洁检查，设备运行状况检查，业代外拜电话检查。",
    "11:30": "分批用餐，美食街饭、菜品质、量、口味检查，清洁、卫生检查。",
    "13:00": "每周办公区域清洁计划安排，驻场、清洁公司人员饭后到岗检查，员工服务规范检查，S148 报表检查，清洁公司、"
    "商店街卫生清洁检查，清洁公司每周、每月清洁计划执行情况检查，标价、陈列规范检查，客诉处理，总机播放用语，音量检查，"
    "退换货商品清点回卖场，班车来客、车内清洁检查，设备运行状况检查，业代外拜情况电话追踪。",
    "17:30": "分批用餐，美食街饭、菜品质、量、口味检查，清洁、卫生检查。",
    "19:00": "员工服务规范检查，S148 报表检查，清洁公司、商店街卫生清洁检查，清洁公司每周、每月清洁计划执行情况检查，"
    "标价、陈列规范检查，客诉处理，总机播放用语，音量检查，班车来客、车内清洁检查，设备运行状况检查，业代外拜电话检查情况，"
    "电话追踪。",
    "22:00": "手推车、购物篮全部就位，退换货商品清点回卖场，广播系统关闭，隔日托运电器放指定仓库，备用金归还金融室，"
    "寄包柜清箱完毕，当日班车来客汇总，商店街、美食街安全检查，填交接班本。",
}


def test_template_says_in_chinese_what_the_source_says(hall, supervisor, set_clock):
    with translation.override("zh-hans"):
        take_timetable(hall, by=supervisor)

    blocks = {f"{row.start:%H:%M}": row.checks for row in TimeBlock.objects.filter(section="接待课")}
    letters = str.maketrans("", "", " \n，、。；")
    assert {start: text.translate(letters) for start, text in blocks.items()} == {
        start: text.translate(letters) for start, text in SOURCE.items()
    }
    assert TimeBlock.objects.get(section="帐管课").checks == "7:20 早班人员到岗"


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
