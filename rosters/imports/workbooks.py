"""Workbooks as sheets. What a stranger's file can do is bounded by `safely.py`. Pure Python."""

import io
import zipfile
from collections.abc import Collection, Iterable, Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from . import binary, opendocument, openxml
from .sheets import Area, NotReadable, Position, Sheet, Unsaid, sheet_of
from .texts import lines_in, text_in

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_CELLS, MOST_COLUMNS, MOST_SHEETS = 200_000, 1_000, 100
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


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
    unsaid = unsaid_in(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheet_names) > MOST_SHEETS:
            raise NotReadable("too_many_cells")
        hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
        return checked(
            (
                read_sheet(book.get_sheet_by_name(name), unsaid.get(name, Unsaid()), is_hidden=name in hidden)
                for name in book.sheet_names
            ),
            most_cells,
        )
    except PasswordError:
        raise NotReadable("password") from None
    except (CalamineError, OSError, ValueError):
        raise NotReadable("not_a_workbook") from None


def unsaid_in(content: bytes) -> dict[str, Unsaid]:
    """By sheet what the values alone do not tell."""
    if not content.startswith(ZIP):
        return binary.unsaid_in(content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    return (opendocument if opendocument.CONTENT in archive.namelist() else openxml).unsaid_in(archive)


def read_sheet(found: CalamineSheet, unsaid: Unsaid, *, is_hidden: bool) -> Sheet:
    """A sheet's values, formulas with what they came to last."""
    sheet = sheet_of(found.name, found.to_python(skip_empty_area=False))
    missing = {place: sign for place, sign in unsaid.broken.items() if place not in sheet.cells}
    cells = sheet.cells | missing
    merged = (*(found.merged_cell_ranges or ()), *unsaid.merged)
    return Sheet(sheet.name, cells, tuple(within(merged, cells)), is_hidden)


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
