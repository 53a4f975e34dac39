"""The pages of the plan: who sees what, what they refuse, what they hand out."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from plans.keeping import keep_up
from plans.models import Occurrence, PlanTask, Record
from plans.recording import Entry, record
from tests import make
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
PICTURE = b"\xff\xd8\xff\xe0" + b"0" * 20


@pytest.fixture(autouse=True)
def _english(client, set_today):
    client.cookies["django_language"] = "en"


@pytest.fixture
def row(hall):
    return make.occurrence(make.plan_task(hall), date(2026, 3, 9), date(2026, 3, 15))


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", name="Ann", user=clerk)


def address(name: str, *parts) -> str:
    return reverse(f"plans:{name}", args=["east", *parts])


def test_clerk_records_in_one_form(client, row, clerk, ann):
    client.force_login(clerk)

    answer = client.post(address("occurrence", row.pk), {"value": "8", "base": "10"})

    assert answer.status_code == 303
    assert Record.objects.get().employee == ann


def test_her_own_record_is_corrected_from_its_page_while_it_is_open(client, row, clerk, ann, duty, set_today):
    own, other = (record(row, Entry(8, 10), by=by) for by in (clerk, duty))
    client.force_login(clerk)

    def links() -> list[bool]:
        page = client.get(address("occurrence", row.pk)).content.decode()
        return [address("record", one.pk) in page.replace(address("record-file", one.pk), "") for one in (own, other)]

    assert links() == [True, False]
    set_today(date(2026, 4, 20))
    assert links() == [False, False]


def test_figures_that_cannot_be_come_back_with_a_sentence(client, row, clerk, ann):
    client.force_login(clerk)

    answer = client.post(address("occurrence", row.pk), {"value": "12", "base": "10", "note": "kept"})

    assert answer.status_code == 422
    assert "12 out of 10 cannot be" in answer.content.decode()
    assert "kept" in answer.content.decode()
    assert not Record.objects.exists()


def test_closed_period_says_on_its_page_why_nothing_can_be_recorded(client, row, clerk, ann, set_today):
    set_today(date(2026, 4, 20))
    client.force_login(clerk)

    pages = client.get(address("occurrence", row.pk)), client.post(address("occurrence", row.pk), {"value": "1"})

    for page in pages:
        assert "ask the supervisor to send it back" in page.content.decode()
    assert not Record.objects.exists()


def test_stranger_to_the_task_may_not_record(client, row, clerk):
    client.force_login(clerk)

    assert client.post(address("occurrence", row.pk), {"value": "1", "base": "1"}).status_code == 403


def test_person_who_has_left_may_not_record(client, row, clerk, ann):
    ann.left_on = TODAY - timedelta(days=1)
    ann.save()
    client.force_login(clerk)

    assert client.post(address("occurrence", row.pk), {"value": "1", "base": "1"}).status_code == 403


def test_link_that_is_too_long_to_keep_is_refused_beside_its_field(client, hall, clerk, ann):
    row = make.occurrence(make.plan_task(hall, "report", measure="deliverable", target=None), TODAY)
    client.force_login(clerk)

    page = client.post(address("occurrence", row.pk), {"link": "https://example.com/" + "x" * 200})

    assert page.status_code == 422
    assert not Record.objects.exists()


def test_record_of_another_is_not_hers_to_correct(client, row, clerk, ann, duty):
    make.employee(row.hall, "bob", user=duty)
    client.force_login(duty)
    client.post(address("occurrence", row.pk), {"value": "1", "base": "1"})
    client.force_login(clerk)

    assert client.get(address("record", Record.objects.get().pk)).status_code == 403


def test_file_is_handed_out_to_the_hall_and_to_nobody_else(client, row, clerk, ann, outsider, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    client.force_login(clerk)
    picture = SimpleUploadedFile("shelf.jpg", PICTURE, content_type="text/html")
    client.post(address("occurrence", row.pk), {"value": "1", "base": "1", "file": picture})
    url = address("record-file", Record.objects.get().pk)

    answer = client.get(url)
    assert b"".join(answer.streaming_content) == PICTURE
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    client.force_login(outsider)
    assert client.get(url).status_code == 404


def test_work_list_puts_hers_first(client, hall, clerk, ann):
    own = make.plan_task(hall, "own", period="daily", who="employee", employee=ann)
    shared = make.plan_task(hall, "shared", period="daily")
    keep_up()
    client.force_login(clerk)

    work = client.get(address("work")).context["work"]

    assert {row.task for row in work.mine} == {own}
    assert {row.task for row in work.shared} == {shared}


def test_work_without_anybody_is_named_before_its_day(client, hall, clerk, ann):
    make.plan_task(hall, valid_from=TODAY + timedelta(days=3), period="daily", who="post", role="supervisor")
    keep_up()
    client.force_login(clerk)

    assert '<b class="is-bad">nobody</b>' in client.get(address("work")).content.decode()


def test_clerk_sees_no_figures_of_other_people(client, hall, clerk, ann, supervisor):
    make.occurrence(make.plan_task(hall), TODAY, answerable_name="Bob", completed_on=TODAY)
    client.force_login(clerk)
    assert client.get(address("hall")).context["board"].people == []

    client.force_login(supervisor)

    assert [line.name for line in client.get(address("hall")).context["board"].people] == ["Bob"]


def test_clerk_is_led_to_her_work_and_a_supervisor_to_the_figures(client, hall, clerk, supervisor):
    for user, name in ((clerk, "work"), (supervisor, "hall")):
        client.force_login(user)
        assert client.get("/plans/").url == address(name)


def test_department_sees_all_halls_side_by_side(client, hall, elsewhere, department):
    for one in (hall, elsewhere):
        make.occurrence(make.plan_task(one, measure="check", target=None), TODAY, completed_on=TODAY, is_met=True)
    client.force_login(department)

    board = client.get("/plans/").context["board"]

    assert [(line.hall, line.tally.completion) for line in board.lines] == [(hall, 100.0), (elsewhere, 100.0)]


def test_program_reads_the_figures_of_the_page(client, hall, elsewhere, department):
    for one, value in ((hall, 7), (elsewhere, 9)):
        task = make.plan_task(one)
        make.occurrence(task, TODAY, completed_on=TODAY, is_met=value > 8, value=value, base=10)
        make.occurrence(task, TODAY - timedelta(days=2))
    client.force_login(department)

    told = client.get("/api/v1/plan-rates/?month=2026-03").json()
    board = client.get("/plans/?month=2026-03").context["board"]

    (line,) = board.tasks
    assert [point["figure"] for point in told["tasks"][0]["trend"]] == [point.figure for point in line.trend]
    assert told["tasks"][0]["standing"]["figure"] == line.standing.figure == 80.0
    assert told["total"]["completion"] == board.total.completion == 50.0
    assert [one["tally"]["completion"] for one in told["days"]] == [day.tally.completion for day in board.days]
    assert [one["id"] for one in told["overdue"]] == [row.pk for row in board.overdue]
    assert told["overdue_in_all"] == 2


def test_quarter_and_year_stand_on_pages_in_the_workbook_and_for_programs(
    client, hall, elsewhere, department, supervisor
):
    task, other = make.plan_task(hall), make.plan_task(elsewhere)
    for month, value, base in ((1, 10, 10), (2, 10, 90), (3, 30, 100)):
        make.occurrence(task, date(2026, month, 9), completed_on=date(2026, month, 9), value=value, base=base)
    make.occurrence(other, date(2025, 12, 31), completed_on=date(2025, 12, 31), value=9, base=10)
    client.force_login(department)

    for query, figure in (("span=quarter", 25.0), ("month=2026-05&span=year", 25.0), ("month=2025-01&span=year", 90.0)):
        page = client.get(f"/plans/?{query}")
        told = client.get(f"/api/v1/plan-rates/?{query}").json()
        book = load_workbook(BytesIO(b"".join(client.get(f"/plans/plans.xlsx?{query}").streaming_content)))
        assert page.context["board"].tasks[0].standing.figure == figure
        assert (told["tasks"][0]["standing"]["figure"], told["span"]) == (figure, query.split("=")[-1])
        assert book["Tasks"]["D4"].value == figure
    assert "quarter 1 of 2026" in client.get("/plans/?span=quarter").content.decode()
    client.force_login(supervisor)
    assert client.get("/plans/?span=quarter").url == address("hall") + "?span=quarter"
    client.force_login(department)
    assert client.get("/api/v1/plan-rates/?span=week").status_code == 400
    rows = client.get(address("list") + "?month=2026-03&span=quarter").context["page"]
    assert [row.due_on.month for row in rows] == [1, 2, 3]


def test_list_is_narrowed_by_its_address(client, hall, supervisor):
    task = make.plan_task(hall, period="daily")
    for n, name in enumerate(["Ann", "Bob", ""]):
        make.occurrence(task, TODAY - timedelta(days=n), answerable_name=name)
    client.force_login(supervisor)

    def found(query: str) -> list[str]:
        return [row.answerable_name for row in client.get(address("list") + query).context["page"]]

    assert found("") == ["", "Bob", "Ann"]
    assert found("?person=Bob") == ["Bob"]
    assert found("?person=-") == [""]
    assert found(f"?day={TODAY}") == ["Ann"]
    assert found("?state=overdue") == found("?state=overdue&month=2026-01") == ["", "Bob"]
    assert found("?task=other") == []
    assert found("?month=nonsense&day=2026-99-99") == ["", "Bob", "Ann"]
    soon = make.occurrence(task, TODAY + timedelta(days=7))
    make.occurrence(task, TODAY + timedelta(days=8))
    assert [row.pk for row in client.get(address("list") + "?state=unnamed").context["page"]] == [soon.pk]


def test_supervisor_confirms_what_she_ticks(client, hall, elsewhere, clerk, supervisor, ann):
    task = make.plan_task(hall, measure="check", target=None, period="daily")
    early, late, own = (make.occurrence(task, TODAY - timedelta(days=n)) for n in (40, 1, 0))
    for row, by in ((early, clerk), (late, clerk), (own, supervisor)):
        Occurrence.objects.filter(pk=row.pk).update(completed_on=row.due_on, is_met=True)
        Record.objects.create(occurrence=row, by=by, date=row.due_on)
    strange = make.occurrence(make.plan_task(elsewhere), TODAY, completed_on=TODAY)
    client.force_login(supervisor)
    assert list(client.get(address("list") + "?state=waiting").context["page"]) == [early, late, own]

    answer = client.post(address("confirm-many"), {"row": [early.pk, own.pk, strange.pk, "x"]}, follow=True)

    assert list(Occurrence.objects.filter(verdict="confirmed")) == [early]
    assert list(answer.context["page"]) == [late, own]
    assert "You recorded this yourself" in answer.content.decode()


def test_supervisor_takes_the_template(client, hall, supervisor):
    client.force_login(supervisor)

    client.post(address("take-template"))

    assert PlanTask.objects.count() == 5
    assert Occurrence.objects.filter(task__code="calls", due_on=TODAY).exists()


def test_supervisor_changes_a_task_from_a_day_on(client, hall, supervisor):
    task = make.plan_task(hall)
    client.force_login(supervisor)
    page = client.get(address("task", task.pk))
    facts = {name: value for name, value in page.context["form"].initial.items() if value is not None}

    answer = client.post(address("task", task.pk), facts | {"target": "85", "start": "2026-03-16", "who": "on_duty"})

    assert answer.status_code == 302
    versions = PlanTask.objects.order_by("valid_from").values_list("valid_from", "valid_to", "target")
    assert list(versions) == [
        (date(2026, 3, 1), date(2026, 3, 15), 80),
        (date(2026, 3, 16), None, 85),
    ]


def test_change_of_the_past_is_refused_in_words(client, hall, supervisor):
    task = make.plan_task(hall)
    client.force_login(supervisor)
    facts = {"name": "x", "period": "weekly", "weekday": 6, "month_day": 31, "month": 3, "moves": "stays"}
    facts |= {"grace_days": 3, "measure": "rate", "bound": "least", "target": 80, "who": "on_duty"}

    answer = client.post(address("task", task.pk), facts | {"start": "2026-03-01"})

    assert answer.status_code == 422
    assert "takes effect tomorrow at the earliest" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"measure": "rate", "target": ""}, "needs a target"),
        ({"target": "120"}, "at most 100"),
        ({"who": "employee"}, "Choose the person"),
        ({"who": "post"}, "Choose the post"),
        ({"period": "quarterly", "month": "5"}, "three months"),
        ({"valid_from": "2026-03-01"}, "today at the earliest"),
        ({"code": "follow-up"}, "already"),
    ],
)
def test_definition_that_cannot_be_is_refused_in_words(client, hall, supervisor, wrong, sentence):
    make.plan_task(hall)
    client.force_login(supervisor)
    facts = {"code": "new", "name": "x", "period": "weekly", "weekday": 6, "month_day": 31, "month": 3}
    facts |= {"moves": "stays", "grace_days": 3, "measure": "rate", "bound": "least", "target": 80, "who": "on_duty"}

    answer = client.post(address("task-new"), facts | {"valid_from": str(TODAY)} | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert PlanTask.objects.count() == 1


def test_supervisor_sends_back_with_a_reason(client, row, clerk, ann, supervisor):
    client.force_login(clerk)
    client.post(address("occurrence", row.pk), {"value": "8", "base": "10"})
    client.force_login(supervisor)

    client.post(address("occurrence-return", row.pk), {"reason": "Count again."})

    client.force_login(clerk)
    assert "Count again." in client.get(address("occurrence", row.pk)).content.decode()


def test_work_that_has_not_begun_is_assessed_from_its_first_day_on(client, hall, supervisor):
    row = make.occurrence(make.plan_task(hall), date(2026, 4, 6), date(2026, 4, 12))
    client.force_login(supervisor)

    page = client.post(address("occurrence-excuse", row.pk), {"reason": "Closed."}, follow=True)
    url = f"/api/v1/halls/east/plan-occurrences/{row.pk}/excuse/"
    program = client.post(url, {"reason": "Closed."}, content_type="application/json")

    assert "can be assessed from then on" in page.content.decode()
    assert (program.status_code, program.json()["code"]) == (409, "ahead")


def test_workbook_holds_the_figures_of_the_page(client, hall, supervisor):
    task = make.plan_task(hall, name="=HYPERLINK()")
    make.occurrence(task, TODAY, value=13, base=20, completed_on=TODAY, is_met=False, answerable_name="Ann")
    client.force_login(supervisor)

    answer = client.get(address("hall-workbook") + "?month=2026-03")

    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert [book["People"].cell(4, column).value for column in (1, 9)] == ["Ann", 65]
    sheet = book["Tasks"]
    assert [cell.value for cell in sheet[4]][:4] == ["=HYPERLINK()", "weekly, by Sunday", "≥ 80 %", 65]
    assert sheet["A4"].data_type == "s"
