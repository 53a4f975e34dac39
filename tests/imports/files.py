"""Files as halls and strangers send them, made by code."""

import csv
import io
import zipfile
from datetime import date

from openpyxl import Workbook

LINES = [["姓名", 1, 2, 3], ["王芳", "早", "早", "休"], ["李娜", "中", "休", "中"]]


def xlsx(lines=LINES, *, merge: tuple[str, ...] = (), title: str = "3月") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for line in lines:
        sheet.append(line)
    for area in merge:
        sheet.merge_cells(area)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(encoding: str, lines=LINES, *, delimiter: str = ",") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(lines)
    return file.getvalue().encode(encoding)


def with_file(content: bytes, name: str, data: bytes) -> bytes:
    """The archive with one more file in it."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def far_corner() -> bytes:
    """Two cells, and the whole of a sheet between them."""
    book = Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["XFD1048576"] = 1, 2
    return saved(book)


def merged_over(area: str, lines=LINES) -> bytes:
    """The lines in a sheet that says of itself that this area is one cell."""
    return replaced(xlsx(lines, merge=("A1:A2",)), b'ref="A1:A2"', f'ref="{area}"'.encode())


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """The archive with something else in the place of this in all of its files."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(old, new))
    return file.getvalue()


def sheets(count: int, lines=LINES) -> bytes:
    """So many sheets, each with the lines."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number in range(count):
        sheet = book.create_sheet(f"{number}")
        for line in lines:
            sheet.append(line)
    return saved(book)


def ods(lines=LINES) -> bytes:
    """The least that is an OpenDocument spreadsheet; a text in angle brackets is a cell as the format has it."""
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, line))}</table:table-row>" for line in lines)
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in names)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="3月">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


def ods_cell(value: object) -> str:
    if isinstance(value, str) and value.startswith("<"):
        return value
    if isinstance(value, int):
        kind = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def ods_area(text: str, *, across: int = 1, down: int = 1) -> str:
    """A cell that lies over others."""
    spans = f'table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"'
    return f'<table:table-cell office:value-type="string" {spans}><text:p>{text}</text:p></table:table-cell>'


def ods_error(text: str) -> str:
    """A formula that has come to an error, as LibreOffice writes it."""
    kind = 'table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def ods_covered(count: int = 1) -> str:
    return f'<table:covered-table-cell table:number-columns-repeated="{count}"/>'
