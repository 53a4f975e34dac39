"""Files of every kind say the same; bad ones are refused with a reason and break nothing."""

from datetime import date

import pytest
from openpyxl import Workbook

from rosters.imports.safely import from_json, read_safely, to_json
from rosters.imports.sheets import Broken, NotReadable, column_name
from rosters.imports.wording import REFUSALS
from rosters.imports.workbooks import read_workbook

from . import files
from .sheets import read, said

THREE = {("王芳", "早", 1), ("王芳", "早", 2), ("王芳", "休", 3)}
THREE |= {("李娜", "中", 1), ("李娜", "休", 2), ("李娜", "中", 3)}


@pytest.mark.parametrize(
    "content",
    [
        files.xlsx(),
        files.ods(),
        files.text("utf-8-sig"),
        files.text("utf-8"),
        files.text("gb18030"),
        files.text("utf-16", delimiter="\t"),
        files.text("gb18030", delimiter=";"),
    ],
    ids=["xlsx", "ods", "bom", "utf-8", "gb18030", "unicode text", "semicolons"],
)
def test_file_of_any_kind_says_the_same(content):
    assert said(read(*read_workbook(content))) == THREE


def test_big5_is_told_from_gb18030():
    lines = [["姓名", 1, 2, 3], ["張偉", "早", "調休", "休"]]

    (sheet,) = read_workbook(files.text("big5", lines))

    assert sheet.text((1, 0)) == "張偉"
    assert sheet.text((1, 2)) == "調休"


def test_formulas_have_their_last_value_or_are_known_to_have_none():
    lines = [["姓名", date(2026, 3, 1), "=B1+1", "=1/0"], ["王芳", "早", "早", "休"]]

    (sheet,) = read_workbook(files.xlsx(lines))

    assert (sheet.cells[0, 2], sheet.cells[0, 3]) == (Broken("="), Broken("="))
    assert sheet.cells[0, 1] == date(2026, 3, 1)


def test_error_in_a_cell_is_not_an_empty_cell():
    book = Workbook()
    book.worksheets[0]["B2"] = "#REF!"
    book.worksheets[0]["B2"].data_type = "e"

    (sheet,) = read_workbook(files.saved(book))

    assert sheet.cells == {(1, 1): Broken("#REF!")}


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
WIDE = [[None] * 10_000 + ["x"]]
BAD = {
    "empty": b"",
    "not_a_workbook": b"\x89PNG\r\n\x1a\n\0\0\0",
    "web_page": "<html><table><tr><td>王芳</td></tr></table></html>".encode(),
    "password": ENCRYPTED,
    "macros": files.with_file(files.xlsx(), "xl/vbaProject.bin", b"Sub Auto_Open()"),
    "too_wide": files.xlsx(WIDE),
    "too_large": bytes(60 * 1024 * 1024),
    "too_large_unpacked": files.with_file(files.xlsx(), "xl/media/zeros", bytes(201 * 1024 * 1024)),
    "too_many_cells": files.text("utf-8", [["早"] * 900] * 300),
    "too_much": files.far_corner(),
}


@pytest.mark.parametrize("reason", BAD)
def test_bad_file_is_refused_with_its_reason(reason):
    with pytest.raises(NotReadable) as refused:
        read_safely(BAD[reason])

    assert refused.value.reason == reason
    assert reason in REFUSALS


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0junk", files.xlsx()[:-200], files.ods()[:300]]
)
def test_damaged_file_is_refused(content):
    with pytest.raises(NotReadable) as refused:
        read_safely(content)

    assert refused.value.reason == "not_a_workbook"


def test_merged_area_ends_where_the_sheet_does():
    (sheet,) = read_workbook(files.merged_over("B1:XFD1048576"))

    assert sheet.merged == (((0, 1), (2, 3)),)


def test_cells_of_all_sheets_count_together_and_those_that_merged_ones_lie_over():
    two = files.sheets(2)

    assert len(read_workbook(two, most_cells=24)) == 2
    for content, most in ((two, 23), (files.merged_over("A1:D3"), 22)):
        with pytest.raises(NotReadable) as refused:
            read_workbook(content, most_cells=most)
        assert refused.value.reason == "too_many_cells"


def test_what_is_read_apart_is_what_is_read():
    lines = [["姓名", date(2026, 3, 1), True, 2.5], ["王芳", "=早", "+1", "@x"]]
    content = files.xlsx(lines, merge=("A3:B4",))

    assert read_safely(content) == read_workbook(content)


def test_sheet_is_kept_as_json_without_loss():
    (sheet,) = read_workbook(files.xlsx([["a", date(2026, 3, 1), 2.5, True, "=1"]]))

    assert from_json(to_json(sheet)) == sheet


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_columns_are_named_as_in_a_spreadsheet(number, name):
    assert column_name(number) == name
