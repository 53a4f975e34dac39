"""Sentences for what came of a step of the cycle, and for what keeps it from being done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

Facts = Mapping[str, Any]

CYCLE_REASONS: dict[str, Any] = {
    "nothing_there": gettext_lazy("Nothing stands in this month yet. Build the roster, or fill in cells."),
    "build_by_hand": gettext_lazy("This hall builds when its manager asks for it. Build the roster, or fill in cells."),
    "is_building": gettext_lazy("The roster is being built."),
    "still_building": gettext_lazy("A build was started hours ago and has not ended: is a worker running?"),
    "to_choose": gettext_lazy("A build has found rosters to choose from. Take one of them, or discard them."),
    "time_to_confirm": gettext_lazy("People have half a day to confirm before they are reminded."),
    "under_review": gettext_lazy("It waits for the reviewer."),
    "no_halls": gettext_lazy("No hall has published the month yet."),
    "publish_by_hand": gettext_lazy("Look the roster through, then publish it."),
    "close_by_hand": gettext_lazy("Look the month through, then close it."),
    "went_wrong": gettext_lazy("An error kept the program from doing it; it tries again within the hour."),
}

RESULTS: dict[str, Any] = {
    "window_over": gettext_lazy("Nobody was told: the time for wishes was over already."),
    "wishes": gettext_lazy("%(people)s of %(of)s people have sent wishes, %(wishes)s in all."),
    "looked": gettext_lazy("Looked at: %(broken)s hard rules broken, %(hours)s h short. The hall manager was told."),
    "approved": gettext_lazy("Reviewed and approved."),
    "published": gettext_lazy("Looked through and published."),
    "version": gettext_lazy("Published as version %(version)s."),
    "confirmed": gettext_lazy("%(confirmed)s of %(of)s have confirmed."),
    "reminded": gettext_lazy("%(confirmed)s of %(of)s have confirmed, %(reminded)s were reminded."),
    "sent": gettext_lazy("Summary no. %(number)s was sent."),
    "closed": gettext_lazy("The month is closed."),
    "measured": gettext_lazy(
        "Closed. %(people)s people, %(hours)s h a week each on average, %(broken)s hard rules broken,"
        " penalty %(penalty)s."
    ),
}
# Sentences whose form follows their number.
COUNTED: dict[str, tuple[str, Callable[[int], str]]] = {
    "told": ("told", lambda n: ngettext("%(n)d person was told.", "%(n)d people were told.", n)),
    "built": ("cells", lambda n: ngettext("Built: %(n)d cell.", "Built: %(n)d cells.", n)),
    "by_hand": ("cells", lambda n: ngettext("Filled in by hand: %(n)d cell.", "Filled in by hand: %(n)d cells.", n)),
}


def result_text(result: Facts | None) -> str:
    """What came of a step; empty when nothing is to be said of it."""
    what = str((result or {}).get("what", ""))
    if not result or not what:
        return ""
    if what in COUNTED:
        name, sentence = COUNTED[what]
        n = int(result.get(name, 0))
        return sentence(n) % {"n": n}
    known = dict(result)
    if "minutes" in known:
        known["hours"] = f"{known['minutes'] / 60:.1f}".removesuffix(".0")
    return str(RESULTS[what]) % known if what in RESULTS else ""
