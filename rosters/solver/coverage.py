"""Who is there in real minutes, every meal break placed: for the eye, where the rules count means."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from .breaks import breaks_of
from .duties import Duties
from .placing import Supply, in_turn, placed
from .problem import DAY, Problem, Span
from .rules.handovers import moments_of
from .timeline import Slice


class Cover(NamedTuple):
    """How many of the people needed at a station are there, from `start` to `end` of a day."""

    day: int
    start: int
    end: int
    station: str
    needed: int
    have: int


class Gap(NamedTuple):
    """A stretch of a day's opening hours without a manager."""

    day: int
    start: int
    end: int


def coverage(problem: Problem, duties: Duties) -> list[Cover]:
    """Day by day, station by station, each stretch in which need and people stay the same.

    People stand where they meet the most need, peaks first, and `have` is never above
    `needed`: who is left over stands nowhere. Stretches that need nobody are left out.
    """
    bit = {station: 1 << place for place, station in enumerate(sorted({row.station for row in problem.demand}))}
    skills = {worker.id: sum(bit.get(station, 0) for station in worker.levels) for worker in problem.workers}
    floor = RealFloor(problem, duties, skills)
    known: dict[tuple[Supply, Supply], list[int]] = {}
    rows = []
    for slice in problem.demand_slices:
        needs = needs_of(slice)
        wanted = tuple((bit[station], needed) for (_, station), needed in needs.items())
        for start, end, supply in floor.stretches(slice):
            if (met := known.get((supply, wanted))) is None:
                met = known[supply, wanted] = placed(supply, wanted)
            rows += [
                Cover(slice.day, start, end, station, needed, have)
                for station, (needed, have) in by_station(needs, met).items()
            ]
    return joined(rows)


def needs_of(slice: Slice) -> dict[tuple[bool, str], int]:
    """The heads needed by (calm, station), those first that go before."""
    needs: Counter[tuple[bool, str]] = Counter()
    for need in slice.marks:
        needs[not need.is_peak, need.station] += need.needed
    return {key: needs[key] for key in in_turn(needs) if needs[key]}


def by_station(needs: Mapping[tuple[bool, str], int], met: Iterable[int]) -> dict[str, tuple[int, int]]:
    """Needed and met for each station, peak and calm demand together."""
    rows: dict[str, tuple[int, int]] = {}
    for ((_, station), needed), have in zip(needs.items(), met, strict=True):
        before = rows.get(station, (0, 0))
        rows[station] = before[0] + needed, before[1] + have
    return rows


def joined(rows: list[Cover]) -> list[Cover]:
    """The rows by day, station and time, neighbours that say the same made one."""
    whole: list[Cover] = []
    for row in sorted(rows, key=lambda row: (row.day, row.station, row.start)):
        last = whole[-1] if whole else None
        if last and (last.day, last.end, *last[3:]) == (row.day, row.start, *row[3:]):
            whole[-1] = last._replace(end=row.end)
        else:
            whole.append(row)
    return whole


def manager_gaps(problem: Problem, duties: Duties) -> list[Gap]:
    """The open stretches in which no manager is on site, meal breaks placed."""
    floor = RealFloor(problem, duties, {worker.id: 1 for worker in problem.workers if worker.is_manager})
    gaps: list[Gap] = []
    for slice in problem.open_slices:
        for start, end, supply in floor.stretches(slice):
            if supply:
                continue
            if gaps and (gaps[-1].day, gaps[-1].end) == (slice.day, start):
                gaps[-1] = gaps[-1]._replace(end=end)
            else:
                gaps.append(Gap(slice.day, start, end))
    return gaps


def handovers(problem: Problem, duties: Duties, day: int) -> int:
    """The number of moments inside the day's opening hours at which people come or go."""
    return len(moments_of(problem, duties, day))


class RealFloor:
    """Who is on the floor minute by minute, counted by skill; who has none does not count."""

    def __init__(self, problem: Problem, duties: Duties, skills: Mapping[str, int]):
        self.problem, self.duties = problem, duties
        self.skills = {id: bits for id, bits in skills.items() if bits}
        self._heads: dict[int, dict[str, Counter[int]]] = {}
        self._breaks: dict[int, dict[str, list[tuple[Span, int]]]] = {}
        self._supplies: dict[tuple[tuple[int, str], ...], Supply] = {}

    def stretches(self, slice: Slice) -> Iterator[tuple[int, int, Supply]]:
        """The slice cut where somebody goes to table or comes back, with (skills, heads) of each part."""
        at_table = self._at_table(slice)
        edges = {edge for start, end, _ in at_table for edge in (start, end) if slice.start < edge < slice.end}
        present = self._present(slice)
        for a, b in pairwise(sorted({slice.start, slice.end, *edges})):
            away = [skills for start, end, skills in at_table if start < b and a < end]
            yield a, b, without(present, away) if away else present

    def _present(self, slice: Slice) -> Supply:
        """The heads of everyone whose shift is on, at table or not, the least skilled first."""
        key = tuple(duty[:2] for duty in slice.present)
        if key not in self._supplies:
            heads: dict[int, int] = {}
            for day, shift_id in key:
                for skills, count in self._heads_of(day).get(shift_id, {}).items():
                    heads[skills] = heads.get(skills, 0) + count
            self._supplies[key] = tuple(sorted(heads.items(), key=lambda item: (item[0].bit_count(), item)))
        return self._supplies[key]

    def _at_table(self, slice: Slice) -> list[tuple[int, int, int]]:
        """The meal breaks of those whose window it is: start, end, skills."""
        return [
            (start + (day - slice.day) * DAY, end + (day - slice.day) * DAY, skills)
            for day, shift_id, parts in slice.present
            if parts < slice.parts
            for (start, end), skills in self._breaks_of(day).get(shift_id, ())
        ]

    def _heads_of(self, day: int) -> dict[str, Counter[int]]:
        if day not in self._heads:
            self._heads[day] = {
                shift_id: Counter(self.skills[worker.id] for worker in workers if worker.id in self.skills)
                for shift_id, workers in self.duties.begun.get(day, {}).items()
            }
        return self._heads[day]

    def _breaks_of(self, day: int) -> dict[str, list[tuple[Span, int]]]:
        """For each shift begun on the day the breaks of its people, with their skills."""
        if day not in self._breaks:
            breaks = breaks_of(self.problem, self.duties, day)
            self._breaks[day] = {
                shift_id: [
                    (breaks[worker.id], self.skills[worker.id])
                    for worker in workers
                    if worker.id in breaks and worker.id in self.skills
                ]
                for shift_id, workers in self.duties.begun.get(day, {}).items()
            }
        return self._breaks[day]


def without(supply: Supply, away: list[int]) -> Supply:
    """The supply less one head for each of these skills."""
    heads = dict(supply)
    for skills in away:
        heads[skills] -= 1
    return tuple((skills, count) for skills, count in heads.items() if count)
