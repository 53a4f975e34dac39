"""What an edit has broken, and what it has mended."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..grids.grid import Grid
from ..grids.gridfoot import gaps_by_day, missing_minutes
from ..models import RuleSettings
from ..problem import Place
from ..rulewords import sentence_of
from ..solver.check import Violation, check, manager_gaps
from ..solver.duties import Duties
from ..solver.explain import shortfalls
from ..wording import conflict_text, day_text, hours_text
from .editing import Edited

PERSONAL = {"wishes"}
OVER = "weekly-hours"
BAD, WARNING, GOOD = "bad", "warning", "good"
TOLD = 5


@dataclass(frozen=True)
class Consequence:
    """One sentence; `tone` is bad, warning or good. One that asks wants a reason that is kept."""

    tone: str
    text: str
    asks: bool = False


def consequences_of_edit(grid: Grid, done: Edited) -> list[Consequence]:
    """What an act has done to the month that it left, cells that it left alone first."""
    first = grid.roster.month
    before = {(step.employee.code, (step.day - first).days): step.before.value.key for step in done.steps}
    words = _("Left as it is: %(cell)s")
    left = [Consequence(WARNING, words % {"cell": conflict_text(one)}) for one in getattr(done, "left", [])]
    return [*left, *consequences_of(grid, before)]


def consequences_of(grid: Grid, before: Mapping[Place, str]) -> list[Consequence]:
    """What differs now that these places (employee code and day) hold what they hold, and not these values."""
    rules, now = grid.month.rules, grid.duties
    was = Duties(grid.problem, cells_before(grid, before))
    people = sorted({code for code, _ in before} & grid.problem.worker_by_id.keys())
    found = [one for code in people for one in of_person(rules, was, now, code)]
    return in_order([*found, *of_days(rules, was, now, sorted({day for _, day in before}))])


def in_order(found: Iterable[Consequence]) -> list[Consequence]:
    """What is broken first, what is mended last."""
    return sorted(found, key=lambda one: [BAD, WARNING, GOOD].index(one.tone))


def cells_before(grid: Grid, before: Mapping[Place, str]) -> dict[Place, str]:
    cells = dict(grid.duties.cells)
    for place, value in before.items():
        cells.pop(place, None)
        if value in grid.problem.shift_by_id:
            cells[place] = value
    return cells


def of_person(rules: RuleSettings, was: Duties, now: Duties, code: str) -> Iterator[Consequence]:
    """Her hard rules, her wishes and weeks above target; judged alone, which is quick."""
    before, after = personal(was, code), personal(now, code)
    for violation in after:
        if violation not in before:
            tone = BAD if violation.is_hard else WARNING
            yield Consequence(tone, sentence_of(violation, now.problem), asks=asks_why(rules, violation))
    for violation in before:
        if violation not in after and not is_same_week(violation, after):
            yield Consequence(GOOD, _("Mended: %(what)s") % {"what": sentence_of(violation, was.problem)})


def personal(duties: Duties, code: str) -> list[Violation]:
    problem = duties.problem
    rules = {name: rule for name, rule in problem.rules.items() if name != "pins"}
    wishes = tuple(wish for wish in problem.wishes if wish.worker == code)
    workers = (problem.worker_by_id[code],)
    alone = replace(problem, workers=workers, demand=(), pins=(), wishes=wishes, rules=rules)
    found = check(alone, Duties(alone, duties.cells))
    return [one for one in found if one.is_hard or one.rule in PERSONAL or is_over(one)]


def asks_why(rules: RuleSettings, violation: Violation) -> bool:
    """Whether the hall wants a reason for it."""
    if violation.is_hard:
        return rules.why_broken
    return rules.why_over_target if violation.rule == OVER else rules.why_wish


def is_over(violation: Violation) -> bool:
    return violation.rule == OVER and violation.facts.get("kind") == "over"


def is_same_week(violation: Violation, others: list[Violation]) -> bool:
    """Whether a week above target still is: it has its own sentence already."""
    return is_over(violation) and any(is_over(one) and one.days == violation.days for one in others)


def of_days(rules: RuleSettings, was: Duties, now: Duties, days: Iterable[int]) -> Iterator[Consequence]:
    """Cover and managers of the days and of those after them, which a night shift reaches."""
    touched = sorted({near for day in days for near in (day, day + 1) if 0 <= near < now.problem.days})
    short, alone = floor_of(was, touched)
    short_now, alone_now = floor_of(now, touched)
    for number in touched:
        on = {"day": day_text(now.problem.date_of(number))}
        words = _("%(day)s: %(now)s missing, before %(was)s.")
        yield from change(short[number], short_now[number], words, on, asks=rules.why_short)
        words = _("%(day)s: %(now)s without a manager, before %(was)s.")
        yield from change(alone[number], alone_now[number], words, on, asks=rules.why_no_manager)


def floor_of(duties: Duties, touched: Collection[int]) -> tuple[dict[int, int], dict[int, int]]:
    """By day: minutes of heads missing, and minutes without a manager."""
    problem = duties.problem
    part = replace(
        problem,
        demand=tuple(row for row in problem.demand if row.day in touched),
        open=tuple(spans if number in touched else () for number, spans in enumerate(problem.open)),
    )
    there = Duties(part, duties.cells)
    spans_by_day = gaps_by_day(manager_gaps(part, there))
    alone = {day: sum(end - start for start, end in spans) for day, spans in spans_by_day.items()}
    return missing_minutes(shortfalls(part, there)), defaultdict(int, alone)


def change(was: int, now: int, sentence: str, facts: dict[str, str], *, asks: bool = False) -> Iterator[Consequence]:
    if was != now:
        words = facts | {"was": hours_text(was), "now": hours_text(now)}
        worse = now > was
        yield Consequence(WARNING if worse else GOOD, sentence % words, asks=asks and worse)


def shortened(said: list[Consequence]) -> list[Consequence]:
    """The first of them, and how many more there are."""
    if len(said) <= TOLD:
        return said
    more = len(said) - TOLD + 1
    rest = Consequence(said[TOLD].tone, ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    return [*said[: TOLD - 1], rest]
