"""Tables of customers, as files have them: counts for intervals, and tickets of a machine."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from rosters.imports.arrivals import read_arrivals
from rosters.imports.moments import NoMoment, moment_in, span_in
from rosters.imports.sheets import sheet_of
from rosters.imports.workbooks import read_workbook

from . import files

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 12)  # noqa: DTZ001 the wall time of a hall has no offset
COUNTS = [["timestamp", "count"], ["2026-10-09 09:00", 4], ["2026-10-09 09:30", 6]]
TICKETS = [
    ["光明路营业厅 10月取号明细"],
    ["票号", "业务类型", "取号时间", "叫号时间", "办结时间", "状态"],
    ["A001", "缴费", "2026-10-09 09:02:11", "2026-10-09 09:05:11", "2026-10-09 09:10:11", "已办结"],
    ["A002", "缴费", "2026-10-09 09:14:59", "2026-10-09 09:16:59", "2026-10-09 09:23:59", "已办结"],
    ["B001", "开户", "2026-10-09 09:31:00", "", "", "弃号"],
    ["B002", "开户", "2026-10-09 10:05:00", "", "", "作废"],
    ["合计", 4, "", "", "", ""],
]


def read(*sheets, zone=SHANGHAI, now=NOW):
    return read_arrivals(sheets, zone, now)


def counts(lines, **more):
    return read(sheet_of("", lines), **more)


def said(found):
    """Customers by time of day and by what the file calls the station."""
    return {(f"{at:%H:%M}", station): tally.count for (at, station), tally in found.tallies.items()}


def whys(rows):
    return [(one.cell, one.why) for one in rows]


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("2026-10-09 09:15", (2026, 10, 9, 9, 15)),
        ("2026/10/9 9:15:30", (2026, 10, 9, 9, 15, 30)),
        ("20261009 09:15", (2026, 10, 9, 9, 15)),
        ("2026年10月9日 9时15分", (2026, 10, 9, 9, 15)),
        ("2026年10月9日下午2：05", (2026, 10, 9, 14, 5)),
        ("2026-10-09 12:05 AM", (2026, 10, 9, 0, 5)),
        ("2026-10-09 24:00", (2026, 10, 10)),
        ("2026-10-09T09:15:00Z", (2026, 10, 9, 17, 15)),
        ("2026-10-08T23:15:00-02:00", (2026, 10, 9, 9, 15)),
    ],
)
def test_moment_is_read_as_people_and_machines_write_it(text, wall):
    assert moment_in(text, None, SHANGHAI) == datetime(*wall)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("soon", "no-time"),
        ("46296.4", "no-time"),
        ("2026-02-30 09:00", "no-such-date"),
        ("2026-10-09 25:00", "no-such-time"),
        ("09:15", "no-date"),
    ],
)
def test_what_is_no_moment_says_why(text, why):
    with pytest.raises(NoMoment, match=why):
        moment_in(text, None, SHANGHAI)


def test_span_is_told_from_a_time_with_an_offset():
    assert span_in("2026-10-09 09:00-09:30") == ("2026-10-09 09:00", "09:30")
    assert span_in("2026-10-09T09:00:00-08:00")[1] == ""


def test_counts_keep_the_step_of_their_times():
    found = counts(COUNTS)

    assert (found.kind, said(found)) == ("counts", {("09:00", ""): 4, ("09:30", ""): 6})
    assert set(found.spoken.values()) == {30}
    assert (found.rows, found.placed, whys(found.ignored)) == (3, 2, [("A1", "heading")])


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        (["09:00", "10:00", "14:00"], {60}),
        (["09:00", "09:15"], {15}),
        (["09:00", "11:00", "13:00"], {120}),
        (["09:00"], {60}),
        (["09:01", "09:14", "09:20"], {15}),
    ],
)
def test_length_of_intervals_is_found_from_the_times(times, minutes):
    found = counts([["时间", "人数"], *([f"2026-10-09 {time}", 1] for time in times)])

    assert set(found.spoken.values()) == minutes
    assert sum(tally.count for tally in found.tallies.values()) == len(times)


def test_customers_by_date_and_span_are_read_with_their_station():
    lines = [
        ["日期", "时段", "岗位", "客流量"],
        ["2026-10-09", "9:00-9:30", "台席", "3人"],
        ["", "9:30-10:30", "台席", 5],
    ]
    lines[2][0] = date(2026, 10, 9)

    found = counts(lines)

    assert said(found) == {("09:00", "台席"): 3, ("09:30", "台席"): 5}
    assert list(found.spoken.values()) == [30, 60]


def test_table_without_a_heading_is_known_by_what_stands_in_it():
    assert said(counts(COUNTS[1:])) == {("09:00", ""): 4, ("09:30", ""): 6}


def test_tickets_are_counted_by_quarters_with_their_times():
    found = counts(TICKETS)

    assert said(found) == {("09:00", "缴费"): 2, ("09:30", "开户"): 1}
    tally = next(iter(found.tallies.values()))
    assert (tally.served, tally.handling_seconds, tally.waiting_seconds) == (2, 5 * 60 + 7 * 60, 3 * 60 + 2 * 60)
    assert whys(found.ignored) == [
        ("A1", "title"), ("A2", "heading"), ("A6", "void-ticket"), ("A7", "closing-row"),
    ]  # fmt: skip
    assert found.rows == found.placed + len(found.ignored) + len(found.unplaced) == 7


def test_ticket_day_is_spoken_of_in_whole_hours_from_first_to_last():
    assert sorted(f"{at:%H:%M}" for at in counts(TICKETS).spoken) == ["09:00", "09:15", "09:30", "09:45"]


def test_times_that_contradict_each_other_count_the_customer_alone():
    late = [*TICKETS[:2], ["A001", "", "2026-10-09 09:02", "2026-10-09 08:00", "2026-10-09 09:10", ""]]

    (tally,) = counts(late).tallies.values()

    assert (tally.count, tally.served) == (1, 0)


def test_ticket_past_midnight_stands_at_its_own_date():
    found = counts([["取号时间"], ["2026-10-09 23:59:59"], ["2026-10-10 00:10"]])

    assert [str(at) for at, _station in found.tallies] == ["2026-10-09 23:45:00", "2026-10-10 00:00:00"]


def test_hour_that_comes_twice_is_added_up():
    found = counts([["time", "count"], ["2026-10-25 02:00", 3], ["2026-10-25 02:00", 4]], zone=BERLIN)
    tickets = counts([["taken"], ["2026-10-25T00:30:00Z"], ["2026-10-25T01:30:00Z"]], zone=BERLIN)

    assert said(found) == {("02:00", ""): 7}
    assert said(tickets) == {("02:30", ""): 2}


def test_hour_that_the_clock_skipped_is_unplaced():
    found = counts([["time", "count"], ["2026-03-29 02:30", 3], ["2026-03-29 03:00", 4]], zone=BERLIN)

    assert said(found) == {("03:00", ""): 4}
    assert whys(found.unplaced) == [("A2", "skipped-by-clock")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["2026-10-09 10:00", -1], "no-count"),
        (["2026-10-09 10:00", "1.5"], "no-count"),
        (["2026-10-09 10:00", ""], "no-count"),
        (["2026-10-09 10:00", "9" * 400], "no-count"),
        (["2026-10-09 10:00", "000000000" + "9" * 20], "no-count"),
        (["", 4], "no-time"),
        (["2027-01-01 10:00", 4], "not-yet"),
        (["2026-10-09 09:00", 5], "another-row-says"),
    ],
)
def test_bad_row_is_listed_with_the_reason_and_the_others_stay(row, why):
    found = counts([*COUNTS, row])

    assert [one.why for one in found.unplaced] == [why]
    assert said(found) == {("09:00", ""): 4, ("09:30", ""): 6}


def test_row_said_twice_counts_once():
    found = counts([*COUNTS, COUNTS[1]])

    assert said(found)["09:00", ""] == 4
    assert whys(found.ignored)[-1] == ("A4", "said-twice")


def test_row_that_overlaps_another_is_unplaced():
    lines = [["start", "end", "count"], ["2026-10-09 09:00", "10:00", 4], ["2026-10-09 09:30", "10:00", 2]]

    assert whys(counts(lines).unplaced) == [("A3", "overlaps-row")]


def test_counts_of_whole_days_are_not_taken_for_midnights():
    found = counts([["日期", "人数"], [date(2026, 10, 9), 120], [date(2026, 10, 10), 140]])

    assert {one.why for one in found.unplaced} == {"no-time"}
    assert found.tallies == {}


def test_file_of_any_kind_says_the_same():
    typed = [["时间", "人数"], [datetime(2026, 10, 9, 9, tzinfo=UTC).replace(tzinfo=None), 4], ["2026-10-09 09:30", 6]]
    chinese = [["时间", "人数"], *COUNTS[1:]]

    for content in (
        files.xlsx(typed),
        files.text("utf-8-sig", chinese),
        files.text("gb18030", chinese, delimiter="\t"),
        files.ods(chinese),
    ):
        assert said(read(*read_workbook(content))) == {("09:00", ""): 4, ("09:30", ""): 6}


def test_sheet_without_customers_is_ignored_row_by_row():
    found = read(sheet_of("说明", [["请勿修改"], ["谢谢"]]), sheet_of("10月", COUNTS))

    assert (found.rows, found.placed) == (5, 2)
    assert [one.why for one in found.ignored] == ["heading", "no-arrivals-on-sheet", "no-arrivals-on-sheet"]


@pytest.mark.parametrize(("value", "zone"), [("23:30", ZoneInfo("America/Lima")), ("24:00", UTC)])
def test_moment_beyond_the_last_day_there_is_is_none(value, zone):
    with pytest.raises(NoMoment) as reason:
        moment_in(value, date.max, zone)

    assert str(reason.value) == "no-such-date"
