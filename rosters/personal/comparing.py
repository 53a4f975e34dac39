"""One person's published month beside the hall's."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from staff.models import Employee, TimeBankEntry

from ..models import Roster, ShiftType
from ..month import Month
from ..problem import duties_of, problem_of
from ..publications.published import load_published
from ..reports import PersonFigures, figures_of_people

ALWAYS, WHERE_THERE_ARE_ANY = ("hours", "weekend", "late"), ("holiday", "night")


@dataclass(frozen=True)
class Comparison:
    """One figure of mine beside the hall's mean; `kind` is hours, weekend, late, holiday or night."""

    kind: str
    mine: float
    mean: float

    @property
    def _most(self) -> float:
        return max(self.mine, self.mean) * 1.15 or 1

    @property
    def mine_percent(self) -> float:
        return round(100 * self.mine / self._most, 1)

    @property
    def mean_percent(self) -> float:
        return round(100 * self.mean / self._most, 1)


@dataclass(frozen=True)
class ShiftCount:
    """How often I work a shift type this month, and how often the hall's people do on average."""

    shift_type: ShiftType
    mine: int
    mean: float


@dataclass(frozen=True)
class Beside:
    """My month beside the hall's: `balance` says how many shifts above (+) or below (-) a fair share I have had."""

    comparisons: list[Comparison]
    shifts: list[ShiftCount]
    balance: float


@dataclass(frozen=True)
class Bank:
    """Minutes that I am owed as time off, and what the hall's people are owed on average."""

    minutes: int
    mean: float


def bank_of(employee: Employee, today: date) -> Bank:
    people = list(Employee.objects.filter(hall=employee.hall_id).employed_between(today, today).order_by("pk"))
    balances = TimeBankEntry.objects.balances([*people, employee], on=today)
    owed = sum(balances.get(person.pk, 0) for person in people)
    return Bank(balances.get(employee.pk, 0), owed / len(people) if people else 0)


def beside_of(employee: Employee, roster: Roster) -> Beside | None:
    """The person's published month beside the hall's; none when she is not in it."""
    month = load_published(roster)
    problem = problem_of(roster, month)
    figures = figures_of_people(problem, duties_of(roster, problem, month))
    mine = next((figure for figure in figures if figure.code == employee.code), None)
    if mine is None:
        return None
    kinds = [*ALWAYS, *(kind for kind in WHERE_THERE_ARE_ANY if any(amount(figure, kind) for figure in figures))]
    counts = [whole_shifts(figure, month) for figure in figures]
    own = whole_shifts(mine, month)
    types = {row.code: row for row in month.shift_types.values() if any(row.code in one for one in counts)}
    return Beside(
        comparisons=[Comparison(kind, amount(mine, kind), mean(figures, kind)) for kind in kinds],
        shifts=[
            ShiftCount(shift_type, own[code], sum(one[code] for one in counts) / len(counts))
            for code, shift_type in types.items()
        ],
        balance=mine.balance,
    )


def whole_shifts(figures: PersonFigures, month: Month) -> Counter[str]:
    """How often she works each shift type, by code, a part of one as that one."""
    wholes = {row.code: month.whole_of(row).code for row in month.shift_types.values()}
    counts: Counter[str] = Counter()
    for code, count in figures.shifts.items():
        counts[wholes[code]] += count
    return counts


def amount(figures: PersonFigures, kind: str) -> float:
    """Hours of work, or a number of shifts."""
    return figures.minutes / 60 if kind == "hours" else getattr(figures, kind)


def mean(figures: list[PersonFigures], kind: str) -> float:
    return sum(amount(figure, kind) for figure in figures) / len(figures)
