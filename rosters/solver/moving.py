"""One move on a board: cells change, what hangs on them follows, and all of it can be taken back. Compiled."""

from .compiled import part
from .network import CHANGED, CHOICE, COST, MARK, MOVED, NONE, STEP, TOUCHED, WAITING, Board, Network


@part
def moved(network: Network, board: Board) -> bool:
    """Carry out the move noted in `places` and `wanted`; False where it breaks a row, and has to be taken back."""
    counts = board.counts
    counts[CHANGED] = counts[TOUCHED] = counts[WAITING] = 0
    counts[MARK] += 1
    for number in range(counts[MOVED]):
        put(network, board, board.places[number], board.wanted[number])
    if counts[CHOICE] != NONE:
        change(network, board, counts[CHOICE], board.values[counts[CHOICE]] + counts[STEP])
    is_sound = keeps_rows(network, board, True) and follow(network, board) and keeps_rows(network, board, False)
    for number in range(counts[WAITING]):
        board.is_waiting[board.waiting[number]] = False
    return is_sound


@part
def keep(board: Board) -> None:
    """The shifts of the move stand from now on."""
    for number in range(board.counts[MOVED]):
        board.shifts[board.places[number]] = board.wanted[number]


@part
def take_back(network: Network, board: Board) -> None:
    """Undo the move."""
    for number in range(board.counts[CHANGED] - 1, -1, -1):
        column = board.changed[number]
        by = board.before[number] - board.values[column]
        board.values[column] += by
        board.counts[COST] += network.costs[column] * by
        for entry in range(network.starts[column], network.starts[column + 1]):
            board.activity[network.rows[entry]] += network.factors[entry] * by


@part
def put(network: Network, board: Board, place: int, shift: int) -> None:
    """Give the place that shift, NONE for a day off."""
    old, works = board.shifts[place], network.works[place]
    if old >= 0:
        change(network, board, network.literals[place, old], 0)
    if shift >= 0:
        change(network, board, network.literals[place, shift], 1)
    if works >= 0 and (old >= 0) != (shift >= 0):
        change(network, board, works, 1 if shift >= 0 else 0)


@part
def change(network: Network, board: Board, column: int, value: int) -> None:
    """Give the column that value; what follows from it waits to be worked out."""
    counts = board.counts
    by = value - board.values[column]
    board.changed[counts[CHANGED]] = column
    board.before[counts[CHANGED]] = board.values[column]
    counts[CHANGED] += 1
    board.values[column] = value
    counts[COST] += network.costs[column] * by
    for entry in range(network.starts[column], network.starts[column + 1]):
        row = network.rows[entry]
        board.activity[row] += network.factors[entry] * by
        if board.marks[row] != counts[MARK]:
            board.marks[row] = counts[MARK]
            board.touched[counts[TOUCHED]] = row
            counts[TOUCHED] += 1
        owner = network.owners[row]
        if owner > column and not board.is_waiting[owner]:
            enqueue(board, owner)


@part
def follow(network: Network, board: Board) -> bool:
    """Work out what waits, first things first; False where a column would have to be above its most."""
    while board.counts[WAITING]:
        column = dequeue(board)
        value = least_of(network, board, column)
        if value > network.high[column]:
            return False
        if value != board.values[column]:
            change(network, board, column, value)
    return True


@part
def least_of(network: Network, board: Board, column: int) -> int:
    """The smallest value that the rows which define the column allow."""
    value, now = network.low[column], board.values[column]
    for number in range(network.defined[column], network.defined[column + 1]):
        row, factor = network.defining[number], network.shares[number]
        rest = board.activity[row] - factor * now
        if factor > 0:
            value = max(value, -((rest - network.least[row]) // factor))
        else:
            value = max(value, -((network.most[row] - rest) // -factor))
    return value


@part
def keeps_rows(network: Network, board: Board, is_early: bool) -> bool:
    """Whether no touched row is broken; early, only those are asked that define nothing."""
    for number in range(board.counts[TOUCHED]):
        row = board.touched[number]
        if is_early and network.owners[row] != NONE:
            continue
        if board.activity[row] < network.least[row] or board.activity[row] > network.most[row]:
            return False
    return True


@part
def enqueue(board: Board, column: int) -> None:
    """Put the column among those that wait: a heap, the earliest at its top."""
    waiting, place = board.waiting, board.counts[WAITING]
    board.counts[WAITING] += 1
    board.is_waiting[column] = True
    while place > 0:
        above = (place - 1) >> 1
        if waiting[above] <= column:
            break
        waiting[place] = waiting[above]
        place = above
    waiting[place] = column


@part
def dequeue(board: Board) -> int:
    """Take the earliest of those that wait."""
    waiting, counts = board.waiting, board.counts
    first = waiting[0]
    board.is_waiting[first] = False
    counts[WAITING] -= 1
    size, place = counts[WAITING], 0
    last = waiting[size]
    while 2 * place + 1 < size:
        below = 2 * place + 1
        if below + 1 < size and waiting[below + 1] < waiting[below]:
            below += 1
        if last <= waiting[below]:
            break
        waiting[place] = waiting[below]
        place = below
    waiting[place] = last
    return first
