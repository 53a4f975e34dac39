"""Customers followed up: masked, called on their days, counted in the rate, erased when their time is over."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from notices.models import Notice
from plans.assessing import NotAssessable, confirm, send_back
from plans.cases import cases_of, erase_everywhere, follow_up, keep_for, open_case
from plans.defining import change_task
from plans.keeping import keep_up_hall
from plans.masking import masked
from plans.models import Case, FollowUp, Occurrence, PlanTask
from plans.recording import Entry, NotRecordable, record
from plans.tasks import erase_cases
from staff.models import AuditEntry
from tests import make
from tests.plans.conftest import TODAY
from tests.together import at_once

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY = date(2026, 3, 9), date(2026, 3, 15)
YESTERDAY = TODAY - timedelta(days=1)


def days_later(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture
def task(hall, set_today) -> PlanTask:
    return make.plan_task(hall, follow_up_days="1, 5", valid_from=MONDAY)


@pytest.fixture
def week(hall, task) -> Occurrence:
    keep_up_hall(hall)
    return Occurrence.objects.get(first_day=MONDAY)


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", user=clerk)


def entered(task: PlanTask, by, reference: str = "王小明 13812345678", **more) -> Case:
    return open_case(Case(reference=reference, served_on=more.pop("served_on", TODAY), **more), task, by=by)


def figures(row: Occurrence) -> tuple[int, int]:
    row.refresh_from_db()
    return row.value, row.base


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王小明", "王**"),
        ("王女士", "王女士"),
        ("13812345678", "138****5678"),
        ("王女士 138 1234 5678 宽带", "王女士 138****5678 宽带"),
        ("尾号 3321", "尾号 3321"),
        ("87654321", "****4321"),
        ("7654321", "****321"),
        ("0574-8765432", "057****5432"),
        ("Order A-17", "Order A-17"),
    ],
)
def test_names_and_long_numbers_are_masked(text, expected):
    assert masked(text) == expected


def test_customer_is_followed_up_on_each_of_the_task_s_days_and_kept_masked(task, ann, clerk):
    case = entered(task, clerk, note="Call 13812345678")

    rows = [(row.due_on, row.employee, row.outcome) for row in case.follow_ups.all()]
    assert rows == [(days_later(1), ann, ""), (days_later(5), ann, "")]
    assert (case.reference, case.note) == ("王小明 138****5678", "Call 138****5678")
    assert "138" not in "".join(f"{row.subject}{row.after}" for row in AuditEntry.objects.all())


def test_customer_entered_twice_is_there_once(task, clerk):
    assert entered(task, clerk) == entered(task, clerk)
    assert FollowUp.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_customer_entered_by_several_at_once_is_there_once(transactional_db, clerk):
    hall = clerk.posts.get().hall
    task = make.plan_task(hall, follow_up_days="1", valid_from=hall.today())

    at_once(lambda: entered(task, clerk, served_on=hall.today()))

    assert Case.objects.count() == FollowUp.objects.count() == 1


def test_rate_counts_itself_beside_what_is_recorded(task, week, clerk):
    entered(task, clerk, served_on=days_later(-2))
    assert figures(week) == (0, 1)  # the fifth day is still to come

    follow_up(FollowUp.objects.get(due_on=YESTERDAY), "problem", "", by=clerk)
    assert figures(week) == (1, 1)
    assert week.completed_on == TODAY

    record(week, Entry(3, 4), by=clerk)
    assert figures(week) == (4, 5)


def test_rate_counts_what_was_due_by_now_and_what_was_reached_before(hall, task, week, clerk, set_today):
    for reference in ("A-1", "A-2"):
        entered(task, clerk, reference)
    early = FollowUp.objects.filter(due_on=days_later(1)).first()
    assert figures(week) == (0, 0)

    follow_up(early, "not_reached", "", by=clerk)
    assert (figures(week), week.completed_on) == ((0, 0), None)
    follow_up(early, "content", "", by=clerk)
    assert figures(week) == (1, 1)

    set_today(days_later(1))
    keep_up_hall(hall)
    assert figures(week) == (1, 1)  # there is still time today
    set_today(days_later(3))
    keep_up_hall(hall)
    assert figures(week) == (1, 2)
    set_today(days_later(9))
    keep_up_hall(hall)
    keep_up_hall(hall)
    assert figures(Occurrence.objects.get(first_day=MONDAY + timedelta(days=7))) == (0, 2)


def test_customer_not_reached_is_tried_again_and_counts_once(task, week, clerk, supervisor):
    entered(task, clerk, served_on=days_later(-2))
    row = FollowUp.objects.get(due_on=YESTERDAY)

    follow_up(row, "not_reached", "No answer", by=clerk)
    assert figures(week) == (0, 1)
    follow_up(row, "content", "", by=clerk)

    assert figures(week) == (1, 1)
    with pytest.raises(NotRecordable, match="followed_up"):
        follow_up(row, "content", "", by=supervisor)


def test_confirmed_week_changes_no_more(task, week, clerk, supervisor):
    entered(task, clerk, served_on=days_later(-2))
    rows = FollowUp.objects.filter(due_on=YESTERDAY)
    follow_up(rows[0], "not_reached", "", by=clerk)
    confirm(week, by=supervisor)

    with pytest.raises(NotRecordable, match="confirmed"):
        follow_up(rows[0], "content", "", by=clerk)
    entered(task, clerk, "A-18", served_on=days_later(-2))
    assert figures(week) == (0, 1)


def test_occurrence_made_after_its_follow_ups_counts_them(hall, task, clerk):
    entered(task, clerk, served_on=days_later(-2))

    keep_up_hall(hall)

    bases = dict(Occurrence.objects.values_list("first_day", "base"))
    assert (bases[MONDAY], bases[MONDAY + timedelta(days=7)]) == (1, 0)


@pytest.mark.parametrize("day", [1, -400])
def test_customer_of_a_day_to_come_or_long_past_is_refused(task, clerk, day):
    with pytest.raises(NotRecordable, match="served"):
        entered(task, clerk, served_on=days_later(day))


def test_customers_are_erased_after_the_hall_s_days_and_their_figures_stay(hall, task, week, clerk, manager, set_today):
    entered(task, clerk)
    follow_up(FollowUp.objects.get(due_on=days_later(1)), "content", "Happy", by=clerk)
    keep_for(hall, 30, by=manager)

    set_today(days_later(35))
    assert erase_everywhere() == 0
    set_today(days_later(36))
    assert (erase_everywhere(), erase_everywhere()) == (1, 0)

    assert not Case.objects.exists()
    assert set(FollowUp.objects.values_list("case", "note")) == {(None, "")}
    assert figures(week) == (1, 1)
    assert erase_cases.name in [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]


def test_clerk_enters_and_follows_up_on_her_phone(client, hall, task, week, ann, clerk):
    client.force_login(clerk)
    client.cookies["django_language"] = "en"
    url = reverse("plans:cases", args=["east"])
    sent = {"task": task.pk, "reference": "李雷", "kind": "new", "served_on": str(days_later(-1)), "note": ""}

    answers = [client.post(url, sent).status_code, client.post(url, sent | {"served_on": "9999-12-31"}).status_code]
    shown = client.get(url).content.decode()
    row = FollowUp.objects.get(due_on=TODAY)
    client.post(reverse("plans:follow-up", args=["east", row.pk]), {"outcome": "content", "note": ""})

    assert answers == [303, 422]
    assert ("李*" in shown, "李雷" in shown) == (True, False)
    assert "Followed up today" in client.get(url).content.decode()
    assert figures(week) == (1, 1)


def test_page_asks_as_often_for_many_as_for_one(client, hall, task, manager, count_queries):
    client.force_login(manager)
    url = reverse("plans:cases", args=["east"])
    make.follow_up(task)
    client.get(url)
    few = count_queries(lambda: client.get(url))

    for number in range(20):
        make.follow_up(task, f"B-{number}", days_later(number % 5 - 2))

    assert count_queries(lambda: client.get(url)) == few
    found = cases_of(hall)
    assert (len(found.overdue), len(found.today), len(found.coming)) == (8, 5, 8)


def test_only_a_rate_counts_follow_ups(client, hall, supervisor, set_today):
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"
    sent = {"code": "a", "name": "A", "measure": "check", "period": "daily", "who": "on_duty", "moves": "stays"}

    answer = client.post(reverse("plans:task-new", args=["east"]), sent | {"follow_up_days": "1, x"})
    other = client.post(reverse("plans:task-new", args=["east"]), sent | {"follow_up_days": "1"})

    assert "Write numbers of days" in answer.content.decode()
    assert "Only a rate can count follow-ups" in other.content.decode()


def test_week_sent_back_stays_so_until_somebody_answers(hall, task, week, ann, clerk, supervisor):
    entered(task, clerk, served_on=days_later(-2))
    row = FollowUp.objects.get(due_on=YESTERDAY)
    follow_up(row, "not_reached", "", by=clerk)
    send_back(week, "Try again.", by=supervisor)

    entered(task, clerk, "A-18")
    keep_up_hall(hall)
    week.refresh_from_db()
    assert week.verdict == "returned"
    follow_up(row, "content", "", by=clerk)
    week.refresh_from_db()
    assert week.verdict == ""


def test_who_called_is_told_what_was_sent_back_and_does_not_assess_it(client, hall, task, week, clerk, supervisor):
    entered(task, clerk)
    follow_up(FollowUp.objects.get(due_on=days_later(1)), "content", "", by=clerk)
    client.force_login(supervisor)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("plans:occurrence", args=["east", week.pk])).content.decode()
    assert [reverse(f"plans:occurrence-{act}", args=["east", week.pk]) in page for act in ("confirm", "return")] == [
        True,
        True,
    ]
    send_back(week, "Reached whom?", by=supervisor)
    assert Notice.objects.get(kind="plan_returned").user == clerk
    with pytest.raises(NotAssessable, match="own"):
        confirm(week, by=clerk)


def test_task_changed_in_mid_period_counts_each_follow_up_once(hall, task, week, clerk, supervisor, set_today):
    entered(task, clerk)

    change_task(task, {"target": 90}, start=days_later(1), by=supervisor)
    set_today(days_later(2))
    keep_up_hall(hall)

    parts = Occurrence.objects.filter(first_day__lte=SUNDAY).order_by("first_day")
    assert [(row.last_day, row.base) for row in parts] == [(TODAY, 0), (SUNDAY, 1)]
