"""The monthly work plan: begun from tasks or from last month's, written, approved by somebody else, taken along."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from plans.models import WorkPlan
from plans.workplans import TEXTS, NotWritable, approve, begin, reopen, write
from tests import make
from tests.together import at_once

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def plan(hall, supervisor):
    make.plan_task(hall, name="Follow up")
    return begin(hall, MARCH, "tasks", by=supervisor)


def sent(**rows: str) -> dict[str, str]:
    """The form with one item, and one line left empty."""
    count = {"items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "2"}
    first = {"items-0-what": "Train", "items-0-how": "", "items-0-who": "Ann", "items-0-due": "15", "items-0-task": ""}
    return count | first | {"goals": "Fewer queues", "items-1-what": ""} | rows


def url(name: str, month: date = MARCH) -> str:
    return reverse(f"plans:work-plan{name}", args=["east", month])


def reason_of(act) -> str:
    with pytest.raises(NotWritable) as refusal:
        act()
    return refusal.value.facts["reason"]


def test_plan_begins_with_the_tasks_in_force(plan):
    item = plan.items.get()

    assert (item.what, item.who, item.due) == ("Follow up", "whoever is on duty", "weekly, by Sunday")
    assert item.task.code == "follow-up"


def test_plan_is_begun_once(plan, hall, supervisor):
    assert begin(hall, MARCH, "last", by=supervisor) == plan


@pytest.mark.django_db(transaction=True)
def test_plan_begun_by_several_at_once_is_one(transactional_db, supervisor):
    hall = supervisor.posts.get().hall

    plans = at_once(lambda: begin(hall, MARCH, "tasks", by=supervisor))

    assert len(set(plans)) == 1


def test_plan_copies_the_month_before(plan, hall, supervisor):
    plan.goals = "Fewer queues"
    plan.save()

    copy = begin(hall, APRIL, "last", by=supervisor)

    assert copy.goals == "Fewer queues"
    assert [item.what for item in copy.items.all()] == ["Follow up"]
    assert not copy.is_approved


def test_plan_is_written_in_one_form(client, plan, supervisor):
    client.force_login(supervisor)

    answer = client.post(url("-edit"), sent())

    plan.refresh_from_db()
    assert answer.status_code == 303
    assert plan.goals == "Fewer queues"
    assert [(item.what, item.who, item.due) for item in plan.items.all()] == [("Train", "Ann", "15")]


def test_plan_that_somebody_else_has_written_meanwhile_is_not_written_over(client, plan, supervisor, manager):
    client.force_login(supervisor)
    seen = client.get(url("-edit")).context["seen"]
    write(plan, dict.fromkeys(TEXTS, "") | {"goals": "Shorter queues"}, [], by=manager)

    first = client.post(url("-edit"), sent(seen=seen))
    again = client.post(url("-edit"), sent(seen=first.context["seen"]))

    assert (first.status_code, again.status_code) == (422, 303)
    assert "Fewer queues" in first.text
    assert WorkPlan.objects.get().goals == "Fewer queues"


def test_line_without_what_is_refused_and_nothing_is_lost(client, plan, supervisor):
    client.force_login(supervisor)

    answer = client.post(url("-edit"), sent(**{"items-1-who": "Bob"}))

    assert answer.status_code == 422
    assert "Bob" in answer.content.decode()
    assert plan.items.get().what == "Follow up"


def test_plan_is_approved_by_somebody_else(plan, supervisor, manager):
    assert reason_of(lambda: approve(plan, by=supervisor)) == "own_plan"

    approve(plan, by=manager)

    plan.refresh_from_db()
    assert (plan.state, plan.approved_by) == ("approved", manager)


def test_empty_plan_is_not_approved(plan, manager):
    plan.items.all().delete()

    assert reason_of(lambda: approve(plan, by=manager)) == "plan_empty"


def test_approved_plan_changes_only_after_it_was_opened_again(client, plan, supervisor, manager):
    approve(plan, by=manager)
    client.force_login(supervisor)
    assert client.post(url("-edit"), sent()).status_code == 422

    reopen(plan, by=supervisor)

    assert client.post(url("-edit"), sent()).status_code == 303
    assert WorkPlan.objects.get().approved_by is None


def test_draft_is_hidden_from_the_hall_until_it_is_approved(client, plan, clerk, manager):
    client.force_login(clerk)
    assert client.get(url("")).context["plan"] is None
    assert client.get(url("-workbook")).status_code == 404

    approve(plan, by=manager)

    assert client.get(url("")).context["plan"] == plan


def test_first_plan_of_a_hall_begins_with_the_template_and_her_own_with_nothing(hall, ann, supervisor):
    plan, own = begin(hall, MARCH, "tasks", by=supervisor), begin(hall, MARCH, "tasks", by=supervisor, employee=ann)

    names = ("department", "idea", "goals", "requirements")
    assert all(getattr(plan, name) for name in names)
    assert not any(getattr(own, name) for name in names)


def test_workbook_has_the_layout_of_the_form(client, plan, supervisor):
    client.cookies["django_language"] = "en"
    client.force_login(supervisor)
    client.post(url("-edit"), sent(idea="=1+1", unit="East"))

    sheet = load_workbook(BytesIO(b"".join(client.get(url("-workbook")).streaming_content))).worksheets[0]

    column = [sheet.cell(row, 1).value for row in range(1, 15)]
    assert column == [
        *("Monthly work plan", "Unit", "Department", "Month", "Head"),
        *("Guiding idea", "=1+1", "Goals", "Fewer queues", "Requirements", None),
        *("No.", 1, "Remarks"),
    ]
    assert sheet["A7"].data_type == "s"
    assert [cell.value for cell in sheet[13]] == [1, "Train", None, "Ann", "15"]


# --- plans of people ---------------------------------------------------------


def own_url(name: str = "", person: str = "ann") -> str:
    return reverse(f"plans:own-plan{name}", args=["east", MARCH, person])


@pytest.fixture
def ann(hall, clerk):
    return make.employee(hall, "ann", user=clerk)


def test_person_writes_her_own_plan_and_a_supervisor_approves_it(client, hall, ann, clerk, supervisor):
    make.plan_task(hall, "training", name="Train", who="employee", employee=ann)
    make.plan_task(hall)
    client.force_login(clerk)
    client.post(own_url("-begin"), {"source": "tasks"})
    client.post(own_url("-edit"), sent(goals="Learn"))

    own = WorkPlan.objects.get()
    assert (own.employee, own.goals, [item.what for item in own.items.all()]) == (ann, "Learn", ["Train"])
    assert client.post(own_url("-approve")).status_code == 403

    client.force_login(supervisor)
    client.post(own_url("-approve"))

    own.refresh_from_db()
    assert (own.is_approved, own.approved_by) == (True, supervisor)
    assert client.get(url("")).context["people"] == [(ann, own)]


def test_own_plan_begins_with_her_tasks_and_stands_beside_the_hall_s(plan, hall, ann, clerk):
    make.plan_task(hall, "training", name="Train", who="employee", employee=ann)

    own = begin(hall, MARCH, "tasks", by=clerk, employee=ann)

    assert [item.what for item in own.items.all()] == ["Train"]
    assert begin(hall, MARCH, "tasks", by=clerk, employee=ann) == own
    assert set(WorkPlan.objects.all()) == {plan, own}
    assert begin(hall, APRIL, "last", by=clerk, employee=ann).items.get().what == "Train"


def test_own_plan_is_read_by_her_and_by_those_who_lead(client, hall, ann, clerk, duty, department, manager):
    begin(hall, MARCH, "tasks", by=clerk, employee=ann)

    seen = {}
    for user in (clerk, duty, department, manager):
        client.force_login(user)
        seen[user.username] = [client.get(own_url(name)).status_code for name in ("", "-edit", "-workbook")]

    assert seen == {"clerk": [200] * 3, "duty": [403] * 3, "department": [403] * 3, "manager": [200] * 3}
