"""What a notice says, made of its kind and its facts in the reader's language.

Facts that are understood, all of them optional: `month` (its first day, or 2026-03), dates
`date`, `due`, `first` and `last`, `person`, `step`, `task`, `count`, `number`, `answer` (agreed,
approved, declined, open, untaken, withdrawn, leave_is_off, overtaken or changed), `is_large` (a file to be fetched, not
mailed), `reason`, `held_up` (what keeps a late step from being done, put into words by the app that says so under
`HELD_UP` in its `acts`), `people` (names of those told before), and `days`: what has changed, each with
`date`, `before`, `after` (short texts; empty, `rest` or `lieu` where there is no shift) and perhaps
`person`. A sentence whose facts are not all there gives way to the kind's name, so that no notice is ever
without words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from staff.acts import of_every_app

from .kinds import Kind

Facts = Mapping[str, Any]

DAYS_SHOWN = 10
PLACEHOLDER = re.compile(r"%\((\w+)\)s")

SENTENCES = {
    "roster_published": gettext_lazy("The roster for %(month)s is published"),
    "days_changed": gettext_lazy("Your days in %(month)s have changed"),
    "please_confirm": gettext_lazy("Please confirm that you have read the roster for %(month)s"),
    "roster_withdrawn": gettext_lazy("The roster for %(month)s was withdrawn and no longer holds"),
    "swap_asked": gettext_lazy("%(person)s asks you to swap"),
    "swap_asked/open": gettext_lazy("%(person)s offers a shift to whoever can take it"),
    "swap_answered/agreed": gettext_lazy("%(person)s agrees to the swap; it waits for approval"),
    "swap_answered/declined": gettext_lazy("%(person)s has declined the swap"),
    "swap_to_decide": gettext_lazy("A swap asked for by %(person)s waits for your decision"),
    "swap_to_decide/untaken": gettext_lazy("Nobody has taken the shift that %(person)s offers on %(date)s"),
    "swap_decided/approved": gettext_lazy("The swap asked for by %(person)s is approved"),
    "swap_decided/declined": gettext_lazy("The swap asked for by %(person)s is declined"),
    "swap_expired": gettext_lazy("The swap asked for by %(person)s has expired"),
    "swap_expired/withdrawn": gettext_lazy("The swap asked for by %(person)s was withdrawn"),
    "swap_expired/leave_is_off": gettext_lazy("Your shift on %(date)s is no longer offered: the leave is off"),
    "swap_expired/overtaken": gettext_lazy("The swap asked for by %(person)s is void: the roster has changed"),
    "leave_asked": gettext_lazy("%(person)s asks for leave from %(first)s to %(last)s"),
    "leave_decided/approved": gettext_lazy("Your leave from %(first)s to %(last)s is approved"),
    "leave_decided/declined": gettext_lazy("Your leave from %(first)s to %(last)s is declined"),
    "review_asked": gettext_lazy("%(person)s asks you to review the roster for %(month)s"),
    "review_returned": gettext_lazy("%(person)s has sent back the roster for %(month)s"),
    "build_finished": gettext_lazy("The roster for %(month)s has been built"),
    "build_finished/overtaken": gettext_lazy("A roster for %(month)s was found, but somebody has edited it meanwhile"),
    "build_finished/offered": gettext_lazy("There are rosters for %(month)s to choose from"),
    "build_finished/what_if": gettext_lazy("Your what-if for %(month)s has an answer"),
    "build_failed/what_if": gettext_lazy("Your what-if for %(month)s ended without an answer"),
    "build_failed": gettext_lazy("The build for %(month)s ended without a roster"),
    "wishes_open": gettext_lazy("Wishes for %(month)s can be sent until %(due)s"),
    "wishes_closing": gettext_lazy("Wishes and leave for %(month)s close on %(due)s; you have said nothing yet"),
    "step_due": gettext_lazy("To be done by %(due)s: %(step)s, %(month)s"),
    "step_late": gettext_lazy("Late since %(due)s: %(step)s, %(month)s"),
    "step_late/reminded": gettext_lazy("%(person)s reminds you: late since %(due)s: %(step)s, %(month)s"),
    "plan_task_due": gettext_lazy("“%(task)s” is due on %(due)s"),
    "plan_returned": gettext_lazy("“%(task)s” was sent back"),
    "follow_ups_yours": gettext_lazy("What %(person)s had to follow up is yours now"),
    "timetable_missed": gettext_lazy("Daily checks were missed on %(date)s"),
    "summary_sent": gettext_lazy("The summary of %(month)s is there"),
    "summary_sent/changed": gettext_lazy("The summary of %(month)s has changed: number %(number)s"),
}

# Leave of one day, which is from and to nothing.
ONE_DAY = {
    "leave_asked": gettext_lazy("%(person)s asks for leave on %(first)s"),
    "leave_decided/approved": gettext_lazy("Your leave on %(first)s is approved"),
    "leave_decided/declined": gettext_lazy("Your leave on %(first)s is declined"),
}

STEPS = {
    "wishes_open": gettext_lazy("Open the time for wishes"),
    "wishes_close": gettext_lazy("Close the time for wishes"),
    "build": gettext_lazy("Build the roster"),
    "review": gettext_lazy("Review the roster"),
    "publish": gettext_lazy("Announce the roster"),
    "confirm": gettext_lazy("Have the roster confirmed"),
    "submit": gettext_lazy("Send the summary to the department"),
    "summary": gettext_lazy("Send the summary to the department"),
    "close": gettext_lazy("Close the month"),
}

# What whoever can act does about a step that is late; steps that come with time need nobody.
REMEDIES = {
    "went_wrong": gettext_lazy("Nothing, unless it stays so: then tell whoever looks after the program."),
    "under_review": gettext_lazy("Speak to the reviewer, or take the request back."),
    "build": gettext_lazy("Open the month’s cycle and press “Build now”, or fill in the roster by hand."),
    "review": gettext_lazy("Look the roster through; where a second person reviews, ask her to."),
    "publish": gettext_lazy("Open the roster, mend what is marked red, and publish it."),
    "confirm": gettext_lazy("Look who has not confirmed yet, and speak to them."),
    "summary": gettext_lazy("Publish the roster, then press “Send now” in the month’s cycle."),
    "close": gettext_lazy("Publish or discard what staff do not see, then press “Close now” in the month’s cycle."),
}

DAYS_OFF = {"": "—", "rest": gettext_lazy("day off"), "lieu": gettext_lazy("time off in lieu")}


@dataclass(frozen=True)
class Words:
    """A notice in words: what happened, and the lines that say more."""

    title: str
    lines: tuple[str, ...] = ()


def public(facts: Facts) -> Facts:
    """Without what is for those alone who can act: what holds a step up may name people."""
    return {name: fact for name, fact in facts.items() if name not in ("held_up", "people")}


def words_of(kind: str, facts: Facts) -> Words:
    """The notice in the language that is active now; facts that are missing or odd leave words out."""
    return Words(title_of(kind, facts), tuple(lines_of(facts)))


def title_of(kind: str, facts: Facts) -> str:
    name = f"{kind}/{facts.get('answer')}"
    sentences = SENTENCES | ONE_DAY if facts.get("first") == facts.get("last") else SENTENCES
    sentence = sentences.get(name) or sentences.get(kind)
    known = in_words(facts)
    if sentence is None or not set(PLACEHOLDER.findall(str(sentence))) <= known.keys():
        return name_of(kind)
    return str(sentence) % known


def name_of(kind: str) -> str:
    return str(Kind(kind).label) if kind in Kind else _("Notice")


def lines_of(facts: Facts) -> list[str]:
    lines = list(day_lines(facts.get("days")))
    if count := facts.get("count"):
        lines.append(_("Number: %(count)s") % {"count": count})
    if facts.get("is_large"):
        lines.append(_("The workbook is too large for a mail. Download it from the page."))
    if reason := facts.get("reason"):
        lines.append(_("Reason: %(reason)s") % {"reason": reason})
    return lines + list(late_lines(facts))


def late_lines(facts: Facts) -> Iterator[str]:
    """Why a step is late, what to do about it, and who has been told to before."""
    held_up, in_words = facts.get("held_up"), of_every_app("HELD_UP")
    if not isinstance(held_up, dict) or "held_up" not in in_words:
        return
    yield _("Why: %(why)s") % {"why": in_words["held_up"](held_up)}
    if remedy := REMEDIES.get(str(held_up.get("reason"))) or REMEDIES.get(str(facts.get("step"))):
        yield _("What to do: %(remedy)s") % {"remedy": remedy}
    if people := facts.get("people"):
        # Notices from before the names were a list hold them as one text.
        names = people if isinstance(people, str) else _(", ").join(map(str, people))
        yield _("Told before: %(people)s") % {"people": names}


def in_words(facts: Facts) -> dict[str, str]:
    """The facts that are there, each as text."""
    said = {name: SAID.get(name, str)(value) for name, value in facts.items() if value not in (None, "")}
    return {name: text for name, text in said.items() if text}


def day_lines(days: Any) -> list[str]:
    """Each changed day in a line; of many, the first ones and how many more there are."""
    known = [day for day in days if isinstance(day, dict)] if isinstance(days, list) else []
    lines = [day_line(day) for day in known[:DAYS_SHOWN]]
    if more := len(known) - len(lines):
        lines.append(ngettext("and %(n)d more day", "and %(n)d more days", more) % {"n": more})
    return lines


def day_line(day: Facts) -> str:
    cells = {name: cell_text(day.get(name)) for name in ("before", "after")}
    line = _("%(day)s: %(before)s → %(after)s") % ({"day": day_text(day.get("date"))} | cells)
    person = day.get("person")
    return f"{person} · {line}" if person else line


def cell_text(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return str(DAYS_OFF.get(text, text))


def date_of(value: Any) -> date | None:
    """A date from a date, 2026-03-05, a moment, or the month 2026-03."""
    text = str(value)[:10]
    try:
        return date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        return None


def month_text(value: Any) -> str:
    month = date_of(value)
    return date_format(month, "YEAR_MONTH_FORMAT") if month else str(value)


def day_text(value: Any) -> str:
    day = date_of(value)
    return date_format(day, "MONTH_DAY_FORMAT") if day else str(value or "")


def step_text(value: Any) -> str:
    return str(STEPS.get(str(value), value))


SAID: dict[str, Callable[[Any], str]] = {
    "month": month_text,
    "step": step_text,
    **dict.fromkeys(("date", "due", "first", "last"), day_text),
}
