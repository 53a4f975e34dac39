"""Figures of a month, counted a second time in the plainest way from assignments and demand."""

from dataclasses import replace
from datetime import date, timedelta
from statistics import mean

import pytest
from django.conf import settings
from openpyxl import Workbook

from plans.models import Record
from reports.counting import count_month
from reports.exports.values import put_change
from reports.figures import Figures, HourCover, Hours, PersonOvertime, Quality, TaskFigures, from_json, to_json
from reports.lines import LINES, TABLES, Unit, differences_between, place_of
from reports.tables import change_text
from reports.totals import total_of
from reports.wording import changes_in_words
from rosters.models import Assignment, Confirmation, Roster, Wish
from staff.models import Absence, OvertimeChoice
from tests import make

from .conftest import MARCH, NOW, absent, entry, on, staffed

pytestmark = pytest.mark.django_db

WEEKDAYS_OF_MARCH = 22
QUERIES = 20


def shifts_of(roster: Roster) -> list[Assignment]:
    return list(roster.assignments.filter(shift_type__isnull=False).select_related("employee", "shift_type"))


def test_hours_and_shifts_are_those_of_the_assignments(hall):
    roster = staffed(hall)

    figures = count_month(roster)

    cells = shifts_of(roster)
    own = [sum(cell.shift_type.paid_minutes for cell in cells if cell.employee == one) for one in hall.employees.all()]
    assert figures.people == 3
    assert figures.hours.planned == sum(own)
    assert figures.mean_week == pytest.approx(mean(own) * 7 / 31, abs=0.1)
    assert figures.hours.spread == pytest.approx((max(own) - min(own)) * 7 / 31, abs=0.1)
    early = sum(cell.shift_type.code == "E" for cell in cells)
    assert figures.shifts == {"E": early, "L": len(cells) - early}
    assert figures.mean_shifts["E"] == pytest.approx(early * 7 / 31 / 3, abs=0.01)


def test_cover_is_counted_hour_by_hour(hall):
    roster = staffed(hall)
    roster.assignments.filter(employee__code__gt="east-0").delete()
    make.publish(roster, at=NOW)

    figures = count_month(roster)

    by_hour = {row.hour: row for row in figures.cover}
    present: dict[int, int] = dict.fromkeys(range(9, 18), 0)
    for cell in shifts_of(roster):
        (start, end) = cell.shift_type.segments[0]
        for hour in present:
            present[hour] += 60 if start <= hour * 60 < end else 0
    assert set(by_hour) == set(range(9, 18))
    assert all(row.needed == 2 * 60 * WEEKDAYS_OF_MARCH for row in figures.cover)
    assert {hour: row.had for hour, row in by_hour.items()} == present
    assert figures.missing == figures.needed - sum(present.values())
    assert figures.covered == round(100 * sum(present.values()) / figures.needed, 1)


def test_cover_is_counted_day_by_day(hall):
    roster = staffed(hall)
    roster.assignments.filter(employee__code__gt="east-0", date=on(3)).delete()
    make.publish(roster, at=NOW)

    figures = count_month(roster)

    for day, cover in zip(roster.days, figures.days_cover, strict=True):
        spans = [cell.shift_type.segments[0] for cell in shifts_of(roster) if cell.date == day]
        there = [sum(start <= hour * 60 < end for start, end in spans) for hour in range(9, 18)]
        needed = 2 * 9 * 60 if day.weekday() < 5 else 0
        assert (cover.needed, cover.had) == (needed, 60 * sum(min(2, count) for count in there))
    assert sum(day.had for day in figures.days_cover) == figures.had


def test_open_time_without_a_manager(hall):
    roster = staffed(hall)

    figures = count_month(roster)

    with_manager = [cell for cell in shifts_of(roster) if cell.employee.is_manager]
    there = sum(min(end, 1080) - max(start, 540) for cell in with_manager for start, end in cell.shift_type.segments)
    assert figures.managers.open_minutes == 31 * 9 * 60
    assert figures.managers.alone_minutes == 31 * 9 * 60 - there
    assert figures.managers.open_days == 31
    assert figures.managers.days_alone == 31
    assert figures.handovers == 2 * WEEKDAYS_OF_MARCH


def test_handovers_are_moments_inside_the_opening_hours(hall):
    roster = staffed(hall, people=2)

    figures = count_month(roster)

    moments = {
        (cell.date, edge) for cell in shifts_of(roster) for edge in cell.shift_type.segments[0] if 540 < edge < 1080
    }
    assert figures.handovers == len(moments)
    assert figures.handovers_a_day == round(len(moments) / 31, 1)


def test_overtime_stands_at_its_rates(hall):
    roster = staffed(hall, people=1)
    person = hall.employees.get()
    long = make.shift_type(hall, "X", paid_minutes=540)
    roster.assignments.filter(date=on(2)).update(shift_type=long)
    roster.assignments.filter(date__gt=on(2)).delete()
    for day in (7, 8):
        make.assignment(roster, person, on(day), long)
    for day in (3, 4, 5, 6):
        make.assignment(roster, person, on(day), make_late(hall))
    make.publish(roster, at=NOW)
    OvertimeChoice.objects.create(employee=person, from_month=MARCH, is_banked=False)

    figures = count_month(roster)

    # Three days of 540 minutes are an hour each beyond the day; of what is left two days are beyond the week.
    assert figures.overtime.paid == {"150": 180, "200": 7 * 480 - 2400, "300": 0}
    assert figures.overtime.total == 180 + 960
    assert figures.most_overtime == (PersonOvertime("Person east-0", 180 + 960, 2160),)


def make_late(hall):
    return hall.shift_types.get(code="L")


def test_time_bank_counts_the_months_entries_by_kind(hall):
    roster = staffed(hall, people=1)
    person = hall.employees.get()
    for day, kind, minutes in ((date(2026, 2, 28), "earned", 600), (on(1), "earned", 120), (on(31), "taken", -60)):
        entry(person, day, kind, minutes)
    entry(person, date(2026, 4, 1), "corrected", 999)

    bank = count_month(roster).bank

    assert (bank.earned, bank.taken, bank.corrected, bank.balance) == (120, -60, 0, 660)


def test_absences_count_the_days_inside_the_month_and_hours_apart(hall):
    roster = staffed(hall, people=2)
    first, second = hall.employees.order_by("code")
    absent(first, 30, 31)
    Absence.objects.filter(employee=first).update(last_day=date(2026, 4, 3))
    absent(second, 4, 4, kind="sick")
    Absence.objects.create(
        employee=second, first_day=on(9), last_day=on(9), start="09:00", end="11:30", state="approved"
    )
    Absence.objects.create(employee=second, first_day=on(10), last_day=on(10), state="asked")

    figures = count_month(roster)

    assert figures.absences == {"annual": 2, "sick": 1}
    assert figures.absent_days == 3
    assert figures.absent_minutes == 150


def test_wishes_granted_are_those_that_the_roster_keeps(hall):
    roster = staffed(hall, people=1)
    person = hall.employees.get()
    Wish.objects.create(employee=person, date=on(7))  # a Saturday off
    Wish.objects.create(employee=person, date=on(9))  # a Monday off
    Wish.objects.create(employee=person, date=on(10), prefers=True)

    assert count_month(roster).wishes.percent == 66.7


def test_publication_and_confirmations(hall):
    roster = staffed(hall, people=2)
    publication = roster.publications.get()
    for person, at in zip(hall.employees.order_by("code"), (NOW, None), strict=True):
        Confirmation.objects.create(publication=publication, employee=person, confirmed_at=at)

    figures = count_month(roster)

    # Announced on Thursday the 26th of February; this was Saturday the 28th.
    assert (figures.publishing.late, figures.publishing.on_time, figures.publishing.days_late) == (1, 0, 2)
    assert figures.confirmations.percent == 50.0

    Roster.objects.update(published_at=NOW - timedelta(days=3))
    roster.refresh_from_db()
    assert count_month(roster).publishing.on_time == 1


def test_service_plan_stands_against_its_targets(hall):
    roster = staffed(hall, people=1)
    task = make.plan_task(hall)
    done = make.occurrence(task, on(2), on(8), completed_on=on(5), value=9, base=10, is_met=True)
    Record.objects.create(occurrence=done, date=on(5), value=9, base=10)
    make.occurrence(task, on(9), on(15))

    figures = count_month(roster)

    assert (figures.plan.whole, figures.plan.part) == (2, 1)
    (found,) = figures.tasks
    assert (found.code, found.figure, found.target, found.met) == ("follow-up", 90.0, 80.0, 1)
    assert figures.targets.percent == 100.0


def test_quality_is_beside_the_month_before(hall):
    staffed(hall, date(2026, 2, 1))
    before = hall.rosters.get().publications.get()
    type(before).objects.update(penalty=70, rules=[{"name": "cover", "hard": False, "violations": 7, "penalty": 70}])
    roster = make.roster(hall)

    quality = count_month(roster).quality

    assert (quality.penalty_before, quality.rules_before) == (70, {"cover": (7, 70)})
    assert quality.penalty == sum(penalty for _count, penalty in quality.rules.values())


@pytest.mark.parametrize(("month", "days"), [(date(2028, 2, 1), 29), (date(2027, 2, 1), 28)])
def test_february_has_the_days_it_has(hall, month, days):
    roster = staffed(hall, month, people=1)

    figures = count_month(roster)

    worked = [day for day in roster.days if day.weekday() < 5]
    assert figures.days == figures.managers.open_days == days
    assert sum(figures.shifts.values()) == len(worked)
    assert figures.mean_week == pytest.approx(figures.hours.planned * 7 / days, abs=0.1)


def test_unpublished_changes_do_not_count(hall):
    roster = staffed(hall)
    planned = count_month(roster).hours.planned

    roster.assignments.all().delete()

    assert count_month(roster).hours.planned == planned


def test_number_of_queries_is_the_same_for_any_number_of_people(hall, elsewhere, django_assert_num_queries):
    few, many = staffed(hall, people=2), staffed(elsewhere, people=6)
    queries = []
    for roster in (few, many):
        with django_assert_num_queries(QUERIES) as asked:
            count_month(Roster.objects.select_related("hall__rule_settings").get(pk=roster.pk))
        queries.append(len(asked))

    assert queries[0] == queries[1]


# --- together ----------------------------------------------------------------


def test_halls_together_are_added_up_and_means_made_anew(hall, elsewhere):
    parts = [count_month(staffed(hall, people=2)), count_month(staffed(elsewhere, people=4))]

    whole = total_of(parts, 31)

    assert whole.people == 6
    assert whole.hours.planned == parts[0].hours.planned + parts[1].hours.planned
    assert whole.mean_week == pytest.approx(whole.hours.planned * 7 / 31 / 6, abs=0.1)
    assert [row.needed for row in whole.cover] == [4 * 60 * WEEKDAYS_OF_MARCH] * 9
    assert whole.missing == parts[0].missing + parts[1].missing
    assert [sum(amounts) for amounts in zip(*((day.needed, day.had) for day in whole.days_cover), strict=True)] == [
        whole.needed,
        whole.had,
    ]
    assert whole.publishing.late == 2
    assert from_json(to_json(whole)) == whole


def test_rates_of_a_task_are_made_anew_from_what_was_counted_and_numbers_added_up(hall, elsewhere):
    for one, value, base, calls in ((hall, 1, 10, 3), (elsewhere, 90, 90, 4)):
        facts = {"completed_on": on(8), "is_met": True}
        make.occurrence(make.plan_task(one), on(8), value=value, base=base, **facts)
        count = make.plan_task(one, "calls", measure="count", target=5)
        make.occurrence(count, on(8), value=calls, **facts)
        blocks = one.time_blocks.create(section="a", start="09:00", end="10:00", checks="Lights", valid_from=on(2))
        blocks.ticks.create(date=on(2), line="Lights")
    parts = [count_month(staffed(one, people=1)) for one in (hall, elsewhere)]

    whole = total_of(parts, 31)

    assert [(one.code, one.figure, one.target) for one in whole.tasks] == [("calls", 7, 10), ("follow-up", 91.0, 80)]
    assert (parts[0].checks.part, whole.checks.part, whole.checks.whole) == (1, 2, 2 * parts[0].checks.whole)
    kept = to_json(whole)
    assert from_json(kept) == whole
    del kept["checks"], kept["tasks"][1]["part"], kept["tasks"][1]["whole"]
    assert from_json(kept).checks.percent is None


def test_month_before_is_compared_only_where_every_hall_has_one():
    with_one = Figures(31, quality=Quality(5, {"cover": (1, 5)}, 4, {"cover": (1, 4)}))
    without = Figures(31, quality=Quality(5, {"cover": (1, 5)}))

    assert total_of([with_one, with_one], 31).quality.penalty_before == 8
    assert total_of([with_one, without], 31).quality.penalty_before is None


def test_no_hall_at_all_is_nothing_rather_than_an_error():
    whole = total_of([], 31)

    assert [line.value(whole) for line in LINES.values() if line.key in ("people", "mean_week", "covered")] == [
        0,
        0,
        None,
    ]


def test_change_of_a_percentage_is_in_percentage_points():
    sheet = Workbook().worksheets[0]

    put_change(sheet, 1, 1, 82.7, 83.6, Unit.PERCENT)

    assert change_text(82.7, 83.6, Unit.PERCENT) == "−0.9 pp"
    assert change_text(9, 8, Unit.COUNT) == "+1"
    assert (sheet["A1"].value, sheet["A1"].number_format) == (-0.9, '+0.0" pp";-0.0" pp";0.0" pp"')


def test_differences_name_what_changed_and_nothing_else():
    before = Figures(31, people=2, hours=Hours(600, 0, 0), shifts={"E": 3})
    after = Figures(31, people=2, hours=Hours(540, 0, 0), shifts={"E": 2, "L": 1})

    found = differences_between(before, after)

    assert [(one["key"], one["name"], one["before"], one["after"]) for one in found] == [
        ("planned", "", 600, 540),
        ("mean_week", "", 67.7, 61.0),
        ("shift", "E", 3, 2),
        ("shift", "L", None, 1),
    ]


def test_differences_name_hours_of_the_day_and_tasks_that_are_called_the_same():
    """Totals can stay what they were while an hour has what another lacks."""
    nine, ten = HourCover(9, 600, 600), HourCover(10, 600, 540)
    tasks = [TaskFigures(code, "Calls", True, 80.0, target) for code, target in (("a", 90.0), ("b", 70.0))]
    before = Figures(31, cover=(nine, ten), tasks=tuple(tasks))
    moved = (HourCover(9, 600, 540), HourCover(10, 600, 600))
    after = Figures(31, cover=moved, tasks=(replace(tasks[0], figure=85.0), replace(tasks[1], target=75.0)))

    found = differences_between(before, after)

    assert changes_in_words(found) == [
        "Hours missing from 09:00: – → 1 h",
        "Hours missing from 10:00: 1 h → –",
        "Plan task Calls (a): 80 → 85",
        "Target of the plan task Calls (b): 70 → 75",
    ]


def test_every_line_and_table_has_its_place_in_the_list_of_differences():
    assert [place_of(key, "")[0] for key in [*LINES, *TABLES]] == list(range(len(LINES) + len(TABLES)))


def test_every_figure_is_defined_in_the_documentation():
    text = (settings.BASE_DIR / "docs/summary.md").read_text(encoding="utf-8")
    defined = {
        name.strip() for row in text.splitlines() if row.startswith("| ") for name in row.split("|")[1].split("·")
    }

    assert {str(line.label) for line in LINES.values()} - defined == set()
