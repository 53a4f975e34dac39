"""In which order acts on a plan lock what they change, so that no two of them wait for each other."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.defining import add_task, change_task, end_task, resume_task, take_template
from plans.everywhere import change_common, end_common, make_common, make_own
from plans.keeping import keep_up_hall
from plans.models import PlanTask
from staff.models import Hall, User
from tests import make
from tests.plans.conftest import TODAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]
TOMORROW = TODAY + timedelta(days=1)

Act = Callable[[PlanTask, User], object]
ACTS: dict[str, Act] = {
    "template": lambda task, by: take_template(task.hall, by=by),
    "add": lambda task, by: add_task(PlanTask(hall=task.hall, code="new", name="New", valid_from=TODAY), by=by),
    "change": lambda task, by: change_task(task, {"target": 95}, start=TOMORROW, by=by),
    "resume": lambda task, by: resume_task(ended(task), {"target": 95}, start=TOMORROW, by=by),
    "end": lambda task, by: end_task(task, last=TODAY, by=by),
    "keep up": lambda task, by: keep_up_hall(task.hall),
    "make common": lambda task, by: make_common(task, by=by),
    "make own": lambda task, by: make_own(task, by=by),
    "change everywhere": lambda task, by: change_common(task, {"target": 95}, start=TOMORROW, by=by),
    "end everywhere": lambda task, by: end_common(task, last=TODAY, by=by),
}


def ended(task: PlanTask) -> PlanTask:
    return PlanTask.objects.get(code="over")


def held_or_changed(act: Callable[[], object]) -> Iterator[str]:
    """The tables that the act locks rows of or writes to, in order."""
    with CaptureQueriesContext(connection) as queries:
        act()
    for query in queries.captured_queries:
        sql = query["sql"]
        if found := re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql):
            yield found[1]
        elif "FOR NO KEY UPDATE" in sql or "FOR UPDATE" in sql:
            yield re.search(r'FROM "(\w+)"', sql)[1]


@pytest.mark.parametrize("name", ACTS)
def test_act_on_a_plan_holds_the_hall_first_and_its_log_last(hall, elsewhere, supervisor, set_today, name):
    make.plan_task(hall, code="over", valid_from=TODAY - timedelta(days=30), valid_to=TODAY)
    task = make.plan_task(hall, valid_from=TODAY - timedelta(days=30), is_common="everywhere" in name)
    keep_up_hall(hall)
    PlanTask.objects.update(made_until=TODAY)

    tables = list(held_or_changed(partial(ACTS[name], task, supervisor)))

    assert tables[0] == Hall._meta.db_table
    if name not in ("keep up", "make common"):  # the one writes no log, the other goes on in halls that it holds
        log = tables[tables.index("staff_auditchain") :]
        assert set(log) == {"staff_auditchain", "staff_auditentry"}
