"""Figures from a workbook: previewed row by row, then recorded, each once."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from plans.importing import NotImportable, lines_of, packed, read_rows, record_rows, unpacked
from plans.keeping import keep_up_hall
from plans.models import PlanTask, Record
from tests import make
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
HEAD = ["Task", "What", "Date", "Number", "Out of", "Note"]


@pytest.fixture
def tasks(hall, set_today) -> list[PlanTask]:
    follow_up = make.plan_task(hall, "follow-up", grace_days=0)
    report = make.plan_task(hall, "report", measure="deliverable", target=None)
    keep_up_hall(hall)
    return [follow_up, report]


def book(*rows: list[object], head: list[object] = HEAD) -> bytes:
    file, found = BytesIO(), Workbook()
    for row in (head, *rows):
        found.worksheets[0].append(row)
    found.save(file)
    return file.getvalue()


def told(hall, *rows: list[object]) -> list[str]:
    return [line.refusal["reason"] if line.refusal else "" for line in lines_of(read_rows(book(*rows)), hall)]


def test_each_row_says_whether_it_can_be_recorded_and_why_not(hall, tasks):
    assert told(
        hall,
        ["follow-up", "", TODAY, 8, 10, ""],
        ["", "Task follow-up", "2026/3/11", 1, 2, "by name"],
        ["follow-up", "", date(2026, 3, 2), 8, 10, ""],
        ["follow-up", "", TODAY, 11, 10, ""],
        ["follow-up", "", TODAY, -1, 10, ""],
        ["follow-up", "", TODAY, "many", 10, ""],
        ["follow-up", "", "soon", 1, 10, ""],
        ["follow-up", "", date(2027, 3, 2), 1, 10, ""],
        ["unknown", "", TODAY, 1, 1, ""],
        ["report", "", TODAY, 1, "", ""],
        ["follow-up", "", TODAY, "", "", "left empty"],
    ) == ["", "", "closed", "above", "negative", "no_number", "no_day", "no_occurrence", "no_task", "no_figure_task"]


def test_sheet_without_a_heading_loses_no_row(hall, tasks):
    first, second = ["follow-up", "", TODAY, 8, 10, ""], ["follow-up", "", TODAY, 1, 2, ""]

    assert [(row.number, row.value) for row in read_rows(book(second, head=first))] == [(1, "8"), (2, "1")]


@pytest.mark.parametrize(
    "head", [["任务", "内容", "日期", "完成数（4月）", "2026年总数", ""], ["", "", "", "Q1", "", ""]]
)
def test_heading_with_a_digit_is_no_row(hall, tasks, head):
    rows = read_rows(book(["follow-up", "", TODAY, 8, 10, ""], head=head))

    assert [(row.number, row.value) for row in rows] == [(2, "8")]


@pytest.mark.parametrize("figure", ["1,200", "8.5", "12 calls"])
def test_first_row_that_has_a_figure_or_a_day_is_no_heading(hall, tasks, figure):
    rows = read_rows(book(head=["follow-up", "", TODAY, figure, "", ""]))

    assert [(row.number, row.value) for row in rows] == [(1, figure)]


def test_rows_are_recorded_once_however_often_they_are_sent(hall, tasks, supervisor):
    rows = read_rows(book(["follow-up", "", TODAY, 8, 10, ""], ["follow-up", "", TODAY, 8, 10, ""]))

    counts = [record_rows(unpacked(packed(rows, hall), hall), hall, by=supervisor) for _ in range(2)]

    assert counts == [2, 0]
    assert [(row.value, row.base) for row in Record.objects.all()] == [(8, 10)] * 2
    assert {line.refusal["reason"] for line in lines_of(rows, hall) if line.refusal} == {"imported"}


def test_preview_of_another_hall_or_a_changed_one_is_refused(hall, elsewhere, tasks):
    text = packed(read_rows(book(["follow-up", "", TODAY, 8, 10, ""])), hall)

    for spoilt, where in ((text, elsewhere), (text[:-2], hall), ("", hall)):
        with pytest.raises(NotImportable, match="spoilt"):
            unpacked(spoilt, where)


def test_supervisor_fills_in_the_form_and_sees_what_it_would_record(client, hall, tasks, supervisor):
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"
    form = load_workbook(BytesIO(b"".join(client.get(reverse("plans:import-form", args=["east"])).streaming_content)))
    sheet = form.worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["follow-up", "Task follow-up", str(TODAY)]
    sheet["D2"], sheet["E2"] = 9, 10
    file = BytesIO()
    form.save(file)

    shown = client.post(reverse("plans:import", args=["east"]), {"file": SimpleUploadedFile("f.xlsx", file.getvalue())})
    assert not Record.objects.exists()
    answer = client.post(reverse("plans:import-apply", args=["east"]), {"rows": shown.context["packed"]}, follow=True)

    assert "1 row is recorded." in answer.content.decode()
    assert (Record.objects.get().value, Record.objects.get().by) == (9, supervisor)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04broken", "workbook"), (book(), "No row with a figure"), (b"", "empty")],
)
def test_file_that_holds_no_figures_says_so(client, hall, tasks, supervisor, content, words):
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"

    answer = client.post(reverse("plans:import", args=["east"]), {"file": SimpleUploadedFile("f.xlsx", content)})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_many_rows_cost_as_many_queries_as_one(hall, tasks, count_queries):
    one = read_rows(book(["follow-up", "", TODAY, 8, 10, ""]))
    many = read_rows(book(*(["follow-up", "", TODAY, n, 99, ""] for n in range(50))))

    assert count_queries(lambda: lines_of(many, hall)) == count_queries(lambda: lines_of(one, hall))
