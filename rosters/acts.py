"""What the acts on rosters are called in the log; `staff.acts` says how the log finds them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .builds.buildpanel import part_text
from .builds.parts import Part
from .models import Assignment, CallNote, Candidate, Demand, Review, Roster, Step
from .rulewords import rule_name
from .whatifs.supposing import from_json
from .whatifs.whatifpage import text_of
from .wording import reason_of

ACTS = {
    "arrivals_taken_in": _("took in the customers counted in %(subject)s"),
    "build_applied": _("put a built roster in place: %(subject)s"),
    "build_merged": _("merged a built roster into %(subject)s"),
    "build_started": _("started a build of %(subject)s"),
    "build_stopped": _("stopped the build of %(subject)s"),
    "candidate_taken": _("took one of the rosters offered for %(subject)s"),
    "candidates_discarded": _("discarded the rosters offered for %(subject)s"),
    "candidates_offered": _("had rosters to choose from for %(subject)s"),
    "holiday_chosen": _("chose pay or rest for a holiday: %(subject)s"),
    "called": _("called %(subject)s about a shift that stands open"),
    "cell_pinned": _("pinned the cell %(subject)s"),
    "cell_set": _("changed the cell %(subject)s"),
    "cell_unpinned": _("unpinned the cell %(subject)s"),
    "cells_copied": _("copied cells of %(subject)s"),
    "cells_filled": _("filled cells of %(subject)s with a pattern"),
    "cells_moved": _("moved cells of %(subject)s"),
    "cells_pasted": _("pasted cells into %(subject)s"),
    "cells_pinned": _("pinned or unpinned cells of %(subject)s"),
    "cells_redone": _("did an edit of %(subject)s again"),
    "cells_restored": _("brought back cells of an earlier version of %(subject)s"),
    "cells_repeated": _("repeated past days in %(subject)s"),
    "cells_set": _("changed cells of %(subject)s"),
    "cells_swapped": _("swapped cells of %(subject)s"),
    "cells_undone": _("undid an edit of %(subject)s"),
    "cells_imported": _("imported a sheet into the roster of %(subject)s"),
    "cycle_step_done": _("did a step of the cycle of %(subject)s before it was due"),
    "confirmation_reminded": _("reminded those who have not confirmed %(subject)s"),
    "demand-changed": _("changed the demand of %(subject)s"),
    "demand_restored": _("brought back the earlier demand of %(subject)s"),
    "draft_deleted": _("deleted a kept draft of %(subject)s"),
    "draft_kept": _("kept the draft of %(subject)s under a name"),
    "draft_restored": _("brought back an earlier version of %(subject)s"),
    "edit_explained": _("gave a reason for an edit of %(subject)s"),
    "feed_closed": _("took back the calendar address of %(subject)s"),
    "feed_opened": _("made a calendar address for %(subject)s"),
    "feed_renewed": _("renewed the calendar address of %(subject)s"),
    "headcounts-changed": _("changed the people wanted on each shift in %(subject)s"),
    "note_removed": _("removed the note on %(subject)s"),
    "note_set": _("wrote a note on %(subject)s"),
    "overtime_posted": _("posted the overtime of %(subject)s to the time banks"),
    "publication_confirmed": _("confirmed having read the roster of %(subject)s"),
    "repair_accepted": _("accepted a repair of %(subject)s"),
    "repair_discarded": _("discarded a repair of %(subject)s"),
    "review_approved": _("approved the roster of %(subject)s"),
    "review_asked": _("asked for a review of the roster of %(subject)s"),
    "review_returned": _("sent back the roster of %(subject)s"),
    "review_taken_back": _("took back the review of %(subject)s"),
    "roster_closed": _("closed the roster of %(subject)s"),
    "roster_published": _("published the roster of %(subject)s"),
    "roster_withdrawn": _("withdrew the roster of %(subject)s"),
    "sheet_word_kept": _("said what “%(subject)s” means in the hall’s sheets"),
    "what_if_asked": _("asked what if in %(subject)s"),
    "what_if_discarded": _("discarded a what-if of %(subject)s"),
    "shift-limits-changed": _("changed how often %(subject)s may work each shift"),
}

VALUES = {
    "pinned": _("pinned"),
    "not_pinned": _("not pinned"),
    **dict(CallNote.Outcome.choices),
    **dict(Candidate.Leaning.choices),
    "holiday_pay": pgettext_lazy("holiday", "Pay"),
    "holiday_rest": pgettext_lazy("holiday", "Rest"),
    **dict(Roster.State.choices),
    **dict(Review.Outcome.choices),
    **dict(Assignment.DayOff.choices),
    **dict(Demand.DayType.choices),
    **dict(Step.choices),
}

KEYS = {"shift-limits-changed": "rosters.ShiftType"}

FACTS = {
    "outcome": _("outcome"),
    "asked": _("asked for"),
    "candidate": _("roster taken"),
    "candidates": _("rosters to choose from"),
    "cells": _("cells changed"),
    "customers": _("customers"),
    "first": _("first day"),
    "last": _("last day"),
    "changes": _("changes"),
    "employee": _("employee"),
    "name": _("name"),
    "overrides": _("rules let through"),
    "penalty": _("penalty"),
    "revision": _("revision"),
    "month_part": _("part of the month"),
    "seconds": _("seconds"),
    "state": _("state"),
    "step": _("step"),
    "version": _("version"),
    "what_if": _("what would be different"),
}


def part_in_words(part: dict[str, Any], name_of: Callable[[str], str]) -> str:
    return part_text(Part.from_json(part), [name_of(code) for code in part["people"]])


def asks_in_words(asks: list[dict[str, Any]], name_of: Callable[[str], str]) -> str:
    return gettext("; ").join(text_of(ask) for ask in from_json(asks))


def overrides_in_words(overrides: list[dict[str, Any]], name_of: Callable[[str], str]) -> str:
    """Which rules were let through, of whom, and why."""

    def said(given: dict[str, Any]) -> str:
        violation = given["violation"]
        who = f" {name_of(violation['worker'])}" if violation.get("worker") else ""
        return f"{rule_name(violation['rule'])}{who}{gettext(': ')}{given['why']}"

    return gettext("; ").join(map(said, overrides))


TEXTS = {"month_part": part_in_words, "what_if": asks_in_words, "overrides": overrides_in_words}

# What keeps a late step of the cycle from being done, for notices.
HELD_UP = {"held_up": reason_of}
