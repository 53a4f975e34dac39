"""The log as people read it: found, in words, and as a file."""

import ast
import csv
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.utils import translation

from rosters.models import Edit
from staff.absences import note_decider
from staff.acts import ROW_ACTS, of_every_app
from staff.audit import record
from staff.auditlog import csv_of, entries_of, safe
from staff.auditwords import lines_of, model_of, sentence_of
from staff.models import Absence, AuditEntry
from staff.people import set_skills
from staff.recorded import facts_of, record_change
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/halls/east/audit/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def subjects(entries) -> list[str]:
    return list(entries.values_list("subject", flat=True))


@pytest.fixture
def some(hall, manager, duty):
    """Three entries of the hall, and one of another."""
    record("user-added", by=manager, hall=hall, subject="ann")
    record("cell_set", by=duty, hall=hall, subject="2026-03 E1 2026-03-05", before="D", after="rest", why="ill")
    record("build_applied", by=None, hall=hall, subject="2026-03")
    record("user-added", by=manager, hall=make.hall("west"), subject="elsewhere")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["2026-03", "2026-03 E1 2026-03-05", "ann"]),
        ({"by": "Manager"}, ["ann"]),
        ({"by": "-"}, ["2026-03"]),
        ({"act": "cell_set"}, ["2026-03 E1 2026-03-05"]),
        ({"q": "AN"}, ["2026-03 E1 2026-03-05", "ann"]),
        ({"q": "Duty"}, ["2026-03 E1 2026-03-05"]),
        ({"q": "ill"}, ["2026-03 E1 2026-03-05"]),
        ({"q": "王"}, ["2026-03 E1 2026-03-05"]),
        ({"q": "nothing like it"}, []),
    ],
)
def test_log_is_searched(hall, some, asked, expected):
    make.employee(hall, "E1", name="王丽 an")

    assert subjects(entries_of(hall, **asked)) == expected


@pytest.mark.parametrize("code", ["E1", "员1"])
def test_edit_of_many_cells_is_found_by_each_persons_name(hall, manager, code):
    for person, name in ((code, "王丽"), ("E2", "李明")):
        make.employee(hall, person, name=name)
        after = {f"{person} 2026-03-06": "D"}
        record("cells_pasted", by=manager, hall=hall, subject=f"paste {person}", before={}, after=after)

    assert subjects(entries_of(hall, q="王丽")) == [f"paste {code}"]


def test_day_of_an_entry_is_the_halls(hall):
    """Half past midnight in Shanghai is the day before in London."""
    moment = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)
    AuditEntry.objects.create(hall=hall, number=1, act="x", subject="late", at=moment, digest="")
    day = moment.date().replace(day=5)

    assert subjects(entries_of(hall, first=day, last=day)) == ["late"]
    assert subjects(entries_of(hall, last=day.replace(day=4))) == []
    assert subjects(entries_of(hall, first=day.replace(day=6))) == []


def test_page_finds_what_the_filter_asks_for(client, some, manager):
    client.force_login(manager)

    page = client.get(PAGE, {"act": "cell_set", "by": "Duty"})

    assert [line.entry.subject for line in page.context["lines"]] == ["2026-03 E1 2026-03-05"]
    assert {label for _, label in page.context["form"]["by"].field.choices} == {
        "everybody",
        "the program",
        "Manager",
        "Duty",
    }


def test_entry_about_a_whole_month_is_folded(client, hall, manager):
    record(
        "cells_repeated", by=manager, hall=hall, subject="2026-03", after={f"E{n} 2026-03-01": "D" for n in range(30)}
    )
    client.force_login(manager)

    page = client.get(PAGE, headers={"accept-language": "en"}).content.decode()

    before, folded = page.split('<details class="log-more"><summary>and 22 more</summary>')
    assert (before.count("<ins>D</ins>"), folded.count("<ins>D</ins>")) == (8, 22)


def test_question_that_makes_no_sense_finds_nothing_and_says_why(client, some, manager):
    client.force_login(manager)

    page = client.get(PAGE, {"first": "yesterday"})

    assert page.context["lines"] == []
    assert page.context["form"].errors.keys() == {"first"}


def test_page_reads_other_rows_once_a_kind(client, hall, manager, django_assert_max_num_queries):
    stations = [make.station(hall, f"s{n}") for n in range(5)]
    for n in range(30):
        set_skills(make.employee(hall, f"E{n}"), {station.pk: 2 for station in stations}, by=manager)
    client.force_login(manager)

    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_entry_says_names_in_place_of_keys(hall, manager):
    counter = make.station(hall)
    person = make.employee(hall, "E1", home_station=counter)
    before = facts_of(person)
    person.home_station, person.is_manager, person.language = None, True, "en"
    person.save()
    record_change(person, before, by=manager, hall=hall)
    set_skills(person, {counter.pk: 3}, by=manager)

    skills, change = lines_of(entries_of(hall))

    assert change.sentence == "changed: employee “Person E1”"
    assert {fact.name: (fact.before, fact.after) for fact in change.facts} == {
        "home station": ("Counter", ""),
        "manager on site": ("no", "yes"),
        "language": ("简体中文", "English"),
    }
    assert skills.sentence == "changed the skills of Person E1"
    assert [(fact.name, fact.before, fact.after) for fact in skills.facts] == [("Counter", "", "senior")]


def test_leave_is_told_without_codes_and_moments(hall, manager):
    person = make.employee(hall, "E1")
    row = Absence(employee=person, kind="sick", first_day=date(2026, 3, 2), last_day=date(2026, 3, 2), is_late=True)
    note_decider(row, by=manager)
    row.save()
    record_change(row, None, by=manager, hall=hall)

    with translation.override("zh-hans"):
        (line,) = lines_of(entries_of(hall))

        assert [(fact.name, fact.after) for fact in line.facts] == [
            ("员工", "Person E1"),
            ("类型", "病假"),
            ("开始日期", "2026-03-02"),
            ("最后一天", "2026-03-02"),
            ("状态", "待审批"),
            ("逾期录入", "是"),
        ]


def test_entry_about_a_row_that_is_gone_still_reads(hall, manager):
    record("employee-changed", by=manager, hall=hall, subject="x", before={"home_station_id": 404, "gone": 1}, after={})

    (line,) = lines_of(entries_of(hall))

    assert {fact.name: fact.before for fact in line.facts} == {"home station": "#404", "gone": "1"}


def test_every_act_of_the_program_has_words():
    nameless = [act for act in acts_in_the_code() if not has_words(act)]

    assert nameless == []


def has_words(act: str) -> bool:
    return act in of_every_app("ACTS") or (model_of(act) is not None and act.rpartition("-")[2] in ROW_ACTS)


def acts_in_the_code() -> set[str]:
    """What is handed to a function called `record`, or kept as `act`, in all of the product."""
    acts: set[str] = set()
    for package in (path for path in settings.BASE_DIR.iterdir() if (path / "apps.py").exists()):
        for path in package.rglob("*.py"):
            if "migrations" not in path.parts:
                acts |= acts_of(ast.parse(path.read_text()))
    return acts


def acts_of(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in RECORDERS:
            for argument in node.args[:2]:
                found |= texts_of(argument)
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["act"]:
            found |= texts_of(node.value)
    return found


RECORDERS = {"record", "_moved_on"}


def texts_of(node: ast.AST) -> set[str]:
    """The text that an argument is, or either of two."""
    branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return {one.value for one in branches if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_scan_finds_the_acts_it_is_for():
    assert {"roster_published", "build_applied", "skills-changed", "user-added"} <= acts_in_the_code()


def test_every_kind_of_edit_has_words():
    kinds = [*Edit.What.values, "undone", "redone"]

    assert [kind for kind in kinds if not has_words(f"cells_{kind}")] == []
    assert all(map(has_words, ["cell_set", "cell_pinned", "cell_unpinned"]))


def test_cell_is_told_by_the_name_of_its_person(hall, manager):
    make.employee(hall, "E1", name="王丽")
    record("cell_set", by=manager, hall=hall, subject="2026-03 E1 2026-03-05", before="D", after="")
    record("cells_pasted", by=manager, hall=hall, subject="2026-03", before={"E1 2026-03-06": "D"}, after={})

    many, one = lines_of(entries_of(hall))

    assert one.sentence == "changed the cell 王丽 2026-03-05"
    assert [fact.name for fact in many.facts] == ["王丽 2026-03-06"]


def test_swap_is_told_by_the_names_of_those_who_take_part(hall, manager):
    for code, name in (("E1", "王丽"), ("E2", "李明")):
        make.employee(hall, code, name=name)
    record("swap_agreed", by=manager, hall=hall, subject="2026-03-05 E1 E2 #7", before={}, after={})

    (line,) = lines_of(entries_of(hall))

    assert line.sentence == "agreed to the swap 2026-03-05 王丽, 李明 #7"


def test_act_without_words_is_said_as_it_is_written():
    assert sentence_of("something_new", "x") == "something new: x"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_sentence_is_in_the_readers_language(language):
    with translation.override(language):
        assert "published" not in sentence_of("roster_published", "2026-03")


def test_export_is_what_the_filter_found(client, hall, some, manager):
    client.force_login(manager)

    answer = client.get(f"{PAGE}log.csv", {"act": "cell_set"}, headers={"accept-language": "en"})

    rows = list(csv.reader(answer.getvalue().decode("utf-8-sig").splitlines()))
    entry = AuditEntry.objects.get(act="cell_set")
    assert rows[1][0] == "2"
    assert rows[1][2:6] == ["Duty", "changed the cell E1 2026-03-05", "D → day off", "ill"]
    assert rows[1][7] == entry.digest
    assert len(rows) == 2


def test_export_goes_on_past_one_piece(hall, manager, monkeypatch):
    monkeypatch.setattr("staff.auditlog.CHUNK", 2)
    for n in range(5):
        record("user-added", by=manager, hall=hall, subject=f"u{n}")

    rows = list(csv.reader("".join(csv_of(entries_of(hall), hall)).splitlines()))

    assert [row[0] for row in rows[1:]] == ["5", "4", "3", "2", "1"]


def test_export_keeps_each_entry_once_though_more_is_recorded_meanwhile(hall, manager, monkeypatch):
    monkeypatch.setattr("staff.auditlog.CHUNK", 2)
    for n in range(4):
        record("user-added", by=manager, hall=hall, subject=f"u{n}")
    pieces = csv_of(entries_of(hall), hall)
    begun = next(pieces) + next(pieces)

    record("user-added", by=manager, hall=hall, subject="late")

    rows = list(csv.reader((begun + "".join(pieces)).splitlines()))
    assert [row[0] for row in rows[1:]] == ["4", "3", "2", "1"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_export_is_a_formula(text):
    assert safe(text) == f"'{text}"


def test_api_reads_the_log(client, some, department):
    client.force_login(department)

    answer = client.get("/api/v1/halls/east/audit/", {"q": "E1"}, headers={"accept-language": "en"}).json()

    (entry,) = answer["results"]
    assert (entry["number"], entry["by"], entry["act"], entry["before"]) == (2, "Duty", "cell_set", "D")
    assert entry["words"] == "changed the cell 2026-03 E1 2026-03-05"


def test_program_itself_has_a_name(hall):
    record("x", by=None, hall=hall, subject="y")

    assert [line.who for line in lines_of(entries_of(hall))] == ["the program"]


def test_part_of_a_month_and_what_ifs_are_said_in_words(hall, manager):
    make.employee(hall, "E1", name="王丽")
    part = {"people": ["E1"], "first": "2026-03-02", "last": "2026-03-05", "stays": False}
    asks = [
        {"kind": "people", "like": "E1", "name": "王丽", "count": 2},
        {"kind": "closed", "station": "desk", "name": "Desk", "first": "2026-03-02", "last": "2026-03-02"},
    ]
    record("build_started", by=manager, hall=hall, subject="2026-03", after={"month_part": part})
    record("what_if_asked", by=manager, hall=hall, subject="2026-03", after={"what_if": asks})

    facts = [line.facts for line in lines_of(AuditEntry.objects.order_by("number"))]

    assert [(fact.name, fact.after) for (fact,) in facts] == [
        ("part of the month", "Only 王丽, March 2–March 5."),
        ("what would be different", "2 more like 王丽; Desk closed March 2"),
    ]
