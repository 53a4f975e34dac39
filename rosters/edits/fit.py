"""Where shifts would fit if they were moved or exchanged: asked while they are dragged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..grids.grid import Grid
from ..problem import Place
from ..solver.trial import Cells, Judge

GOOD, WARNING, BAD = "good", "warning", "bad"


def fit_of(grid: Grid, place: Place, row: str) -> dict[str, dict[int, str]]:
    """For the days of `row`, and of the place's own column when it is its own row: fine, warns or breaks.

    Each is judged as the exchange of both cells.
    """
    judge = Judge(grid.problem, grid.duties)
    places: list[Place] = [(row, day) for day in range(grid.problem.days)]
    if row == place[0]:
        places += [(worker.id, place[1]) for worker in grid.problem.workers]
    cell = {row: Block((place[0],), (row,), place[1], place[1]) for row, _day in places}
    return by_row(
        ((row, day), tone_of(judge, cell[row].moved(judge, day - place[1])))
        for row, day in places
        if (row, day) != place
    )


@dataclass(frozen=True)
class Block:
    """Days of people that are dragged, and the people onto whose rows they would come."""

    people: Sequence[str]
    onto: Sequence[str]
    first: int
    last: int

    def moved(self, judge: Judge, apart: int) -> Cells:
        """What the cells would hold so many days later: what stood there comes back, unless both places overlap."""
        days, stands = judge.problem.days, judge.duties.cells
        pairs = [
            ((code, day), (target, day + apart))
            for code, target in zip(self.people, self.onto, strict=True)
            for day in range(self.first, self.last + 1)
            if 0 <= day + apart < days
        ]
        sources, targets = {source for source, _ in pairs}, {target for _, target in pairs}
        left = {source: None if sources & targets else stands.get(target) for source, target in pairs}
        return left | {target: stands.get(source) for source, target in pairs}


def block_fit(grid: Grid, block: Block) -> dict[int, str]:
    """By so many days later (before, below 0): whether the block would be fine there, warns or breaks."""
    judge = Judge(grid.problem, grid.duties)
    return {
        apart: tone_of(judge, block.moved(judge, apart))
        for apart in range(-block.last, grid.problem.days - block.first)
        if apart or block.people != block.onto
    }


def tone_of(judge: Judge, cells: Cells) -> str:
    """How the roster would be if the cells held this."""
    trial = judge.trial(cells)
    return BAD if trial.broken else WARNING if trial.cost > 0 else GOOD


def by_row(tones: Iterable[tuple[Place, str]]) -> dict[str, dict[int, str]]:
    rows: dict[str, dict[int, str]] = {}
    for (code, day), tone in tones:
        rows.setdefault(code, {})[day] = tone
    return rows
