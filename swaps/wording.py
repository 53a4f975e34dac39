"""Sentences about swaps, in the reader's language."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rosters.edits.editing import CellValue
from rosters.solver.violation import Violation
from rosters.solver.why import differences
from rosters.wording import day_text, reason_of, value_text
from staff.models import Hall

from .conditions import NotSwappable
from .judging import JudgedRoster, Ruling
from .models import SwapRequest
from .models.requests import LEAVE_IS_OFF
from .partners import Offer
from .proposals import Move, Proposal

Kind, State = SwapRequest.Kind, SwapRequest.State

# What these rules know of a person is nobody's business but hers and her manager's.
PRIVATE = {
    "absences",
    "protected",
    "overtime",
    "month-most",
    "month-least",
    "shift-count",
    "weekends",
    "time-bank",
    "weekly-hours",
}
# How much others have worked is theirs to know; that it becomes more even is not.
FAIRNESS = {"equal-hours", "equal-shares"}

REFUSALS: dict[str, Any] = {
    "no_such_swap": gettext_lazy(
        "This cannot be swapped: the days are not published, or the roster has changed. Choose again."
    ),
    "too_far_apart": gettext_lazy("The days of a swap lie at most %(days)d days apart."),
    "too_late": gettext_lazy(
        "A swap can be asked for until %(until)s. After that only a manager can enter it, as an emergency."
    ),
    "begun": gettext_lazy("One of the shifts has begun; nothing can be changed about it any more."),
    "emergency_without_reason": gettext_lazy("Say why it is an emergency."),
    "decline_without_reason": gettext_lazy("Say why: the people concerned will read it."),
    "not_leading": gettext_lazy("Only those who approve swaps in this hall can do this."),
    "not_yours": gettext_lazy("This is for somebody else to answer."),
    "own_request": gettext_lazy("You take part in this swap, so somebody else has to decide."),
    "spoken_for": gettext_lazy("You answered for %(names)s, so another manager has to decide."),
    "asked_already": gettext_lazy("You have asked for this already; it is among your requests."),
    "taken": gettext_lazy("Somebody else was faster: this shift is taken."),
    "answered": gettext_lazy("This has been answered already."),
    "ended": gettext_lazy("This request is over: %(state)s."),
    "not_agreed": gettext_lazy("Not everybody has agreed yet."),
    "overtaken": gettext_lazy(
        "The roster has changed meanwhile, so this swap is no longer possible. Nothing was changed."
    ),
    "changed_meanwhile": gettext_lazy("More has changed since you looked. Look at it again, then decide."),
    "told_already": gettext_lazy("People have been told by now; this can no longer be undone."),
    "changed_since_approval": gettext_lazy("One of the cells has been changed since, so this cannot be undone."),
}


def refusal_of(refusal: NotSwappable, *, is_leading: bool = False) -> str:
    """Why something was refused; what is private is told to those who lead alone."""
    facts = refusal.facts
    if refusal.reason == "breaks_rules":
        return _("This would break a hard rule: %(what)s") % {
            "what": " ".join(broken_texts(facts["broken"], is_leading=is_leading))
        }
    word = REFUSALS.get(refusal.reason)
    if word is None:
        return reason_of(facts)
    return str(word) % {name: FACTS[name](fact) if name in FACTS else fact for name, fact in facts.items()}


def moment_text(moment: Any) -> str:
    """A moment as people of the hall say it; it is in their zone already."""
    return date_format(moment, "SHORT_DATETIME_FORMAT")


def names_text(names: Iterable[str]) -> str:
    return _(", ").join(names)


# Facts that are not written as they are.
FACTS: dict[str, Callable[[Any], Any]] = {"until": moment_text, "names": names_text}


def broken_texts(broken: Iterable[tuple[JudgedRoster, Violation]], *, is_leading: bool) -> list[str]:
    """What would be broken, in sentences, each once."""
    texts = [rule_text(judged, one, is_leading=is_leading) for judged, one in broken]
    return list(dict.fromkeys(texts))


def rule_text(judged: JudgedRoster, one: Violation, *, is_leading: bool) -> str:
    if one.rule in PRIVATE and not is_leading:
        worker = judged.problem.worker_by_id.get(one.worker or "")
        return _("%(name)s is not available for it.") % {"name": worker.name if worker else ""}
    return judged.telling("").sentences([one])[0]


# --- what a proposal is ------------------------------------------------------


def move_text(move: Move) -> str:
    """One cell: `3 Dec: early → day off`."""
    before, after = (mark_of(value) for value in (move.before, move.after))
    return _("%(day)s: %(before)s → %(after)s") % {"day": day_text(move.date), "before": before, "after": after}


def mark_of(value: CellValue) -> str:
    return value_text(value.shift_type.code if value.shift_type else "", value.day_off or "rest")


def what_partner_does(proposal: Proposal) -> str:
    """Where the partner stands now, which is why she could."""
    if proposal.kind == Kind.RING and len(proposal.days) > 1:
        moves = [move for person in proposal.partners for move in proposal.moves if move.employee == person]
        return _("; ").join(f"{move.employee.name} {move_text(move)}" for move in moves)
    if proposal.kind == Kind.RING:
        return _("; ").join(
            _("%(name)s takes %(shift)s") % {"name": move.employee.name, "shift": mark_of(move.after)}
            for move in proposal.moves
            if move.employee in proposal.partners
        )
    partner = proposal.partners[0]
    given = proposal.gives(partner)
    if not given:
        return _("Off that day")
    words = {"shift": mark_of(given[0].before), "day": day_text(given[0].date)}
    if len(proposal.days) == 1:
        return _("Works %(shift)s that day") % words
    return _("Off that day, works %(shift)s on %(day)s") % words


def why_partner(offer: Offer, *, is_leading: bool = False) -> str:
    """Why this partner stands where she does: what she wished, and what matters most to the roster."""
    sentences = [
        what_partner_does(offer.proposal),
        *wish_texts(offer),
        effect_text(offer.ruling, is_leading=is_leading),
    ]
    return _(" · ").join(sentences)


def wish_texts(offer: Offer) -> list[str]:
    """What the partners wished for, as far as it is touched."""
    found = {is_fulfilled for _, is_fulfilled in offer.wishes}
    texts = {True: _("wished for it"), False: _("would rather not")}
    return [texts[is_fulfilled] for is_fulfilled in sorted(found, reverse=True)]


def effect_text(ruling: Ruling, *, is_leading: bool) -> str:
    """What weighs most in the roster, for good or bad."""
    found = [
        (telling, one)
        for telling, trial in ruling.tellings("")
        for one in differences(trial)
        if one.cost and one.rule != "wishes" and (is_leading or one.rule not in PRIVATE)
    ]
    if ruling.cost <= 0 and not found:
        return _("the roster stays as good as it is")
    is_worse = ruling.cost > 0
    telling_side = [(telling, one) for telling, one in found if (one.cost > 0) == is_worse]
    for telling, one in sorted(telling_side, key=lambda pair: -abs(pair[1].cost)):
        if one.rule in FAIRNESS and not is_leading:
            return _("shared less evenly") if is_worse else _("shared more evenly")
        if is_worse and one.worse:
            return telling.sentences(one.worse[:1])[0]
        if one.better and not is_worse:
            return _("no longer: %(what)s") % {"what": telling.sentences(one.better[:1])[0]}
    return _("costs the roster a little") if is_worse else _("the roster gets a little better")


# --- what a request is -------------------------------------------------------


def title_of(swap: SwapRequest) -> str:
    """Who asks whom for what."""
    words = {"asker": swap.asker.name, "partners": _(", ").join(person.name for person in swap.partners)}
    if not swap.partners:
        return _("%(asker)s offers a shift") % words
    return {
        Kind.EXCHANGE: _("%(asker)s and %(partners)s exchange shifts"),
        Kind.COVER: _("%(partners)s covers for %(asker)s"),
        Kind.OPEN: _("%(partners)s takes the shift of %(asker)s"),
        Kind.DAY_OFF: _("%(asker)s and %(partners)s exchange days off"),
        Kind.RING: _("%(asker)s, %(partners)s: ring of three"),
    }[Kind(swap.kind)] % words


def state_text(swap: SwapRequest) -> str:
    """What has happened to it, and who is to act next."""
    if swap.state == State.ASKED:
        if swap.is_free:
            return _("Free for whoever can take it; until then it stays with %(name)s.") % {"name": swap.asker.name}
        waiting = [part.employee.name for part in swap.all_parts if part.agrees is None]
        return _("Waits for an answer from %(names)s.") % {"names": _(", ").join(waiting)}
    return ENDINGS[swap.state](swap)


def declined_text(swap: SwapRequest) -> str:
    if swap.decided_by_id:
        return _("Declined by %(by)s: %(reason)s") % {"by": swap.decided_by, "reason": swap.reason}
    refused = [part.employee.name for part in swap.all_parts if part.agrees is False]
    return _("%(name)s does not take part.") % {"name": _(", ").join(refused)}


def withdrawn_text(swap: SwapRequest) -> str:
    if swap.reason == LEAVE_IS_OFF:
        return _("No longer offered: the leave it was offered for is off.")
    return _("Taken back by who asked; nothing has changed.")


ENDINGS: dict[str, Callable[[SwapRequest], str]] = {
    State.AGREED: lambda swap: _("Everybody has agreed; a manager decides."),
    State.APPROVED: lambda swap: _("Approved by %(by)s: it stands in the roster.") % {"by": swap.decided_by},
    State.DECLINED: declined_text,
    State.WITHDRAWN: withdrawn_text,
    State.EXPIRED: lambda swap: _("Nobody decided before the first shift began; nothing has changed."),
    State.OVERTAKEN: lambda swap: _("The roster was changed in one of its cells meanwhile; nothing has come of it."),
}


def local_moment(swap: SwapRequest, moment: datetime) -> datetime:
    """A moment on the hall's clock, without its zone, so that no template moves it again."""
    return on_clock(swap.hall, moment)


def on_clock(hall: Hall, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(hall.time_zone)).replace(tzinfo=None)
