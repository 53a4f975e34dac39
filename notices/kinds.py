"""What people are told about, and which of it goes where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    ROSTER_PUBLISHED = "roster_published", _("Roster published")
    DAYS_CHANGED = "days_changed", _("Days changed")
    PLEASE_CONFIRM = "please_confirm", _("Please confirm")
    ROSTER_WITHDRAWN = "roster_withdrawn", _("Roster withdrawn")
    SWAP_ASKED = "swap_asked", _("Swap asked of you")
    SWAP_ANSWERED = "swap_answered", _("Answer to your swap")
    SWAP_TO_DECIDE = "swap_to_decide", _("Swap to decide")
    SWAP_DECIDED = "swap_decided", _("Swap decided")
    SWAP_EXPIRED = "swap_expired", _("Swap expired")
    LEAVE_ASKED = "leave_asked", _("Leave to decide")
    LEAVE_DECIDED = "leave_decided", _("Leave decided")
    REVIEW_ASKED = "review_asked", _("Review asked")
    REVIEW_RETURNED = "review_returned", _("Review sent back")
    BUILD_FINISHED = "build_finished", _("Build finished")
    BUILD_FAILED = "build_failed", _("Build failed")
    WISHES_OPEN = "wishes_open", _("Wishes open")
    WISHES_CLOSING = "wishes_closing", _("Wishes close soon")
    STEP_DUE = "step_due", _("Step is due")
    STEP_LATE = "step_late", _("Step is late")
    PLAN_TASK_DUE = "plan_task_due", _("Plan task due")
    PLAN_RETURNED = "plan_returned", _("Plan task sent back")
    FOLLOW_UPS_YOURS = "follow_ups_yours", _("Follow-ups handed over")
    TIMETABLE_MISSED = "timetable_missed", _("Daily checks missed")
    SUMMARY_SENT = "summary_sent", _("Monthly summary")


class Group(TextChoices):
    """What a person can switch mail on or off for."""

    ROSTERS = "rosters", _("Rosters and changes of my days")
    REQUESTS = "requests", _("Swaps and leave")
    RUNNING = "running", _("Reviews, late steps, plans and summaries")
    BUILDS = "builds", _("Builds that I have asked for")


IN_GROUP = {
    Group.BUILDS: [Kind.BUILD_FINISHED, Kind.BUILD_FAILED],
    Group.ROSTERS: [Kind.ROSTER_PUBLISHED, Kind.DAYS_CHANGED, Kind.PLEASE_CONFIRM, Kind.ROSTER_WITHDRAWN],
    Group.REQUESTS: [
        Kind.SWAP_ASKED,
        Kind.SWAP_ANSWERED,
        Kind.SWAP_TO_DECIDE,
        Kind.SWAP_DECIDED,
        Kind.SWAP_EXPIRED,
        Kind.LEAVE_ASKED,
        Kind.LEAVE_DECIDED,
        Kind.WISHES_OPEN,
        Kind.WISHES_CLOSING,
    ],
}
GROUP_OF = {kind: group for group, kinds in IN_GROUP.items() for kind in kinds}

# A robot speaks to a whole chat group: only of what concerns no single person.
PUBLIC = (
    Kind.ROSTER_PUBLISHED,
    Kind.ROSTER_WITHDRAWN,
    Kind.WISHES_OPEN,
    Kind.STEP_LATE,
    Kind.PLAN_TASK_DUE,
    Kind.TIMETABLE_MISSED,
)

# A program is told of what is settled.
HOOKED = (
    Kind.ROSTER_PUBLISHED,
    Kind.DAYS_CHANGED,
    Kind.ROSTER_WITHDRAWN,
    Kind.SWAP_DECIDED,
    Kind.SUMMARY_SENT,
)


def group_of(kind: str) -> Group:
    return GROUP_OF.get(Kind(kind), Group.RUNNING)
