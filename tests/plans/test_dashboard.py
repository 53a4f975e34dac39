"""Completion figures equal a naive recount, and cost as many queries for one hall as for many."""

import random
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from plans.dashboard import dashboard_of
from plans.keeping import keep_up_hall
from plans.models import Occurrence, PlanTask, TimeBlock
from plans.rates import Tally, projected_of
from plans.spans import Span
from plans.wording import points_of
from staff.models import Hall
from staff.months import last_day_of
from tests import make
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _today(set_today):
    """All of these tests are on the same day."""


def fill(task: PlanTask, chance: random.Random) -> None:
    """A year of occurrences in all the states there are."""
    for n in range(-300, 20, 5):
        due = TODAY + timedelta(days=n)
        base = chance.randrange(0, 30)
        value = chance.randint(0, base)
        done = chance.choice([None, due, due + timedelta(days=1)]) if n < 0 else None
        verdict = chance.choice(["", "", "confirmed", "returned", "excused"])
        facts = {"value": value, "base": base, "completed_on": done, "verdict": verdict} if done else {}
        is_met = task.is_met_by(value, base) if done else None
        name = chance.choice(["Ann", "Bob", ""])
        make.occurrence(task, due, due, is_met=is_met, answerable_name=name, **facts)


@pytest.fixture
def halls(hall, elsewhere):
    chance = random.Random(7)
    for one in (hall, elsewhere):
        for code, measure in (("follow-up", "rate"), ("calls", "zero"), ("clean", "check")):
            facts = {"measure": measure, "target": 80 if measure == "rate" else None}
            fill(make.plan_task(one, code, period="daily", valid_from=date(2025, 1, 1), **facts), chance)
    return [hall, elsewhere]


def recount(rows: list[Occurrence]) -> Tally:
    """The same figures, counted one by one as the definitions say it."""
    counts = dict.fromkeys(vars(Tally()), 0)
    for row in rows:
        state = row.state_on(TODAY)
        counts[state] += 1
        counts["overdue"] += state == "open" and row.due_on < TODAY
        if state in ("done", "late") and row.is_met is not None:
            counts["judged"] += 1
            counts["met"] += row.is_met
        if state != "excused":
            counts["value"] += row.value
            counts["base"] += row.base
    return Tally(**counts)


def rows_of(**wanted) -> list[Occurrence]:
    month = wanted.pop("month", MARCH)
    rows = Occurrence.objects.filter(due_on__range=(month, last_day_of(month)), **wanted)
    return list(rows.select_related("task"))


def test_figures_equal_a_naive_recount(halls):
    board = dashboard_of(halls, MARCH)

    assert board.total == recount(rows_of())
    for line in board.tasks:
        assert line.standing.tally == recount(rows_of(task__code=line.task.code))
    for line in board.lines:
        assert line.tally == recount(rows_of(hall=line.hall))
        judged = [one.is_met for one in line.standings if one and one.is_met is not None]
        assert (line.on_target.met, line.on_target.judged) == (judged.count(True), len(judged))
    assert len(board.overdue) == board.overdue_in_all
    assert board.waiting == sum(
        row.state_on(TODAY) in ("done", "late") and row.verdict == ""
        for row in Occurrence.objects.select_related("task")
    )
    for day in board.days:
        assert day.tally == recount(rows_of(due_on=day.date))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [("quarter", date(2026, 1, 1), date(2026, 3, 31)), ("year", date(2025, 1, 1), date(2025, 12, 31))],
)
def test_quarter_and_year_are_summed_over_their_records(halls, kind, first, last):
    board = dashboard_of(halls, first, kind=kind)

    def counted(**wanted) -> Tally:
        rows = Occurrence.objects.filter(due_on__range=(first, last), **wanted)
        return recount(list(rows.select_related("task")))

    assert (board.span.first, board.span.last, board.total) == (first, last, counted())
    assert [day.date for day in board.days] == [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum((day.tally for day in board.days), Tally()) == board.total
    for line in board.tasks:
        assert line.standing.tally == counted(task__code=line.task.code)
        assert line.trend[-1].month == last.replace(day=1)
    rate = next(line for line in board.tasks if line.task.measure == "rate")
    assert rate.standing.figure == counted(task__code=rate.task.code).rate
    for line in board.lines:
        assert line.tally == counted(hall=line.hall)


def test_trend_equals_a_naive_recount(halls):
    board = dashboard_of(halls, MARCH)

    for line in board.tasks:
        for point in line.trend:
            tally = recount(rows_of(task__code=line.task.code, month=point.month))
            expected = {"rate": tally.rate, "zero": tally.value if tally.total else None, "check": tally.completion}[
                line.task.measure
            ]
            assert point.figure == expected


@pytest.mark.parametrize(("kind", "month"), [("month", MARCH), ("quarter", MARCH), ("year", date(2025, 1, 1))])
def test_change_of_a_hall_is_against_the_span_before(client, halls, department, kind, month):
    make.occurrence(PlanTask.objects.filter(hall=halls[0]).first(), date(2024, 5, 6), date(2024, 5, 6))
    client.force_login(department)

    board = client.get(reverse("plans:plans"), {"month": f"{month:%Y-%m}", "span": kind}).context["board"]
    told = client.get("/api/v1/plan-rates/", {"month": f"{month:%Y-%m}", "span": kind}).json()

    for line, sent in zip(board.lines, told["lines"], strict=True):
        now, before = (counted_in(one, hall=line.hall) for one in (board.span, board.span.previous))
        expected = None if None in (now, before) else round(now - before, 1)
        assert line.change == sent["change"] == expected
    assert any(line.change for line in board.lines)


def counted_in(span: Span, **wanted) -> float | None:
    rows = Occurrence.objects.filter(due_on__range=(span.first, span.last), **wanted)
    return recount(list(rows.select_related("task"))).completion


@pytest.mark.parametrize(
    ("change", "text"), [(None, "–"), (0.0, "±0 个百分点"), (2.0, "+2 个百分点"), (-0.5, "−0.5 个百分点")]
)
def test_change_is_written_in_percentage_points(change, text):
    with translation.override("zh-hans"):
        assert points_of(change) == text


def test_people_are_counted_by_who_answered(halls):
    board = dashboard_of(halls[:1], MARCH, with_people=True)

    counted = {name: recount(rows_of(hall=halls[0], answerable_name=name)) for name in ("Ann", "Bob", "")}
    assert {line.name: line.tally for line in board.people} == {
        name: tally for name, tally in counted.items() if tally.due
    }
    assert len(board.people) > 1
    for line in board.people:
        for task, standing in zip(board.tasks, line.standings, strict=True):
            tally = recount(rows_of(hall=halls[0], task__code=task.task.code, answerable_name=line.name))
            if standing is None:
                assert (tally.due, tally.value, tally.base) == (0, 0, 0)
            else:
                figures = {"rate": tally.rate, "zero": tally.value, "check": tally.completion}
                assert (standing.tally, standing.figure) == (tally, figures[standing.task.measure])


def test_overdue_are_those_past_their_day_that_can_still_be_done(halls):
    board = dashboard_of(halls, MARCH)

    rows = Occurrence.objects.select_related("task")
    expected = [row.pk for row in rows if row.state_on(TODAY) == "open" and row.due_on < TODAY]
    assert sorted(row.pk for row in board.overdue) == sorted(expected)


def test_one_task_can_be_asked_for_alone(halls):
    board = dashboard_of(halls, MARCH, code="calls")

    assert [line.task.code for line in board.tasks] == ["calls"]
    assert board.total == recount(rows_of(task__code="calls"))


@pytest.mark.parametrize("kind", ["month", "quarter", "year"])
def test_page_of_many_halls_costs_as_many_queries_as_of_few(client, halls, department, count_queries, kind):
    client.force_login(department)
    url = f"{reverse('plans:plans')}?month=2026-03&span={kind}"
    add_blocks(halls)
    client.get(url)
    few = count_queries(lambda: client.get(url))

    more = [make.hall(f"h{number}", f"Hall {number}") for number in range(18)]
    for one in more:
        make.occurrence(make.plan_task(one, period="daily"), TODAY, TODAY)
    add_blocks(more)

    board = client.get(url).context["board"]
    assert (len(board.halls), board.span.kind) == (20, kind)
    assert count_queries(lambda: client.get(url)) == few


def add_blocks(halls: list[Hall]) -> None:
    facts = {"section": "Reception", "start": time(9), "end": time(10), "checks": "Lights", "valid_from": MARCH}
    TimeBlock.objects.bulk_create(TimeBlock(hall=one, **facts) for one in halls)


def test_figures_of_many_halls_cost_as_many_queries_as_of_one(halls, count_queries):
    add_blocks(halls)
    one = count_queries(lambda: dashboard_of(halls[:1], MARCH))

    assert count_queries(lambda: dashboard_of(halls, MARCH)) == one <= 12
    assert count_queries(lambda: dashboard_of(halls, MARCH, kind="year")) == one


def test_halls_without_a_plan_have_no_figures(hall):
    board = dashboard_of([hall], MARCH)

    assert (board.tasks, board.total.completion, board.overdue) == ([], None, [])


def test_projection_lets_the_days_left_run_as_the_months_before(hall):
    task = make.plan_task(hall)
    so_far, before = Tally(value=50, base=100), Tally(value=900, base=1000)

    projected = projected_of(task, so_far, before, Span(date(2026, 4, 1)), date(2026, 4, 15))

    assert projected == 70.0


def test_projection_of_a_month_that_is_over_says_nothing(hall):
    task = make.plan_task(hall)

    assert projected_of(task, Tally(value=1, base=2), Tally(), Span(date(2026, 2, 1)), TODAY) is None


def test_projection_of_a_year_lets_a_number_go_on_as_so_far(hall):
    task = make.plan_task(hall, measure="count")

    year, today = Span.around(TODAY, "year"), date(2026, 3, 14)
    assert projected_of(task, Tally(value=73), Tally(), year, today) == 365.0
    assert projected_of(task, Tally(value=14), Tally(), year, today, since=date(2026, 3, 1)) == 306.0
    assert projected_of(task, Tally(), Tally(), year, today, since=date(2027, 1, 1)) is None


def test_target_of_a_count_holds_for_the_periods_that_are_not_made_yet(hall):
    task = make.plan_task(hall, measure="count", target=10, period="monthly", valid_from=date(2026, 1, 1))
    keep_up_hall(hall)
    assert PlanTask.objects.get(pk=task.pk).made_until == date(2026, 4, 25)

    for kind, target in (("month", 10), ("quarter", 30), ("year", 120)):
        board = dashboard_of([hall], TODAY, kind=kind)
        assert [board.tasks[0].standing.target, board.lines[0].standings[0].target] == [target] * 2


@pytest.mark.parametrize(
    ("period", "day", "kind", "periods"),
    [
        ("weekly", date(2026, 4, 1), "month", 4),
        ("weekly", date(2026, 5, 1), "month", 5),
        ("weekly", date(2026, 6, 1), "month", 4),
        ("weekly", date(2026, 6, 1), "quarter", 13),
        ("weekly", MARCH, "year", 44),
        ("daily", date(2026, 4, 1), "month", 30),
        ("daily", date(2026, 5, 1), "month", 31),
        ("daily", date(2026, 7, 1), "quarter", 92),
    ],
)
def test_target_of_a_count_holds_for_what_is_due_in_the_span_alone(hall, period, day, kind, periods):
    """A week is due on its Sunday: the one across the edge of two months counts in the later one."""
    make.plan_task(hall, measure="count", target=10, period=period)
    keep_up_hall(hall)

    assert dashboard_of([hall], day, kind=kind).tasks[0].standing.target == 10 * periods


def test_target_of_a_count_follows_due_days_that_move_out_of_the_span(hall):
    """The last of May 2026 is a Sunday, on which a task that moves behind rest days is due in June."""
    make.plan_task(hall, measure="count", target=10, period="monthly", moves="after")
    keep_up_hall(hall)

    targets = [dashboard_of([hall], date(2026, month, 1)).tasks[0].standing.target for month in (5, 6)]

    assert targets == [0, 20]


def test_what_is_overdue_is_counted_beyond_what_is_shown(hall, monkeypatch):
    monkeypatch.setattr("plans.dashboard.OVERDUE_SHOWN", 2)
    task = make.plan_task(hall, period="daily", grace_days=30)
    for n in range(1, 4):
        make.occurrence(task, TODAY - timedelta(days=n))

    board = dashboard_of([hall], MARCH)

    assert (len(board.overdue), board.overdue_in_all) == (2, 3)
