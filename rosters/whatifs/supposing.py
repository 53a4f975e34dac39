"""What could be different in a month: more people, a closed station, other shift times, other limits.

Each supposition gives the month as it would be. Nothing of it is ever saved; people it adds
have negative keys and codes that begin with a plus.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import Any, Protocol

from django.utils.translation import gettext as _

from staff.models import Employee
from staff.models.halls import DAY, minutes_of

from ..models import Demand, ShiftType
from ..month import Month
from ..needs.dayneeds import DayRows

Facts = dict[str, Any]


class Supposition(Protocol):
    def applied_to(self, month: Month) -> Month: ...


@dataclass(frozen=True)
class MorePeople:
    """So many more people with the contract, skills and limits of somebody who is there; `name` is hers."""

    like: str
    name: str
    count: int = 1

    def applied_to(self, month: Month) -> Month:
        like = next((employee for employee in month.employees if employee.code == self.like), None)
        for _number in range(self.count if like else 0):
            assert like is not None
            month = with_another(month, like)
        return month


@dataclass(frozen=True)
class ClosedStation:
    """A station that needs nobody from one day to another."""

    station: str
    name: str
    first: str
    last: str

    @property
    def days(self) -> tuple[date, date]:
        return date.fromisoformat(self.first), date.fromisoformat(self.last)

    def applied_to(self, month: Month) -> Month:
        first, last = self.days
        closed = [day for day in month.days if first <= day <= last]
        rows = DayRows(month.demand)
        demand = [row for row in month.demand if row.date not in closed]
        for day in closed:
            demand += [self._on(day, row) for row in rows.rows_for(month.calendar[day])]
        return replace(month, demand=demand)

    def _on(self, day: date, row: Demand) -> Demand:
        """The row as one of this date alone; one that needs nobody still says that the date has rows."""
        own = copy(row)
        own.date, own.day_type = day, Demand.DayType.DATE
        own.needed = 0 if row.station.code == self.station else row.needed
        return own


@dataclass(frozen=True)
class OtherTimes:
    """A shift type that begins or ends at another time; what it pays follows its length."""

    shift: int
    code: str
    start: str
    end: str

    def applied_to(self, month: Month) -> Month:
        if self.shift not in month.shift_types:
            return month
        row = with_times(month.shift_types[self.shift], time.fromisoformat(self.start), time.fromisoformat(self.end))
        return replace(month, shift_types=month.shift_types | {self.shift: row})


@dataclass(frozen=True)
class OtherLimit:
    """Another amount for one of the hall's limits, named as `RuleSettings` names it."""

    limit: str
    amount: int

    def applied_to(self, month: Month) -> Month:
        rules = copy(month.rules)
        setattr(rules, self.limit, self.amount)
        return replace(month, rules=rules)


KINDS: dict[str, Any] = {"people": MorePeople, "closed": ClosedStation, "times": OtherTimes, "limit": OtherLimit}
NAMES = {kind: name for name, kind in KINDS.items()}


def supposed(month: Month, asks: Iterable[Supposition]) -> Month:
    """The month as it would be; who or what is gone by now changes nothing."""
    for ask in asks:
        month = ask.applied_to(month)
    return month


def to_json(asks: Iterable[Any]) -> list[Facts]:
    return [{"kind": NAMES[type(ask)]} | asdict(ask) for ask in asks]


def from_json(data: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [KINDS[facts["kind"]](**{name: value for name, value in facts.items() if name != "kind"}) for facts in data]


# --- what they come to ---------------------------------------------------------


def with_another(month: Month, like: Employee) -> Month:
    """The month with one more person, hired on its first day, who may work what the other may."""
    number = 1 - min([0, *(employee.pk for employee in month.employees)])
    more = copy(like)
    more.pk, more.code, more.user_id = -number, f"+{number}", None
    more.name = _("New %(number)s (like %(name)s)") % {"number": number, "name": like.name}
    more.hired_on, more.left_on, more.is_protected = month.roster.month, None, False
    kept_for = {pk: people | {more.pk} if like.pk in people else people for pk, people in month.only_for.items()}
    limits = month.shift_limits
    return replace(
        month,
        employees=[*month.employees, more],
        levels=month.levels | {more.pk: month.levels[like.pk]},
        bank=month.bank | {more.pk: 0},
        only_for=kept_for,
        shift_limits=limits | {more.pk: limits[like.pk]} if like.pk in limits else limits,
    )


def with_times(row: ShiftType, start: time, end: time) -> ShiftType:
    """The shift type with other times, past midnight where the end is not after the start."""
    own = copy(row)
    own.start, own.end = start, end
    own.ends_next_day = minutes_of(end) <= minutes_of(start)
    own.paid_minutes = max(0, row.paid_minutes + present(own) - present(row))
    return own


def present(row: ShiftType) -> int:
    return min(DAY, sum(end - start for start, end in row.segments))
