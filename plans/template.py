"""The service plan of the source document, for any hall to take: five tasks with their targets."""

from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from staff.models import Post

from .models import PlanTask

Period, Measure, Who = PlanTask.Period, PlanTask.Measure, PlanTask.Who


def service_plan() -> list[dict[str, Any]]:
    """The facts of each task, in the language that is active; the code is the same in every hall."""
    return [calls(), follow_up(), events(), survey(), feedback()]


def calls() -> dict[str, Any]:
    return {
        "code": "calls",
        "name": _("Handle customer calls"),
        "how": _("Answer every call; note the number of calls that nobody answered."),
        "period": Period.DAILY,
        "measure": Measure.ZERO,
        "counted": _("missed calls"),
        "who": Who.ON_DUTY,
        "grace_days": 1,
    }


def follow_up() -> dict[str, Any]:
    return {
        "code": "follow-up",
        "name": _("Follow up existing customers"),
        "how": _("Call customers served in the days before and ask how things went; note what they say."),
        "period": Period.WEEKLY,
        "weekday": 6,
        "measure": Measure.RATE,
        "target": 80,
        "counted": _("customers followed up"),
        "counted_of": _("customers to follow up"),
        "follow_up_days": "1, 5",
        "who": Who.ON_DUTY,
    }


def events() -> dict[str, Any]:
    return {
        "code": "events",
        "name": _("Invite customers to events"),
        "how": _("Invite customers to the month’s event and count those who came."),
        "period": Period.MONTHLY,
        "month_day": 31,
        "measure": Measure.RATE,
        "target": 50,
        "counted": _("customers who took part"),
        "counted_of": _("customers invited"),
        "who": Who.ON_DUTY,
    }


def survey() -> dict[str, Any]:
    return {
        "code": "survey",
        "name": _("Satisfaction survey"),
        "how": _("Hand out the questionnaire in the last month of the quarter and count what comes back."),
        "period": Period.QUARTERLY,
        "month": 3,
        "month_day": 25,
        "moves": PlanTask.Moves.BEFORE,
        "measure": Measure.RATE,
        "target": 90,
        "counted": _("answers received"),
        "counted_of": _("questionnaires handed out"),
        "who": Who.POST,
        "role": Post.Role.SUPERVISOR,
        "grace_days": 10,
        "reserved_minutes": 6 * 60,
        "reserved_days": 5,
        "reserved_from": time(14),
    }


def feedback() -> dict[str, Any]:
    return {
        "code": "feedback",
        "name": _("Summarise customer feedback"),
        "how": _("Write the year’s report on what customers said, and attach it."),
        "period": Period.YEARLY,
        "month": 12,
        "month_day": 25,
        "moves": PlanTask.Moves.BEFORE,
        "measure": Measure.DELIVERABLE,
        "who": Who.POST,
        "role": Post.Role.SUPERVISOR,
        "grace_days": 15,
    }
