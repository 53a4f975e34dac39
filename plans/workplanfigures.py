"""The items of a work plan with how far their tasks have come in its month."""

from dataclasses import dataclass

from .dashboard import plan_month
from .models import WorkPlan, WorkPlanItem
from .rates import Standing


@dataclass(frozen=True)
class PlanLine:
    """An item; `standing` is None where it belongs to no task, or nothing was due."""

    item: WorkPlanItem
    standing: Standing | None


def lines_of(plan: WorkPlan) -> list[PlanLine]:
    board = plan_month([plan.hall], plan.month)
    by_code = {line.task.code: line.standing for line in board.tasks}
    items = plan.items.select_related("task")
    return [PlanLine(item, by_code.get(item.task.code) if item.task else None) for item in items]
