"""Who reads what on the pages of summaries, and what they say."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from notices.models import Notice
from reports import oldformat
from reports.figures import Figures, from_json, to_json
from reports.making import columns_of
from reports.models import Summary
from reports.report import whole_of
from reports.sending import send_changes, send_summary
from rosters.models import CycleStep, Step
from staff.models import AuditEntry
from staff.months import shifted
from tests import make

from .conftest import MARCH, NOW, on, staffed

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
QUERIES, QUERIES_OF_MONTH = 22, 10


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def sent(hall, elsewhere):
    """Both halls have sent March, and the department's is made."""
    for one in (hall, elsewhere):
        staffed(one)
        send_summary(MARCH, hall=one, now=NOW)
    return send_summary(MARCH, now=NOW)


def page(hall=None, month=MARCH, **query) -> str:
    url = reverse("reports:hall", args=[month, hall.code]) if hall else reverse("reports:month", args=[month])
    return url + "".join(f"?{name}={value}" for name, value in query.items())


def rows_of(response) -> dict[str, str]:
    return {row.label: row.now for group in response.context["groups"] for row in group.rows}


def test_hall_page_shows_the_frozen_figures_whatever_happens_later(client, hall, manager, sent):
    client.force_login(manager)
    before = rows_of(client.get(page(hall)))
    hall.rosters.get().assignments.filter(date=on(2)).delete()
    make.publish(hall.rosters.get(), at=NOW)

    after = rows_of(client.get(page(hall)))

    assert before == after
    assert before["Hours planned"] == "511.5 h"


def test_earlier_numbers_stay_to_be_read(client, hall, manager, sent):
    hall.rosters.get().assignments.filter(date=on(2)).delete()
    make.publish(hall.rosters.get(), at=NOW)
    send_changes(MARCH, hall=hall, now=LATER)
    client.force_login(manager)

    newest, first = client.get(page(hall)), client.get(page(hall, number=1))

    assert [one.context["summary"].number for one in (newest, first)] == [2, 1]
    assert "Hours planned: 511.5 h → 488 h" in newest.context["changes"]
    assert "A later number is in force." in first.content.decode()
    assert client.get(page(hall, number=3)).status_code == 404


def test_before_it_is_sent_a_manager_sees_what_it_would_say(client, hall, manager):
    staffed(hall)
    client.force_login(manager)

    response = client.get(page(hall))

    assert "Not sent yet." in response.content.decode()
    assert rows_of(response)["People"] == "3"
    assert not Summary.objects.exists()


def test_department_does_not_see_a_draft(client, hall, department):
    make.roster(hall)
    client.force_login(department)

    response = client.get(page(hall))

    assert response.context["report"] is None
    assert "Nothing to sum up yet" in response.content.decode()


def test_department_page_has_all_halls_and_a_managers_only_her_own(client, hall, elsewhere, department, manager, sent):
    client.force_login(department)
    whole = client.get(page())
    client.force_login(manager)
    own = client.get(page())

    assert rows_of(whole)["People"] == "6"
    assert [row.hall for row in whole.context["comparison"].rows] == [hall, elsewhere]
    assert rows_of(own)["People"] == "3"
    assert [row.hall for row in own.context["comparison"].rows] == [hall]
    assert own.context["summary"] is None


def test_manager_sends_changes_with_one_press(client, hall, manager, sent):
    hall.rosters.get().assignments.filter(date=on(2)).delete()
    make.publish(hall.rosters.get(), at=NOW)
    client.force_login(manager)
    send = reverse("reports:hall-send", args=[MARCH, hall.code])

    first = client.post(send, follow=True)
    second = client.post(send, follow=True)

    assert [str(one) for one in first.context["messages"]] == ["Number 2 has been sent."]
    assert [str(one) for one in second.context["messages"]] == ["Nothing has changed since number 2."]
    assert Summary.objects.filter(hall=hall).count() == 2


def test_sending_before_publishing_says_what_to_do(client, hall, manager):
    make.roster(hall)
    client.force_login(manager)

    response = client.post(reverse("reports:hall-send", args=[MARCH, hall.code]), follow=True)

    assert [str(one) for one in response.context["messages"]] == [
        "This hall has published no roster for the month. Publish it first."
    ]


def test_json_holds_every_figure_in_minutes(client, hall, elsewhere, department, sent):
    client.force_login(department)

    data = client.get(reverse("reports:file", args=[MARCH, "json"])).json()

    assert (data["month"], data["number"], data["missing"]) == ("2026-03", 1, [])
    assert [part["hall"] for part in data["halls"]] == ["east", "west"]
    assert data["figures"]["work"]["planned"] == 2 * 30690
    assert data["figures"]["counted"]["people"] == 6


def test_old_format_says_so_where_the_machine_cannot_make_it(client, hall, manager, sent, monkeypatch):
    monkeypatch.setattr(oldformat, "soffice", lambda: None)
    client.force_login(manager)

    response = client.get(reverse("reports:hall-file", args=[MARCH, hall.code, "xls"]), follow=True)

    (message,) = response.context["messages"]
    assert str(message).startswith("The old format .xls needs LibreOffice")


# --- all halls at a glance ---------------------------------------------------


def overview(client, **query):
    return client.get(reverse("reports:reports"), query)


def names(response) -> list[str]:
    return [line.name for line in response.context["lines"]]


def test_overview_has_stage_cover_overtime_and_completion_of_each_hall(client, hall, elsewhere, department, sent):
    third = make.hall("south", "South Gate")
    make.roster(third, MARCH)
    client.force_login(department)

    response = overview(client)

    lines = {line.code: line for line in response.context["lines"]}
    assert response.context["month"] == MARCH
    assert [lines[code].stage for code in ("east", "west", "south")] == ["sent", "sent", "draft"]
    assert (lines["east"].glance.people, lines["east"].glance.cover, lines["south"].glance) == (3, 91.7, None)
    assert lines["east"].trend == [None] * 11 + [91.7]
    assert (lines["east"].is_late, lines["east"].days_late) == (True, 2)
    assert response.context["whole"].glance.people == 6


def test_overview_names_each_figure_of_all_halls_where_a_phone_shows_no_headings(client, hall, department, sent):
    client.force_login(department)

    row = overview(client, month="2026-03").text.partition("<tfoot>")[2].partition("</tfoot>")[0]

    assert re.findall('data-label="([^"]+)"', row) == ["People", "Cover", "Hours missing", "Overtime", "Completion"]


def test_overview_finds_filters_and_sorts(client, hall, elsewhere, department, sent):
    third = make.hall("south", "South Gate")
    make.roster(third, MARCH)
    Summary.objects.filter(hall=elsewhere).update(missing_minutes=9999, days_late=0)
    client.force_login(department)

    assert names(overview(client, q="WEST")) == ["West Gate"]
    assert names(overview(client, q="south")) == ["South Gate"]
    assert names(overview(client, stage="draft")) == ["South Gate"]
    assert names(overview(client, late="1")) == ["East Gate"]
    assert names(overview(client, sort="cover")) == ["West Gate", "East Gate", "South Gate"]
    assert names(overview(client, stage="nonsense", sort="nonsense")) == ["East Gate", "South Gate", "West Gate"]
    assert "No hall is like this" in overview(client, q="nowhere").content.decode()


def test_overview_has_a_bar_for_each_day_higher_where_more_are_missing(client, hall, elsewhere, department, sent):
    client.force_login(department)

    response = overview(client, q="east")

    (line,) = response.context["lines"]
    # Two are needed from 9 to 18: on even days one comes at 9 and two at 11, on odd days two and one.
    assert line.days[1:8] == [88.9, 94.4, 88.9, 94.4, 88.9, None, None]
    shown = response.content.decode()
    assert (shown.count('rect class="is-bad"'), shown.count('rect class="is-less"')) == (11, 11)
    assert "2 88.9 %, 3 94.4 %" in shown


@pytest.mark.parametrize("is_sent", [True, False])
def test_overview_has_the_hours_missing_on_each_day_and_the_spread_of_weeks(
    client, hall, elsewhere, department, sent, is_sent
):
    if not is_sent:
        Summary.objects.of_department().update(replaced_at=NOW)
    client.force_login(department)

    response = overview(client)

    # On even days two hours are missing in each of both halls, on odd ones one.
    assert [minutes // 60 for minutes in response.context["days_missing"][:8]] == [0, 4, 2, 4, 2, 4, 0, 0]
    assert "all halls together; most: 4 h on day 2" in response.content.decode()
    spread = from_json(hall.summaries.get().figures).hours.spread
    assert [line.spread for line in response.context["lines"]] == [spread, spread]
    rows = client.get("/api/v1/overview/", {"month": "2026-03"}).json()["results"]
    assert [row["spread_minutes"] for row in rows] == [spread, spread]


def test_overview_names_those_with_the_most_overtime_of_all_halls(client, hall, elsewhere, department, sent):
    Summary.objects.filter(hall=hall).update(
        most_overtime=[["Ann", 1980, 2160], ["Bob", 1000, 2160], ["Cat", 900, 2160]], most_overtime_minutes=1980
    )
    Summary.objects.filter(hall=elsewhere).update(most_overtime=[["Dan", 1200, 1200]], most_overtime_minutes=1200)
    client.force_login(department)

    found = overview(client).context["most_overtime"]

    assert [(one.person, one.hall, one.minutes, one.is_near) for one in found] == [
        ("Ann", "East Gate", 1980, True),
        ("Dan", "West Gate", 1200, True),
        ("Bob", "East Gate", 1000, False),
    ]


def test_management_reminds_the_managers_of_late_halls_once_a_day(client, hall, elsewhere, manager, department, sent):
    for step in (Step.PUBLISH, Step.BUILD):
        CycleStep.objects.create(hall=hall, month=MARCH, step=step, due_at=NOW - timedelta(days=9 - len(step)))
    CycleStep.objects.create(
        hall=elsewhere, month=MARCH, step=Step.BUILD, due_at=NOW - timedelta(days=9), done_at=NOW - timedelta(days=8)
    )
    client.force_login(department)
    assert "Remind 1 late hall" in overview(client).content.decode()

    remind = reverse("reports:remind", args=[MARCH])
    first, second = client.post(remind, follow=True), client.post(remind, follow=True)

    said = [[str(one) for one in response.context["messages"]] for response in (first, second)]
    assert said == [["Reminded: East Gate"], ["No late hall is left that has not been reminded today."]]
    (told,) = Notice.objects.filter(kind="step_late")
    assert (told.user, told.url) == (manager, reverse("reports:cycle", args=["east", MARCH]))
    assert told.words.title.startswith("Department reminds you: late since")
    assert AuditEntry.objects.get(act="hall_reminded").by == department


def test_program_of_management_reminds_late_halls_once_a_day(client, hall, elsewhere, manager, department, sent):
    CycleStep.objects.create(hall=hall, month=MARCH, step=Step.BUILD, due_at=NOW - timedelta(days=9))
    client.force_login(department)

    def remind(month="2026-03"):
        return client.post("/api/v1/overview/remind/", {"month": month}, content_type="application/json")

    assert [remind().json(), remind().json()] == [{"halls": ["east"]}, {"halls": []}]
    assert remind("March").status_code == 400
    assert Notice.objects.get(kind="step_late").user == manager
    client.force_login(manager)
    assert remind().status_code == 403


def test_manager_of_halls_reminds_nobody(client, hall, elsewhere, manager, sent):
    make.post(manager, "manager", elsewhere)
    CycleStep.objects.create(hall=hall, month=MARCH, step=Step.PUBLISH, due_at=NOW)
    client.force_login(manager)

    assert "late hall" not in overview(client).content.decode()
    assert client.post(reverse("reports:remind", args=[MARCH])).status_code == 403


def test_overview_leads_who_reads_one_hall_to_it(client, hall, manager, sent):
    client.force_login(manager)

    assert overview(client).url == page(hall)


def test_queries_of_the_overview_do_not_depend_on_the_number_of_halls(client, department, django_assert_num_queries):
    client.force_login(department)
    for count in (2, 12):
        for number in range(count):
            hall = make.hall(f"h{count}-{number}", f"Hall {count} {number}")
            staffed(hall, people=1)
            for month in (MARCH, shifted(MARCH, -1)):
                summarise(hall, month)
        with django_assert_num_queries(QUERIES):
            assert overview(client).status_code == 200
        with django_assert_num_queries(QUERIES_OF_MONTH):
            assert client.get(page()).status_code == 200


def summarise(hall, month):
    figures = Figures(days=31, people=3)
    Summary.objects.create(hall=hall, month=month, number=1, figures=to_json(figures), **columns_of(figures))


# --- programs ----------------------------------------------------------------


def test_api_lists_summaries_in_force_and_filters_them(client, hall, elsewhere, manager, department, sent):
    hall.rosters.get().assignments.filter(date=on(2)).delete()
    make.publish(hall.rosters.get(), at=NOW)
    send_changes(MARCH, hall=hall, now=LATER)
    client.force_login(department)

    def found(**query) -> list[tuple[str | None, int]]:
        rows = client.get(reverse("api:summary-list"), query).json()["results"]
        return [(row["hall"], row["number"]) for row in rows]

    assert sorted(found(), key=str) == [("east", 2), ("west", 1), (None, 1)]
    assert found(hall="east", all_numbers="true") == [("east", 2), ("east", 1)]
    assert found(department="true", month="2026-03") == [(None, 1)]
    assert found(month="2026-04") == []
    client.force_login(manager)
    assert found(all_numbers="true") == [("east", 2), ("east", 1)]


def test_api_has_all_halls_at_a_glance_and_the_workbook(client, hall, outsider, clerk, department, sent):
    client.force_login(department)

    rows = client.get("/api/v1/overview/", {"month": "2026-03", "words": "WEST"}).json()["results"]
    book = client.get(reverse("api:summary-workbook", args=[sent.pk]))

    assert [(row["hall"], row["stage"], row["people"], row["managers"]) for row in rows] == [
        ("west", "sent", 3, ["Outsider"])
    ]
    assert rows[0]["cover_by_day"][5:8] == [88.9, None, None]
    assert load_workbook(BytesIO(book.content)).sheetnames[0] == "Summary"
    client.force_login(clerk)
    assert client.get("/api/v1/overview/", {"month": "2026-03"}).status_code == 403


def test_overview_says_who_manages_what_is_late_and_who_sent_last(client, hall, elsewhere, manager, department, sent):
    due = NOW - timedelta(days=400)
    CycleStep.objects.create(hall=hall, month=MARCH, step=Step.CLOSE, due_at=due)
    client.force_login(department)

    response = overview(client)

    lines = {line.code: line for line in response.context["lines"]}
    assert (lines["east"].managers, lines["east"].overdue.step) == (["Manager"], Step.CLOSE)
    assert lines["east"].states == ["done"] * 4
    assert [summary.hall for summary in response.context["last_sent"]] == [elsewhere, hall]
    assert response.context["sent"] == sent


def test_api_detail_says_all_figures_and_what_has_changed(client, hall, manager, sent):
    hall.rosters.get().assignments.filter(date=on(2)).delete()
    make.publish(hall.rosters.get(), at=NOW)
    summary = send_changes(MARCH, hall=hall, now=LATER)
    client.force_login(manager)

    data = client.get(reverse("api:summary-detail", args=[summary.pk])).json()

    assert (data["hall"], data["month"], data["number"], data["is_in_force"]) == ("east", "2026-03", 2, True)
    assert data["figures"]["work"]["people"] == 3
    assert "Hours planned: 511.5 h → 488 h" in data["differences"]


def test_sum_of_many_halls_is_worked_out_once_until_another_number_is_made(
    client, hall, elsewhere, department, sent, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("reports.report.SUMMED_ANEW", 1)
    cache.clear()
    parts = Summary.objects.in_force().of_halls().filter(month=MARCH)
    first = whole_of(MARCH, None, parts)

    with django_assert_num_queries(2):
        assert whole_of(MARCH, None, parts).figures == first.figures

    Summary.objects.filter(hall=elsewhere).update(replaced_at=NOW)
    assert whole_of(MARCH, None, parts).figures.halls == first.figures.halls - 1
