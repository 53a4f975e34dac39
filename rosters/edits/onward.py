"""What the end of a month does to the next one, where a roster of that stands already."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staff.months import last_day_of, shifted

from ..grids.grid import Grid
from ..models import Assignment, Edit, Roster
from ..month import CellKey, Month, load_month
from ..problem import codes_of, day_number, duties_of, problem_of, shift_of
from ..solver.duties import Duties
from ..solver.problem import HISTORY_DAYS, Problem, Worker
from .consequences import Consequence, consequences_of_edit, in_order, of_days, of_person
from .editing import Edited, Step

Past = Mapping[CellKey, str]
"""What stood in cells of a month's last days, as `CellValue.key` names it."""


def standing_after(month: date) -> QuerySet[Roster]:
    """Rosters of the month after in which something stands that can still be changed."""
    filled = Exists(Assignment.objects.filter(roster=OuterRef("pk")))
    return Roster.objects.filter(filled, month=shifted(month, 1)).exclude(state=Roster.State.CLOSED)


def is_remembered(month: date, day: date) -> bool:
    """Whether the month after has the day in its history."""
    return 0 <= (last_day_of(month) - day).days < HISTORY_DAYS


def reaches_on(roster: Roster, steps: Iterable[Step]) -> bool:
    """Whether an act has changed days that a standing roster of the next month remembers.

    `access.get_page_to_edit` knows beforehand whether there is one.
    """
    if not any(is_remembered(roster.month, step.day) for step in steps):
        return False
    known = getattr(roster, "is_followed", None)
    return standing_after(roster.month).filter(hall=roster.hall_id).exists() if known is None else known


def past_of_steps(roster: Roster, steps: Iterable[Step]) -> Past:
    return {
        (step.employee.pk, step.day): step.before.value.key for step in steps if is_remembered(roster.month, step.day)
    }


def past_of_edits(roster: Roster, edits: Iterable[Edit]) -> Past:
    """What stood there before the first of the edits; before they were taken back, for those that have been."""
    past: dict[CellKey, str] = {}
    for edit in edits:
        side = "before" if edit.undone_at is None else "after"
        for place, sides in edit.cells.items():
            pk, day = place.split(":")
            past.setdefault((int(pk), date.fromisoformat(day)), sides[side]["key"])
    return {key: value for key, value in past.items() if is_remembered(roster.month, key[1])}


def all_consequences(grid: Grid, done: Edited) -> list[Consequence]:
    """What an act has done to its own month, and to the next one."""
    roster = done.month.roster
    return [*consequences_of_edit(grid, done), *consequences_onward(roster, past_of_steps(roster, done.steps))]


def consequences_onward(roster: Roster, past: Past) -> list[Consequence]:
    """What differs in the next month now that the end of this one is as it is, and does not hold these values."""
    after = standing_after(roster.month).filter(hall=roster.hall_id).select_related("hall__rule_settings").first()
    if not past or after is None:
        return []
    month = load_month(after)
    problem = replace(problem_of(after, month), pins=())
    codes = codes_of(month)
    cells = {(codes[pk], day_number(month, day)): key for (pk, day), key in past.items() if pk in codes}
    now = duties_of(after, problem, month)
    was = Duties(with_past(month, problem, cells), now.cells)
    found = [one for code in sorted({code for code, _ in cells}) for one in of_person(month.rules, was, now, code)]
    if any(day == -1 for _, day in cells):
        found += of_days(month.rules, was, now, [-1])
    return [placed(one, after.month) for one in in_order(found)]


def placed(one: Consequence, month: date) -> Consequence:
    words = {"month": date_format(month, "YEAR_MONTH_FORMAT"), "what": one.text}
    return replace(one, text=_("In %(month)s: %(what)s") % words)


def with_past(month: Month, problem: Problem, cells: Mapping[tuple[str, int], str]) -> Problem:
    """The problem in which these cells before its first day held these values."""
    known = {str(pk): row for pk, row in month.shift_types.items()}
    held = {cell: key if key in known else None for cell, key in cells.items()}
    new = {key for key in held.values() if key and key not in problem.shift_by_id}
    return replace(
        problem,
        shifts=problem.shifts + tuple(shift_of(known[key]) for key in sorted(new)),
        workers=tuple(reminded(worker, held) for worker in problem.workers),
    )


def reminded(worker: Worker, past: Mapping[tuple[str, int], str | None]) -> Worker:
    """The worker with another past, if it is hers."""
    history = list(worker.history)
    for (id, day), shift in past.items():
        if id == worker.id:
            history[day + HISTORY_DAYS] = shift
    return worker if tuple(history) == worker.history else replace(worker, history=tuple(history))
