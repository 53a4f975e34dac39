from .builds import Build
from .demand import Demand
from .roster import Assignment, Roster
from .rules import RuleSettings
from .shifts import ShiftType
from .wishes import Wish

__all__ = ["Assignment", "Build", "Demand", "Roster", "RuleSettings", "ShiftType", "Wish"]
