"""A report for programs: every figure by its key, and the tables behind them; amounts of work are minutes."""

from typing import Any

from .figures import Figures, to_json
from .lines import GROUPS
from .report import Part, Report


def report_data(report: Report) -> dict[str, Any]:
    """The whole, its halls, and the halls that are not in it."""
    return {
        "month": f"{report.month:%Y-%m}",
        "number": report.number,
        "made_at": report.made_at,
        "figures": figures_data(report.figures),
        "month_before": figures_data(report.before) if report.before else None,
        "halls": [part_data(part) for part in report.parts],
        "missing": [hall.code for hall in report.missing],
    }


def part_data(part: Part) -> dict[str, Any]:
    return {
        "hall": part.hall.code,
        "name": part.hall.name,
        "number": part.number,
        "version": part.version,
        "figures": figures_data(part.figures),
    }


def figures_data(figures: Figures) -> dict[str, Any]:
    """By subject the lines that pages show, and beside them everything that was counted as `counted`."""
    lines = {group.key: {line.key: line.value(figures) for line in group.lines} for group in GROUPS}
    return lines | {"counted": to_json(figures)}
