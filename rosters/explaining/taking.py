"""What the checker has tried, as the edit that does it."""

import json
from collections.abc import Mapping

from ..edits.values import REST
from ..models import Edit
from ..outcome import Outcome
from ..solver.duties import Cell


def edit_of(outcome: Outcome, cells: Mapping[Cell, str | None], what: Edit.What = Edit.What.SET) -> str:
    """The cells with what is to stand there and what stands there now, as a page sends it; nothing without any."""
    asked = [
        {
            "employee": code,
            "date": outcome.problem.date_of(day).isoformat(),
            "value": shift or REST.key,
            "expected": key_of(outcome, code, day),
        }
        for (code, day), shift in cells.items()
    ]
    return json.dumps({"what": what, "cells": asked}) if asked else ""


def key_of(outcome: Outcome, code: str, day: int) -> str:
    """What stands in a cell, as pages name it."""
    employee = next(one for one in outcome.month.employees if one.code == code)
    cell = outcome.month.cells.get((employee.pk, outcome.problem.date_of(day)))
    return "" if cell is None else cell.key
