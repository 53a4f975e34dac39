from .absencefiles import AbsenceFile
from .absencekinds import AbsenceKind, Allowance, LeaveSettings
from .absences import Absence
from .audit import AuditChain, AuditEntry
from .calendar import CalendarDay
from .halls import Hall, OpeningHours, SpecialDay, Station
from .people import Employee, PerformanceReview, Post, Skill, User
from .timebank import OvertimeChoice, TimeBankEntry, TimeBankSettings
from .tokens import ApiToken

__all__ = [
    "Absence",
    "AbsenceFile",
    "AbsenceKind",
    "Allowance",
    "ApiToken",
    "AuditChain",
    "AuditEntry",
    "CalendarDay",
    "Employee",
    "Hall",
    "LeaveSettings",
    "OpeningHours",
    "OvertimeChoice",
    "PerformanceReview",
    "Post",
    "Skill",
    "SpecialDay",
    "Station",
    "TimeBankEntry",
    "TimeBankSettings",
    "User",
]
