"""What an edit has broken, and what it has mended."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .grid import Grid
from .gridfoot import shortages_of
from .solver.check import Violation, check
from .solver.duties import Duties
from .solver.problem import Problem
from .wording import day_text, hours_text, sentence_of

PERSONAL = {"wishes"}
BAD, WARNING, GOOD = "bad", "warning", "good"


@dataclass(frozen=True)
class Consequence:
    """One sentence; `tone` is bad, warning or good."""

    tone: str
    text: str


def consequences_of(grid: Grid, code: str, day: int, before: str | None) -> list[Consequence]:
    """What differs now that the cell of a person holds what it holds, and not the shift id `before`."""
    earlier = dict(grid.duties.cells)
    earlier.pop((code, day), None)
    if before and before in grid.problem.shift_by_id:
        earlier[code, day] = before
    was = Duties(grid.problem, earlier)
    return sorted(
        [*of_person(grid, code, was), *of_days(grid, day, was)], key=lambda one: [BAD, WARNING, GOOD].index(one.tone)
    )


def of_person(grid: Grid, code: str, was: Duties) -> Iterator[Consequence]:
    """Her hard rules and wishes; judged alone, which is quick."""
    rules = {name: rule for name, rule in grid.problem.rules.items() if name != "pins"}
    wishes = tuple(wish for wish in grid.problem.wishes if wish.worker == code)
    workers = (grid.problem.worker_by_id[code],)
    alone = replace(grid.problem, workers=workers, demand=(), pins=(), wishes=wishes, rules=rules)
    before, after = personal(alone, was), personal(alone, grid.duties)
    for violation in after:
        if violation not in before:
            yield Consequence(BAD if violation.is_hard else WARNING, sentence_of(violation, grid.problem))
    for violation in before:
        if violation not in after:
            yield Consequence(GOOD, _("Mended: %(what)s") % {"what": sentence_of(violation, grid.problem)})


def personal(alone: Problem, duties: Duties) -> list[Violation]:
    found = check(alone, Duties(alone, duties.cells))
    return [violation for violation in found if violation.is_hard or violation.rule in PERSONAL]


def of_days(grid: Grid, day: int, was: Duties) -> Iterator[Consequence]:
    """Cover and managers of the day and of the next one, which a night shift reaches."""
    touched = range(day, min(day + 2, grid.problem.days))
    part = replace(
        grid.problem,
        demand=tuple(row for row in grid.problem.demand if row.day in touched),
        open=tuple(spans if number in touched else () for number, spans in enumerate(grid.problem.open)),
        rules={name: rule for name, rule in grid.problem.rules.items() if name in ("cover", "manager-on-site")},
    )
    short, alone = floor_of(part, was)
    short_now, alone_now = floor_of(part, grid.duties)
    for number in touched:
        on = {"day": day_text(grid.problem.date_of(number))}
        yield from change(short[number], short_now[number], _("%(day)s: %(now)s missing, before %(was)s."), on)
        yield from change(
            alone[number], alone_now[number], _("%(day)s: %(now)s without a manager, before %(was)s."), on
        )


def floor_of(part: Problem, duties: Duties) -> tuple[dict[int, int], dict[int, int]]:
    """By day: minutes of heads missing, and minutes without a manager."""
    short, gaps = shortages_of(check(part, Duties(part, duties.cells)))
    alone = {day: sum(end - start for start, end in spans) for day, spans in gaps.items()}
    return defaultdict(int, short), defaultdict(int, alone)


def change(was: int, now: int, sentence: str, facts: dict[str, str]) -> Iterator[Consequence]:
    if was != now:
        words = facts | {"was": hours_text(was), "now": hours_text(now)}
        yield Consequence(WARNING if now > was else GOOD, sentence % words)
