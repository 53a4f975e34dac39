"""A hall's month counted from what the database holds: as published, or as it stands while nothing is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from plans.dashboard import plan_month
from plans.models import PlanTask
from plans.rates import Standing
from rosters.cycles.cycle import due_moments
from rosters.models import Confirmation, Publication, Roster, Step
from rosters.month import Month, load_month
from rosters.problem import duties_of, problem_of
from rosters.publications.published import (
    PublishedCell,
    month_in,
    publication_of,
    published_shifts,
)
from rosters.solver.check import coverage
from rosters.solver.duties import Duties
from rosters.solver.figures import is_granted
from rosters.solver.problem import Problem
from rosters.targets import first_monday
from rosters.timebanks import overtime
from rosters.verdict import Verdict, verdict_of
from staff.banking import choices_in
from staff.models import Hall, TimeBankEntry, TimeBankSettings
from staff.months import shifted
from swaps.counts import counts_of

from .figures import (
    Bank,
    DayCover,
    Figures,
    HourCover,
    Hours,
    Managers,
    Overtime,
    PersonOvertime,
    Publishing,
    Quality,
    Share,
    Swaps,
    TaskFigures,
)
from .models import Summary
from .totals import most_of

HOUR = 60


def count_month(roster: Roster, publication: Publication | None = None) -> Figures:
    """The figures of the roster's month; `publication` is the version to count, by default the one in force.

    A roster that was never published is counted as it stands, and one that nobody has begun is
    empty. The number of queries does not depend on the size of the hall.
    """
    publication = publication or publication_of(roster)
    month = load_month(roster)
    if publication:
        month = month_in(publication, month)
    problem = problem_of(roster, month)
    duties = duties_of(roster, problem, month)
    verdict = verdict_of(problem, duties)
    settings = TimeBankSettings.of(roster.hall)
    lines = overtime_lines(month, settings)
    return Figures(
        days=problem.days,
        people=len(month.employees),
        hours=hours_of(problem, duties),
        shifts=shifts_of(month, duties),
        overtime=overtime_of(settings, lines),
        most_overtime=most_overtime_of(month, lines),
        bank=bank_of(roster),
        absences=absences_of(month),
        absent_minutes=absent_minutes_of(month),
        cover=tuple(cover_by_hour(problem, duties)),
        days_cover=tuple(cover_by_day(problem, duties)),
        managers=managers_of(verdict),
        handovers=verdict.handovers,
        swaps=swaps_of(roster),
        wishes=Share(len(problem.wishes), sum(is_granted(wish, duties) for wish in problem.wishes)),
        quality=quality_of(verdict, roster),
        publishing=publishing_of(roster),
        confirmations=confirmations_of(roster),
        **plan_of(roster),
    )


def roster_of(hall: Hall, month: date) -> Roster:
    """The hall's roster of the month, an empty one that is not saved when nobody has begun it."""
    found = Roster.objects.filter(hall=hall, month=month).select_related("hall__rule_settings").first()
    return found or Roster(hall=hall, month=month)


# --- work --------------------------------------------------------------------


def hours_of(problem: Problem, duties: Duties) -> Hours:
    minutes: Counter[str] = Counter({worker.id: 0 for worker in problem.workers})
    for (worker, _day), shift in duties.cells.items():
        minutes[worker] += problem.shift_by_id[shift].paid_minutes
    weeks = [round(own * 7 / problem.days, 1) for own in minutes.values()]
    return Hours(minutes.total(), min(weeks, default=0.0), max(weeks, default=0.0))


def shifts_of(month: Month, duties: Duties) -> dict[str, int]:
    """How often each shift type was worked, a part of one as that one."""
    worked = (month.whole_of(month.shift_types[int(shift)]) for shift in duties.cells.values())
    return dict(sorted(Counter(shift_type.code for shift_type in worked).items()))


def overtime_lines(month: Month, settings: TimeBankSettings) -> list[overtime.HoursLine]:
    """The hours sheet's lines, of the month as it is counted here."""
    since = overtime.covered_since(month)
    found = [
        (employee, overtime.overtime_in(month, employee, cells, since)) for employee, cells in cells_by_person(month)
    ]
    return list(overtime.lines_of(found, settings, choices_in(month.roster.month, month.employees)))


def most_overtime_of(month: Month, lines: Iterable[overtime.HoursLine]) -> tuple[PersonOvertime, ...]:
    most = month.rules.overtime_month_minutes
    return most_of(PersonOvertime(line.employee.name, line.overtime.total, most) for line in lines)


def overtime_of(settings: TimeBankSettings, lines: list[overtime.HoursLine]) -> Overtime:
    """The minutes at each rate."""
    paid: Counter[str] = Counter()
    paid[str(settings.long_day_percent)] += sum(line.paid_long_day for line in lines)
    paid[str(settings.further_day_percent)] += sum(line.paid_further_day for line in lines)
    paid[str(settings.holiday_percent)] += sum(line.overtime.holiday for line in lines)
    return Overtime(dict(sorted(paid.items())), sum(line.banked for line in lines))


def cells_by_person(month: Month) -> Iterator[tuple[Any, dict[date, PublishedCell]]]:
    """Everybody's cells since the Monday of the month's first week; those before the month as published."""
    roster = month.roster
    cells: dict[int, dict[date, PublishedCell]] = {employee.pk: {} for employee in month.employees}
    before = published_shifts(roster.hall, first_monday(month), roster.month - timedelta(days=1))
    for cell in before if first_monday(month) < roster.month else ():
        cells.setdefault(cell.employee_id, {})[cell.date] = cell
    for (person, day), own in month.cells.items():
        shift_type = month.shift_types[own.shift_type_id] if own.shift_type_id else None
        cells.setdefault(person, {})[day] = PublishedCell(roster.pk, person, day, shift_type, own.day_off)
    return ((employee, cells[employee.pk]) for employee in month.employees)


def bank_of(roster: Roster) -> Bank:
    """Entries dated in the month by kind, and the sum of all up to its last day; one query."""
    entries = TimeBankEntry.objects.filter(employee__hall=roster.hall_id, date__lte=roster.last_day).order_by()
    sums = {
        kind: Sum("minutes", filter=Q(kind=kind, date__gte=roster.month), default=0)
        for kind in TimeBankEntry.Kind.values
    }
    return Bank(**entries.aggregate(**sums, balance=Sum("minutes", default=0)))


# --- away --------------------------------------------------------------------


def absences_of(month: Month) -> dict[str, int]:
    """Days of the month on which somebody employed is away all day, by code of the kind or a hall's own name for it."""
    days: Counter[str] = Counter()
    for employee in month.employees:
        for absence in month.absences.get(employee.pk, ()):
            if absence.is_whole_day:
                days[absence.kind_name or absence.kind] += sum(
                    absence.first_day <= day <= absence.last_day and employee.is_employed_on(day) for day in month.days
                )
    return {kind: count for kind, count in sorted(days.items()) if count}


def absent_minutes_of(month: Month) -> int:
    """Minutes of the month's absences that are given in hours."""
    first, last = month.days[0], month.days[-1]
    own = [absence for employee in month.employees for absence in month.absences.get(employee.pk, ())]
    spans = [row.span for row in own if not row.is_whole_day and first <= row.first_day <= last]
    return sum(end - start for start, end in spans)


# --- the floor ---------------------------------------------------------------


def cover_by_hour(problem: Problem, duties: Duties) -> Iterator[HourCover]:
    """Each hour of the day at which somebody is needed; hours past midnight are those of the next morning."""
    needed: Counter[int] = Counter()
    had: Counter[int] = Counter()
    for row in coverage(problem, duties):
        for start, end in hours_between(row.start, row.end):
            hour = start // HOUR % 24
            needed[hour] += row.needed * (end - start)
            had[hour] += min(row.have, row.needed) * (end - start)
    return (HourCover(hour, needed[hour], had[hour]) for hour in sorted(needed) if needed[hour])


def cover_by_day(problem: Problem, duties: Duties) -> Iterator[DayCover]:
    """Each day of the month."""
    needed, had = [0] * problem.days, [0] * problem.days
    for row in coverage(problem, duties):
        needed[row.day] += row.needed * (row.end - row.start)
        had[row.day] += min(row.have, row.needed) * (row.end - row.start)
    return map(DayCover, needed, had)


def hours_between(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch cut at full hours."""
    while start < end:
        stop = min(end, start - start % HOUR + HOUR)
        yield start, stop
        start = stop


def managers_of(verdict: Verdict) -> Managers:
    opening = verdict.problem.open
    gaps = verdict.manager_gaps
    return Managers(
        open_minutes=sum(end - start for spans in opening for start, end in spans),
        alone_minutes=sum(gap.end - gap.start for gap in gaps),
        open_days=sum(bool(spans) for spans in opening),
        days_alone=len({gap.day for gap in gaps}),
    )


def quality_of(verdict: Verdict, roster: Roster) -> Quality:
    rules = {rule["name"]: (rule["violations"], rule["penalty"]) for rule in verdict.rules}
    before = quality_before(roster)
    return Quality(verdict.penalty, rules, *before) if before else Quality(verdict.penalty, rules)


def quality_before(roster: Roster) -> tuple[int, dict[str, tuple[int, int]]] | None:
    """Penalty and rules of the month before: as its summary has them, else as its publication; None without either."""
    month = shifted(roster.month, -1)
    kept = Summary.objects.in_force().filter(hall=roster.hall_id, month=month).values_list("figures", flat=True).first()
    if kept:
        return kept["quality"]["penalty"], {name: tuple(pair) for name, pair in kept["quality"]["rules"].items()}
    publication = Publication.objects.in_force().filter(roster__hall=roster.hall_id, roster__month=month)
    found = publication.values_list("penalty", "rules").first()
    if found is None or found[0] is None:
        return None
    return found[0], {rule["name"]: (rule["violations"], rule["penalty"]) for rule in found[1]}


# --- people and plan ---------------------------------------------------------


def swaps_of(roster: Roster) -> Swaps:
    found = counts_of([roster.hall], roster.month)[roster.hall_id]
    return Swaps(found.asked, found.approved, found.declined, found.emergencies)


def publishing_of(roster: Roster) -> Publishing:
    """Whether it was first published when its cycle says; one that is not counts as late until now."""
    due = due_moments(roster.hall, roster.month)[Step.PUBLISH]
    at = roster.published_at or timezone.now()
    days = max(0, (at.astimezone(due.tzinfo).date() - due.date()).days)
    is_late = at > due
    if roster.published_at is None:
        return Publishing(waiting=1, days_late=days)
    return Publishing(on_time=int(not is_late), late=int(is_late), days_late=days)


def confirmations_of(roster: Roster) -> Share:
    if roster.pk is None:
        return Share()
    asked = Confirmation.objects.current().filter(publication__roster=roster).order_by()
    return Share(**asked.aggregate(whole=Count("pk"), part=Count("pk", filter=Q(confirmed_at__isnull=False))))


def plan_of(roster: Roster) -> dict[str, Any]:
    board = plan_month([roster.hall], roster.month)
    standings = [line.standing for line in board.tasks if line.halls]
    tasks = tuple(map(task_of, standings))
    return {
        "plan": Share(board.total.due, board.total.completed),
        "targets": targets_of(tasks),
        "checks": Share(board.checks.over, board.checks.done) if board.checks else Share(),
        "tasks": tasks,
    }


def task_of(standing: Standing) -> TaskFigures:
    part, whole = parts_of(standing)
    return TaskFigures(
        code=standing.task.code,
        name=standing.task.name,
        is_percent=standing.is_percent,
        figure=standing.figure,
        target=standing.target,
        met=int(bool(standing.is_met)),
        part=part,
        whole=whole,
    )


def parts_of(standing: Standing) -> tuple[int, int]:
    """What the figure in percent is made of."""
    tally = standing.tally
    if standing.task.measure == PlanTask.Measure.RATE:
        return tally.value, tally.base
    return (tally.completed, tally.due) if standing.is_percent else (0, 0)


def targets_of(tasks: Iterable[TaskFigures]) -> Share:
    """Of the tasks that have a figure and a target, those that reach it."""
    judged = [task for task in tasks if task.figure is not None and task.target is not None]
    return Share(len(judged), sum(task.met for task in judged))
