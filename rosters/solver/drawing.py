"""Which cells a move changes, drawn by chance. Compiled."""

import numpy as np

from .compiled import part
from .network import CHOICE, MOST_CELLS, MOVED, NONE, STEP, Board, Network

CHANGE, PEOPLE, DAYS = range(3)
LONGEST = 14


@part
def draw(network: Network, board: Board) -> bool:
    """Note a move by chance in `places` and `wanted`; False where chance found none that changes anything."""
    board.counts[MOVED], board.counts[CHOICE] = 0, NONE
    dice = np.random.random()
    if len(network.choices) and dice < 0.004:
        return draw_choice(network, board)
    if dice < 0.3:
        return draw_change(network, board)
    if dice < 0.9:
        return draw_people(network, board)
    return draw_days(network, board)


@part
def draw_choice(network: Network, board: Board) -> bool:
    """One more or one less of what follows from nothing, like the level of equal hours."""
    column = network.choices[np.random.randint(len(network.choices))]
    step = 1 if np.random.random() < 0.5 else -1
    board.counts[CHOICE], board.counts[STEP] = column, step
    return network.low[column] <= board.values[column] + step <= network.high[column]


@part
def draw_change(network: Network, board: Board) -> bool:
    """Another shift, or a day off, in one cell."""
    place = np.random.randint(len(board.shifts))
    return note(network, board, place, np.random.randint(NONE, network.literals.shape[1]))


@part
def draw_people(network: Network, board: Board) -> bool:
    """Two people exchange some days in a row."""
    days = network.days
    one, other = np.random.randint(len(board.shifts) // days), np.random.randint(len(board.shifts) // days)
    first = np.random.randint(days)
    last = min(days, first + length(0.6))
    for day in range(first, last):
        if not exchange(network, board, one * days + day, other * days + day):
            return False
    return board.counts[MOVED] > 0


@part
def draw_days(network: Network, board: Board) -> bool:
    """One person's days in a row change places with as many others of hers."""
    days = network.days
    start = np.random.randint(len(board.shifts) // days) * days
    one, other, count = np.random.randint(days), np.random.randint(days), length(0.5)
    if abs(one - other) < count or max(one, other) + count > days:
        return False
    for day in range(count):
        if not exchange(network, board, start + one + day, start + other + day):
            return False
    return board.counts[MOVED] > 0


@part
def length(chance: float) -> int:
    """A number of days from 1, one more each time with that chance."""
    days = 1
    while days < LONGEST and np.random.random() < chance:
        days += 1
    return days


@part
def exchange(network: Network, board: Board, one: int, other: int) -> bool:
    """Note that two cells change places; False where one of them cannot."""
    mine, theirs = board.shifts[one], board.shifts[other]
    if mine == theirs:
        return True
    return note(network, board, one, theirs) and note(network, board, other, mine)


@part
def note(network: Network, board: Board, place: int, shift: int) -> bool:
    """Note what the cell shall be; False where it is or cannot be that."""
    if network.is_held[place] or shift == board.shifts[place] or board.counts[MOVED] >= MOST_CELLS:
        return False
    if shift >= 0 and network.literals[place, shift] == NONE:
        return False
    board.places[board.counts[MOVED]] = place
    board.wanted[board.counts[MOVED]] = shift
    board.counts[MOVED] += 1
    return True
