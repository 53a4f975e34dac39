"""The candidates of a build side by side: their figures, what each would change, each month in small."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ..grids.grid import Marks, cells_of, place_of
from ..grids.griddays import days_of
from ..models import Build, Candidate
from ..month import Month, load_month
from ..problem import duties_of, problem_of
from ..solver.figures import figures_of
from ..wording import hours_text
from .cells import Rewrite
from .preview import changes_by, month_with

Figures = dict[str, Any]

COLUMN, LINE = 12, 8


@dataclass(frozen=True)
class Shown:
    """One figure of a candidate; `is_best` where no other is as good, or few are."""

    label: str
    value: str
    is_best: bool


@dataclass(frozen=True)
class SmallMonth:
    """A month's cells as drawn paths, one a tone, and one around those that would change."""

    width: int
    height: int
    tones: list[tuple[str, str]]
    changed: str


@dataclass(frozen=True)
class Option:
    """A candidate as the page shows it."""

    candidate: Candidate
    title: str
    text: str
    figures: list[Shown]
    cells: int
    people: int
    month: SmallMonth
    is_taken: bool


@dataclass(frozen=True)
class ChoicePage:
    """The candidates of one build, beside the roster as it stands."""

    build: Build

    @cached_property
    def month(self) -> Month:
        return load_month(self.build.roster)

    @cached_property
    def candidates(self) -> list[Candidate]:
        return list(self.build.candidates.all())

    @property
    def is_open(self) -> bool:
        return self.build.status in (Build.Status.OFFERED, Build.Status.STALE)

    @property
    def is_overtaken(self) -> bool:
        """Whether the roster has moved on, so that a candidate can only be merged."""
        return self.is_open and self.build.roster.revision != self.build.revision

    @cached_property
    def standing(self) -> list[Shown]:
        """The figures of the roster as it stands; none while it is empty."""
        if not self.month.cells:
            return []
        problem = problem_of(self.build.roster, self.month)
        own = asdict(figures_of(problem, duties_of(self.build.roster, problem, self.month)))
        own["wishes"] = len(problem.wishes)
        return [Shown(label, text(own), is_best=False) for label, text, _ in self._kinds()]

    @cached_property
    def options(self) -> list[Option]:
        return [self._option(candidate) for candidate in self.candidates]

    def _option(self, candidate: Candidate) -> Option:
        changes = list(changes_by(self.month, candidate.cells))
        return Option(
            candidate=candidate,
            title=candidate.get_leaning_display(),
            text=text_of(candidate.leaning),
            figures=list(self._figures(candidate)),
            cells=len(changes),
            people=len({change.key[0] for change in changes}),
            month=small_month(month_with(self.month, candidate.cells), changes if self.month.cells else []),
            is_taken=self.build.status == Build.Status.DONE and self.build.result == candidate.cells,
        )

    def _figures(self, candidate: Candidate) -> Iterator[Shown]:
        for label, text, rank in self._kinds():
            ranks = [rank(other.figures) for other in self.candidates]
            is_best = rank(candidate.figures) == min(ranks) < max(ranks)
            yield Shown(label, text(candidate.figures), is_best)

    def _kinds(self) -> list[tuple[str, Callable[[Figures], str], Callable[[Figures], int]]]:
        """Label, text and rank of each figure; the lower the rank the better."""
        granted = _("%(granted)s of %(wishes)s")
        return [
            (
                _("Hours short or unmanaged"),
                lambda own: hours_text(own["short_minutes"]),
                lambda own: own["short_minutes"],
            ),
            (
                _("Uneven hours"),
                lambda own: hours_text(tenths(own["uneven_minutes"])),
                lambda own: own["uneven_minutes"],
            ),
            (_("Hours worked"), lambda own: hours_text(own["paid_minutes"]), lambda own: own["paid_minutes"]),
            (
                _("Wishes granted"),
                lambda own: granted % {"granted": own["granted_wishes"], "wishes": own["wishes"]},
                lambda own: -own["granted_wishes"],
            ),
            (_("Handovers"), lambda own: str(own["handovers"]), lambda own: own["handovers"]),
            (_("Penalty"), lambda own: f"{own['penalty']:,}", lambda own: own["penalty"]),
        ]


def tenths(minutes: int) -> int:
    """The minutes to a tenth of an hour: a mean is no more exact than that."""
    return (minutes + 3) // 6 * 6


def text_of(leaning: str) -> str:
    """What a leaning is after, in a line."""
    return {
        Candidate.Leaning.FAIR: _("Hours, early and late shifts, weekends and holidays shared as evenly as can be."),
        Candidate.Leaning.LEAN: _("As few paid hours as cover allows, and little overtime."),
        Candidate.Leaning.WISHED: _("As many wishes granted as cover allows."),
        Candidate.Leaning.BALANCED: _("The best by the hall's own weights; it was stopped before the others."),
    }[Candidate.Leaning(leaning)]


def small_month(month: Month, changes: list[Rewrite]) -> SmallMonth:
    """The month drawn cell by cell, people as the roster sorts them."""
    days, unjudged = days_of(month), Marks([], discreet=False)
    changed = {change.key for change in changes}
    tones: dict[str, list[str]] = {}
    marked = []
    people = sorted(month.employees, key=place_of)
    for line, employee in enumerate(people):
        for cell in cells_of(month, days, employee, unjudged):
            box = f"M{cell.day.number * COLUMN} {line * LINE}h{COLUMN - 1}v{LINE - 1}h{1 - COLUMN}z"
            if cell.tone:
                tones.setdefault(cell.tone, []).append(box)
            if (employee.pk, cell.day.date) in changed:
                marked.append(box)
    paths = [(tone, "".join(boxes)) for tone, boxes in sorted(tones.items())]
    return SmallMonth(COLUMN * len(days), LINE * len(people), paths, "".join(marked))
