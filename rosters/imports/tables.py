"""People against days, whichever of them go across: headings of days, names beside them. Pure Python."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from .days import Named, dates_of, day_named, is_in_step, month_said, months_named, plain, weekday_named
from .found import Found, Known, entry
from .sheets import Broken, Position, Sheet, text_of

# Lines that add up, explain or sign; the Django side adds what this program writes itself.
CLOSING = re.compile(
    r"(合计|合計|总计|總計|小计|小計|共计|共計|(上班|在岗|在崗|出勤)?人[数數]|[备備][注註]|[说說]明|注[:：]?|註[:：]?|制表|製表|审核|審核|[签簽]字|[签簽]名"
    r"|班次[说說]明|[图圖]例|total|people|needed|covered|missing|nomanager|remarks?|notes?|legend|handovers"
    r"|([需滿满缺無无].{1,4})工[时時]|交接班).*"
    r"|.*(合[计計]|小[计計]|[总總][计計]|人[数數]|天[数數]|班[数數]|[应應实實]到|出勤|缺勤|平均)"
)
NAME_HEADS = {"姓名", "员工", "員工", "人员", "人員", "name", "employee"}
SERIAL_HEADS = {"序号", "序號", "编号", "編號", "no", "no.", "#", "次序"}
# So many rows above its heading a table can have its month.
TITLE_REACH = 3
NAMES_APART = re.compile(r"[\s、,，;；/／|+＋\n]+")


@dataclass(frozen=True)
class Band:
    """A heading of days with the columns of its days and of the labels beside them, down to the next heading."""

    row: int
    end: int
    days: dict[int, date | None]
    labels: tuple[int, ...]
    is_by_shift: bool = False


def find_table(sheet: Sheet, month: date, known: Known, *, is_by_shift: bool = False) -> Found | None:
    """The entries of all tables on the sheet that have days across; None where there is no heading of days."""
    heads = headings_alone(sheet, heads_in(sheet, month), known)
    if not heads:
        return None
    layout = "shifts-by-days" if is_by_shift else "people-by-days"
    found = Found(turned(layout) if sheet.is_turned else layout)
    titles = month_titles(sheet, heads, known)
    mark(sheet, found, [(row, column) for row in titles.values() for column in sheet.rows[row]], "title")
    for row, end, is_first in spans(sheet, heads, titles):
        for columns, labels in segments(heads[row], sheet.rows[row]):
            dates: dict[int, date | None] = {}
            for part, own in by_month(sheet, titles.get(row), columns, labels, month):
                named = [heads[row][column] for column in part]
                found_days = dates_of(named, own or month, is_first=is_first or own is not None)
                dates |= zip(part, found_days, strict=True)
            days = days_across(sheet, row, dates)
            read_band(sheet, Band(row, end, days, labels, is_by_shift), known, found)
    ignore_the_rest(sheet, min(heads), max(row for row in sheet.rows), found)
    return found


def turned(layout: str) -> str:
    first, _by, second = layout.partition("-by-")
    return f"{second}-by-{first}"


# --- headings ----------------------------------------------------------------


def heads_in(sheet: Sheet, month: date) -> dict[int, dict[int, Named]]:
    """Rows that are headings of days, with the day of each column; of headings that touch, the fullest."""
    heads: dict[int, dict[int, Named]] = {}
    for row, line in sheet.rows.items():
        named = {column: day for column, value in line.items() if (day := day_named(value, month))}
        named = {column: day for column, day in named.items() if (row, column) not in sheet.spread}
        if is_in_step(list(named.values())) and not is_serial(line, named):
            heads[row] = named
    for first, second in list(pairwise(sorted(heads))):
        if second - first == 1 and {first, second} <= heads.keys():
            del heads[min(first, second, key=lambda row: weight(heads[row]))]
    return heads


def headings_alone(sheet: Sheet, heads: dict[int, dict[int, Named]], known: Known) -> dict[int, dict[int, Named]]:
    """Without the rows of people below the first heading: figures beside their days can look like days."""
    first = min(heads, default=-1)
    return {row: days for row, days in heads.items() if row == first or not has_person(sheet, row, min(days), known)}


def has_person(sheet: Sheet, row: int, before: int, known: Known) -> bool:
    """Whether a text left of this column names somebody."""
    texts = [value for column, value in sheet.rows[row].items() if column < before and isinstance(value, str)]
    return any(map(known.is_person, texts))


def weight(days: dict[int, Named]) -> tuple[int, int]:
    return len(days), sum(day.on is not None for day in days.values())


def is_serial(line: Mapping[int, object], named: dict[int, Named]) -> bool:
    """Whether the line numbers people, and does not name days."""
    before = max((column for column in line if column < min(named)), default=None)
    return before is not None and plain(str(line[before])) in SERIAL_HEADS


def month_titles(sheet: Sheet, heads: Iterable[int], known: Known) -> dict[int, int]:
    """By heading the row close above it that names a month and nobody, where there is one."""
    titles: dict[int, int] = {}
    for before, row in pairwise([-1, *sorted(heads)]):
        for above in range(row - 1, max(before, row - 1 - TITLE_REACH), -1):
            texts = [text_of(value) for value in sheet.rows.get(above, {}).values()]
            if months_named(texts) and not any(map(known.is_person, texts)):
                titles[row] = above
                break
    return titles


def by_month(
    sheet: Sheet, title: int | None, columns: list[int], labels: Iterable[int], month: date
) -> Iterator[tuple[list[int], date | None]]:
    """The columns with the month that the title names; where it names several, those below each apart."""
    line = sheet.rows[title] if title is not None else {}
    if len(months_named(text_of(line[column]) for column in columns if column in line)) < 2:
        yield columns, month_over(sheet, title, (*labels, *columns), month)
        return
    for own, part in groupby(columns, key=lambda column: month_over(sheet, title, [column], month)):
        yield list(part), own


def month_over(sheet: Sheet, title: int | None, columns: Iterable[int], month: date) -> date | None:
    """The one month that a title names over these columns, or anywhere in its row; None without one."""
    if title is None:
        return None
    line = sheet.rows[title]
    over = month_said([text_of(line[column]) for column in columns if column in line], month)
    return over or month_said(map(text_of, line.values()), month)


def spans(
    sheet: Sheet, heads: dict[int, dict[int, Named]], titles: Mapping[int, int]
) -> Iterator[tuple[int, int, bool]]:
    """Each heading with the row that ends its table, and whether it is the sheet's first."""
    rows = sorted(heads)
    for place, row in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        yield row, max(sheet.rows) + 1 if after is None else titles.get(after, after), place == 0


def segments(days: dict[int, Named], line: Mapping[int, object]) -> Iterator[tuple[list[int], tuple[int, ...]]]:
    """Tables side by side under one heading: the columns of days of each, and those of its labels."""
    parts: list[list[int]] = []
    for column in sorted(days):
        last = parts[-1][-1] if parts else None
        if last is None or (column - last > 1 and begins_anew(days[last], days[column])):
            parts.append([])
        parts[-1].append(column)
    start = 0
    first_labels = tuple(range(parts[0][0]))
    for part in parts:
        labels = tuple(range(start, part[0]))
        yield part, labels or first_labels or tuple(range(part[-1] + 1, part[-1] + 4))
        start = part[-1] + 1


def begins_anew(last: Named, day: Named) -> bool:
    return day.on <= last.on if day.on and last.on else day.number <= last.number


def days_across(sheet: Sheet, row: int, days: dict[int, date | None]) -> dict[int, date | None]:
    """The days with the columns that their merged headings lie over."""
    over = {place[1]: first[1] for place, first in sheet.spread.items() if place[0] == row and first[0] == row}
    return days | {column: days[first] for column, first in over.items() if first in days}


# --- what stands below a heading ---------------------------------------------


def read_band(sheet: Sheet, band: Band, known: Known, found: Found) -> None:
    is_label = known.is_value if band.is_by_shift else known.is_person
    mark(sheet, found, [(band.row, column) for column in (*band.labels, *band.days)], "heading")
    rows = [row for row in sheet.rows if band.row < row < band.end]
    named = [row for row in rows if any(is_label(sheet.text((row, column))) for column in band.labels)]
    last = max(named, default=band.end)
    for row in rows:
        days = [(row, column) for column in band.days if (row, column) in sheet.filled]
        labels = [(row, column) for column in band.labels if (row, column) in sheet.filled]
        if rule := rule_of_row(sheet, row, labels, days, band, known, is_below=row > last):
            mark(sheet, found, labels + days, rule)
            mark_weekdays(sheet, band, days, rule, found)
        else:
            mark(sheet, found, labels, "label")
            read_row(sheet, band, labels, days, found)


def rule_of_row(
    sheet: Sheet, row: int, labels: list[Position], days: list[Position], band: Band, known: Known, *, is_below: bool
) -> str:
    """Why the row holds no entries; empty where it does."""
    texts = [text for place in labels if (text := sheet.text(place))]
    if any(map(known.is_value if band.is_by_shift else known.is_person, texts)):
        return ""
    cells = [sheet.filled[place] for place in days]
    if cells and sum(weekday_named(value) is not None for value in cells) > len(cells) / 2 and row - band.row <= 2:
        return "weekdays"
    if any(CLOSING.fullmatch(plain(text).replace(" ", "")) for text in texts):
        return "closing-row"
    if not days:
        return "no-entries"
    if any(plain(text) in NAME_HEADS for text in texts):
        return "heading"
    says_something = any(known.is_value(sheet.text(place)) for place in days) or band.is_by_shift
    return "below-table" if is_below and not (says_something and texts) else ""


def mark_weekdays(sheet: Sheet, band: Band, days: list[Position], rule: str, found: Found) -> None:
    """Weekdays that contradict the dates above them: the dates hold."""
    for place in days if rule == "weekdays" else ():
        day, weekday = band.days[place[1]], weekday_named(sheet.filled[place])
        if day and weekday is not None and day.weekday() != weekday and place in sheet.cells:
            found.ignored[sheet.own(place)] = "weekday-contradicts-date"


def read_row(sheet: Sheet, band: Band, labels: list[Position], days: list[Position], found: Found) -> None:
    texts = tuple(text for place in labels if (text := sheet.text(place)))
    if texts and not band.is_by_shift:
        empty = [(labels[0][0], column) for column in band.days if (labels[0][0], column) not in sheet.filled]
        found.blanks += [entry(sheet, place, "", texts, band.days[place[1]]) for place in empty]
    for place in days:
        value, day = sheet.filled[place], band.days[place[1]]
        if isinstance(value, Broken):
            found.unplaced[sheet.own(place)] = "formula-without-value"
        elif not texts:
            found.unplaced[sheet.own(place)] = "no-name-in-row"
        elif band.is_by_shift:
            names = [name for name in NAMES_APART.split(text_of(value)) if name]
            said = label_of(sheet, labels)
            found.entries += [replace(entry(sheet, place, said, (name,), day), written=name) for name in names]
        else:
            found.entries.append(entry(sheet, place, value, texts, day))


def label_of(sheet: Sheet, labels: list[Position]) -> str:
    """The label next to the days; labels further out group them."""
    return sheet.text(max(labels, key=lambda place: place[1]))


def mark(sheet: Sheet, found: Found, places: list[Position], rule: str) -> None:
    for place in places:
        if place in sheet.cells:
            found.ignored.setdefault(sheet.own(place), rule)


def ignore_the_rest(sheet: Sheet, first: int, last: int, found: Found) -> None:
    """Whatever no table has spoken of: titles above, figures beside."""
    spoken = {one.place for one in found.entries} | found.unplaced.keys() | found.ignored.keys()
    for place in sheet.cells:
        if (own := sheet.own(place)) not in spoken:
            found.ignored[own] = "title" if place[0] < first else "beside-table"
