from .cases import Case, FollowUp, PlanSettings
from .handover import HandoverItem, HandoverSignature
from .occurrences import Assessment, Occurrence
from .records import Record
from .tasks import PlanTask
from .timetable import Tick, TimeBlock
from .workplans import WorkPlan, WorkPlanItem

__all__ = [
    "Assessment",
    "Case",
    "FollowUp",
    "HandoverItem",
    "HandoverSignature",
    "Occurrence",
    "PlanSettings",
    "PlanTask",
    "Record",
    "Tick",
    "TimeBlock",
    "WorkPlan",
    "WorkPlanItem",
]
