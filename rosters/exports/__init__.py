"""A roster as a workbook: the grid as halls know it, the figures of policy 4.2.2, the cover."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook

from ..grids.grid import Grid
from .coversheet import add_cover_sheet
from .figuresheet import add_figure_sheet
from .rostersheet import add_roster_sheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_of(grid: Grid, *, with_figures: bool = True) -> Workbook:
    """Roster, figures and cover in the language that is active; without figures, no one else's hours."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_roster_sheet(book, grid, with_figures=with_figures)
    if with_figures:
        add_figure_sheet(book, grid)
    add_cover_sheet(book, grid)
    book.properties.creator = str(grid.roster.hall)
    book.properties.title = str(grid.roster)
    return book


def write_workbook(grid: Grid, path: Path) -> None:
    """Write the workbook so that the file is there whole or not at all; raises OSError."""
    write_whole(path, lambda file: save_workbook(grid, file))


def write_whole(path: Path, save: Callable[[BinaryIO], None]) -> None:
    """Have a file written beside the path and put into its place when it is whole; raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w+b") as file:
            save(file)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def save_workbook(grid: Grid, file: BinaryIO, *, with_figures: bool = True) -> None:
    workbook_of(grid, with_figures=with_figures).save(file)
