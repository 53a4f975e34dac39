import re
from datetime import date, time
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from rosters.exports import CONTENT_TYPE, save_workbook, write_workbook
from rosters.exports.sheet import BAD, SHIFT_COLOURS
from rosters.grids.grid import grid_of
from rosters.models import ReservedTime, Roster
from staff.models import Absence, AbsenceKind, CalendarDay
from tests import make
from tests.libreoffice import converted, needs_libreoffice

pytestmark = pytest.mark.django_db

FIRST_ROW, NAME, FIRST_DAY = 6, 3, 4


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def busy_roster(hall):
    """March 2026: Ann works the 2nd and 3rd, Bob is on leave from the 2nd to the 4th; one person is needed all day."""
    counter = make.station(hall)
    early = make.shift_type(hall, "早", letter="Z", name="Early", colour="sky")
    ann = make.employee(hall, "001", name="Ann", stations=(counter,), is_manager=True)
    bob = make.employee(hall, "002", name="Bob", stations=(counter,), home_station=counter)
    make.demand(counter, day_type="weekday")
    Absence.objects.create(
        employee=bob, kind="annual", first_day=date(2026, 3, 2), last_day=date(2026, 3, 4), state="approved"
    )
    roster = make.roster(hall)
    for day in (2, 3):
        roster.assignments.create(employee=ann, date=date(2026, 3, day), shift_type=early)
    roster.assignments.create(employee=ann, date=date(2026, 3, 4), day_off="rest")
    return roster


def written(roster: Roster) -> BytesIO:
    file = BytesIO()
    save_workbook(grid_of(roster), file)
    file.seek(0)
    return file


def sheets(roster: Roster):
    return load_workbook(written(roster)).worksheets


def row_of(sheet, text: str, column: int) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, column).value == text)


def test_the_first_sheet_shows_who_works_what_when(busy_roster):
    sheet = sheets(busy_roster)[0]

    ann, bob = row_of(sheet, "Ann", NAME), row_of(sheet, "Bob", NAME)
    assert [sheet.cell(ann, FIRST_DAY + n).value for n in range(5)] == [None, "早", "早", "–", None]
    assert [sheet.cell(bob, FIRST_DAY + n).value for n in range(5)] == [None, "al", "al", "al", None]


def test_the_head_has_dates_and_weekdays(busy_roster):
    sheet = sheets(busy_roster)[0]

    assert [sheet.cell(4, FIRST_DAY + n).value.date() for n in (0, 30)] == [date(2026, 3, 1), date(2026, 3, 31)]
    assert [sheet.cell(5, FIRST_DAY + n).value for n in range(3)] == ["Su", "Mo", "Tu"]


def test_weekends_and_holidays_are_tinted_from_head_to_foot(busy_roster):
    CalendarDay.objects.create(date=date(2026, 3, 5), kind="statutory_holiday", name="Feast")

    sheet = sheets(busy_roster)[0]

    foot = row_of(sheet, "People", 1)
    sunday, feast, workday = FIRST_DAY, FIRST_DAY + 4, FIRST_DAY + 5
    for row in (4, foot):
        grounds = [sheet.cell(row, column).fill.start_color.rgb for column in (sunday, feast, workday)]
        assert len(set(grounds)) == 3
    assert sheet.cell(3, feast).value == "Feast"


def test_a_shift_stands_on_its_colour(busy_roster):
    sheet = sheets(busy_roster)[0]

    cell = sheet.cell(row_of(sheet, "Ann", NAME), FIRST_DAY + 1)
    assert (cell.fill.start_color.rgb[2:], cell.font.color.rgb[2:]) == SHIFT_COLOURS["sky"]


def test_the_colours_are_those_of_the_pages():
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()

    for name, (ground, ink) in SHIFT_COLOURS.items():
        assert re.search(rf"--{name}-ground: light-dark\(#{ground},", tokens)
        assert re.search(rf"--{name}-text: light-dark\(#{ink},", tokens)


def test_hours_and_counts_are_real_numbers(busy_roster):
    sheet = sheets(busy_roster)[0]

    right = FIRST_DAY + 31
    heads = [sheet.cell(3, column).value for column in range(right, right + 7)]
    ann = [sheet.cell(row_of(sheet, "Ann", NAME), column).value for column in range(right, right + 7)]
    assert heads == ["Hours", "Target", "+/−", "Hours a week", "早", "Weekends", "Holidays"]
    assert ann[0] == 16
    assert ann[3] == pytest.approx(16 * 7 / 31, abs=0.01)
    assert ann[4:] == [2, 0, 0]


def test_the_foot_marks_days_on_which_people_are_missing(busy_roster):
    sheet = sheets(busy_roster)[0]

    row = row_of(sheet, "Missing, h", 1)
    covered, short = sheet.cell(row, FIRST_DAY + 1), sheet.cell(row, FIRST_DAY + 3)
    assert (covered.value, short.value) == (0, 9)
    assert short.fill.start_color.rgb[2:] == BAD != covered.fill.start_color.rgb[2:]


def test_a_cell_that_breaks_a_rule_is_framed(busy_roster):
    ann = busy_roster.hall.employees.get(name="Ann")
    for day in range(5, 12):
        busy_roster.assignments.create(
            employee=ann, date=date(2026, 3, day), shift_type=busy_roster.hall.shift_types.get()
        )

    sheet = sheets(busy_roster)[0]

    row = row_of(sheet, "Ann", NAME)
    assert sheet.cell(row, FIRST_DAY + 10).border.left.style == "medium"
    assert sheet.cell(row, FIRST_DAY + 1).border.left.style == "thin"


def test_the_first_sheet_is_ready_to_print(busy_roster):
    sheet = sheets(busy_roster)[0]

    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.freeze_panes == "D6"
    assert sheet.print_title_rows == "$3:$5"


def test_the_second_sheet_has_the_figures_of_each_person(busy_roster):
    sheet = sheets(busy_roster)[1]

    heads = [cell.value for cell in sheet[3]]
    ann = dict(zip(heads, [cell.value for cell in sheet[row_of(sheet, "Ann", 2)]], strict=True))
    assert ann["Days"] == 2
    assert ann["Hours"] == 16
    assert ann["Hours a week"] == pytest.approx(16 * 7 / 31)
    assert ann["早 a week"] == pytest.approx(2 * 7 / 31)
    assert [ann[head] for head in ("Weekends", "Holidays", "Overtime", "Changes of shift")] == [0, 0, 0, 0]


def test_the_third_sheet_compares_need_and_cover_by_interval(busy_roster):
    sheet = sheets(busy_roster)[2]

    row = row_of(sheet, "09:00–09:30", 2)
    monday, wednesday = FIRST_DAY + 1, FIRST_DAY + 3
    assert [sheet.cell(row + n, 3).value for n in (0, 1)] == ["needed", "there"]
    assert [sheet.cell(row + n, monday).value for n in (0, 1)] == [1, 1]
    assert [sheet.cell(row + n, wednesday).value for n in (0, 1)] == [1, 0]
    assert sheet.cell(row + 1, wednesday).fill.start_color.rgb[2:] == BAD


def test_the_third_sheet_has_time_off_the_floor_and_stations_nobody_asks_for(busy_roster, hall):
    ann, back = hall.employees.get(code="001"), make.station(hall, "back", "Back office")
    for whose in ({"employee": ann}, {"station": back}):
        ReservedTime.objects.create(
            hall=hall, date=date(2026, 3, 2), start=600, end=660, label="Stock", origin="test", **whose
        )

    stations = {row[0] for row in sheets(busy_roster)[2].iter_rows(min_row=FIRST_ROW, values_only=True)}

    assert {"Ann, off the floor", "Back office"} <= stations


def test_the_third_sheet_says_when_no_manager_is_there(busy_roster):
    sheet = sheets(busy_roster)[2]

    row = row_of(sheet, "Manager", 1)
    assert (sheet.cell(row, FIRST_DAY + 1).value, sheet.cell(row, FIRST_DAY + 3).value) == (0, 9)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)"])
def test_a_name_like_a_formula_stays_text(busy_roster, name):
    busy_roster.hall.employees.filter(name="Bob").update(name=name)

    sheet = sheets(busy_roster)[0]

    cell = sheet.cell(row_of(sheet, name, NAME), NAME)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_formula_behind_a_control_character_stays_text(busy_roster):
    busy_roster.hall.employees.filter(name="Bob").update(name="\x01=cmd()")

    sheet = sheets(busy_roster)[0]

    assert sheet.cell(row_of(sheet, "=cmd()", NAME), NAME).data_type == "s"


def test_control_characters_do_not_spoil_the_file(busy_roster):
    busy_roster.hall.employees.filter(name="Bob").update(name="Bo\x0bb")

    assert row_of(sheets(busy_roster)[0], "Bob", NAME)


def test_another_program_reads_the_workbook(busy_roster):
    book = CalamineWorkbook.from_filelike(written(busy_roster))

    rows = book.get_sheet_by_index(0).to_python()
    ann = next(row for row in rows if "Ann" in row)
    assert book.sheet_names == ["Roster", "Figures", "Cover"]
    assert ann.count("早") == 2
    assert 16 in ann


# Comma, quotes, UTF-8, from the first line on: without it the machine's locale decides.
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"


@pytest.mark.once
@needs_libreoffice
def test_libreoffice_opens_the_workbook(busy_roster, tmp_path):
    write_workbook(grid_of(busy_roster), tmp_path / "roster.xlsx")

    read = converted(tmp_path / "roster.xlsx", UTF8_CSV).read_text()
    assert "Ann" in read


def test_a_hall_with_nothing_set_up_has_a_workbook_too(hall):
    assert len(sheets(Roster(hall=hall, month=make.MONTH))) == 3


def test_leave_of_a_halls_own_kind_is_in_the_legend(busy_roster, hall):
    AbsenceKind.objects.create(hall=hall, code="moving", name="Moving house")
    Absence.objects.update(kind="moving")

    legend = [cell for row in sheets(busy_roster)[0].iter_rows(values_only=True) for cell in row if cell]

    assert any("ol Moving house" in str(cell) for cell in legend)


def test_a_shift_past_midnight_and_a_split_one_are_in_the_legend(busy_roster):
    night = {"ends_next_day": True, "letter": "N", "name": "Night"}
    make.shift_type(busy_roster.hall, "夜", start=time(17), end=time(2), **night)
    gap = {"gap_start": time(12), "gap_end": time(15), "letter": "S", "name": "Split"}
    make.shift_type(busy_roster.hall, "两", start=time(9), end=time(20), **gap)

    words = [cell.value for cell in sheets(busy_roster)[0]["C"]]

    assert "Night 17:00–02:00, 8 h paid" in words
    assert "Split 09:00–12:00 + 15:00–20:00, 8 h paid" in words


# --- the command -------------------------------------------------------------


def test_the_command_writes_in_chinese_unless_told_otherwise(busy_roster, tmp_path):
    chinese, english = tmp_path / "zh.xlsx", tmp_path / "en.xlsx"

    call_command("export_roster", "east", "2026-03", out=str(chinese))
    call_command("export_roster", "east", "2026-03", out=str(english), language="en")

    assert load_workbook(english).sheetnames == ["Roster", "Figures", "Cover"]
    assert "2026年3月" in load_workbook(chinese).worksheets[0]["A1"].value


def test_the_command_leaves_the_old_file_when_it_cannot_write(busy_roster, tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("export_roster", "east", "2026-03", out=str(tmp_path / "missing" / "roster.xlsx"))

    assert refused.value.returncode == 3


def test_a_failed_export_leaves_nothing_behind(busy_roster, tmp_path):
    target = tmp_path / "roster.xlsx"
    target.mkdir()

    with pytest.raises(OSError, match="roster"):
        write_workbook(grid_of(busy_roster), target)

    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(("code", "month"), [("nowhere", "2026-03"), ("east", "2026-07")])
def test_the_command_names_what_there_is_not(busy_roster, tmp_path, code, month):
    with pytest.raises(CommandError) as refused:
        call_command("export_roster", code, month, out=str(tmp_path / "roster.xlsx"))

    assert refused.value.returncode == 2
    assert not list(Path(tmp_path).iterdir())


# --- the page ----------------------------------------------------------------


def url_of(roster: Roster) -> str:
    return reverse("rosters:workbook", args=[roster.hall.code, roster.month])


def test_the_manager_downloads_a_draft(client, busy_roster, manager):
    client.force_login(manager)

    response = client.get(url_of(busy_roster))

    assert response.headers["Content-Type"] == CONTENT_TYPE
    assert response.headers["Content-Disposition"] == 'attachment; filename="east-2026-03.xlsx"'
    assert load_workbook(BytesIO(response.getvalue())).sheetnames


@pytest.mark.parametrize("who", ["clerk", "duty", "supervisor", "department"])
def test_others_download_what_is_published(client, busy_roster, who, request):
    client.force_login(request.getfixturevalue(who))

    before = client.get(url_of(busy_roster))
    make.publish(busy_roster)
    after = client.get(url_of(busy_roster))

    assert (before.status_code, after.status_code) == (404, 200)


def test_a_clerk_gets_neither_hours_of_others_nor_why_they_are_away(client, busy_roster, clerk):
    make.publish(busy_roster)
    client.force_login(clerk)

    book = load_workbook(BytesIO(client.get(url_of(busy_roster)).getvalue()))

    sheet = book.worksheets[0]
    bob = [cell.value for cell in sheet[row_of(sheet, "Bob", NAME)]]
    assert book.sheetnames == ["Roster", "Cover"]
    assert bob[FIRST_DAY : FIRST_DAY + 3] == ["na"] * 3
    assert sheet.max_column == FIRST_DAY + 30


def test_another_halls_manager_downloads_nothing(client, busy_roster, outsider):
    client.force_login(outsider)

    assert client.get(url_of(busy_roster)).status_code == 404


def test_the_workbook_speaks_the_language_of_its_reader(client, busy_roster, manager):
    manager.language = "zh-hans"
    manager.save()
    client.force_login(manager)

    response = client.get(url_of(busy_roster), headers={"Accept-Language": "en"})

    assert "2026年3月" in load_workbook(BytesIO(response.getvalue())).worksheets[0]["A1"].value


@pytest.mark.parametrize(("facts", "said"), [({}, "draft"), ({"withdrawn_at": timezone.now()}, "withdrawn")])
def test_a_withdrawn_roster_says_so_in_its_workbook(busy_roster, facts, said):
    Roster.objects.update(**facts)

    sheet = sheets(Roster.objects.get())[0]

    assert any(f"{said} · revision" in str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
