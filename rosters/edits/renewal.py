"""What a page has to renew after an edit: small, whatever the size of the month."""

from collections.abc import Container, Iterable
from typing import Any

from ..grids.grid import Grid, GridRow
from ..templatetags.grid import chip_html, dash, hours

Look = tuple[str, str, str]


def renewal_of(shown: Grid, codes: Container[str]) -> dict[str, Any]:
    """The cells and figures of these people, which of the cells are unpublished, and the balance of everybody.

    Also whether the month holds nothing at all, which changes what can be done with it.

    Balances are shares of what all have: an edit moves those of the others too. Each is
    its figure, start and width of its bar, and whether it stands out.
    """
    rows = [row for row in shown.rows if row.employee.code in codes]
    looks, cells = looks_of(rows)
    return {
        "revision": shown.roster.revision,
        "is_empty": shown.is_empty,
        "looks": looks,
        "cells": cells,
        "unpublished": {row.employee.code: unpublished_in(row) for row in rows},
        "figures": {row.employee.code: figures_shown(row) for row in rows},
        "balances": {row.employee.code: [f"{row.figures.balance:.1f}", *row.bar, row.is_outlier] for row in shown.rows},
    }


def looks_of(rows: Iterable[GridRow]) -> tuple[list[Look], dict[str, list[int]]]:
    """The looks there are (value, content, label), and which of them each person's cells have."""
    looks: dict[Look, int] = {}
    cells = {
        row.employee.code: [looks.setdefault((cell.key, chip_html(cell), cell.label), len(looks)) for cell in row.cells]
        for row in rows
    }
    return list(looks), cells


def unpublished_in(row: GridRow) -> list[int]:
    return [cell.day.number for cell in row.cells if cell.is_changed]


def figures_shown(row: GridRow) -> list[Any]:
    """What stands right of the days, as `rosters/grid/row.html` writes it: hours, target, whether over, then texts."""
    own = row.figures
    return [
        hours(own.minutes),
        hours(own.target),
        row.is_over_target,
        hours(own.mean_weekly_minutes, 1),
        *map(dash, row.counts),
        f"{own.weekend} · {own.holiday}",
        hours(own.bank_minutes, 1),
    ]
