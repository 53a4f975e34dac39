"""Rings of three for a shift that no two people can swap: on its own day, else across days.

Each person is looked at alone first, which is quick; only the most promising rings are judged as a
whole, by the caller.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import islice, permutations, product
from typing import NamedTuple

from rosters.edits.editing import REST, CellValue
from staff.models import Employee

from .judging import Bench
from .proposals import Ring
from .standing import Standing

MOST = 60
TRIALS = 400
"""How much is tried out in each step, and how many third people are looked at, before the best so far has to do."""


class Gain(NamedTuple):
    """What somebody could give and get: `price` as far as that can be told of her alone."""

    price: int
    person: Employee
    day: date | None
    value: CellValue


@dataclass
class RingSearch:
    """Looks for rings that begin with one shift of the asker's; `days` are those on which others may give one."""

    bench: Bench
    standing: Standing
    asker: Employee
    day: date
    people: list[Employee]
    days: list[date]

    def of_the_day(self) -> list[Ring]:
        """Rings on the shift's own day in which each of the three may hold what she would get."""
        values = {one.pk: self.standing.at(one, self.day) for one in (self.asker, *self.people)}
        found = []
        for second, third in self.bench.affordable(TRIALS, permutations(self.people, 2)):
            ring = (self.asker, second, third)
            held = [values[one.pk] for one in ring]
            if len({value.key for value in held}) == len(ring):
                got = zip(ring, (held[2], *held[:2]), strict=True)
                price = total(self.bench.price_alone(one, {self.day: value}) for one, value in got)
                if price is not None:
                    found.append((price, second.code, third.code, second, third))
        best = nsmallest(MOST, found)
        return [Ring(self.asker, self.day, second, self.day, third, self.day) for *_, second, third in best]

    def across_days(self) -> list[Ring]:
        """Rings in which the second gives a shift of another day, or the third does, or she is off and gives none."""
        found: list[tuple[int, str, str, Ring]] = []
        for price, ring in islice(self._open_rings(), TRIALS):
            if (last := self._price_of_third(ring)) is not None:
                found.append((price + last, ring.second.code, ring.third.code, ring))
        return [ring for *_, ring in nsmallest(MOST, found, key=lambda one: one[:3])]

    def _open_rings(self) -> Iterator[tuple[int, Ring]]:
        """Rings whose first and second may do their part, the cheapest first."""
        gains = sorted(self._gains(), key=by_price)
        seconds = sorted(self._seconds(), key=by_price) if gains else []
        pairs = sorted(
            ((gain.price + second.price, n, m) for n, second in enumerate(seconds) for m, gain in enumerate(gains)),
        )
        for price, n, m in pairs:
            second, gain = seconds[n], gains[m]
            if second.day is not None and {second.day, gain.day} != {self.day}:
                for third in self._holding(gain, but=second.person):
                    yield price, Ring(self.asker, self.day, second.person, second.day, third, gain.day)

    def _gains(self) -> Iterator[Gain]:
        """What the asker could get for her shift: nothing, another shift of the day, one on a day off of hers."""
        own = self.standing.at(self.asker, self.day)
        yield from self._priced(self.asker, {self.day: REST}, None, REST)
        for day in self.days:
            if day != self.day and self.standing.at(self.asker, day) != REST:
                continue
            values = {value.key: value for one in self.people if (value := self.standing.at(one, day)).shift_type}
            for value in values.values():
                if day != self.day or value != own:
                    yield from self._priced(self.asker, {self.day: REST} | {day: value}, day, value)

    def _seconds(self) -> Iterator[Gain]:
        """Who could work the asker's shift, and which of her own she would give for it."""
        own = self.standing.at(self.asker, self.day)
        near = sorted({self.day, *self.days}, key=lambda day: (abs((day - self.day).days), day))
        for day, person in self.bench.affordable(TRIALS, product(near, self.people)):
            given = self.standing.at(person, day)
            is_free = day == self.day or self.standing.at(person, self.day) == REST
            if is_free and given.shift_type and given != own:
                yield from self._priced(person, {day: REST} | {self.day: own}, day, given)

    def _priced(
        self, person: Employee, cells: dict[date, CellValue], day: date | None, value: CellValue
    ) -> Iterator[Gain]:
        if (price := self.bench.price_alone(person, cells)) is not None:
            yield Gain(price, person, day, value)

    def _holding(self, gain: Gain, *, but: Employee) -> Iterator[Employee]:
        """Those who could give the asker what she would get."""
        for person in self.people:
            if person != but and (gain.day is None or self.standing.at(person, gain.day) == gain.value):
                yield person

    def _price_of_third(self, ring: Ring) -> int | None:
        """What her part would cost; None where she works already when she would get the second's shift."""
        if ring.third_day != ring.second_day and self.standing.at(ring.third, ring.second_day) != REST:
            return None
        cells = {} if ring.third_day is None else {ring.third_day: REST}
        cells[ring.second_day] = self.standing.at(ring.second, ring.second_day)
        return self.bench.price_alone(ring.third, cells)


def by_price(gain: Gain) -> tuple[int, str, date, str]:
    return gain.price, gain.person.code, gain.day or date.min, gain.value.key


def total(prices: Iterable[int | None]) -> int | None:
    """Their sum; None as soon as one of them is."""
    found = 0
    for price in prices:
        if price is None:
            return None
        found += price
    return found
