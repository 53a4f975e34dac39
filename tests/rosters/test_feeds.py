"""The calendar feed: what it says, when it changes, and that every reader understands it."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from rosters.models import Assignment, FeedEvent
from rosters.personal.feeds import close_feed, open_feed, renew_feed
from staff.models import Absence, AuditEntry
from tests import make

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def ann(hall):
    return make.employee(hall, "ann", name="王丽娜", language="en", user=make.user("ann"))


@pytest.fixture
def month(hall):
    return make.roster(hall, hall.today().replace(day=1))


@pytest.fixture
def day(hall):
    return hall.today()


@pytest.fixture
def feed(ann):
    return open_feed(ann, by=ann.user)


def address(feed) -> str:
    return f"/calendar/{feed.secret}.ics"


@pytest.fixture
def read(client, feed):
    """What stands at the feed's address now, by UID."""

    def read() -> dict:
        calendar = Calendar.from_ical(client.get(address(feed)).content)
        return {str(event["uid"]): event for event in calendar.walk("VEVENT")}

    return read


def only(events: dict):
    (event,) = events.values()
    return event


def work(roster, person, day, shift_type) -> Assignment:
    """The shift on the day, and nothing else, published."""
    Assignment.objects.filter(employee=person, date=day).delete()
    row = make.assignment(roster, person, day, shift_type)
    make.publish(roster)
    return row


def test_shift_is_an_event_on_the_halls_clock(read, hall, month, ann, day):
    work(month, ann, day, make.shift_type(hall, "D", name="Day"))

    event = only(read())

    assert event["dtstart"].dt == datetime.combine(day, time(9), SHANGHAI)
    assert event["dtend"].dt == datetime.combine(day, time(18), SHANGHAI)
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert (str(event["summary"]), str(event["location"])) == ("D Day", "East Gate")
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 0)


def test_draft_is_not_in_the_feed(read, hall, month, ann, day):
    make.assignment(month, ann, day, make.shift_type(hall))

    assert read() == {}


def test_change_after_publication_is_not_told_before_the_next(read, hall, month, ann, day):
    row = work(month, ann, day, make.shift_type(hall))
    read()

    Assignment.objects.filter(pk=row.pk).update(shift_type=make.shift_type(hall, "L", start=time(12), end=time(21)))

    assert only(read())["dtstart"].dt.time() == time(9)


def test_others_are_not_in_the_feed(read, hall, month, ann, day):
    work(month, make.employee(hall, "bob"), day, make.shift_type(hall))

    assert read() == {}


def test_shift_past_midnight_ends_the_next_day(read, hall, month, ann, day):
    work(month, ann, day, make.shift_type(hall, "N", start=time(20), end=time(2), ends_next_day=True))

    event = only(read())

    assert event["dtend"].dt == datetime.combine(day + timedelta(days=1), time(2), SHANGHAI)


def test_split_shift_is_two_events(read, hall, month, ann, day):
    split = make.shift_type(hall, "S", start=time(8), end=time(20), gap_start=time(12), gap_end=time(16))
    work(month, ann, day, split)

    hours = sorted((event["dtstart"].dt.hour, event["dtend"].dt.hour) for event in read().values())

    assert hours == [(8, 12), (16, 20)]


def test_day_off_is_no_event(read, month, ann, day):
    work(month, ann, day, None)

    assert read() == {}


def test_absence_is_an_event_of_whole_days(read, ann, day):
    Absence.objects.create(employee=ann, first_day=day, last_day=day + timedelta(days=2), state="approved")
    Absence.objects.create(employee=ann, first_day=day, last_day=day, state="asked")

    event = only(read())

    assert (event["dtstart"].dt, event["dtend"].dt) == (day, day + timedelta(days=3))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert str(event["summary"]) == "annual leave"


def test_hours_of_training_are_an_event_of_hours(read, ann, day):
    hours = {"start": time(9), "end": time(11, 30), "kind": "training", "state": "approved"}
    Absence.objects.create(employee=ann, first_day=day, last_day=day, **hours)

    event = only(read())

    assert event["dtend"].dt == datetime.combine(day, time(11, 30), SHANGHAI)


def test_changed_shift_keeps_its_uid_and_moves_its_sequence(read, hall, month, ann, day):
    work(month, ann, day, make.shift_type(hall))
    before = read()

    work(month, ann, day, make.shift_type(hall, "L", start=time(12), end=time(21)))
    after = read()

    assert before.keys() == after.keys()
    assert only(after)["dtstart"].dt.hour == 12
    assert [only(events)["sequence"] for events in (before, after)] == [0, 1]
    assert only(after)["last-modified"].dt >= only(before)["last-modified"].dt


def test_shift_that_went_away_is_cancelled_and_comes_back(read, hall, month, ann, day):
    shift_type = make.shift_type(hall)
    seen = []
    work(month, ann, day, shift_type)
    seen.append(only(read()))
    work(month, ann, day, None)
    seen.append(only(read()))
    work(month, ann, day, shift_type)
    seen.append(only(read()))

    assert [(str(event["status"]), event["sequence"]) for event in seen] == [
        ("CONFIRMED", 0),
        ("CANCELLED", 1),
        ("CONFIRMED", 2),
    ]
    assert len({str(event["uid"]) for event in seen}) == 1


def test_roster_withdrawn_cancels_its_shifts(read, hall, month, ann, day):
    work(month, ann, day, make.shift_type(hall))
    read()

    type(month).objects.update(state="draft", published_at=None)

    assert str(only(read())["status"]) == "CANCELLED"


def test_reading_again_changes_nothing(read, hall, month, ann, day):
    work(month, ann, day, make.shift_type(hall))
    read()
    stands = list(FeedEvent.objects.values())

    read()

    assert list(FeedEvent.objects.values()) == stands


def test_what_is_long_past_is_forgotten(read, hall, ann, feed):
    long_ago = (hall.today() - timedelta(days=90)).isoformat()
    facts = {"start": long_ago, "end": long_ago, "summary": "x", "description": "", "location": ""}
    FeedEvent.objects.create(feed=feed, key="old", facts=facts, changed_at=hall.now())

    assert read() == {}
    assert not FeedEvent.objects.exists()


def test_reader_who_has_it_already_gets_304(client, feed, hall, month, ann, day):
    work(month, ann, day, make.shift_type(hall))
    first = client.get(address(feed))

    again = client.get(address(feed), headers={"if-none-match": first["ETag"]})
    work(month, ann, day, None)
    changed = client.get(address(feed), headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_new_address_closes_the_old_and_keeps_the_uids(client, read, feed, hall, month, ann, day):
    work(month, ann, day, make.shift_type(hall))
    old, before = address(feed), read()

    renew_feed(feed, by=ann.user)

    assert client.get(old).status_code == 404
    assert read().keys() == before.keys()


def test_address_taken_back_opens_nothing(client, feed, ann):
    close_feed(feed, by=ann.user)

    assert client.get(address(feed)).status_code == 404
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == ["feed_opened", "feed_closed"]


@pytest.mark.parametrize("gone", ["inactive", "unlinked"])
def test_feed_of_someone_who_may_not_log_in_is_closed(client, feed, ann, gone):
    if gone == "inactive":
        type(ann.user).objects.update(is_active=False)
    else:
        type(ann).objects.update(user=None)

    assert client.get(address(feed)).status_code == 404


def test_address_cannot_be_guessed(feed):
    assert len(feed.secret) >= 32


def test_person_makes_renews_and_takes_back_her_address(client, ann):
    client.force_login(ann.user)

    client.post("/me/calendar/")
    first = client.get("/me/").context["feed_url"]
    client.post("/me/calendar/renew/")
    second = client.get("/me/").context["feed_url"]
    client.post("/me/calendar/close/")

    assert first != second
    assert second.startswith("http://testserver/calendar/")
    assert "feed_url" not in client.get("/me/").context


def test_summary_is_in_her_language(read, ann, day):
    type(ann).objects.update(language="zh-hans")
    Absence.objects.create(employee=ann, first_day=day, last_day=day, state="approved")

    assert str(only(read())["summary"]) == "年假"


# --- a strict reader ---------------------------------------------------------

ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "LAST-MODIFIED"}
LINE = re.compile(r"^[A-Z][A-Z0-9-]*(;[A-Z-]+=(\"[^\"]*\"|[^;:,\"]+))*:.*$")


def lines_of(raw: bytes) -> list[str]:
    """Content lines by the book (RFC 5545, 3.1): CRLF, at most 75 octets, unfolded."""
    assert raw.endswith(b"\r\n")
    physical = raw.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in physical)
    assert not any(b"\r" in line or b"\n" in line for line in physical)
    assert all(line.decode("utf-8") is not None for line in physical), "no character is cut in two"
    return re.sub(r"\r\n[ \t]", "", raw.decode()).removesuffix("\r\n").split("\r\n")


def parts_of(lines: list[str]) -> list[tuple[str, dict[str, list[str]]]]:
    """Every component with its own properties; begin and end must match."""
    found, stack = [], []
    for line in lines:
        assert LINE.match(line), line
        head, _, value = line.partition(":")
        name = head.partition(";")[0]
        if name == "BEGIN":
            stack.append((value, {}))
        elif name == "END":
            assert stack[-1][0] == value
            found.append(stack.pop())
        else:
            stack[-1][1].setdefault(name, []).append(line)
    assert stack == []
    return found


def test_feed_reads_by_the_book(client, feed, hall, month, ann, day):
    long = make.shift_type(hall, "长", name="很长很长的班次名称，有逗号；有分号\\反斜杠, and; more")
    hall.name = "营业厅" * 20
    hall.save()
    work(month, ann, day, long)
    Absence.objects.create(employee=ann, first_day=day, last_day=day, state="approved")

    answer = client.get(address(feed))
    parts = parts_of(lines_of(answer.content))

    kinds = [name for name, _ in parts]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert kinds.count("VCALENDAR") == kinds.count("VTIMEZONE") == 1
    assert kinds.index("VTIMEZONE") < kinds.index("VEVENT")
    calendar = dict(parts)["VCALENDAR"]
    assert (calendar["VERSION"], len(calendar["PRODID"])) == (["VERSION:2.0"], 1)
    events = [properties for name, properties in parts if name == "VEVENT"]
    assert all({name for name in ONCE if len(event.get(name, [])) == 1} == ONCE for event in events)
    assert all(re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", event["DTSTAMP"][0]) for event in events)
    assert len({event["UID"][0] for event in events}) == len(events) == 2
    zone = dict(parts)["VTIMEZONE"]["TZID"][0].removeprefix("TZID:")
    timed = [event["DTSTART"][0] for event in events if "VALUE=DATE" not in event["DTSTART"][0]]
    assert [line.partition(":")[0] for line in timed] == [f"DTSTART;TZID={zone}"]


def test_zone_of_the_feed_knows_both_clocks(client, feed, hall, month, ann, day):
    hall.time_zone = "Europe/Berlin"
    hall.save()
    work(month, ann, day, make.shift_type(hall))

    calendar = Calendar.from_ical(client.get(address(feed)).content)

    (zone,) = calendar.walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)
    for month_number in (1, 7):
        there = datetime(day.year, month_number, 15, 12, tzinfo=ZoneInfo("Europe/Berlin"))
        assert there.replace(tzinfo=own).utcoffset() == there.utcoffset()


def test_feed_without_anything_is_still_a_calendar(client, feed):
    parts = parts_of(lines_of(client.get(address(feed)).content))

    # By the book (RFC 5545, 3.6) there is at least one component in a calendar.
    assert [name for name, _ in parts if name != "STANDARD"] == ["VTIMEZONE", "VCALENDAR"]


def test_feed_asks_the_database_as_often_for_a_full_year(
    client, feed, hall, month, ann, day, django_assert_max_num_queries
):
    shift_type = make.shift_type(hall)
    for when in month.days:
        make.assignment(month, ann, when, shift_type)
    make.publish(month)
    client.get(address(feed))

    with django_assert_max_num_queries(8):
        client.get(address(feed))


def test_api_gives_makes_and_takes_back_the_address(client, ann):
    client.force_login(ann.user)

    none = client.get("/api/v1/calendar/").status_code
    made = client.post("/api/v1/calendar/")
    read = client.get("/api/v1/calendar/").json()
    gone = client.delete("/api/v1/calendar/").status_code

    assert (none, made.status_code, gone) == (404, 201, 204)
    assert client.get(made.json()["address"]).status_code == 404
    assert read == made.json()
