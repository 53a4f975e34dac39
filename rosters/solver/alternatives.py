"""Three finished rosters that differ on purpose: the fairest, the leanest, the one with most wishes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from time import monotonic
from typing import Any

from .duties import Duties
from .engine import solve
from .exchanges import Moves, exchanged, for_fairness, for_few_hours, for_wishes
from .figures import Figures, figures_of, needed_minutes
from .problem import Problem
from .progress import Progress, Solution
from .rules import rules_of

FAIR, LEAN, WISHED, BALANCED = "fair", "lean", "wished", "balanced"

Turns = dict[tuple[str, str], int]

NEEDS: Turns = {
    ("manager-on-site", "weight"): 10,
    ("cover", "weight_short"): 10,
    ("cover", "weight_short_peak"): 10,
    ("peak-skill", "weight"): 10,
}
"""What no leaning may pay with: dearer by as much as all else becomes cheap beside what it leans to."""
NEEDS_FACTOR = 10

LEANINGS: dict[str, Turns] = {
    FAIR: {
        ("equal-hours", "weight"): 40,
        ("equal-shares", "weight_early"): 20,
        ("equal-shares", "weight_late"): 20,
        ("equal-shares", "weight_weekend"): 20,
        ("equal-shares", "weight_holiday"): 20,
    },
    LEAN: {("weekly-hours", "weight_over"): 10, ("weekly-hours", "weight_under"): 0, ("cover", "weight_over"): 50},
    WISHED: {("wishes", "weight"): 100},
}
"""By how much each turns a rule's setting; 0 switches it off."""

EXCHANGES: dict[str, Moves] = {FAIR: for_fairness, LEAN: for_few_hours, WISHED: for_wishes}

COMMON_SHARE, LEANINGS_SHARE = 0.4, 0.45
TICK = 1.0
TOLERANCE = 0.005
"""The part of the hours needed that a leaning's roster may lack beyond what the common best lacks."""


OWN: dict[str, Callable[[Figures], int]] = {
    FAIR: lambda figures: figures.uneven_minutes,
    LEAN: lambda figures: figures.paid_minutes,
    WISHED: lambda figures: -figures.granted_wishes,
}
"""The figure by which a leaning is chosen."""


@dataclass(frozen=True)
class Alternative:
    """A roster that leans one way."""

    leaning: str
    duties: Duties
    figures: Figures


def alternatives(
    problem: Problem,
    *,
    seconds: float,
    hint: Duties | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    **limits: Any,
) -> tuple[Solution, list[Alternative]]:
    """The best roster as the problem weighs it, and one for each leaning, all within the seconds.

    The common best comes first and leanings go on from it; those that another has beaten in what they
    lean to have the rest of the seconds to go on from there. In what it leans to none is worse
    than any of the others, and none lacks much more of the cover than the common best. While
    leanings are searched the progress is that of the common best, its phase their name. Stopped
    before the first of them there is the common best alone, leaning nowhere. No alternatives
    when the pins break hard rules. `limits` are workers, seed and repeatable, as `solve` has them.
    """
    started = monotonic()
    search: Callable[..., Solution] = partial(solve, should_stop=should_stop, **limits)
    common = search(problem, seconds=seconds * COMMON_SHARE, hint=hint, on_progress=on_progress)
    if common.duties is None:
        return common, []
    hunt = Hunt(problem, common, search, on_progress or (lambda _: None), started)
    for name in until(should_stop, LEANINGS):
        hunt.lean(name, hunt.best, seconds * LEANINGS_SHARE / len(LEANINGS))
    beaten = hunt.beaten
    for name in until(should_stop, beaten):
        hunt.lean(name, hunt.best_for(name), seconds * (1 - COMMON_SHARE - LEANINGS_SHARE) / len(beaten))
    found = [hunt.best_for(name) for name in hunt.found] or [hunt.balanced]
    return replace(common, seconds=monotonic() - started), found


def kept_best(problem: Problem, progress: Progress) -> tuple[Solution, list[Alternative]]:
    """What a search that was broken off had come to: its best, which leans nowhere."""
    assert progress.duties is not None
    own = Duties(problem, progress.duties.cells)
    solution = Solution("feasible", own, progress.penalty, progress.bound, progress.elapsed)
    return solution, [alternative(problem, BALANCED, own)]


def until(should_stop: Callable[[], bool] | None, names: Iterable[str]) -> Iterator[str]:
    """The names, as long as nobody wants it to stop."""
    return takewhile(lambda _: not (should_stop and should_stop()), names)


@dataclass
class Hunt:
    """The search for leanings after that for the common best: what each has come to.

    `common` is reported as the progress meanwhile, with the leaning's name as its phase.
    """

    problem: Problem
    common: Solution
    search: Callable[..., Solution]
    on_progress: Callable[[Progress], None]
    started: float

    def __post_init__(self) -> None:
        assert self.common.duties is not None
        self.balanced = alternative(self.problem, BALANCED, self.common.duties)
        self.most_short = self.balanced.figures.short_minutes + round(TOLERANCE * needed_minutes(self.problem))
        self.found: dict[str, Alternative] = {}
        self.reported = self.started

    @property
    def best(self) -> Alternative:
        """The best by the problem's own weights: where time is short a leaning finds what all of them want."""
        return min([self.balanced, *self.found.values()], key=lambda one: one.figures.penalty)

    @property
    def beaten(self) -> list[str]:
        """The leanings in whose own figure another's roster is better."""
        return [name for name, one in self.found.items() if self.best_for(name).duties is not one.duties]

    def best_for(self, name: str) -> Alternative:
        """Of all found the one that is first in the leaning's own figure; its own where others are as good."""
        found = [self.found[name], *self.found.values()]
        return replace(min(found, key=lambda one: OWN[name](one.figures)), leaning=name)

    def lean(self, name: str, start: Alternative, seconds: float) -> None:
        """Search by the leaning's weights from that start, after what exchanging cells brings at once."""
        leant = leaning(self.problem, name)
        begun = exchanged(leant, Duties(leant, start.duties.cells), EXCHANGES[name], lambda: self._tick(name))
        trail = [begun]

        def note(progress: Progress) -> None:
            if progress.duties is not None:
                trail.append(progress.duties)
            self._report(name)

        self.search(leant, seconds=seconds, hint=begun, on_progress=note)
        self.found[name] = last_covered(self.problem, name, trail, self.most_short) or replace(start, leaning=name)

    def _tick(self, name: str) -> None:
        """Report, if that was not done for a while: whoever holds the build shows so that he lives."""
        if monotonic() - self.reported >= TICK:
            self._report(name)

    def _report(self, name: str) -> None:
        self.reported = monotonic()
        common, elapsed = self.common, monotonic() - self.started
        self.on_progress(Progress(elapsed, common.penalty or 0, common.bound, common.gap or 0.0, None, name))


def leaning(problem: Problem, name: str) -> Problem:
    """The problem with the weights that this leaning turns; rules that are off stay off."""
    known = {rule.name: rule for rule in rules_of(problem)}
    rules = {rule: dict(settings) for rule, settings in problem.rules.items()}
    for (rule, setting), factor in (NEEDS | LEANINGS[name]).items():
        if rule in rules:
            rules[rule][setting] = getattr(known[rule], setting) * factor
    heads = tuple(replace(row, short=row.short * NEEDS_FACTOR) for row in problem.headcounts)
    return replace(problem, rules=rules, headcounts=heads)


def last_covered(problem: Problem, name: str, trail: Sequence[Duties], most_short: int) -> Alternative | None:
    """The last roster of the search that lacks no more of the cover than it may."""
    found = (alternative(problem, name, duties) for duties in reversed(trail))
    return next((one for one in found if one.figures.short_minutes <= most_short), None)


def alternative(problem: Problem, name: str, duties: Duties) -> Alternative:
    own = Duties(problem, duties.cells)
    return Alternative(name, own, figures_of(problem, own))
