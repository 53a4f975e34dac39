"""What the checker says of a roster, in the figures that builds, commands and the API give out."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .solver.check import Violation, check, handovers, manager_gaps, penalty_of
from .solver.coverage import Gap
from .solver.duties import Duties
from .solver.explain import Shortfall, explained, shortfalls
from .solver.problem import Problem
from .solver.rules import RULES

Facts = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """A roster, everything that its rules have to say, and what follows from that."""

    problem: Problem
    duties: Duties
    violations: list[Violation]

    @property
    def penalty(self) -> int:
        return penalty_of(self.violations)

    @property
    def broken(self) -> list[Violation]:
        return [violation for violation in self.violations if violation.is_hard]

    @cached_property
    def rules(self) -> list[Facts]:
        """Each rule in force: its name, whether it is hard, how often it is broken and for how much."""
        return [
            {
                "name": name,
                "hard": RULES[name].is_hard,
                "violations": sum(violation.rule == name for violation in self.violations),
                "penalty": penalty_of(violation for violation in self.violations if violation.rule == name),
            }
            for name in RULES
            if name in self.problem.rules
        ]

    @cached_property
    def gaps(self) -> list[Shortfall]:
        return shortfalls(self.problem, self.duties)

    @cached_property
    def gaps_explained(self) -> list[Shortfall]:
        return explained(self.problem, self.duties, self.gaps)

    @cached_property
    def manager_gaps(self) -> list[Gap]:
        return manager_gaps(self.problem, self.duties)

    @cached_property
    def handovers(self) -> int:
        """Moments of the month at which somebody comes or goes while the hall is open."""
        return sum(handovers(self.problem, self.duties, day) for day in range(self.problem.days))

    def facts(self, *, with_reasons: bool = False) -> Facts:
        """The verdict as a build's row keeps it: dates as text, times in minutes from midnight.

        Reasons of shortfalls are facts for `wording.reason_of`; they take up to a second.
        """
        problem = self.problem
        gaps = self.gaps_explained if with_reasons else self.gaps
        return {
            "rules": self.rules,
            "shortfalls": [
                {
                    "date": problem.date_of(gap.day).isoformat(),
                    "start": gap.start,
                    "end": gap.end,
                    "station": gap.station,
                    "needed": gap.needed,
                    "have": gap.have,
                    "reasons": [{"reason": reason.cause, "names": list(reason.names)} for reason in gap.reasons],
                }
                for gap in gaps
            ],
            "manager_gaps": [
                {"date": problem.date_of(day).isoformat(), "start": start, "end": end}
                for day, start, end in self.manager_gaps
            ],
            "handovers": self.handovers,
        }


def verdict_of(problem: Problem, duties: Duties) -> Verdict:
    return Verdict(problem, duties, check(problem, duties))
