"""The linear relaxation of a month: how cheap no roster can be, within seconds."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import numpy as np
from numpy.typing import NDArray

from .incumbent import Incumbent
from .matrix import FAR, Ints, Matrix
from .parts import Stopper

Floats = NDArray[np.float64]

PROJECT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "rosters.solver.pdlp")
TICK = 0.1
FINE = 1 << 10
"""Prices of rows are whole in so small parts of a point."""
DEAREST = 1 << 30
"""No price of a row is taken dearer: whatever the prices, the bound they give holds."""


@dataclass
class Relaxation:
    """Raises the bound of the incumbent, by a process that does not outlive the search."""

    incumbent: Incumbent
    stopper: Stopper
    command: Sequence[str] = COMMAND

    def run(self) -> None:
        """Wait for the relaxation and take its bound: none where the search ends before, or no process can do it."""
        # A build goes on without: where a machine is out of processes or of room for files, too.
        with suppress(OSError), TemporaryFile() as program, TemporaryFile() as prices:
            save_program(program, self.incumbent.matrix)
            program.seek(0)
            if self._has_worked_out(program, prices):
                prices.seek(0)
                self.incumbent.raise_bound(bound_of(self.incumbent.matrix, np.load(prices)))

    def _has_worked_out(self, program: IO[bytes], prices: IO[bytes]) -> bool:
        silent = subprocess.DEVNULL
        process = subprocess.Popen(self.command, stdin=program, stdout=prices, stderr=silent, cwd=PROJECT)
        try:
            while process.poll() is None and not (self.stopper.is_set or self.incumbent.is_optimal):
                self.stopper.wait(TICK)
        finally:
            process.kill()
            process.wait()
        return process.returncode == 0


def save_program(file: IO[bytes], matrix: Matrix) -> None:
    """Write the matrix as `pdlp.solved` reads it."""
    np.savez(
        file,
        low=matrix.low,
        high=matrix.high,
        costs=matrix.costs,
        row_low=np.where(matrix.row_low <= -FAR, -np.inf, matrix.row_low),
        row_high=np.where(matrix.row_high >= FAR, np.inf, matrix.row_high),
        starts=matrix.by_row.starts,
        columns=matrix.by_row.across,
        factors=matrix.by_row.factors,
    )


def bound_of(matrix: Matrix, prices: Floats) -> int:
    """What every state costs at least, proven in whole numbers by these prices of rows.

    Any prices prove a bound, good ones a good one (Neumaier and Shcherbina, Safe bounds in linear and
    mixed-integer linear programming, 2004): what a row is short of or beyond its own bounds never pays, so the cost
    is at least each row at its price plus each column at what its cost exceeds its rows' prices.
    """
    whole = np.rint(np.clip(np.nan_to_num(prices) * FINE, -DEAREST, DEAREST)).astype(np.int64)
    whole[(whole > 0) & (matrix.row_low <= -FAR) | (whole < 0) & (matrix.row_high >= FAR)] = 0
    rows = np.where(whole > 0, matrix.row_low, matrix.row_high)
    excess = matrix.costs * FINE - priced_columns(matrix, whole)
    columns = np.where(excess > 0, matrix.low, matrix.high)
    total = sum(map(int.__mul__, whole.tolist(), rows.tolist()))
    total += sum(map(int.__mul__, excess.tolist(), columns.tolist()))
    return -(-total // FINE) + matrix.offset


def priced_columns(matrix: Matrix, prices: Ints) -> Ints:
    """What each column's entries come to at these prices of rows."""
    along = np.repeat(np.arange(len(matrix.row_low)), np.diff(matrix.by_row.starts))
    totals = np.zeros(len(matrix.low), np.int64)
    np.add.at(totals, matrix.by_row.across, prices[along] * matrix.by_row.factors)
    return totals
