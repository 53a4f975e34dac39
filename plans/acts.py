"""What the acts on the service plan are called in the log; `staff.acts` says how the log finds them."""

from django.utils.translation import gettext_lazy as _

from .models import FollowUp, HandoverItem, Occurrence, PlanTask

ACTS = {
    "case_followed_up": _("followed up a customer: %(subject)s"),
    "case_opened": _("entered a customer to follow up: %(subject)s"),
    "cases_erased": _("erased customers whose time is over: %(subject)s"),
    "cases_handed_over": _("handed over what %(subject)s has to follow up"),
    "cases_kept_for": _("set how many days customers’ entries are kept: %(subject)s"),
    "check_ticked": _("ticked a check of %(subject)s"),
    "check_unticked": _("took back a tick of %(subject)s"),
    "handover_closed": _("closed the handover item “%(subject)s”"),
    "handover_noted": _("noted for the next shift: %(subject)s"),
    "handover_signed": _("signed the handover log of %(subject)s"),
    "plan_confirmed": _("confirmed %(subject)s"),
    "plan_corrected": _("corrected a record of %(subject)s"),
    "plan_excused": _("excused %(subject)s"),
    "plan_recorded": _("recorded %(subject)s"),
    "plan_returned": _("sent back %(subject)s"),
    "plan_task_added": _("added the task %(subject)s"),
    "plan_task_changed": _("changed the task %(subject)s"),
    "plan_task_common": _("put the task %(subject)s in force in all halls"),
    "plan_task_ended": _("ended the task %(subject)s"),
    "plan_task_own": _("let each hall have the task %(subject)s for itself"),
    "plan_task_resumed": _("put the task %(subject)s in force again"),
    "time_block_added": _("added the time block %(subject)s"),
    "time_block_changed": _("changed the time block %(subject)s"),
    "time_block_ended": _("ended the time block %(subject)s"),
    "work_plan_approved": _("approved the work plan of %(subject)s"),
    "work_plan_begun": _("began the work plan of %(subject)s"),
    "work_plan_reopened": _("opened the work plan of %(subject)s again"),
    "work_plan_written": _("wrote the work plan of %(subject)s"),
}

VALUES = {
    **{value: label for value, label in FollowUp.Outcome.choices if value},
    **dict(HandoverItem.Kind.choices),
    **dict(PlanTask.Period.choices),
    **dict(PlanTask.Moves.choices),
    **dict(PlanTask.Measure.choices),
    **dict(PlanTask.Who.choices),
    **{value: label for value, label in Occurrence.Verdict.choices if value},
}

FACTS = {
    "base": _("out of"),
    "check": _("check"),
    "checks": _("checks"),
    "file": _("photo or file"),
    "item": _("read up to item"),
    "count": _("number"),
    "department": _("department"),
    "goals": _("goals"),
    "head": _("head of the department"),
    "idea": _("guiding idea"),
    "items": _("items"),
    "kind": _("kind"),
    "link": _("link"),
    "outcome": _("outcome"),
    "remarks": _("remarks"),
    "requirements": _("requirements"),
    "unit": _("unit"),
    "value": _("figure"),
}
