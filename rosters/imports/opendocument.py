"""What the values of an .ods file do not tell: merged areas, and formulas that came to nothing. Pure Python."""

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from .sheets import Area, Broken, Position, Unsaid

CONTENT = "content.xml"
SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT = (SPACE % name for name in ("table", "office", "text"))
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}


def unsaid_in(archive: ZipFile) -> dict[str, Unsaid]:
    found: dict[str, Unsaid] = {}
    try:
        with archive.open(CONTENT) as file:
            for name, number, row in rows_in(ElementTree.iterparse(file, ("start", "end"))):
                read_row(row, number, found.setdefault(name, Unsaid()))
    except Exception:  # whatever is damaged is refused by who reads the values
        return {}
    return found


def rows_in(events: Iterator[tuple[str, Element]]) -> Iterator[tuple[str, int, Element]]:
    """Each row once it is whole, with its sheet and its number; one that stands for many alike as often as those."""
    name, number = "", 0
    for event, one in events:
        if event == "start" and one.tag == f"{TABLE}table":
            name, number = one.get(f"{TABLE}name", ""), 0
        elif event == "end" and one.tag == f"{TABLE}table-row":
            repeated = count(one, "number-rows-repeated")
            for again in range(repeated if any(True for _ in marked(one)) else 0):
                yield name, number + again, one
            number += repeated
            one.clear()


def read_row(row: Element, number: int, found: Unsaid) -> None:
    for column, one in marked(row):
        if area := area_at((number, column), one):
            found.merged.append(area)
        if sign := sign_of(one):
            found.broken[number, column] = Broken(sign)


def marked(row: Element) -> Iterator[tuple[int, Element]]:
    """The cells with something unsaid, by their columns."""
    column = 0
    for one in row:
        repeated = count(one, "number-columns-repeated") if one.tag in CELLS else 0
        if repeated and (sign_of(one) or area_at((0, 0), one)):
            yield from ((column + again, one) for again in range(repeated))
        column += repeated


def count(one: Element, name: str) -> int:
    text = one.get(f"{TABLE}{name}", "1")
    return int(text) if text.isdecimal() else 1


def area_at(place: Position, one: Element) -> Area | None:
    down, across = count(one, "number-rows-spanned"), count(one, "number-columns-spanned")
    return (place, (place[0] + down - 1, place[1] + across - 1)) if down * across > 1 else None


def sign_of(one: Element) -> str:
    """The error that is shown where the value is empty, "=" for a formula without any value, else nothing."""
    lines = one.iterfind(f"{TEXT}p") if one.get(f"{OFFICE}string-value") == "" else ()
    shown = "".join(text for line in lines for text in line.itertext())
    return shown or ("=" if one.get(f"{TABLE}formula") and not one.get(f"{OFFICE}value-type") else "")
