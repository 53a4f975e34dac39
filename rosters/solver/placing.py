"""Who can stand where, for the checker: people placed one need at a time, moved over to make room."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from .duties import Duties
from .problem import Worker, is_own
from .timeline import Presence, Slice

Supply = Sequence[tuple[int, int]]
Needs = Sequence[tuple[int, int]]


def in_turn(needs: Iterable[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """The needs (is calm, station) as they are met: peaks, then what one person alone can do, then the rest."""
    return sorted(needs, key=lambda need: (need[0], not is_own(need[1]), need[1]))


def placed(supply: Supply, needs: Needs) -> list[int]:
    """How much of each need is met in a placement that meets as much as can be.

    `supply` lists (skills, amount), `needs` (skill, amount); a skill is a bit. Needs are
    met in their order: what is met for an earlier one is never given up for a later one.
    """
    return list(known_placing(tuple(supply), tuple(needs)))


@lru_cache(maxsize=1 << 14)
def known_placing(supply: Supply, needs: Needs) -> list[int]:
    """As `placed`: searches ask for the same floor again and again."""
    table = Table(supply, needs)
    return [table.fill(place, amount) for place, (_, amount) in enumerate(needs)]


class Table:
    """What of each supply is spare, and how much of it serves each need."""

    def __init__(self, supply: Supply, needs: Needs):
        self.spare = [amount for _, amount in supply]
        self.able = [[g for g, (skills, _) in enumerate(supply) if skills & skill] for skill, _ in needs]
        self.serving = [[0] * len(supply) for _ in needs]

    def fill(self, need: int, amount: int) -> int:
        """Bring up to the amount to the need, and say how much came."""
        came = 0
        while came < amount and (got := self._bring(need, amount - came, {need})):
            came += got
        return came

    def _bring(self, need: int, amount: int, seen: set[int]) -> int:
        """Bring some to the need: spare people, or another need's for whom it finds others."""
        for g in self.able[need]:
            if self.spare[g]:
                got = min(self.spare[g], amount)
                self.spare[g] -= got
                self.serving[need][g] += got
                return got
        for g in self.able[need]:
            for other, serving in enumerate(self.serving):
                if other not in seen and serving[g]:
                    seen.add(other)
                    if got := self._bring(other, min(serving[g], amount), seen):
                        serving[g] -= got
                        self.serving[need][g] += got
                        return got
        return 0


class Floor:
    """Who is on the floor when, counted by skill; a worker without skills does not count."""

    def __init__(self, duties: Duties, skills: Mapping[str, int]):
        """`skills` maps a worker's id to the bits of what she can do."""
        self.duties = duties
        self.skills = skills
        self._begun: dict[int, dict[str, Counter[int]]] = {}
        self._supplies: dict[tuple[Presence, ...], Supply] = {}

    def supply(self, slice: Slice) -> Supply:
        """The people present as (skills, parts of heads), the least skilled first."""
        if slice.present not in self._supplies:
            total: dict[int, int] = {}
            for day, shift_id, parts in slice.present:
                for skills, heads in self.begun(day).get(shift_id, {}).items():
                    total[skills] = total.get(skills, 0) + heads * parts
            supply = sorted(total.items(), key=lambda item: (item[0].bit_count(), item))
            self._supplies[slice.present] = tuple(supply)
        return self._supplies[slice.present]

    def begun(self, day: int) -> dict[str, Counter[int]]:
        """For each shift begun on the day, how many people of each skill have it."""
        if day not in self._begun:
            shifts = self.duties.begun.get(day, {})
            self._begun[day] = {id: self._skilled(workers) for id, workers in shifts.items()}
        return self._begun[day]

    def _skilled(self, workers: Sequence[Worker]) -> Counter[int]:
        return Counter(skills for worker in workers if (skills := self.skills.get(worker.id)))
