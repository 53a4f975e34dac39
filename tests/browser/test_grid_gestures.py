"""Selecting, copying, pasting, undoing in a real browser, by keys."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from rosters.models import Assignment, Edit
from tests import make
from tests.browser.march import ADDRESS, cell, press, shows, stand, wait_until
from tests.browser.test_look import broken_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_keys_act_on_all_that_is_selected(grid):
    cell(grid, "Ann", 2).focus()
    press(grid, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown")
    expect(grid.locator("td[aria-selected=true]")).to_have_count(6)

    press(grid, "d")
    shows(grid, "Ann", 2, ["D", "D", "D"])
    shows(grid, "Bea", 2, ["D", "D", "D"])
    press(grid, "p")
    expect(grid.locator("td .c.p")).to_have_count(6)
    press(grid, "p", "Delete")
    shows(grid, "Bea", 2, ["–", "–", "–"])

    assert Edit.objects.count() == 4
    assert Assignment.objects.filter(day_off="rest", is_pinned=False).count() == 6


def test_a_plain_arrow_ends_the_selection(grid):
    cell(grid, "Ann", 2).focus()
    press(grid, "Shift+ArrowRight", "ArrowRight")

    expect(grid.locator("td[aria-selected=true]")).to_have_count(0)


def test_shift_space_selects_the_row_and_ctrl_space_the_column(grid):
    cell(grid, "Bea", 2).focus()

    press(grid, "Shift+Space")
    expect(grid.locator("td[aria-selected=true]")).to_have_count(31)
    press(grid, "ArrowLeft", "Control+Space")
    expect(grid.locator("td[aria-selected=true]")).to_have_count(3)


def test_undo_survives_a_reload_and_redo_makes_it_again(grid):
    cell(grid, "Ann", 2).focus()
    press(grid, "d", "ArrowRight", "l")
    shows(grid, "Ann", 2, ["D", "L"])
    grid.reload()

    grid.locator("body").press("Control+z")
    shows(grid, "Ann", 2, ["D", ""])
    press(grid, "Control+z")
    shows(grid, "Ann", 2, ["", ""])
    press(grid, "Control+y")
    shows(grid, "Ann", 2, ["D", ""])


def test_the_word_in_the_corner_undoes(grid):
    cell(grid, "Ann", 2).focus()
    press(grid, "d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")

    grid.locator(".toast").get_by_role("button", name="Undo").click()

    expect(cell(grid, "Ann", 2)).to_have_text("")


def test_copy_and_paste_within_the_grid(grid, roster):
    stand(roster, "DL", "L.")
    grid.reload()
    cell(grid, "Ann", 2).focus()

    press(grid, "Shift+ArrowRight", "Shift+ArrowDown", "Control+c")
    cell(grid, "Bea", 9).focus()
    press(grid, "Control+v")

    shows(grid, "Bea", 9, ["D", "L"])
    shows(grid, "Cho", 9, ["L", ""])
    shows(grid, "Ann", 2, ["D", "L"])


def test_one_copied_cell_fills_a_selection(grid, roster):
    stand(roster, "D")
    grid.reload()
    cell(grid, "Ann", 2).focus()

    press(grid, "Control+c", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "Control+v")

    shows(grid, "Ann", 3, ["D", "D"])
    shows(grid, "Bea", 3, ["D", "D"])


def test_cut_and_paste_moves(grid, roster):
    stand(roster, "DL")
    grid.reload()
    cell(grid, "Ann", 2).focus()

    press(grid, "Shift+ArrowRight", "Control+x")
    cell(grid, "Bea", 3).focus()
    press(grid, "Control+v")

    shows(grid, "Bea", 3, ["D", "L"])
    shows(grid, "Ann", 2, ["", ""])


def test_cut_and_paste_onto_a_shift_swaps(grid, roster):
    stand(roster, "D", ".L")
    grid.reload()
    cell(grid, "Ann", 2).focus()

    press(grid, "Control+x")
    cell(grid, "Bea", 3).focus()
    press(grid, "Control+v")

    shows(grid, "Bea", 3, ["D"])
    shows(grid, "Ann", 2, ["L"])


def test_escape_forgets_a_cut_and_a_block_that_ends_empty_is_still_known(grid, roster):
    stand(roster, "D", ".")
    grid.reload()
    cell(grid, "Ann", 2).focus()

    press(grid, "Shift+ArrowDown", "Control+x", "Escape")
    cell(grid, "Ann", 4).focus()
    press(grid, "Control+v")

    shows(grid, "Ann", 4, ["D"])
    shows(grid, "Ann", 2, ["D"])
    expect(grid.locator("#panel")).to_be_hidden()


def test_pasted_text_goes_down_as_people_are_sorted(grid, roster):
    stand(roster, "", "DD", "D")
    grid.reload()
    grid.get_by_role("button", name="hours/target").click()
    expect(grid.locator("tbody .name").first).to_have_text("Bea")
    grid.evaluate("navigator.clipboard.writeText('L\\nL')")
    cell(grid, "Bea", 9).focus()

    press(grid, "Control+v")
    grid.locator("#panel").get_by_role("button", name="Apply").click()

    shows(grid, "Bea", 9, ["L"])
    shows(grid, "Cho", 9, ["L"])


def test_a_copied_block_is_a_spreadsheets_text(grid, roster):
    stand(roster, "DL", "-D")
    grid.reload()
    cell(grid, "Ann", 2).focus()

    press(grid, "Shift+ArrowRight", "Shift+ArrowDown", "Control+c")

    assert grid.evaluate("navigator.clipboard.readText()") == "D\tL\n–\tD"


def test_text_from_a_spreadsheet_is_shown_before_it_goes_in(grid):
    grid.evaluate("navigator.clipboard.writeText('D\\tL\\twho\\r\\nrest\\tD\\t\\r\\n')")
    cell(grid, "Bea", 9).focus()

    press(grid, "Control+v")
    expect(grid.locator("#panel")).to_contain_text("4 cells would change.")
    expect(grid.locator("#panel")).to_contain_text("C1 “who” not understood")
    expect(grid.locator("td.is-proposed")).to_have_count(4)
    assert not Assignment.objects.exists()
    grid.locator("#panel").get_by_role("button", name="Apply").press("Enter")

    shows(grid, "Bea", 9, ["D", "L"])
    shows(grid, "Cho", 9, ["–", "D"])


# As the programs put it there (their texts, their markup): LibreOffice leaves a line end inside a cell as it is, Excel
# and WPS put such a cell in quotes; markup has its own line ends, hidden rows, merged cells.
LIBRE_OFFICE = (
    "D\n9:00-18:00\tL\nL\t\n",
    """<!DOCTYPE html><html><body><table cellspacing="0" border="0"><colgroup width="85"></colgroup>
    <tr><td height="32" align="left">D<br>9:00-18:00</td><td align="left">L</td></tr>
    <tr><td height="17" align="left">L</td><td align="left"><br></td></tr></table></body></html>""",
)
EXCEL = (
    '"D\n9:00-18:00"\tL\r\nL\t\r\n',
    """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>
    br {mso-data-placement:same-cell;}</style></head><body><!--StartFragment--><table border=0>
    <tr height=38 style='mso-height-source:userset;
      height:28.5pt'><td height=38 class=xl65 style='height:28.5pt'>
      D<br>
        9:00-18:00</td><td rowspan=2 class=xl66>L</td></tr>
    <tr><td>L</td></tr>
    <![if supportMisalignedColumns]><tr height=0 style='display:none'><td></td><td></td></tr><![endif]>
    </table><!--EndFragment--></body></html>""",
)


@pytest.mark.parametrize("copied", [LIBRE_OFFICE, EXCEL], ids=["libreoffice", "excel"])
def test_a_cell_of_two_lines_stays_one_cell(grid, copied):
    cell(grid, "Bea", 9).focus()

    grid.evaluate(
        """([text, html]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            clipboardData.setData("text/html", html);
            const told = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
        }""",
        copied,
    )
    grid.locator("#panel").get_by_role("button", name="Apply").press("Enter")

    shows(grid, "Bea", 9, ["D", "L"])
    shows(grid, "Cho", 9, ["L", ""])
    assert Assignment.objects.count() == 3


def test_one_text_from_elsewhere_fills_a_selection(grid):
    grid.evaluate("navigator.clipboard.writeText('L\\r\\n')")
    cell(grid, "Ann", 2).focus()

    press(grid, "Shift+ArrowRight", "Shift+ArrowDown", "Control+v")
    grid.locator("#panel").get_by_role("button", name="Apply").press("Enter")

    shows(grid, "Ann", 2, ["L", "L"])
    shows(grid, "Bea", 2, ["L", "L"])


def test_a_pattern_fills_what_is_selected(grid):
    cell(grid, "Ann", 2).focus()
    press(grid, *["Shift+ArrowRight"] * 3, "Shift+ArrowDown")

    grid.get_by_role("button", name="More tools").click()
    grid.get_by_role("link", name="Fill with a pattern").click()
    grid.get_by_label("Pattern").fill("DDLrest")
    grid.get_by_label("Each next person").fill("1")
    grid.get_by_role("button", name="Show what would change").click()
    grid.get_by_role("button", name="Apply").click()

    shows(grid, "Ann", 2, ["D", "D", "L", "–"])
    shows(grid, "Bea", 2, ["D", "L", "–", "D"])
    expect(grid.locator("#panel")).to_contain_text("8 cells changed")


def test_only_what_is_selected_is_built(grid, roster):
    cell(grid, "Ann", 9).focus()
    press(grid, "Shift+ArrowRight", "Shift+ArrowDown")

    grid.get_by_role("button", name="Other ways to build").click()
    grid.get_by_role("link", name="Only a part").click()
    expect(grid.get_by_label("From", exact=True)).to_have_value("2026-03-09")
    grid.get_by_label("Keep these, build the rest").check()
    grid.get_by_label("To", exact=True).fill("2026-04-01")
    grid.locator("#panel").get_by_role("button", name="Build").click()

    expect(grid.locator("#panel")).to_contain_text("Choose days of this month")
    expect(grid.locator("#panel select[name=people]")).to_have_values(["E0", "E1"])


def test_a_note_marks_its_cell(grid):
    cell(grid, "Ann", 2).focus()
    press(grid, "Enter")
    grid.locator("#cell-card summary", has_text="Note").click()

    grid.locator("#cell-card").get_by_label("Note").fill("Exam")
    press(grid, "Enter")

    expect(cell(grid, "Ann", 2).locator(".c.n")).to_be_attached()
    grid.reload()
    expect(cell(grid, "Ann", 2)).to_have_attribute("aria-label", "empty, has a note")


def test_a_note_stays_with_its_cell_though_the_selection_moves_on(grid):
    cell(grid, "Ann", 2).click()
    grid.locator("#cell-card summary", has_text="Note").click()
    grid.locator("#cell-card").get_by_label("Note").fill("Exam")
    answers = []
    grid.route("**/note/", lambda route: answers.append(route))

    press(grid, "Enter")
    cell(grid, "Bea", 25).click()
    expect(grid.locator("#cell-card")).to_contain_text("Bea")
    wait_until(grid, lambda: answers)
    answers[0].continue_()

    expect(cell(grid, "Ann", 2).locator(".c.n")).to_be_attached()
    expect(cell(grid, "Bea", 25).locator(".c")).to_have_count(0)
    expect(grid.locator("#cell-card")).to_contain_text("Bea")


def test_what_comes_into_sight_opens_its_card_and_what_was_in_sight_stays(grid, hall, roster, people):
    for n in range(3, 40):
        make.employee(hall, f"E{n:02}", name=f"Person {n:02}")
    stand(roster, "L")
    make.assignment(roster, people[0], date(2026, 3, 3), hall.shift_types.get(code="D"))
    grid.set_viewport_size({"width": 900, "height": 500})
    grid.reload()
    board = grid.locator("#roster")
    board.evaluate("e => e.scrollTo(e.scrollWidth, e.scrollHeight)")

    grid.locator("#faults summary").first.click()
    press(grid, "Escape")
    expect(grid.locator("#faults [open]")).to_have_count(0)
    grid.locator("#faults summary").first.click()
    grid.locator("#faults a[data-e=E0]").first.click()
    expect(grid.locator("#cell-card")).to_contain_text("Ann")
    press(grid, "Escape")
    board.evaluate("e => e.scrollTo(0, e.scrollHeight)")
    far = board.evaluate("e => e.scrollTop")
    board.evaluate("e => e.dataset.revision = ''")
    expect(grid.locator("#roster[data-revision='0']")).to_be_visible()

    assert far > 0
    assert board.evaluate("e => e.scrollTop") == far


def test_a_warning_asks_for_a_reason_and_keeps_it(grid, roster):
    stand(roster, "DDDDD")
    grid.reload()
    cell(grid, "Ann", 7).focus()

    press(grid, "d")
    grid.locator(".toast").get_by_label("Reason").fill("Promotion")
    press(grid, "Enter")

    expect(grid.locator(".toast")).to_have_text(re.compile("Reason kept."))
    assert Edit.objects.get().why == "Promotion"


def test_a_letter_on_a_day_without_a_contract_is_refused_in_words(grid, people):
    people[0].left_on = date(2026, 3, 20)
    people[0].save()
    grid.reload()
    cell(grid, "Ann", 25).focus()

    press(grid, "d")

    expect(grid.locator(".toast.is-error")).to_contain_text("Ann has no contract on March 25")


def test_people_are_grouped_by_their_main_shift(grid, roster):
    stand(roster, "LLD", "DD", "")
    grid.goto(f"{ADDRESS}?group=shift")

    assert [text.strip() for text in grid.locator("th.post").all_inner_texts()] == ["D", "L", "No shifts"]


def test_the_grid_stays_accessible_while_it_is_edited(grid, roster):
    stand(roster, "DLD", "L")
    grid.reload()
    grid.emulate_media(reduced_motion="reduce")
    cell(grid, "Ann", 2).focus()
    press(grid, "Shift+ArrowRight", "Shift+ArrowDown", "d")
    expect(grid.locator(".toast")).to_be_visible()

    assert broken_rules(grid) == []
    grid.goto(f"{ADDRESS}tools/pattern/")
    assert broken_rules(grid) == []


def test_days_before_can_be_repeated(grid, roster, hall, people, early):
    before = make.roster(hall, date(2026, 2, 1))
    make.assignment(before, people[0], date(2026, 3, 2) - timedelta(days=28), early)
    grid.goto(f"{ADDRESS}tools/past/")

    grid.get_by_role("button", name="Show what would change").click()
    expect(grid.locator("main")).to_contain_text("1 cell would change.")
    grid.get_by_role("button", name="Apply").click()

    shows(grid, "Ann", 2, ["D"])
