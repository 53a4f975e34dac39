"""Finding how a file is laid out: each sheet read in every way, and the way taken that the hall knows most of."""

from collections.abc import Iterable, Iterator
from datetime import date

from .days import is_of, months_named
from .found import Found, Known, Reading, rest
from .lists import find_list
from .sheets import Sheet, text_of
from .tables import find_table, heads_in


def read_sheets(sheets: Iterable[Sheet], month: date, known: Known) -> Reading:
    """Every cell of the file: entries, cells ignored by a rule, cells that cannot be placed."""
    reading = Reading()
    best = [(sheet, None if sheet.is_hidden else best_of(ways(sheet, month, known), known)) for sheet in sheets]
    has_people = any(found and found.rank(known)[0] for _sheet, found in best)
    for sheet, found in best:
        reading.sheets += 1
        rule = rule_of_sheet(sheet, month, found, known, has_people=has_people)
        take(sheet, found if found and not rule else Found("none"), rule, reading)
    return reading


def ways(sheet: Sheet, month: date, known: Known) -> Iterator[Found | None]:
    yield find_table(sheet, month, known)
    yield find_table(sheet.turned, month, known)
    yield find_table(sheet, month, known, is_by_shift=True)
    yield find_table(sheet.turned, month, known, is_by_shift=True)
    yield find_list(sheet, month, known)


def best_of(ways: Iterable[Found | None], known: Known) -> Found | None:
    """The way in which the hall knows most; the first of equals."""
    found = [way for way in ways if way is not None and way.entries]
    return max(found, key=lambda way: way.rank(known), default=None)


def rule_of_sheet(sheet: Sheet, month: date, found: Found | None, known: Known, *, has_people: bool) -> str:
    """Why nothing of the sheet is taken; empty where something is. `has_people`: some sheet knows the hall's people."""
    if sheet.is_hidden:
        return "hidden-sheet"
    if found is None or not any(found.rank(known)[:2]):
        return "no-roster-on-sheet"
    if has_people and not found.rank(known)[0]:
        return "nobody-of-the-hall-on-sheet"
    has_dates = any(
        day.on for head in (sheet, sheet.turned) for row in heads_in(head, month).values() for day in row.values()
    )
    named = months_named(titles_of(sheet, found))
    if found.layout != "list" and not has_dates and named and not any(is_of(one, month) for one in named):
        return "another-month"
    return ""


def titles_of(sheet: Sheet, found: Found) -> list[str]:
    """The sheet's name and what stands above its tables."""
    return [sheet.name, *(text_of(sheet.cells[place]) for place, rule in found.ignored.items() if rule == "title")]


def take(sheet: Sheet, found: Found, rule: str, reading: Reading) -> None:
    """Add the sheet to the reading; each of its cells once."""
    if not rule:
        reading.layouts.append(found.layout)
        reading.entries += found.entries
        reading.blanks += found.blanks
    entered = {one.place for one in found.entries}
    for place in sheet.cells:
        if place in found.unplaced:
            reading.unplaced.append(rest(sheet, place, found.unplaced[place]))
        elif place not in entered:
            reading.ignored.append(rest(sheet, place, rule or found.ignored[place]))
