from .absences import Absence
from .audit import AuditEntry
from .calendar import CalendarDay
from .halls import Hall, OpeningHours, SpecialDay, Station
from .people import Employee, PerformanceReview, Post, Skill, User
from .timebank import TimeBankEntry

__all__ = [
    "Absence",
    "AuditEntry",
    "CalendarDay",
    "Employee",
    "Hall",
    "OpeningHours",
    "PerformanceReview",
    "Post",
    "Skill",
    "SpecialDay",
    "Station",
    "TimeBankEntry",
    "User",
]
