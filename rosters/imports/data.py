"""Imports as programs read them; every cell of a file is counted or listed once."""

from typing import Any

from staff.models import AbsenceKind, Employee

from ..edits.values import CellValue
from .found import Entry, Rest
from .leave import LeaveFound
from .memory import Leave
from .planning import Asked, Plan, SheetChange, people_asked, values_asked
from .wording import why_text


def sheet_data(plan: Plan) -> dict[str, Any]:
    """What a sheet would do to a roster."""
    has_many = plan.reading.sheets > 1
    return {
        "layout": plan.reading.layout,
        "people": [asked_data(one) for one in people_asked(plan)],
        "values": [asked_data(one) for one in values_asked(plan)],
        "placed": plan.cells_placed,
        "changes": [change_data(one, has_many) for one in plan.changes],
        "ignored": [ignored_data(one, has_many) for one in plan.ignored],
        "unplaced": [unplaced_data(one, has_many) for one in plan.unplaced],
        "leave": [leave_data(one, has_many) for one in plan.leave],
    }


def asked_data(one: Asked) -> dict[str, Any]:
    """A text of the sheet and what it is taken for."""
    return {
        "text": one.text,
        "cell": one.cell,
        "times": one.times,
        "means": key_of(one.meaning) or None,
        "why": one.why_text,
        "is_open": one.is_open,
    }


def key_of(meaning: Employee | AbsenceKind | CellValue | Leave | None) -> str:
    """How programs name what a text means; nothing where it means nothing."""
    if isinstance(meaning, AbsenceKind):
        return Leave(meaning.code).key
    if isinstance(meaning, Employee):
        return meaning.code
    return meaning.key if meaning else ""


def change_data(one: SheetChange, has_many: bool) -> dict[str, Any]:
    return {
        "cell": cell_of(one.entry, has_many),
        "employee": one.change.employee.code,
        "date": str(one.change.day),
        "before": one.before.text,
        "after": one.after.text,
    }


def leave_data(one: LeaveFound, has_many: bool) -> dict[str, Any]:
    return {
        "employee": one.employee.code,
        "kind": one.kind.code,
        "first_day": str(one.first_day),
        "last_day": str(one.last_day),
        "cells": [cell_of(entry, has_many) for _day, entry in one.entries],
    }


def ignored_data(one: Rest, has_many: bool) -> dict[str, str]:
    return {"cell": cell_of(one, has_many), "rule": one.why}


def unplaced_data(one: Rest, has_many: bool) -> dict[str, str]:
    return {"cell": cell_of(one, has_many), "text": one.text, "why": why_text(one.why)}


def cell_of(one: Entry | Rest, has_many: bool) -> str:
    """The cell's name, with its sheet where there are several."""
    return f"{one.sheet}!{one.cell}" if has_many else one.cell
