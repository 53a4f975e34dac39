"""The workbook: a cover, halls side by side, each hall's roster; opened by LibreOffice, written by the command."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from reports import exports
from reports.exports import save_summary, summary_workbook
from reports.exports.titles import Titles
from reports.oldformat import NotConverted, as_xls
from reports.report import report_now, report_of
from reports.sending import send_summary
from staff.models import Hall
from tests import make
from tests.libreoffice import converted, needs_libreoffice

from .conftest import MARCH, NOW, on, staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def department_summary(hall, elsewhere):
    Hall.objects.filter(pk=elsewhere.pk).update(name="=1+1 [West]")
    elsewhere.refresh_from_db()
    for one in (hall, elsewhere):
        staffed(one)
        send_summary(MARCH, hall=one, now=NOW)
    return send_summary(MARCH, now=NOW)


def content_of(summary) -> bytes:
    file = BytesIO()
    save_summary(report_of(summary), file)
    return file.getvalue()


def table(sheet) -> dict[str, dict[str, object]]:
    """A comparison sheet's cells by hall and heading."""
    heads = [cell.value for cell in sheet[3]]
    return {row[1]: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)}


def test_sheets_are_a_cover_comparisons_and_one_for_each_hall(department_summary):
    book = load_workbook(BytesIO(content_of(department_summary)))

    assert book.sheetnames == [
        "Summary",
        "Halls counted",
        "Comparison",
        "Cover by hour",
        "Shifts a week",
        "Quality",
        "=1+1  West",
        "East Gate",
    ]


def test_figures_of_very_many_halls_come_without_their_rosters_and_say_so(department_summary, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROSTERS", 1)

    book = load_workbook(BytesIO(content_of(department_summary)))

    assert book.sheetnames == ["Summary", "Halls counted", "Comparison", "Cover by hour", "Shifts a week", "Quality"]
    assert book["Summary"]["A3"].value == "Of so many halls the rosters are left out; each hall’s page has its own."
    assert table(book["Comparison"])["East Gate"]["People"] == 3


def test_department_of_which_one_hall_has_sent_is_no_hall_and_names_the_others(hall, elsewhere):
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)

    book = load_workbook(BytesIO(content_of(send_summary(MARCH, now=NOW))))

    assert book["Summary"]["A1"].value == "Department · summary of March 2026"
    listed = [(row[0], row[1]) for row in book["Halls counted"].iter_rows(min_row=4, values_only=True)]
    assert listed == [(hall.name, 1), (elsewhere.name, "not in it")]


def test_who_reads_one_hall_alone_takes_it_along_under_its_name(client, hall, elsewhere, manager):
    staffed(hall)
    send_summary(MARCH, hall=hall, now=NOW)
    client.force_login(manager)

    content = client.get(reverse("reports:file", args=[MARCH, "xlsx"])).content

    assert load_workbook(BytesIO(content)).worksheets[0]["A1"].value.startswith(hall.name)


def test_figures_are_real_numbers_with_formats(department_summary):
    book = load_workbook(BytesIO(content_of(department_summary)))

    sheet = book["Comparison"]
    east = table(sheet)["East Gate"]
    assert (east["People"], east["Hours planned"], east["Cover"]) == (3, 511.5, 0.917)
    heads = [cell.value for cell in sheet[3]]
    assert sheet.cell(4, heads.index("Cover") + 1).number_format == "0.0%"
    assert table(book["Shifts a week"])["East Gate"]["E a week"] == pytest.approx(2.48, abs=0.01)
    cover = {row[0]: row[1] for row in book["Summary"].iter_rows(min_row=5, max_col=2, values_only=True)}
    assert (cover["People"], cover["Hours planned"]) == (6, 1023)


def test_text_that_looks_like_a_formula_stays_text(department_summary):
    sheet = load_workbook(BytesIO(content_of(department_summary)))["Comparison"]

    (cell,) = [cell for cell in sheet["B"] if cell.value == "=1+1 [West]"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_sheets_are_ready_for_reading_and_printing(department_summary):
    book = load_workbook(BytesIO(content_of(department_summary)))

    assert [sheet.freeze_panes for sheet in book][:3] == ["B5", "B4", "C4"]
    assert all(sheet.print_title_rows for sheet in book)
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in book)
    wide = {sheet.title: sheet.page_setup.fitToWidth for sheet in book if sheet.page_setup.fitToWidth > 1}
    assert set(wide) <= {"Comparison", "Cover by hour"}  # all figures on one page would be too small to read


def test_halls_sheet_shows_the_version_that_was_counted(department_summary, hall):
    roster = hall.rosters.get()
    roster.assignments.all().delete()
    make.publish(roster, at=NOW + timedelta(days=1))

    sheet = load_workbook(BytesIO(content_of(department_summary)))["East Gate"]

    person = next(row for row in sheet.iter_rows(min_row=6, values_only=True) if row[1] == "east-0")
    shifts = [value for value in person[3:34] if value in ("E", "L")]
    assert len(shifts) == sum(day.weekday() < 5 for day in roster.days)


def test_reasons_for_absences_stay_in_the_hall(hall):
    roster = staffed(hall, people=1)
    person = hall.employees.get()
    person.absences.create(kind="sick", first_day=on(7), last_day=on(8), state="approved")

    book = summary_workbook(report_now(MARCH, [roster.hall]))

    marks = {str(cell.value) for row in book["East Gate"].iter_rows(min_row=6, max_row=6) for cell in row}
    assert "S" not in marks
    assert "sick leave" not in marks


@pytest.mark.once
@needs_libreoffice
def test_libreoffice_opens_the_workbook(department_summary, tmp_path):
    (tmp_path / "summary.xlsx").write_bytes(content_of(department_summary))

    # Every sheet a file of its own, in UTF-8.
    convert = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    converted(tmp_path / "summary.xlsx", convert)

    read = {path.stem.removeprefix("summary-"): path.read_text() for path in tmp_path.glob("summary-*.csv")}
    assert "Hours planned,1023" in read["Summary"]
    assert "east,East Gate,3,511.5" in read["Comparison"]
    assert "91.7%" in read["Comparison"]
    assert "east-0" in read["East Gate"]


@pytest.mark.once
@needs_libreoffice
def test_old_format_holds_the_same(department_summary):
    old = as_xls(content_of(department_summary))

    book = CalamineWorkbook.from_filelike(BytesIO(old))
    assert old[:4] == b"\xd0\xcf\x11\xe0"
    assert book.sheet_names[1:3] == ["Halls counted", "Comparison"]
    assert ["east", "East Gate", 3.0, 511.5] in [row[:4] for row in book.get_sheet_by_name("Comparison").to_python()]


def test_libreoffice_that_fails_is_told_apart_from_one_that_is_missing(tmp_path, monkeypatch):
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotConverted) as refusal:
        as_xls(b"")
    assert refusal.value.facts == {"reason": "not_converted"}

    broken.unlink()
    with pytest.raises(NotConverted) as refusal:
        as_xls(b"")
    assert refusal.value.facts == {"reason": "no_libreoffice"}


def test_names_of_sheets_are_short_allowed_and_never_twice():
    titles = Titles()

    long = "营" * 40
    assert titles.free("A/B: [C]") == "A B   C"
    assert titles.free("a/b: [c]") == "a b   c (2)"
    assert titles.free(long) == "营" * 31
    assert titles.free(long) == "营" * 27 + " (2)"
    assert titles.free("'''") == "-"


# --- the command -------------------------------------------------------------


def export(*arguments: str) -> None:
    call_command("export_summary", *arguments, "--language", "en")


def test_command_writes_all_halls_or_those_that_are_named(hall, elsewhere, tmp_path):
    for one in (hall, elsewhere):
        staffed(one)

    export("2026-03", "--out", str(tmp_path / "all.xlsx"))
    export("2026-03", "--out", str(tmp_path / "one.xlsx"), "--hall", "west", "--hall", "west")

    both, one = (load_workbook(tmp_path / name) for name in ("all.xlsx", "one.xlsx"))
    assert {"Comparison", "East Gate", "West Gate"} <= set(both.sheetnames)
    assert one.sheetnames == ["Summary", "West Gate"]
    assert {path.name for path in tmp_path.iterdir()} == {"all.xlsx", "one.xlsx"}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["2026-03", "--hall", "nowhere"], 2),
        (["2026-04"], 3),
        (["2026-03", "--out", "/nowhere/at/all.xlsx"], 3),
    ],
)
def test_command_says_why_it_does_not(hall, tmp_path, arguments, status):
    staffed(hall)
    out = [] if "--out" in arguments else ["--out", str(tmp_path / "x.xlsx")]

    with pytest.raises(CommandError) as refusal:
        export(*arguments, *out)

    assert refusal.value.returncode == status
    assert not list(tmp_path.iterdir())
