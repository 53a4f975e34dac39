"""Selecting, copying, pasting, dragging, undoing in a real browser: the keys first, then the mouse."""

import re
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import expect

from rosters.models import Assignment, Edit
from tests import make
from tests.browser.test_look import broken_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/halls/east/rosters/2026-03/"


@pytest.fixture
def early(hall):
    return make.shift_type(hall, "D")


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "L", start=time(14), end=time(23), kind="late", colour="violet")


@pytest.fixture
def people(hall, early, late):
    counter = make.station(hall)
    make.demand(counter, 1)
    return [
        make.employee(hall, f"E{n}", name=name, stations=(counter,)) for n, name in enumerate(["Ann", "Bea", "Cho"])
    ]


@pytest.fixture
def grid(page, log_in, manager, roster, people):
    """March 2026 of East Gate, open in the manager's window, which may use the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(manager)
    page.goto(ADDRESS)
    return page


def cell(page, name: str, day: int):
    return page.locator("tbody tr", has_text=name).locator("td[data-v]").nth(day - 1)


def texts(page, name: str, first: int, last: int) -> list[str]:
    return [cell(page, name, day).inner_text().strip() for day in range(first, last + 1)]


def shows(page, name: str, first: int, wanted: list[str]) -> None:
    for day, text in enumerate(wanted, first):
        expect(cell(page, name, day)).to_have_text(text)


def stand(roster, *rows: str, first: int = 2) -> None:
    """Shifts of Ann, Bea and Cho from a day on, a letter a day; a point is an empty cell."""
    types = {row.code: row for row in roster.hall.shift_types.all()}
    for person, row in zip(roster.hall.employees.order_by("code"), rows, strict=False):
        for day, code in enumerate(row, first):
            if code != ".":
                make.assignment(roster, person, date(2026, 3, day), types.get(code))


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


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


# --- the mouse -------------------------------------------------------------------


def drag(page, start, end, *, drop: bool = True) -> None:
    start.scroll_into_view_if_needed()
    place, target = start.bounding_box(), end.bounding_box()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(target["x"] + 8, target["y"] + 8, steps=4)
    page.mouse.move(target["x"] + target["width"] / 2, target["y"] + target["height"] / 2)
    if drop:
        page.mouse.up()


def test_dragging_moves_and_a_drop_on_a_shift_swaps(grid, roster):
    stand(roster, "D.", ".L")
    grid.reload()

    drag(grid, cell(grid, "Ann", 2), cell(grid, "Bea", 2))
    shows(grid, "Bea", 2, ["D", "L"])
    expect(cell(grid, "Ann", 2)).to_have_text("")
    drag(grid, cell(grid, "Bea", 2), cell(grid, "Bea", 3))

    shows(grid, "Bea", 2, ["L", "D"])
    expect(grid.locator("#cell-card")).to_be_hidden()
    assert list(Edit.objects.values_list("what", flat=True)) == ["swapped", "moved"]


def test_dragging_with_ctrl_copies(grid, roster):
    stand(roster, "D")
    grid.reload()

    grid.keyboard.down("Control")
    drag(grid, cell(grid, "Ann", 2), cell(grid, "Cho", 5))
    grid.keyboard.up("Control")

    shows(grid, "Cho", 5, ["D"])
    shows(grid, "Ann", 2, ["D"])


def test_cells_show_how_they_would_take_what_is_dragged(grid, roster, early):
    stand(roster, "L", "...")
    make.assignment(roster, roster.hall.employees.get(code="E1"), date(2026, 3, 3), early)
    grid.reload()

    drag(grid, cell(grid, "Ann", 2), cell(grid, "Bea", 2), drop=False)
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("breaks"))
    expect(cell(grid, "Cho", 2)).to_have_class(re.compile("fits|warns"))
    grid.keyboard.press("Escape")
    grid.mouse.up()

    expect(grid.locator("td:is(.fits, .warns, .breaks)")).to_have_count(0)
    shows(grid, "Ann", 2, ["L"])

    cell(grid, "Ann", 1).focus()
    press(grid, "Shift+ArrowRight")
    drag(grid, cell(grid, "Ann", 2), cell(grid, "Bea", 2), drop=False)
    expect(cell(grid, "Bea", 1)).to_have_class(re.compile("breaks"))
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("breaks"))
    grid.keyboard.press("Escape")
    grid.mouse.up()

    expect(grid.locator("td:is(.fits, .warns, .breaks)")).to_have_count(0)


def test_dragging_from_an_empty_cell_selects(grid):
    drag(grid, cell(grid, "Ann", 2), cell(grid, "Cho", 4))

    expect(grid.locator("td[aria-selected=true]")).to_have_count(9)
    cell(grid, "Ann", 6).click(modifiers=["Shift"])
    expect(grid.locator("td[aria-selected=true]")).to_have_count(5)


def test_escape_drops_nothing(grid, roster):
    stand(roster, "D")
    grid.reload()

    drag(grid, cell(grid, "Ann", 2), cell(grid, "Cho", 5), drop=False)
    grid.keyboard.press("Escape")
    grid.mouse.up()

    shows(grid, "Ann", 2, ["D"])
    assert not Edit.objects.exists()


@pytest.fixture
def fingers(grid):
    """`fingers("Start" | "Move" | "End", point)`: what a touch screen tells the browser."""
    screen = grid.context.new_cdp_session(grid)

    def touch(kind: str, point=None) -> None:
        screen.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [point] if point else []})

    return touch


def middle(cell) -> dict[str, float]:
    box = cell.bounding_box()
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def test_a_finger_that_rests_lifts_a_shift_and_swaps_it(grid, roster, fingers):
    stand(roster, "D", "L")
    grid.reload()

    fingers("Start", middle(cell(grid, "Ann", 2)))
    expect(cell(grid, "Ann", 2)).to_have_class(re.compile("is-cut"))
    fingers("Move", middle(cell(grid, "Bea", 2)))
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("is-target"))
    fingers("End")

    shows(grid, "Ann", 2, ["L"])
    shows(grid, "Bea", 2, ["D"])


def test_a_finger_that_goes_on_at_once_moves_nothing(grid, roster, fingers):
    stand(roster, "D", "L")
    grid.reload()

    # Found out first: asking where a cell is would let the finger rest.
    start, on = middle(cell(grid, "Ann", 2)), middle(cell(grid, "Bea", 3))
    fingers("Start", start)
    fingers("Move", on)
    fingers("End")
    cell(grid, "Cho", 9).focus()
    press(grid, "d")
    shows(grid, "Cho", 9, ["D"])

    assert [edit.what for edit in Edit.objects.all()] == ["set"]


# --- others, groups, reading aloud -----------------------------------------------


def test_a_second_managers_edit_appears_and_is_not_undone_by_the_first(grid, roster, people, early, hall):
    from rosters.edits import editing
    from rosters.edits.editing import CellValue

    second = make.post(make.user("second"), "manager", hall)
    editing.set_cell(roster, people[0], date(2026, 3, 2), CellValue(early), by=second)
    expect(cell(grid, "Ann", 2)).to_have_text("D")

    grid.locator("body").press("Control+z")

    expect(grid.locator(".toast")).to_contain_text("nothing of yours to take back")
    expect(cell(grid, "Ann", 2)).to_have_text("D")


def test_an_edit_of_ones_own_hides_none_that_another_made_just_before(grid, roster, people, early, hall):
    from rosters.edits import editing
    from rosters.edits.editing import CellValue

    second = make.post(make.user("second"), "manager", hall)
    grid.route("**/pulse/*", lambda route: route.abort())
    editing.set_cell(roster, people[1], date(2026, 3, 2), CellValue(early), by=second)
    cell(grid, "Ann", 2).focus()
    press(grid, "d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")

    grid.unroute("**/pulse/*")

    expect(cell(grid, "Bea", 2)).to_have_text("D")
    expect(cell(grid, "Bea", 2)).to_have_class(re.compile("is-new"))


def test_a_table_drawn_before_an_edit_does_not_take_it_away(grid):
    grid.route("**/pulse/*", lambda route: route.abort())
    held = []
    grid.route(re.compile("part=table"), lambda route: held.append((route, route.fetch())))
    grid.evaluate("void import('/static/js/grid/refresh.js').then((m) => m.refresh()).then(() => window.isDone = 1)")
    cell(grid, "Ann", 2).focus()
    press(grid, "d")
    expect(cell(grid, "Ann", 2)).to_have_text("D")
    ((route, drawn),) = held
    route.fulfill(response=drawn)
    grid.wait_for_function("window.isDone")

    assert texts(grid, "Ann", 2, 2) == ["D"]


def test_a_card_follows_what_another_puts_into_its_cell(grid, roster, people, early, hall):
    from rosters.edits import editing
    from rosters.edits.editing import CellValue

    cell(grid, "Ann", 2).click()
    expect(grid.locator("#cell-card .pick[aria-pressed=true]")).to_have_count(0)
    second = make.post(make.user("second"), "manager", hall)

    editing.set_cell(roster, people[0], date(2026, 3, 2), CellValue(early), by=second)

    expect(grid.locator("#cell-card .pick[aria-pressed=true]")).to_contain_text("D")


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
