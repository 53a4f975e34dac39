"""A roster with its verdict as programs read it: the JSON of `build_roster` and `check_roster`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from .models import Build, Roster
from .month import Month, load_month
from .problem import codes_of, duties_of, problem_of
from .rulewords import sentence_of
from .solver.duties import Duties
from .solver.explain import Reason
from .solver.problem import HISTORY_DAYS, Demand, Problem
from .verdict import Verdict, verdict_of
from .wording import clock_of, reason_of

Facts = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """A roster as it stands, judged."""

    roster: Roster
    month: Month
    problem: Problem
    duties: Duties
    build: Build | None  # the one it came from, unless it was edited since

    @cached_property
    def verdict(self) -> Verdict:
        return verdict_of(self.problem, self.duties)

    @cached_property
    def station_names(self) -> dict[str, str]:
        """Names by code of the stations that need people."""
        return self.month.station_names

    @property
    def status(self) -> str:
        if self.verdict.broken:
            return "refused"
        return "optimal" if self.build and self.build.is_optimal else "feasible"

    def as_json(self) -> Facts:
        """The keys of the command line's contract; a roster that breaks hard rules says which in `reason`."""
        facts: Facts = {
            "hall": self.roster.hall.code,
            "month": f"{self.roster.month:%Y-%m}",
            "status": self.status,
            "seconds": round(self.build.elapsed, 2) if self.build else None,
            "penalty": self.verdict.penalty,
            "bound": self.bound,
            "gap": self.gap,
        }
        if self.verdict.broken:
            facts["reason"] = " ".join(sentence_of(violation, self.problem) for violation in self.verdict.broken)
        return facts | self._judgement() | self._given() | {"assignments": self._assignments()}

    @property
    def bound(self) -> int | None:
        """What no roster can cost less than; None when nobody has searched since the last edit."""
        if self.build is None or self.build.bound is None:
            return None
        return min(self.build.bound, self.verdict.penalty)

    @property
    def gap(self) -> float | None:
        if self.bound is None:
            return None
        return round((self.verdict.penalty - self.bound) / max(1, self.verdict.penalty), 4)

    def _judgement(self) -> Facts:
        return {
            "rules": self.verdict.rules,
            "shortfalls": shortfalls_json(self),
            "manager_gaps": [self._span(*gap) for gap in self.verdict.manager_gaps],
            "handovers": self.verdict.handovers,
        }

    def _given(self) -> Facts:
        problem = self.problem
        return {
            "employees": [
                {
                    "code": worker.id,
                    "name": worker.name,
                    "manager": worker.is_manager,
                    "weekly_minutes": worker.weekly_minutes,
                    "stations": sorted(worker.levels),
                }
                for worker in problem.workers
            ],
            "shifts": [
                {
                    "code": shift.code,
                    "start": clock_of(shift.start),
                    "end": clock_of(shift.end),
                    "paid_minutes": shift.paid_minutes,
                    "segments": [[clock_of(start), clock_of(end)] for start, end in shift.segments],
                }
                for shift in problem.shifts
            ],
            "open": [self._span(day, *span) for day, spans in enumerate(problem.open) for span in spans],
            "demand": [
                self._span(day, start, end) | {"station": station, "needed": needed}
                for day, station, start, end, needed in added_up(problem.demand)
            ],
            "leave": [
                {"employee": worker.id, "date": problem.date_of(absence.day).isoformat()}
                for worker in problem.workers
                for absence in worker.absences
                if absence.is_whole_day and absence.day < problem.days
            ],
            "history": [
                {"employee": worker.id, "date": problem.date_of(day).isoformat(), "shift": shift.code}
                for worker in problem.workers
                for day in range(-HISTORY_DAYS, 0)
                if (shift := self.duties.shift(worker, day))
            ],
        }

    def _assignments(self) -> list[Facts]:
        codes = codes_of(self.month)
        pinned = {
            (codes.get(cell.employee_id), (cell.date - self.roster.month).days)
            for cell in self.month.cells.values()
            if cell.is_pinned
        }
        return [
            {
                "employee": worker.id,
                **self._span(day, shift.start, shift.end),
                "shift": shift.code,
                "paid_minutes": shift.paid_minutes,
                "pinned": (worker.id, day) in pinned,
            }
            for day in range(self.problem.days)
            for worker in self.problem.workers
            if (shift := self.duties.shift(worker, day))
        ]

    def _span(self, day: int, start: int, end: int) -> Facts:
        on = self.problem.date_of(day)
        zone = ZoneInfo(self.roster.hall.time_zone)
        return {"date": on.isoformat(), "start": moment(on, start, zone), "end": moment(on, end, zone)}


def outcome_of(roster: Roster) -> Outcome:
    """The roster as it stands in the database, with the build that it came from if nobody has touched it since."""
    month = load_month(roster)
    problem = problem_of(roster, month)
    done = roster.builds.filter(status=Build.Status.DONE, revision=roster.revision - 1)
    return Outcome(roster, month, problem, duties_of(roster, problem, month), done.first())


def shortfalls_json(outcome: Outcome) -> list[Facts]:
    return [
        outcome._span(gap.day, gap.start, gap.end)
        | {
            "station": gap.station,
            "needed": gap.needed,
            "have": gap.have,
            "reasons": [reason_text(reason) for reason in gap.reasons],
        }
        for gap in outcome.verdict.gaps_explained
    ]


def moment_of(outcome: Outcome, day: int, minute: int) -> str:
    """A minute of a day of the month, as `moment` writes it."""
    return moment(outcome.problem.date_of(day), minute, ZoneInfo(outcome.roster.hall.time_zone))


def reason_text(reason: Reason) -> str:
    return reason_of({"reason": reason.cause, "names": list(reason.names)})


def moment(on: date, minute: int, zone: ZoneInfo) -> str:
    """A minute of a day on the hall's clock, with its offset from UTC; past 1440 is the next day."""
    return (datetime.combine(on, time(), zone) + timedelta(minutes=minute)).isoformat()


def added_up(demand: Iterable[Demand]) -> list[tuple[int, str, int, int, int]]:
    """Day, station, start, end and heads of the demand; where intervals of a station overlap, cut and added up."""
    by_place: dict[tuple[int, str], list[Demand]] = defaultdict(list)
    for row in demand:
        by_place[row.day, row.station].append(row)
    found = []
    for (day, station), rows in by_place.items():
        edges = sorted({edge for row in rows for edge in (row.start, row.end)})
        for start, end in pairwise(edges):
            there = [row.needed for row in rows if row.start <= start and end <= row.end]
            if there:
                found.append((day, station, start, end, sum(there)))
    return found
