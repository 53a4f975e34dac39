"""Files of every kind say the same; bad ones are refused with a reason and break nothing."""

from datetime import date

import pytest
from openpyxl import Workbook

from rosters.imports.safely import from_json, read_safely, to_json
from rosters.imports.sheets import Broken, NotReadable, column_name
from rosters.imports.wording import REFUSALS
from rosters.imports.workbooks import read_workbook
from tests.libreoffice import converted, needs_libreoffice

from . import files, oldfile
from .sheets import faults, read, said

THREE = {("王芳", "早", 1), ("王芳", "早", 2), ("王芳", "休", 3)}
THREE |= {("李娜", "中", 1), ("李娜", "休", 2), ("李娜", "中", 3)}


@pytest.mark.parametrize(
    "content",
    [
        files.xlsx(),
        files.ods(),
        oldfile.xls(),
        oldfile.xls(is_filled_up=False),
        files.text("utf-8-sig"),
        files.text("utf-8"),
        files.text("gb18030"),
        files.text("utf-16", delimiter="\t"),
        files.text("gb18030", delimiter=";"),
    ],
    ids=["xlsx", "ods", "xls", "short xls", "bom", "utf-8", "gb18030", "unicode text", "semicolons"],
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


def test_formula_that_came_to_no_text_is_an_empty_cell():
    content = files.xlsx([["姓名", 1, 2, 3], ["王芳", "早", '=IF(1,"","早")', "休"]])
    as_excel_keeps_it = files.replaced(content, b'<c r="C2"><f>', b'<c r="C2" t="str"><f>')

    (sheet,) = read_workbook(as_excel_keeps_it)

    assert (1, 2) not in sheet.cells


MERGED = [
    ["东门营业厅排班表", None, None, None],
    ["姓名", 1, 2, 3],
    ["王芳", "早", None, "休"],
    ["李娜", None, None, "中"],
]
AREAS = (((0, 0), (0, 3)), ((2, 1), (3, 2)))
OF_EACH_KIND = {
    "xlsx": files.xlsx(MERGED, merge=("A1:D1", "B3:C4")),
    "xls": oldfile.xls(MERGED, merge=((0, 0, 0, 3), (2, 3, 1, 2))),
    "ods": files.ods(
        [
            [files.ods_area("东门营业厅排班表", across=4), files.ods_covered(3)],
            MERGED[1],
            ["王芳", files.ods_area("早", across=2, down=2), files.ods_covered(), "休"],
            ["李娜", files.ods_covered(2), "中"],
        ]
    ),
}


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_merged_cell_lies_over_all_of_its_days_in_files_of_every_kind(kind):
    (sheet,) = read_workbook(OF_EACH_KIND[kind])

    assert sheet.merged == AREAS
    everybody = {(name, "早", day) for name in ("王芳", "李娜") for day in (1, 2)}
    assert said(read(sheet)) == everybody | {("王芳", "休", 3), ("李娜", "中", 3)}


BROKEN = {
    "xls": oldfile.xls([["姓名", 1, 2, 3], ["王芳", "=#REF!", "#N/A", "早"]]),
    "short xls": oldfile.xls([["姓名", 1, 2, 3], ["王芳", "=#REF!", "#N/A", "早"]], is_filled_up=False),
    "ods": files.ods([["姓名", 1, 2, 3], ["王芳", files.ods_error("#REF!"), files.ods_error("#N/A"), "早"]]),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_error_is_listed_and_no_empty_cell_in_the_other_kinds_too(kind):
    (sheet,) = read_workbook(BROKEN[kind])

    assert (sheet.cells[1, 1], sheet.cells[1, 2]) == (Broken("#REF!"), Broken("#N/A"))
    assert faults(read(sheet)) == {"B2": "formula-without-value", "C2": "formula-without-value"}


def test_rows_and_cells_that_stand_for_many_are_counted_in_an_open_document():
    many = '<table:table-cell table:number-columns-repeated="3"/>'
    lines = [["姓名", many, files.ods_area("早", across=2), files.ods_covered()]]
    content = files.replaced(
        files.ods(lines), b"<table:table-row>", b'<table:table-row table:number-rows-repeated="2">'
    )

    (sheet,) = read_workbook(content)

    assert sheet.merged == (((0, 4), (0, 4)), ((1, 4), (1, 4)))


@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_libreoffice_saves_in_its_kinds_is_read_as_the_workbook_it_was(kind, tmp_path):
    lines = [*MERGED, ["张伟", "=1/0", "=D2", date(2026, 3, 1)]]
    (tmp_path / "old.xlsx").write_bytes(files.xlsx(lines, merge=("A1:D1", "B3:C4")))

    (sheet,) = read_workbook(converted(tmp_path / "old.xlsx", kind).read_bytes())

    assert sheet.merged == AREAS
    assert [sheet.cells[4, column] for column in (1, 2, 3)] == [Broken("#DIV/0!"), 3, date(2026, 3, 1)]


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


DAMAGED = [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0junk", files.xlsx()[:-200], files.ods()[:300], oldfile.xls()[:700]]


@pytest.mark.parametrize("content", DAMAGED)
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
