"""Customers in a file: counts for intervals, or a ticket machine's tickets. Pure Python."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from math import gcd
from typing import Any

from .days import plain
from .found import Rest
from .moments import NoMoment, comes_twice, moment_in, span_in
from .sheets import Broken, Sheet, Value, text_of

COUNTS = {
    "start": "timestamp time datetime start from begin interval intervalstart 时间 時間 时段 時段 时间段 時間段 "
    "开始时间 開始時間 开始 開始 起始时间 起始時間 统计时间 統計時間",
    "end": "end to until intervalend 结束时间 結束時間 结束 結束 截止时间 截止時間",
    "count": "count arrivals customers visitors number 人数 人數 客流 客流量 到店人数 到店人數 来客数 "
    "來客數 顾客数 顧客數 到达人数 到達人數 数量 數量 取号量 取號量 取号数 取號數",
    "date": "date day 日期 统计日期 統計日期",
    "served": "served customersserved 已服务人数 已服務人數 已办理人数 已辦理人數 已办理客户数 已辦理客戶數",
    "handling": "secondsofhandling handlingseconds 办理时长秒 辦理時長秒",
    "waiting": "secondsofwaiting waitingseconds 等候时长秒 等候時長秒",
    "station": "station service servicetype queue 岗位 崗位 业务类型 業務類型 业务 業務 服务类型 服務類型 队列 隊列",
}
TICKETS = {
    "taken": "taken takenat tickettime issued issuedat issuetime printed arrival arrived arrivedat arrivaltime "
    "取号时间 取號時間 取票时间 取票時間 领号时间 領號時間 到达时间 到達時間 排队时间 排隊時間 到店时间 到店時間",
    "called": "called calledat calltime servicestart started startedat 叫号时间 叫號時間 呼叫时间 呼叫時間 "
    "开始办理时间 開始辦理時間 开始时间 開始時間 受理时间 受理時間 办理时间 辦理時間",
    "finished": "finished finishedat finishtime serviceend ended endedat completed 办结时间 辦結時間 完成时间 完成時間 "
    "结束时间 結束時間 办理完成时间 辦理完成時間 评价时间 評價時間",
    "date": COUNTS["date"],
    "station": COUNTS["station"],
    "state": "state status result 状态 狀態 票号状态 票號狀態 结果 結果",
}
CLOSING = {"合计", "合計", "总计", "總計", "小计", "小計", "平均", "total", "sum", "subtotal", "average"}
VOID = {"作废", "作廢", "测试", "測試", "取消", "已取消", "void", "test", "cancelled", "canceled"}
MOST_COUNT, MOST_SECONDS = 10_000, 90_000_000
LONGEST_SERVICE = timedelta(hours=8)
USUAL_STEPS = {5, 10, 15, 20, 30, 60, 120, 180, 240}
TICKET_STEP = 15
HOUR = 60
CLOCK_SIGN = re.compile(r"\d\s*[:时時点點]")


@dataclass
class Tally:
    """Who came in one interval, and the cells that say so."""

    count: int = 0
    served: int = 0
    handling_seconds: int = 0
    waiting_seconds: int = 0
    cells: list[Rest] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row that could be read."""

    cell: Rest
    at: datetime
    count: int
    station: str = ""
    until: datetime | None = None
    served: int = 0
    handling: int = 0
    waiting: int = 0


@dataclass
class Counted:
    """A file's customers by start of interval and by what the file calls the station; every row once.

    `kind` is counts, tickets or none. `spoken` are the intervals of which the file speaks, also
    those in which nobody came, as starts and minutes.
    """

    kind: str = "none"
    tallies: dict[tuple[datetime, str], Tally] = field(default_factory=dict)
    spoken: dict[datetime, int] = field(default_factory=dict)
    sheets: int = 0
    rows: int = 0
    ignored: list[Rest] = field(default_factory=list)
    unplaced: list[Rest] = field(default_factory=list)

    @property
    def placed(self) -> int:
        return sum(len(tally.cells) for tally in self.tallies.values())


def read_arrivals(sheets: Iterable[Sheet], zone: tzinfo, now: datetime) -> Counted:
    """Every row of the file: placed in an interval, ignored by a rule, or unplaced with a reason.

    `zone` is the hall's, `now` its wall time; of later times nobody can have counted.
    """
    found, lines = Counted(), []
    for sheet in sheets:
        found.sheets += 1
        head, kind, columns = header_of(sheet)
        if kind != "none" and found.kind in ("none", kind) and not sheet.is_hidden:
            found.kind = kind
            lines += list(lines_of(sheet, head, columns, found, zone, now))
        else:
            found.rows += len(sheet.rows)
            rule = "hidden-sheet" if sheet.is_hidden else "no-arrivals-on-sheet"
            found.ignored += [row_of(sheet, row, rule) for row in sheet.rows]
    if found.kind == "tickets":
        tally_tickets(lines, found)
    else:
        tally_counts(lines, found, zone)
    found.ignored.sort(key=lambda one: (one.sheet, one.place))
    found.unplaced.sort(key=lambda one: (one.sheet, one.place))
    return found


# --- which columns -----------------------------------------------------------


def header_of(sheet: Sheet) -> tuple[int, str, dict[str, int]]:
    """The row that names the columns, what the table is of, and which column is which; row -1 where none is named."""
    for row, line in sheet.rows.items():
        tickets, counts = named(line, TICKETS), named(line, COUNTS)
        if "count" in counts and {"start", "date"} & counts.keys():
            return row, "counts", {"start": counts.get("date", 0)} | counts
        if "taken" in tickets:
            return row, "tickets", tickets
    return -1, *columns_by_content(sheet)


def named(line: dict[int, Value | Broken], heads: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, value in line.items():
        word = "".join(letter for letter in plain(text_of(value)) if letter.isalnum())
        kind = next((kind for kind, words in heads.items() if word and word in words.split()), None)
        if kind:
            columns.setdefault(kind, column)
    return columns


def columns_by_content(sheet: Sheet) -> tuple[str, dict[str, int]]:
    """Times and numbers side by side, where nothing names them."""
    first = next(iter(sheet.rows.values()), {})
    if len(first) >= 2 and looks_like_moment(first.get(0, "")) and whole(first.get(1, "")) is not None:
        return "counts", {"start": 0, "count": 1}
    return "none", {}


def looks_like_moment(value: Value | Broken) -> bool:
    try:
        moment_in(value, None, UTC)
    except NoMoment:
        return False
    return True


# --- rows --------------------------------------------------------------------


def lines_of(
    sheet: Sheet, head: int, columns: dict[str, int], found: Counted, zone: tzinfo, now: datetime
) -> Iterator[Line]:
    has_times = any_time(sheet, head, columns)
    for row, values in sheet.rows.items():
        found.rows += 1
        if rule := rule_of(row, head, values, columns):
            found.ignored.append(row_of(sheet, row, rule))
            continue
        try:
            yield line_of(sheet, row, columns, zone, now, has_times=has_times)
        except NoMoment as reason:
            found.unplaced.append(row_of(sheet, row, str(reason)))


def rule_of(row: int, head: int, values: dict[int, Value | Broken], columns: dict[str, int]) -> str:
    if row < head:
        return "title"
    if row == head:
        return "heading"
    if not any(column in values for column in columns.values()):
        return "other-columns"
    if any(plain(text_of(value)).rstrip(":") in CLOSING for value in values.values()):
        return "closing-row"
    state = plain(text_of(values.get(columns.get("state", -1), "")))
    return "void-ticket" if state in VOID else ""


def any_time(sheet: Sheet, head: int, columns: dict[str, int]) -> bool:
    """Whether a time of day stands anywhere; a workbook keeps a date as that date's midnight."""
    column = columns.get("taken", columns.get("start", 0))
    values = (values.get(column, "") for row, values in sheet.rows.items() if row > head)
    return any(isinstance(value, datetime | time) or CLOCK_SIGN.search(plain(text_of(value))) for value in values)


def line_of(sheet: Sheet, row: int, columns: dict[str, int], zone: tzinfo, now: datetime, *, has_times: bool) -> Line:
    """The row's customers; raises NoMoment with what is wrong."""
    values = sheet.rows[row]
    day = values.get(columns["date"]) if "date" in columns else None
    first, last = span_in(values.get(columns.get("taken", columns.get("start", -1)), ""))
    value = values.get(columns.get("taken", columns.get("start", -1)), "")
    if not has_times:
        raise NoMoment("no-time")
    at = moment_in(first if last else value, day, zone)
    if at > now:
        raise NoMoment("not-yet")
    cell, station = row_of(sheet, row, ""), text_of(values.get(columns.get("station", -1), ""))
    if "taken" in columns:
        return Line(cell, at, 1, station, None, *served_in(values, columns, at, day, zone))
    count = whole(values.get(columns["count"], ""))
    if count is None:
        raise NoMoment("no-count")
    end = last or values.get(columns.get("end", -1), "")
    until = end_of(at, end, day, zone) if end != "" else None
    return Line(cell, at, count, station, until, *measured_in(values, columns, count))


def measured_in(values: dict[int, Value | Broken], columns: dict[str, int], count: int) -> tuple[int, int, int]:
    """How many of an interval's customers were timed, and for how many seconds in all, where the table has that."""
    found = (whole(values.get(columns.get(name, -1), ""), MOST_SECONDS) for name in ("served", "handling", "waiting"))
    served, handling, waiting = (number or 0 for number in found)
    if served > count:
        raise NoMoment("more-served")
    return served, handling, waiting


def whole(value: Value | Broken, most: int = MOST_COUNT) -> int | None:
    """A number of people, None where the cell holds no such number."""
    text = text_of(value).replace(",", "").removesuffix("人").strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number and int(text) <= most else None


def end_of(at: datetime, end: Value | Broken, day: Value | Broken | None, zone: tzinfo) -> datetime:
    until = moment_in(end, day if day is not None else at.date(), zone)
    until += timedelta(days=1) if until <= at and until.date() == at.date() else timedelta()
    minutes = (until - at) / timedelta(minutes=1)
    if not 1 <= minutes <= 240 or minutes % 1:
        raise NoMoment("odd-length")
    return until


def served_in(
    values: dict[int, Value | Broken], columns: dict[str, int], taken: datetime, day: Any, zone: tzinfo
) -> tuple[int, int, int]:
    """1 with seconds of handling and of waiting; none of it where she was not served or the times are none."""
    try:
        called, finished = (
            moment_in(values.get(columns.get(name, -1), ""), day if day is not None else taken.date(), zone)
            for name in ("called", "finished")
        )
    except NoMoment:
        return 0, 0, 0
    if not taken <= called <= finished <= called + LONGEST_SERVICE or called > taken + LONGEST_SERVICE:
        return 0, 0, 0
    return 1, int((finished - called).total_seconds()), int((called - taken).total_seconds())


def row_of(sheet: Sheet, row: int, why: str) -> Rest:
    """The row, by its first cell and what stands in it."""
    values = sheet.rows[row]
    text = " ".join(text_of(value) for value in values.values())[:100]
    return Rest(sheet.name, (row, min(values)), text, why)


# --- intervals ---------------------------------------------------------------


def tally_tickets(lines: list[Line], found: Counted) -> None:
    """Tickets by quarter of an hour; a day is spoken of from the hour of its first ticket to that of its last."""
    by_day: dict[date, list[datetime]] = {}
    for line in lines:
        add(line, floor(line.at, TICKET_STEP), found)
        by_day.setdefault(line.at.date(), []).append(line.at)
    for times in by_day.values():
        start, end = floor(min(times), HOUR), floor(max(times), HOUR) + timedelta(hours=1)
        while start < end:
            found.spoken[start] = TICKET_STEP
            start += timedelta(minutes=TICKET_STEP)


def tally_counts(lines: list[Line], found: Counted, zone: tzinfo) -> None:
    """Counts by the intervals that the rows name; where the times keep no step, by quarter of an hour."""
    step, last_end = step_of(lines), None
    for line in sorted(lines, key=lambda line: line.at):
        is_interval = bool(line.until or step)
        start = line.at if is_interval else floor(line.at, TICKET_STEP)
        known = found.tallies.get((start, line.station))
        if known and is_interval and not comes_twice(start, zone):
            is_same = known.count == line.count
            why, rows = ("said-twice", found.ignored) if is_same else ("another-row-says", found.unplaced)
            rows.append(replace(line.cell, why=why))
        elif start not in found.spoken and last_end and start < last_end:
            found.unplaced.append(replace(line.cell, why="overlaps-row"))
        else:
            add(line, start, found)
            last_end = line.until or start + timedelta(minutes=step or TICKET_STEP)
            found.spoken[start] = (last_end - start) // timedelta(minutes=1)


def step_of(lines: list[Line]) -> int:
    """Minutes from one interval to the next; 0 where the times keep no step, as those of single customers do not."""
    starts = sorted({line.at for line in lines})
    gaps = [(b - a) // timedelta(minutes=1) for a, b in pairwise(starts) if a.date() == b.date()]
    step = gcd(*gaps) if gaps else gcd(HOUR, *(start.minute for start in starts))
    step = step if step in USUAL_STEPS else gcd(step, HOUR)
    return step if step in USUAL_STEPS and not any(start.second for start in starts) else 0


def floor(at: datetime, step: int) -> datetime:
    return at.replace(minute=at.minute - at.minute % step, second=0, microsecond=0)


def add(line: Line, start: datetime, found: Counted) -> None:
    tally = found.tallies.setdefault((start, line.station), Tally())
    tally.count += line.count
    tally.cells.append(line.cell)
    tally.served += line.served
    tally.handling_seconds += line.handling
    tally.waiting_seconds += line.waiting
