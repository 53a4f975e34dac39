"""What builds have to say, by the `reason` of their facts; `wording.reason_of` fills them in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

BUILD_REASONS: dict[str, Any] = {
    # refused before it starts
    "published": _("This roster is published. Withdraw it first, then build."),
    "month_past": _("This month is over; its roster can no longer be built."),
    "no_employees": _("Nobody is employed in this month. Add employees in set-up, then build."),
    "no_shift_types": _("No shift type is in use in this month. Add shift types in set-up, then build."),
    "no_opening_hours": _("The hall is never open in this month. Enter opening hours in set-up, then build."),
    "no_demand": _("No demand falls in opening hours. Enter how many people are needed in set-up, then build."),
    "nobody_can_work": _(
        "Nobody may work any shift."
        " Give people skills, and look at who shift types are open to and when they are valid."
    ),
    "pins_conflict": _("Pinned cells of %(names)s break hard rules. Unpin or change them, then build: %(sentences)s"),
    "past_conflict": _(
        "What %(names)s worked on past days of this month breaks hard rules, and a build leaves the past as it is."
        " Correct those days if they were worked otherwise; else change the days to come by hand or with Repair:"
        " %(sentences)s"
    ),
    "part_empty": _("Nothing would be built: all of it stays. Choose other people or days."),
    "part_conflict": _(
        "Cells of %(names)s that would stay break hard rules. Change them, or have them built as well: %(sentences)s"
    ),
    "what_if_unfinished": _("Another what-if of this month is being worked out. Wait for it, or stop it."),
    # what a build suffers from
    "no_manager": _("Nobody counts as manager on site. Tick it for somebody in set-up: every open hour needs one."),
    "everybody_away": _("Everybody is away for the whole month; the roster will be empty."),
    "nobody_skilled": _("Nobody has the skill for %(station)s. Give it to somebody in set-up."),
    # how it ended
    "stopped_waiting": _("It was stopped before a worker had begun."),
    "took_too_long": _("The search did not end in time. Nothing was changed; build again."),
    "crashed": _("The search ended with an error (%(error)s). Nothing was changed; build again."),
    "nothing_found": _("No roster was found in this time. Nothing was changed; build again with more time."),
    "broke_rules": _("The roster found breaks hard rules (%(rules)s). It was thrown away and nothing was changed."),
    "worker_lost": _("The worker was lost %(attempts)s times. Nothing was changed; build again."),
    "edited_meanwhile": _("The roster was edited while it was being built. Merge the result, or build again."),
    "published_meanwhile": _("The roster was published while it was being built. Nothing was changed."),
    "changed_meanwhile": _(
        "People, leave or shift types were changed while it was being built, and the result breaks hard rules now."
        " Build again."
    ),
    "not_stale": _("There is nothing to merge: this build has ended otherwise."),
    "not_offered": _("There is nothing to choose: one of these has been taken, or they were discarded."),
    # what ended the search
    "ended_memory": _("The search reached its memory limit; this is the best roster found until then."),
    "ended_stopped": _("The search was stopped; this is the best roster found until then."),
    "ended_time": _("The time was up; more of it may bring a better roster."),
    # why a repair cannot be put in place
    "repair_decided": _("This proposal has been accepted or discarded already."),
    "leave_gone": _("The leave was decided or withdrawn meanwhile, or can no longer be approved as it is."),
    "repair_stale": _("The roster has moved on since this was proposed. Nothing was changed; ask for a new repair."),
    "own_leave": _("Nobody decides about her own leave; another manager can."),
    "no_shifts": _("She has no shifts in a published roster on these days, or they can no longer be changed."),
    # why hours are short
    "away": _("away: %(names)s"),
    "unskilled": _("without the skill: %(names)s"),
    "other_shift": _("on another shift that day: %(names)s"),
    "other_station": _("at another station then: %(names)s"),
    "pinned": _("pinned otherwise: %(names)s"),
    "resting": _("resting between shifts: %(names)s"),
    "barred_next": _("barred by the shift of the day before or after: %(names)s"),
    "rest_day_due": _("due a day off: %(names)s"),
    "overtime_limit": _("at the overtime limit: %(names)s"),
    "month_full": _("at their most hours of the month: %(names)s"),
    "weekends_full": _("at their most weekends of the month: %(names)s"),
    "shift_limit": _("at the most of that shift in a month: %(names)s"),
    "is_protected": _("protected by law then: %(names)s"),
    "other_rule": _("kept away by another rule: %(names)s"),
    "no_shift": _("no shift open to them then: %(names)s"),
    "week_full": _("weekly hours already full: %(names)s"),
    "dearer": _("could come, at a cost elsewhere: %(names)s"),
    "no_people": _("nobody who is employed that day can work there"),
}
