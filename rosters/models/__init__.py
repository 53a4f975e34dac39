from .builds import Build
from .demand import Demand
from .headcounts import Headcount
from .limits import PersonLimits, ShiftLimit
from .repairs import Repair
from .roster import Assignment, Roster
from .rules import RuleSettings
from .shifts import ShiftType
from .wishes import Wish

__all__ = [
    "Assignment",
    "Build",
    "Demand",
    "Headcount",
    "PersonLimits",
    "Repair",
    "Roster",
    "RuleSettings",
    "ShiftLimit",
    "ShiftType",
    "Wish",
]
