"""What the values of an .xlsx file do not tell: formulas without one, or with an error for one. Pure Python."""

import re
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree import ElementTree
from zipfile import ZipFile

from .sheets import Broken, Position, Unsaid

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
VALUE = re.compile(rb"<v[^>]*>(.*?)</v>", re.DOTALL)


def unsaid_in(archive: ZipFile) -> dict[str, Unsaid]:
    try:
        return {name: Unsaid(dict(broken_in(archive.read(path)))) for name, path in sheet_files(archive)}
    except Exception:  # whatever is damaged is refused by who reads the values
        return {}


def sheet_files(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Names of sheets and the files that hold them."""
    if "xl/workbook.xml" not in archive.namelist():
        return
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if one.tag.endswith("}sheet") and one.get(RELATION) in targets:
            yield one.get("name", ""), normpath(join("/xl", targets[one.get(RELATION)])).lstrip("/")


def broken_in(text: bytes) -> Iterator[tuple[Position, Broken]]:
    if b"<f" not in text and b't="e"' not in text:
        return
    for attributes, inner in CELL.findall(text):
        where = REFERENCE.search(attributes)
        if where and (sign := sign_of(attributes, inner)):
            yield place_of(where[1].decode(), int(where[2])), Broken(sign)


def sign_of(attributes: bytes, inner: bytes) -> str:
    """The error that the cell shows, "=" for a formula nobody has worked out, else nothing.

    A formula that came to an empty text is an empty cell.
    """
    value = VALUE.search(inner)
    if b't="e"' in attributes:
        return value[1].decode("utf-8", "replace") if value else "="
    has_value = bool(value and value[1]) or b't="str"' in attributes
    return "=" if b"<f" in inner and not has_value else ""


def place_of(letters: str, row: int) -> Position:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return row - 1, column - 1
