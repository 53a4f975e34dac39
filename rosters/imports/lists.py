"""Long lists: a line for each person and day. Pure Python."""

from datetime import date

from .days import dated, day_named, plain
from .found import Entry, Found, Known
from .sheets import Broken, Position, Sheet, text_of

HEADS = {
    "day": {"日期", "上班日期", "排班日期", "班次日期", "date", "day"},
    "name": {"姓名", "员工", "員工", "员工姓名", "員工姓名", "人员", "人員", "name", "employee"},
    "code": {"工号", "工號", "员工编号", "員工編號", "员工号", "code", "id", "employeeid", "staffid"},
    "shift": {"班次", "班别", "班別", "排班", "班", "shift", "shifttype", "shiftcode"},
    "start": {"上班时间", "上班時間", "开始时间", "開始時間", "开始", "開始", "start", "from", "starttime"},
    "end": {"下班时间", "下班時間", "结束时间", "結束時間", "结束", "結束", "end", "to", "endtime"},
}


def find_list(sheet: Sheet, month: date, known: Known) -> Found | None:
    """The entries of a list whose columns are named, or else known by what stands in them."""
    head, columns = named_columns(sheet)
    if not columns:
        head, columns = -1, columns_by_content(sheet, month, known)
    if not columns:
        return None
    found = Found("list")
    for row in sheet.rows:
        if row > head and set(sheet.rows[row]) & set(columns.values()):
            read_line(sheet, row, columns, month, found)
    for place in sheet.cells:
        if place not in found.unplaced and place not in found.ignored:
            found.ignored[place] = "title" if place[0] < head else "heading" if place[0] == head else "other-column"
    for one in found.entries:
        found.ignored.pop(one.place, None)
    return found


def named_columns(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row that names the columns, and which is which."""
    for row, line in sheet.rows.items():
        columns: dict[str, int] = {}
        for column, value in line.items():
            word = plain(text_of(value)).replace(" ", "").replace("_", "")
            kind = next((kind for kind, words in HEADS.items() if word in words), None)
            if kind:
                columns.setdefault(kind, column)
        says_what = "shift" in columns or {"start", "end"} <= columns.keys()
        if "day" in columns and says_what and {"name", "code"} & columns.keys():
            return row, columns
    return -1, {}


def columns_by_content(sheet: Sheet, month: date, known: Known) -> dict[str, int]:
    """Columns of dates, of people and of values where nothing names them."""
    counts: dict[str, dict[int, int]] = {"day": {}, "name": {}, "shift": {}}
    for (_row, column), value in sheet.cells.items():
        day = day_named(value, month)
        says = {"day": bool(day and day.on), "name": known.is_person(text_of(value))}
        says["shift"] = not any(says.values()) and known.is_value(text_of(value))
        for kind, holds in says.items():
            counts[kind][column] = counts[kind].get(column, 0) + holds
    best = {kind: max(by, key=lambda column: by[column], default=0) for kind, by in counts.items()}
    is_list = len(set(best.values())) == 3 and all(counts[kind].get(best[kind], 0) >= 2 for kind in best)
    return best if is_list else {}


def read_line(sheet: Sheet, row: int, columns: dict[str, int], month: date, found: Found) -> None:
    """One line: its entry, or why it has none."""
    places: dict[str, Position] = {kind: (row, column) for kind, column in columns.items()}
    names = tuple(text for kind in ("code", "name") if kind in places and (text := sheet.text(places[kind])))
    where = next((places[kind] for kind in ("shift", "start", "end") if sheet.text(places.get(kind, (-1, -1)))), None)
    day = day_named(sheet.filled.get(places["day"], ""), month)
    if where is None:
        return
    value = sheet.filled[where]
    if reason := reason_against(value, names, day is not None):
        if where in sheet.cells:
            found.unplaced[where] = reason
    elif day:
        mark_used(sheet, places, where, found)
        on = day.on or dated(month, day.number)
        found.entries.append(Entry(sheet.name, where, said(sheet, places, where), names, on))


def reason_against(value: object, names: tuple[str, ...], has_day: bool) -> str:
    if isinstance(value, Broken):
        return "formula-without-value"
    if not names:
        return "no-name-in-row"
    return "" if has_day else "no-day-in-row"


def mark_used(sheet: Sheet, places: dict[str, Position], where: Position, found: Found) -> None:
    for kind, place in places.items():
        if place in sheet.cells and place != where:
            found.ignored[place] = "times" if kind in ("start", "end") else "label"


def said(sheet: Sheet, places: dict[str, Position], where: Position) -> str:
    """The shift's text; without one its times."""
    if where == places.get("shift"):
        return sheet.text(where)
    return "-".join(filter(None, (sheet.text(places[kind]) for kind in ("start", "end") if kind in places)))
