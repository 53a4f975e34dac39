"""The rules of rostering, one a file, in order of weight.

Each says what is wrong (`violations`, plain Python: the checker's half) and how to forbid
or price it (`constrain`: the solver's half). The halves share no code; they meet only in
the facts of the problem and in their docstring.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from ..duties import Duties
from ..problem import Problem
from ..violation import Violation
from .absences import Absences
from .consecutive_days import ConsecutiveDays
from .cover import Cover
from .eligible import Eligible
from .equal_hours import EqualHours
from .equal_shares import EqualShares
from .handovers import Handovers
from .headcounts import Headcounts
from .lonely_days import LonelyDays
from .manager_on_site import ManagerOnSite
from .month_least import MonthLeast
from .month_most import MonthMost
from .one_shift import OneShift
from .overtime import Overtime
from .peak_skill import PeakSkill
from .pins import Pins
from .protected import Protected
from .rest import Rest
from .same_shift_runs import SameShiftRuns
from .shift_count import ShiftCount
from .short_breaks import ShortBreaks
from .short_runs import ShortRuns
from .succession import Succession
from .time_bank import TimeBank
from .weekends import Weekends
from .weekly_hours import WeeklyHours
from .weekly_rest import WeeklyRest
from .wishes import Wishes

if TYPE_CHECKING:
    from ..variables import Terms, Variables


class Rule(Protocol):
    """A rule; its dataclass fields are its settings, whole numbers that are not negative."""

    name: ClassVar[str]
    is_hard: ClassVar[bool]

    def violations(self, problem: Problem, duties: Duties) -> Iterable[Violation]: ...

    def constrain(self, problem: Problem, x: "Variables") -> "Terms": ...


RULES: dict[str, Any] = {
    rule.name: rule
    for rule in (
        OneShift,
        Absences,
        Pins,
        Eligible,
        Rest,
        Succession,
        ConsecutiveDays,
        WeeklyRest,
        Protected,
        Overtime,
        MonthMost,
        ShiftCount,
        Weekends,
        ManagerOnSite,
        Cover,
        Headcounts,
        PeakSkill,
        WeeklyHours,
        MonthLeast,
        TimeBank,
        EqualHours,
        EqualShares,
        Handovers,
        SameShiftRuns,
        LonelyDays,
        ShortRuns,
        ShortBreaks,
        Wishes,
    )
}


def rules_of(problem: Problem) -> list[Rule]:
    """The problem's rules with its settings, heaviest first.

    Raises ValueError naming a rule or setting that does not exist or has no sound value.
    """
    if unknown := sorted(problem.rules.keys() - RULES.keys()):
        raise ValueError(f"There is no rule {unknown[0]!r}.")
    return [rule_with(name, problem.rules[name]) for name in RULES if name in problem.rules]


def rule_with(name: str, settings: Mapping[str, Any]) -> Rule:
    """The rule of that name with these settings, the rest at their defaults."""
    known = {field.name for field in fields(RULES[name])}
    for setting, value in settings.items():
        if setting not in known:
            raise ValueError(f"The rule {name!r} has no setting {setting!r}.")
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"The rule {name!r} wants a whole number from 0 for {setting!r}, not {value!r}.")
    rule: Rule = RULES[name](**settings)
    return rule
