"""Workbooks as sheets. What a stranger's file can do is bounded by `safely.py`. Pure Python."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from posixpath import join, normpath
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from .sheets import Area, Broken, NotReadable, Position, Sheet, sheet_of
from .texts import lines_in, text_in

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_CELLS, MOST_COLUMNS, MOST_SHEETS = 200_000, 1_000, 100
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
VALUE = re.compile(rb"<v[^>]*>(.*?)</v>", re.DOTALL)


def read_workbook(content: bytes, *, most_cells: int = MOST_CELLS) -> list[Sheet]:
    """The sheets of an .xls, .xlsx, .ods or .csv file, whatever it is called; raises NotReadable."""
    if not content:
        raise NotReadable("empty")
    if len(content) > MOST_BYTES:
        raise NotReadable("too_large")
    if content.startswith(ZIP):
        refuse_bad_archive(content)
    elif not content.startswith(OLE):
        return checked([sheet_of("", lines_in(text_in(content)))], most_cells)
    elif ENCRYPTED in content:
        raise NotReadable("password")
    return sheets_of(content, most_cells)


def sheets_of(content: bytes, most_cells: int) -> list[Sheet]:
    broken = broken_formulas(content) if content.startswith(ZIP) else {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheet_names) > MOST_SHEETS:
            raise NotReadable("too_many_cells")
        hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
        return checked(
            (
                read_sheet(book.get_sheet_by_name(name), broken.get(name, {}), is_hidden=name in hidden)
                for name in book.sheet_names
            ),
            most_cells,
        )
    except PasswordError:
        raise NotReadable("password") from None
    except (CalamineError, OSError, ValueError):
        raise NotReadable("not_a_workbook") from None


def read_sheet(found: CalamineSheet, broken: dict[Position, Broken], *, is_hidden: bool) -> Sheet:
    """A sheet's values, formulas with what they came to last."""
    sheet = sheet_of(found.name, found.to_python(skip_empty_area=False))
    missing = {place: sign for place, sign in broken.items() if place not in sheet.cells}
    cells = sheet.cells | missing
    return Sheet(sheet.name, cells, tuple(within(found.merged_cell_ranges or (), cells)), is_hidden)


def within(areas: Iterable[Area], cells: Collection[Position]) -> Iterator[Area]:
    """The merged areas as far as the sheet is used: one can lie over all the rows there could be."""
    most_row, most_column = (max(numbers, default=-1) for numbers in zip(*cells, strict=True)) if cells else (-1, -1)
    for first, last in areas:
        if first[0] <= most_row and first[1] <= most_column:
            yield first, (min(last[0], most_row), min(last[1], most_column))


def checked(sheets: Iterable[Sheet], most_cells: int) -> list[Sheet]:
    """The sheets of a file, which have so many cells together, those that merged ones lie over among them."""
    found, left = [], most_cells
    for sheet in sheets:
        left -= len(sheet.cells) + sum(map(size_of, sheet.merged))
        if left < 0:
            raise NotReadable("too_many_cells")
        if any(column >= MOST_COLUMNS for _row, column in sheet.cells):
            raise NotReadable("too_wide")
        found.append(sheet)
    return found


def size_of(area: Area) -> int:
    (top, left), (bottom, right) = area
    return (bottom - top + 1) * (right - left + 1)


def refuse_bad_archive(content: bytes) -> None:
    try:
        files = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise NotReadable("not_a_workbook") from None
    if sum(one.file_size for one in files) > MOST_UNPACKED:
        raise NotReadable("too_large_unpacked")
    if any(one.filename.lower().endswith("vbaproject.bin") for one in files):
        raise NotReadable("macros")
    if any(one.flag_bits & 1 for one in files):
        raise NotReadable("password")


# --- what the values alone do not tell ---------------------------------------


def broken_formulas(content: bytes) -> dict[str, dict[Position, Broken]]:
    """Cells of an .xlsx file whose formula has no value or an error, by sheet."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    try:
        return {name: dict(broken_in(archive.read(path))) for name, path in sheet_files(archive)}
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, OSError):
        return {}


def sheet_files(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of sheets and the files that hold them; none in an .ods file."""
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
        value = VALUE.search(inner)
        is_error = b't="e"' in attributes
        where = REFERENCE.search(attributes)
        if where and (is_error or (b"<f" in inner and not (value and value[1]))):
            text_shown = value[1].decode("utf-8", "replace") if is_error and value else "="
            yield place_of(where[1].decode(), int(where[2])), Broken(text_shown)


def place_of(letters: str, row: int) -> Position:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return row - 1, column - 1
