"""Customers from a table on a page: what would change, and changing it."""

from collections.abc import Iterable
from typing import Any

from staff.models import Hall, Station, User
from staff.recorded import fingerprint

from ..models import Arrivals
from ..needs.arrivals import Interval, facts_of, plan_of, take_in, taking_from
from .found import Rest
from .sheets import Sheet


class ArrivalsPlan:
    """What a file of customers would change; an interval takes the place of what stood in it."""

    def __init__(self, hall: Hall, sheets: Iterable[Sheet]) -> None:
        self.hall = hall
        self.taking = taking_from(sheets, hall)
        self.plan = plan_of(hall, self.taking.intervals, self.taking.spoken)
        self.taking.refuse(self.plan.refused)
        self.unchanged = self.plan.unchanged

    @property
    def changes(self) -> list[object]:
        return [*self.plan.fresh, *self.plan.stale]

    @property
    def ignored(self) -> list[Rest]:
        return self.taking.counted.ignored

    @property
    def unplaced(self) -> list[Rest]:
        return self.taking.counted.unplaced

    @property
    def seen(self) -> str:
        """Differs whenever what would change does."""
        fresh = [[str(one.date), one.start, one.count] for one in self.plan.fresh]
        return fingerprint([fresh, [row.pk for row in self.plan.stale]])

    @property
    def unknown(self) -> list[str]:
        """The file's words for stations that are none of the hall's."""
        return [text for text, station in self.taking.services.items() if station is None]

    @property
    def stations(self) -> list[Station]:
        return [station for station in self.taking.services.values() if station]

    def apply(self, *, by: User, name: str) -> dict[str, list[Any]]:
        """Take the customers in; gives what taking them back needs."""
        said = {moment: length for moment, length in self.taking.spoken.items() if moment not in self.plan.refused}
        done = take_in(self.hall, self.taking.intervals, said, by=by, name=name)
        return {"fresh": [kept(one) for one in done.fresh], "stale": [kept(row) for row in done.stale]}


def kept(one: Interval | Arrivals) -> list[Any]:
    """An interval as JSON keeps it, in the order of `Interval`."""
    station = one.station.pk if one.station else None
    minutes, *counts = facts_of(one)
    return [str(one.date), one.start, minutes, station, *counts]
