from .arrivals import Arrivals, ForecastSettings, Promotion, Workload
from .builds import Build
from .candidates import Candidate
from .cycle import CycleSettings, CycleStep, Step
from .demand import Demand, EarlierDemand
from .edits import CellNote, Edit
from .feeds import CalendarFeed, FeedEvent
from .headcounts import Headcount
from .holidays import HolidayChoice
from .limits import PersonLimits, ShiftLimit
from .postings import Posting
from .publications import Confirmation, DraftVersion, Publication, PublishedShiftType, Review
from .repairs import Repair
from .reserved import ReservedTime
from .roster import Assignment, Roster
from .rules import RuleSettings
from .sheets import SheetImport, SheetWord, TableImport
from .shifts import ShiftType
from .sickness import CallNote, SickShift
from .whatifs import WhatIf
from .wishes import Wish

__all__ = [
    "Arrivals",
    "Assignment",
    "Build",
    "CalendarFeed",
    "CallNote",
    "Candidate",
    "CellNote",
    "Confirmation",
    "CycleSettings",
    "CycleStep",
    "Demand",
    "DraftVersion",
    "EarlierDemand",
    "Edit",
    "FeedEvent",
    "ForecastSettings",
    "Headcount",
    "HolidayChoice",
    "PersonLimits",
    "Posting",
    "Promotion",
    "Publication",
    "PublishedShiftType",
    "Repair",
    "ReservedTime",
    "Review",
    "Roster",
    "RuleSettings",
    "SheetImport",
    "SheetWord",
    "ShiftLimit",
    "ShiftType",
    "SickShift",
    "Step",
    "TableImport",
    "WhatIf",
    "Wish",
    "Workload",
]
