"""Tables as Excel, WPS and LibreOffice put them on the clipboard, laid over the month."""

from datetime import date, time

import pytest

from rosters.edits.pasting import pasted
from rosters.models import SheetWord
from rosters.month import load_month
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)


@pytest.fixture
def early(hall):
    return make.shift_type(hall, "早", letter="E", name="早班", start=time(8, 30), end=time(17, 30))


@pytest.fixture
def late(hall):
    return make.shift_type(hall, "晚", letter="L", name="晚班", start=time(12), end=time(21))


@pytest.fixture
def people(hall, early, late):
    return [make.employee(hall, f"E{n}", name=name) for n, name in enumerate(["Ann", "Bea", "Cho"])]


def values(proposal) -> dict[tuple[str, int], str]:
    return {(one.employee.code, one.day.day): one.value.text for one in proposal.changes}


def left(proposal) -> list[tuple[str, str, str]]:
    return [(one.cell, one.text, one.why) for one in proposal.unplaced]


def test_pasted_text_lies_from_the_first_cell_on(roster, people, early, late):
    proposal = pasted(load_month(roster), "早\t晚\n休\t", people[1:], DAY)

    assert values(proposal) == {("E1", 4): "早", ("E1", 5): "晚", ("E2", 4): "rest"}


def test_pasted_text_that_is_not_understood_is_listed_with_its_cell(roster, people):
    proposal = pasted(load_month(roster), "早\t谁\r\n年假\t早\t早", people[2:], date(2026, 3, 31))

    assert [(one.cell, one.text, one.why) for one in proposal.unplaced] == [
        ("B1", "谁", "outside the roster"),
        ("A2", "年假", "outside the roster"),
        ("B2", "早", "outside the roster"),
        ("C2", "早", "outside the roster"),
    ]


def test_pasted_leave_is_left_to_set_up(roster, people):
    proposal = pasted(load_month(roster), "年假\t谁", people, DAY)

    assert [(one.cell, one.why) for one in proposal.unplaced] == [
        ("A1", "leave; it is entered in set-up"),
        ("B1", "not understood"),
    ]


def test_pasted_names_and_days_say_where_it_goes(roster, people):
    proposal = pasted(load_month(roster), "\t8\t9\t10\nCho\t早\t\t晚\nE0\t\t休\t", people, DAY)

    assert values(proposal) == {("E2", 8): "早", ("E2", 10): "晚", ("E0", 9): "rest"}


def test_pasted_lines_that_are_not_clearly_one_persons_are_listed_and_stay_out(roster, people, hall):
    make.employee(hall, "E7", name="Ann")
    text = "Ann\t早\nAnn\t晚\ne7\t休\nBea\t早\nE1\t晚\nCho\t晚"

    proposal = pasted(load_month(roster), text, people, DAY)

    assert values(proposal) == {("E7", 4): "rest", ("E2", 4): "晚"}
    assert [(one.cell, one.text, one.why) for one in proposal.unplaced] == [
        ("A1", "Ann", "may be any of E0, E7; put the code in place of the name"),
        ("A2", "Ann", "may be any of E0, E7; put the code in place of the name"),
        ("A4", "Bea", "named more than once"),
        ("A5", "E1", "named more than once"),
    ]


def test_pasted_line_of_a_stranger_is_listed_once(roster, people):
    proposal = pasted(load_month(roster), "Ann\t早\t晚\nDora\t早\t晚\nTotal\t\t", people, DAY)

    assert values(proposal) == {("E0", 4): "早", ("E0", 5): "晚"}
    assert [(one.cell, one.text) for one in proposal.unplaced] == [("A2", "Dora")]


def test_pasted_table_of_strangers_is_nobodys(roster, people):
    proposal = pasted(load_month(roster), "Name\t8\t9\nDora\t早\t晚\nEva\t早\t晚", people, DAY)

    assert (proposal.changes, [one.text for one in proposal.unplaced]) == ([], ["Dora", "Eva"])


def test_pasted_empty_cells_empty_only_when_told_to(roster, people, early):
    make.assignment(roster, people[0], DAY, early)
    month = load_month(roster)

    assert values(pasted(month, "\t早", people, DAY)) == {("E0", 5): "早"}
    assert values(pasted(month, "\t早", people, DAY, empties=True)) == {("E0", 4): "", ("E0", 5): "早"}


# What the programs themselves put there: a quoted cell of two lines, CRLF and an empty line at the end, a merged
# title and merged group as blanks, letters of full width, numbers before and sums after.
SHEET = """2026年3月 排班表\t\t\t\t\t\t\t
序号\t岗位\t姓名\t1号\t2号\t3号\t合计\t备注
\t\t\t日\t一\t二\t\t
1\t台席\tAnn\t早\tＬ\t"早班
8:30-17:30"\t24\t新人
2\t\tB e a\t\t休\t12：00～21：00\t16\t
3\t流动\tCho（组长）\t早（8:30-17:30）\t晚班\t？\t16\t"爱说 ""好"" 字"
合计\t\t\t2\t2\t2\t\t
""".replace("\n", "\r\n")


def test_pasted_sheet_is_read_as_its_makers_mean_it(roster, people):
    proposal = pasted(load_month(roster), SHEET, people[1:], DAY)

    assert values(proposal) == {
        ("E0", 1): "早",
        ("E0", 2): "晚",
        ("E0", 3): "早",
        ("E1", 2): "rest",
        ("E1", 3): "晚",
        ("E2", 1): "早",
        ("E2", 2): "晚",
    }
    assert left(proposal) == [
        ("A7", "合计", "nobody of this hall has this name or number"),
        ("F6", "？", "not understood"),
    ]


def test_pasted_numbers_and_names_say_together_whose_a_line_is(roster, people):
    text = "1\tE1\tBea\t早\t晚\n2\tE0\tCho\t早\t晚\n\t\t\t休\t休\n"

    proposal = pasted(load_month(roster), text, people, DAY)

    assert values(proposal) == {("E1", 4): "早", ("E1", 5): "晚"}
    assert left(proposal) == [
        ("C2", "Cho", "name and number are of different people"),
        ("D3", "休", "no name in this row"),
    ]


def test_pasted_cell_that_says_two_things_is_not_understood_and_a_lonely_quote_swallows_nothing(roster, people):
    two = pasted(load_month(roster), '"早\n12:00-21:00"\t早 晚', people, DAY)
    lonely = pasted(load_month(roster), '早\t"\n晚\t早', people, DAY)

    pair = pasted(load_month(roster), '早\t"\t休\n晚\t"\t早', people, DAY)
    column = pasted(load_month(roster), '"\n"\n晚', people, DAY)

    assert [cell for cell, _text, _why in left(pair)] == ["B1", "B2"]
    assert values(column) == {("E2", 4): "晚"}
    assert [text for _cell, text, _why in left(two)] == ["早\n12:00-21:00", "早 晚"]
    assert (values(lonely), left(lonely)) == (
        {("E0", 4): "早", ("E1", 4): "晚", ("E1", 5): "早"},
        [("B1", '"', "not understood")],
    )


def test_pasted_first_line_of_shifts_called_by_numbers_is_no_line_of_days(roster, people, hall):
    for code in "123":
        make.shift_type(hall, code, letter=code)

    plain = pasted(load_month(roster), "1\t2\t3\n2\t3\t1", people, DAY)
    headed = pasted(load_month(roster), "姓名\t1\t2\t3\nCho\t3\t1\t2", people, DAY)

    assert [values(plain)["E0", day] for day in (4, 5, 6)] == ["1", "2", "3"]
    assert values(headed) == {("E2", 1): "3", ("E2", 2): "1", ("E2", 3): "2"}


def test_pasted_words_mean_what_the_hall_has_said_of_its_sheets(roster, people, hall, late):
    SheetWord.objects.create(hall=hall, of="value", text="c", shift_type=late)
    SheetWord.objects.create(hall=hall, of="value", text="无")
    SheetWord.objects.create(hall=hall, of="person", text="阿朱", employee=people[2])

    proposal = pasted(load_month(roster), "阿朱\tC\t无", people, DAY)

    assert (values(proposal), left(proposal)) == ({("E2", 4): "晚"}, [])
