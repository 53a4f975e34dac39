"""A build as its panel shows it: figures, a chart, what is short, what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..edits.editing import NotEditable
from ..models import Build, Candidate
from ..rulewords import rule_name
from ..solver.check import Violation
from ..wishes.holidays import unhonoured_in
from ..wording import day_text, reason_of, span_text
from .buildable import violation_from_json
from .building import NotBuildable
from .parts import Part

WAITS_LONG = 6
SLOW = 20  # seconds; a busy machine may well take as long to say a word
WEAK_GAP = 0.5
SHOWN, REASONS, NAMES = 6, 3, 3
WIDTH, HEIGHT, FLOOR = 300, 110, 104

Point = tuple[float, int, int]


@dataclass(frozen=True)
class Chart:
    """Best penalty and bound over time, as points of polylines in a field `WIDTH` by `HEIGHT`.

    `top` and `floor` are the values at its upper and its lower line.
    """

    best: str
    bound: str
    last: tuple[float, float]
    top: int
    floor: int
    seconds: int


def chart_of(trace: Sequence[Point], elapsed: float) -> Chart | None:
    """The chart, once there are two moments to draw; both lines are steps."""
    if len(trace) < 2:
        return None
    # The first rosters cost many times what the later ones do and would press the rest flat.
    top = max(1, trace[0][1] if trace[0][1] < 4 * trace[-1][1] else 4 * trace[-1][1])
    # Down to a weak bound there would be nothing to see of the best.
    floor = 0 if trace[-1][2] >= WEAK_GAP * trace[-1][1] else trace[-1][1] * 4 // 5
    seconds = max(elapsed, trace[-1][0], 1.0)

    def at(second: float, value: int) -> tuple[float, float]:
        height = (min(max(value, floor), top) - floor) / max(1, top - floor) * (FLOOR - 6)
        return round(second / seconds * WIDTH, 1), round(FLOOR - height, 1)

    best = steps([at(second, penalty) for second, penalty, _ in trace] + [at(seconds, trace[-1][1])])
    bound = steps([at(second, bound) for second, _, bound in trace] + [at(seconds, trace[-1][2])])
    return Chart(joined(best), joined(bound), best[-1], top, floor, round(seconds))


def steps(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points with the corners between them: a value holds until the next one."""
    line = points[:1]
    for x, y in points[1:]:
        if y != line[-1][1]:
            line.append((x, line[-1][1]))
        line.append((x, y))
    return line


def joined(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


@dataclass(frozen=True)
class RuleBar:
    name: str
    penalty: int
    width: float


@dataclass(frozen=True)
class Shortage:
    """A time at a station at which people are missing, and why."""

    date: date
    span: str
    station: str
    missing: float
    minutes: int
    reasons: list[str]


def shortened(reason: dict[str, Any]) -> dict[str, Any]:
    """The reason with its first names only."""
    names = reason.get("names", [])
    return reason | {"names": [*names[:NAMES], *(["…"] if len(names) > NAMES else [])]}


def shortage_of(facts: dict[str, Any], stations: dict[str, str]) -> Shortage:
    missing = round(facts["needed"] - facts["have"], 1)
    return Shortage(
        date=date.fromisoformat(facts["date"]),
        span=span_text(facts["start"], facts["end"]),
        station=stations.get(facts["station"], facts["station"]),
        missing=missing,
        minutes=round((facts["needed"] - facts["have"]) * (facts["end"] - facts["start"])),
        reasons=[reason_of(shortened(reason)) for reason in facts["reasons"][:REASONS]],
    )


def part_text(part: Part, names: Sequence[str]) -> str:
    """Its people by name as far as a line holds them, and the days."""
    people = _(", ").join(names) or _("everybody")
    if len(names) > NAMES:
        people = ngettext("%(n)d person", "%(n)d people", len(names)) % {"n": len(names)}
    days = "–".join(day_text(day) for day in dict.fromkeys((part.first, part.last)))
    sentence = _("Stays as it is: %(people)s, %(days)s.") if part.stays else _("Only %(people)s, %(days)s.")
    return sentence % {"people": people, "days": days}


@dataclass(frozen=True)
class BuildPanel:
    """What the panel says of a build beside its row."""

    build: Build

    @property
    def is_waiting(self) -> bool:
        return self.build.status == Build.Status.QUEUED

    @property
    def waits_long(self) -> bool:
        return self.is_waiting and self._waited > WAITS_LONG

    @property
    def is_stuck(self) -> bool:
        """Whether it waits although nothing is before it, and so long that the queue must be the reason."""
        return self.is_waiting and self._waited > SLOW and not self.build.is_interrupted

    @property
    def _waited(self) -> float:
        return (timezone.now() - self.build.asked_at).total_seconds()

    @cached_property
    def ahead(self) -> int:
        """Builds of any hall that come first: under way, interrupted, or asked for before this one."""
        older, running = Q(asked_at__lt=self.build.asked_at), Q(status=Build.Status.RUNNING)
        interrupted = Q(status=Build.Status.QUEUED, attempts__gt=0)
        if self.build.is_interrupted:
            return Build.objects.filter(running | interrupted & older).count()
        return Build.objects.filter(running | interrupted | Q(status=Build.Status.QUEUED) & older).count()

    @property
    def is_silent(self) -> bool:
        """Whether it should be under way, and its worker has not been heard of for a while."""
        heard = self.build.heartbeat_at or self.build.asked_at
        return self.build.status == Build.Status.RUNNING and (timezone.now() - heard).total_seconds() > SLOW

    @property
    def is_stopping(self) -> bool:
        return self.build.stop_asked_at is not None and not self.build.is_finished

    @property
    def changed(self) -> int:
        """How many cells it has written that held something else, or nothing."""
        return int(self.build.progress.get("changed", 0))

    @property
    def why(self) -> str:
        return reason_of(self.build.reason) if self.build.reason else ""

    @property
    def part(self) -> str:
        """Which people and days were to be built, or kept, alone; nothing for a whole month."""
        if not self.build.part:
            return ""
        part = Part.from_json(self.build.part)
        people = self.build.roster.hall.employees.filter(code__in=part.people).order_by("code")
        return part_text(part, list(people.values_list("name", flat=True)))

    @property
    def ended(self) -> str:
        """What ended the search, when it was not that nothing better exists."""
        how = self.build.progress.get("ended", "optimal")
        return "" if how == "optimal" else reason_of({"reason": f"ended_{how}"})

    @property
    def leaning(self) -> str:
        """Which candidate is being looked for, if any."""
        names = dict(Candidate.Leaning.choices)
        return "" if self.build.is_finished else str(names.get(self.build.progress.get("phase", ""), ""))

    @property
    def elapsed(self) -> int:
        """Whole seconds since a worker took it up; while none has it and at the end, those of the search."""
        if self.build.status != Build.Status.RUNNING or self.build.started_at is None:
            return round(self.build.elapsed)
        return round((timezone.now() - self.build.started_at).total_seconds())

    @property
    def clock(self) -> str:
        return f"{self.elapsed // 60}:{self.elapsed % 60:02}"

    @property
    def limit(self) -> str:
        return f"{self.build.seconds // 60}:{self.build.seconds % 60:02}"

    @property
    def percent(self) -> int:
        return 100 if self.build.is_finished else min(100, round(100 * self.elapsed / max(1, self.build.seconds)))

    @property
    def trace(self) -> list[Point]:
        return [(point[0], point[1], point[2]) for point in self.build.progress.get("trace", [])]

    @cached_property
    def chart(self) -> Chart | None:
        """How the best became better; of candidates it says only how the search for all three began."""
        if self.build.wants_candidates and self.build.is_finished:
            return None
        return chart_of(self.trace, self.build.elapsed)

    @property
    def is_bound_weak(self) -> bool:
        """Whether the bound says so little that the gap would frighten rather than inform."""
        return self.build.gap is not None and self.build.gap > WEAK_GAP

    @property
    def gap_percent(self) -> float | None:
        return None if self.build.gap is None else round(100 * self.build.gap, 1)

    @property
    def steady_seconds(self) -> int:
        """For how long no better roster has been found."""
        since = next((second for second, penalty, _ in self.trace if penalty == self.build.penalty), 0.0)
        return max(0, round(self.build.elapsed - since))

    @cached_property
    def bars(self) -> list[RuleBar]:
        rules = [rule for rule in self.build.progress.get("rules", []) if rule["penalty"]]
        rules.sort(key=lambda rule: -rule["penalty"])
        most = max([1, *(rule["penalty"] for rule in rules)])
        return [
            RuleBar(rule_name(rule["name"]), rule["penalty"], round(100 * rule["penalty"] / most, 1)) for rule in rules
        ]

    @property
    def warnings(self) -> list[str]:
        return [reason_of(facts) for facts in self.build.progress.get("warnings", [])]

    @cached_property
    def unhonoured(self) -> int:
        """How many people's choices of pay or rest the roster that it has written could not honour."""
        return unhonoured_in(self.build.roster) if self.build.status == Build.Status.DONE else 0

    @cached_property
    def shortages(self) -> list[Shortage]:
        """What is short, the greatest first."""
        stations = dict(self.build.roster.hall.stations.values_list("code", "name"))
        rows = [shortage_of(facts, stations) for facts in self.build.progress.get("shortfalls", [])]
        return sorted(rows, key=lambda row: (-row.minutes, row.date, row.span))

    @property
    def worst(self) -> list[Shortage]:
        return self.shortages[:SHOWN]

    @property
    def missing_minutes(self) -> int:
        return sum(row.minutes for row in self.shortages)


def panel_of(build: Build) -> BuildPanel:
    return BuildPanel(build)


@dataclass(frozen=True)
class Refusal:
    """Why no build was begun, reason by reason, and the pins that are to blame."""

    reasons: list[str]
    conflicts: list[Violation]


def refusal_of(error: NotBuildable | NotEditable) -> Refusal:
    reasons = error.reasons if isinstance(error, NotBuildable) else [error.facts]
    conflicts = [violation_from_json(data) for reason in reasons for data in reason.get("conflicts", [])]
    return Refusal([reason_of(reason) for reason in reasons], conflicts)
