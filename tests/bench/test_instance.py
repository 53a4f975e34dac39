"""The reader of benchmark files: what it takes, and what it refuses with which line."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.nrp.instance import Cover, Instance, Malformed, Request, Shift, Staff, read

FOLDER = Path(os.environ.get("NRP_DIR", Path(__file__).parents[3] / "shared" / "bench" / "nrp"))

LINES = """# a hall of two
SECTION_HORIZON
7

SECTION_SHIFTS
early,480,
late,450,early
SECTION_STAFF
ann,early=7|late=2,2400,960,5,2,2,1
bob,early=0|late=7,2400,0,5,1,1,0
SECTION_DAYS_OFF
ann,0,6
SECTION_SHIFT_ON_REQUESTS
ann,1,early,3
SECTION_SHIFT_OFF_REQUESTS
bob,2,late,1
SECTION_COVER
0,early,1,100,1
0,late,2,90,4
""".splitlines()

EXPECTED = Instance(
    name="text",
    days=7,
    shifts=(Shift("early", 480, frozenset()), Shift("late", 450, frozenset({"early"}))),
    staff=(
        Staff("ann", {"early": 7, "late": 2}, 2400, 960, 5, 2, 2, 1, frozenset({0, 6})),
        Staff("bob", {"early": 0, "late": 7}, 2400, 0, 5, 1, 1, 0, frozenset()),
    ),
    on=(Request("ann", 1, "early", 3),),
    off=(Request("bob", 2, "late", 1),),
    cover=(Cover(0, "early", 1, 100, 1), Cover(0, "late", 2, 90, 4)),
)


def text_with(line: int | None = None, says: str | None = None) -> str:
    """The text with one line (counted from 1) saying something else, or left out."""
    lines = list(LINES)
    if line is not None:
        lines[line - 1 : line] = [] if says is None else [says]
    return "\n".join(lines) + "\n"


def test_reader_takes_every_section():
    assert read(text_with()) == EXPECTED


@pytest.mark.parametrize(
    "text",
    [
        text_with().replace("\n", "\r\n"),
        "\ufeff" + text_with(),
        text_with().replace("\n", ",,\n").replace("#", "# #").replace("\n,,\n", "\n\n"),
        text_with().replace(",", " ,\t").replace("|", " | ").replace("=", " = "),
        text_with().rstrip("\n"),
        text_with().replace("\n", "\n\n  # aside\n"),
    ],
    ids=["crlf", "bom", "trailing commas", "spaces", "no end of line", "comments"],
)
def test_reader_takes_other_ways_of_writing(text):
    assert read(text) == EXPECTED


def test_reader_takes_sections_in_any_order():
    at = LINES.index("SECTION_COVER")

    assert read("\n".join([*LINES[at:], *LINES[:at]])) == EXPECTED


def test_unnamed_shift_has_no_limit_of_its_own():
    person = read(text_with(9, "ann,late=2,2400,960,5,2,2,1")).staff[0]

    assert person.shift_most == {"early": 7, "late": 2}


@pytest.mark.parametrize(
    ("line", "says", "at", "why"),
    [
        (1, "7", 1, "a section wanted before anything else"),
        (3, "seven", 3, "days of the horizon: a whole number from 1 to 3660 wanted, not 'seven'"),
        (3, "0", 3, "days of the horizon: a whole number from 1 to 3660 wanted, not '0'"),
        (3, None, 2, "at least one number of days wanted below SECTION_HORIZON"),
        (4, "8", 4, "one number of days wanted, and line 3 has it"),
        (6, "early", 6, "2 to 3 fields wanted (id, minutes, shifts barred next), 1 found"),
        (6, "early,480,late,late", 6, "2 to 3 fields wanted (id, minutes, shifts barred next), 4 found"),
        (6, "early,8h", 6, "minutes of the shift: a whole number from 1 to 1440 wanted, not '8h'"),
        (6, "ea|rly,480", 6, "shift: an id without | and = wanted, not 'ea|rly'"),
        (7, "early,450", 7, "shift 'early' a second time"),
        (7, "late,450,early|noon", 7, "unknown shift 'noon'"),
        (9, "ann,early=7|late=2,2400,960,5,2,2", 9, "8 fields wanted"),
        (9, "ann,early=7|late=2,2400,960,5,2,-2,1", 9, "least rest: a whole number from 0 to 999999999 wanted"),
        (9, "ann,early=7|late=2,2400,960,5,2,2,1.5", 9, "most weekends: a whole number"),
        (9, "ann,early=7|late=2,2400,٩٦٠,5,2,2,1", 9, "least minutes: a whole number"),
        (9, "ann,early=7|late=2,24000000000,960,5,2,2,1", 9, "most minutes: a whole number"),
        (9, "ann,early=7|noon=2,2400,960,5,2,2,1", 9, "unknown shift 'noon'"),
        (9, "ann,early=7|early=2,2400,960,5,2,2,1", 9, "shift 'early' a second time"),
        (9, "ann,early:7,2400,960,5,2,2,1", 9, "shift=most wanted, not 'early:7'"),
        (9, ",early=7,2400,960,5,2,2,1", 9, "person: an id without | and = wanted, not ''"),
        (10, "ann,early=7,2400,960,5,2,2,1", 10, "person 'ann' a second time"),
        (11, "SECTION_LEAVE", 11, "unknown section 'SECTION_LEAVE'"),
        (11, "SECTION_STAFF", 11, "SECTION_STAFF a second time, first in line 8"),
        (12, "ann,0,7", 12, "day in the horizon: a whole number from 0 to 6 wanted, not '7'"),
        (12, "eve,0", 12, "unknown person 'eve'"),
        (12, "ann,0\nann,3", 13, "days off of 'ann' a second time"),
        (14, "ann,1,early", 14, "4 fields wanted (person, day, shift, weight), 3 found"),
        (14, "eve,1,early,3", 14, "unknown person 'eve'"),
        (14, "ann,7,early,3", 14, "day in the horizon"),
        (16, "bob,2,noon,1", 16, "unknown shift 'noon'"),
        (16, "bob,2,late,one", 16, "weight: a whole number"),
        (18, "0,early,1,100", 18, "5 fields wanted (day, shift, needed, weight under, weight over), 4 found"),
        (18, "9,early,1,100,1", 18, "day in the horizon"),
        (19, "0,early,2,90,4", 19, "cover of shift 'early' on day 0 a second time"),
        (19, ",,,,", 19, "only commas"),
    ],
)
def test_malformed_line_is_refused_with_its_number(line, says, at, why):
    with pytest.raises(Malformed) as refused:
        read(text_with(line, says))

    assert refused.value.line == at
    assert refused.value.why.startswith(why)


@pytest.mark.parametrize("heading", [line for line in LINES if line.startswith("SECTION_")])
def test_missing_section_is_refused_at_the_end(heading):
    at = LINES.index(heading)
    behind = next((place for place in range(at + 1, len(LINES)) if LINES[place].startswith("SECTION_")), len(LINES))
    left = LINES[:at] + LINES[behind:]

    with pytest.raises(Malformed) as refused:
        read("\n".join(left) + "\n")

    assert (refused.value.line, refused.value.why) == (len(left), f"the file ends without {heading}")


def test_refusal_names_the_file(tmp_path):
    path = tmp_path / "odd.txt"
    path.write_text(text_with(3, "seven"))

    with pytest.raises(Malformed) as refused:
        read(path)

    assert str(refused.value).startswith("odd.txt, line 3: days of the horizon")


def test_bytes_that_are_no_text_are_refused_with_their_line(tmp_path):
    path = tmp_path / "odd.txt"
    path.write_bytes(text_with().encode().replace(b"bob", b"b\xe9b"))

    with pytest.raises(Malformed) as refused:
        read(str(path))

    assert (refused.value.line, refused.value.why) == (10, "text in UTF-8 wanted")


def test_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")

    with pytest.raises(Malformed, match=r"empty\.txt, line 1: the file ends without SECTION_HORIZON"):
        read(path)


@given(
    st.lists(
        st.tuples(st.integers(0, len(text_with()) - 1), st.sampled_from("0129,|=#-ED_ \n\r\t\u0661\ufeff\0")),
        max_size=4,
    ),
    st.lists(st.integers(1, len(LINES)), max_size=2),
)
def test_spoilt_text_is_read_or_refused_and_nothing_else(spots, left_out):
    text = list(text_with())
    for place, letter in spots:
        text[place] = letter
    lines = "".join(text).split("\n")
    spoilt = "\n".join(line for number, line in enumerate(lines, start=1) if number not in left_out)

    outcome = read_or_refusal(spoilt + "\n")

    is_refused = isinstance(outcome, Malformed) and 1 <= outcome.line <= len(lines) + len(spots)
    assert is_refused or isinstance(outcome, Instance)


def read_or_refusal(text: str) -> Instance | Malformed:
    try:
        return read(text)
    except Malformed as refused:
        return refused


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the benchmark's files are not on this machine")
def test_files_of_the_benchmark_have_the_size_their_table_says():
    table = {}
    for line in (FOLDER / "README.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].isdigit():
            table[int(cells[0])] = tuple(map(int, cells[1:4]))

    found = {}
    for number in table:
        instance = read(FOLDER / f"Instance{number}.txt")
        found[number] = (len(instance.staff), instance.days, len(instance.shifts))

    assert found == table
