"""What the rules have to say, in the reader's language: their names, and a sentence for each violation."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .solver.problem import Problem
from .solver.violation import Violation
from .wording import day_text, hours_of, span_text

RULE_NAMES = {
    "one-shift": gettext_lazy("One shift at a time"),
    "absences": gettext_lazy("Nobody works while away"),
    "pins": gettext_lazy("Pinned cells stay"),
    "eligible": gettext_lazy("Only shifts a person may work"),
    "rest": gettext_lazy("Rest between shifts"),
    "succession": gettext_lazy("Shifts that may follow"),
    "consecutive-days": gettext_lazy("Days in a row"),
    "weekly-rest": gettext_lazy("A rest day every week"),
    "protected": gettext_lazy("Protected people"),
    "overtime": gettext_lazy("Overtime limits"),
    "month-most": gettext_lazy("Most hours a month"),
    "shift-count": gettext_lazy("How often a shift may be worked"),
    "weekends": gettext_lazy("Most weekends a month"),
    "manager-on-site": gettext_lazy("A manager on site"),
    "cover": gettext_lazy("Cover"),
    "headcounts": gettext_lazy("People on each shift"),
    "peak-skill": gettext_lazy("Skill at peaks"),
    "weekly-hours": gettext_lazy("Weekly hours"),
    "month-least": gettext_lazy("Least hours a month"),
    "time-bank": gettext_lazy("Time bank"),
    "equal-hours": gettext_lazy("Equal hours"),
    "equal-shares": gettext_lazy("Equal shares"),
    "handovers": gettext_lazy("Few handovers"),
    "same-shift-runs": gettext_lazy("Same shift in a row"),
    "lonely-days": gettext_lazy("No lonely days"),
    "short-runs": gettext_lazy("No short runs of work"),
    "short-breaks": gettext_lazy("No short breaks"),
    "wishes": gettext_lazy("Wishes"),
}


def rule_name(rule: str) -> str:
    return str(RULE_NAMES.get(rule, rule))


def sentence_of(violation: Violation, problem: Problem, stations: Mapping[str, str] | None = None) -> str:
    """What is wrong, in one sentence with names, dates and hours.

    `stations` gives stations' names by code; one without a name goes by its code.
    """
    word = SENTENCES.get(violation.rule)
    if word is None:
        return rule_name(violation.rule)
    code = violation.station or ""
    return word(violation, problem) % (common_facts(violation, problem) | {"station": (stations or {}).get(code, code)})


def common_facts(violation: Violation, problem: Problem) -> dict[str, Any]:
    """What every sentence may name: the person, the days, the amount in hours and in minutes."""
    days = [day_text(problem.date_of(day)) for day in violation.days]
    worker = problem.worker_by_id.get(violation.worker) if violation.worker else None
    spans = violation.start is not None and violation.end is not None
    return dict(violation.facts) | {
        "name": worker.name if worker else "",
        "span": span_text(violation.start or 0, violation.end or 0) if spans else "",
        "day": days[0] if days else "",
        "last": days[-1] if days else "",
        "amount": violation.amount,
        "off": abs(violation.amount),
        "wished": code_of(violation.facts.get("shift"), problem),
        "hours": hours_of(violation.amount),
        "most_hours": hours_of(violation.facts.get("most", 0)),
        "least_hours": hours_of(violation.facts.get("least", 0)),
    }


def code_of(shift: Any, problem: Problem) -> str:
    """The code of a shift given by its id; what is no id stays as it is."""
    known = problem.shift_by_id.get(shift)
    return known.code if known else str(shift or "")


def one_shift(violation: Violation, problem: Problem) -> str:
    return _("%(name)s: shift %(first)s of %(day)s is not over when %(second)s begins on %(last)s.")


def absences(violation: Violation, problem: Problem) -> str:
    return _("%(name)s is away on %(day)s, yet has shift %(shift)s.")


def pins(violation: Violation, problem: Problem) -> str:
    return _("%(name)s: the cell of %(day)s is pinned and stands otherwise.")


def eligible(violation: Violation, problem: Problem) -> str:
    if not violation.facts["is_employed"]:
        return _("%(name)s cannot work on %(day)s: no contract that day, or no skill at all.")
    return _("%(name)s may not work shift %(shift)s on %(day)s: it is not open to her, or not in use that day.")


def rest(violation: Violation, problem: Problem) -> str:
    return _(
        "%(name)s has %(hours)s h of rest between %(first)s on %(day)s and %(second)s on %(last)s;"
        " %(least_hours)s h are needed."
    )


def succession(violation: Violation, problem: Problem) -> str:
    return _("%(name)s: shift %(second)s on %(last)s may not follow %(first)s on %(day)s.")


def consecutive_days(violation: Violation, problem: Problem) -> str:
    return _("%(name)s works %(amount)s days in a row from %(day)s to %(last)s; at most %(most)s are allowed.")


def weekly_rest(violation: Violation, problem: Problem) -> str:
    return _("%(name)s has no full day of rest in the week from %(day)s to %(last)s.")


def protected(violation: Violation, problem: Problem) -> str:
    return {
        "night": _("%(name)s is protected and has night work with %(shift)s on %(day)s."),
        "day": _("%(name)s is protected: %(shift)s on %(day)s pays %(hours)s h, at most %(most_hours)s h are allowed."),
        "week": _(
            "%(name)s is protected and has %(hours)s h in the week from %(day)s to %(last)s;"
            " at most %(most_hours)s h are allowed."
        ),
    }[violation.facts["kind"]]


def overtime(violation: Violation, problem: Problem) -> str:
    if violation.facts["kind"] == "day":
        return _(
            "%(name)s: %(shift)s on %(day)s means %(hours)s h of overtime; at most %(most_hours)s h a day are allowed."
        )
    return _("%(name)s has %(hours)s h of overtime this month; at most %(most_hours)s h are allowed.")


def month_most(violation: Violation, problem: Problem) -> str:
    return _("%(name)s has %(hours)s h of shifts this month; at most %(most_hours)s h are allowed.")


def shift_count(violation: Violation, problem: Problem) -> str:
    return _("%(name)s has shift %(shift)s too often this month: %(amount)s, at most %(most)s are allowed.")


def weekends(violation: Violation, problem: Problem) -> str:
    return _("%(name)s works on too many weekends this month: %(amount)s, at most %(most)s are allowed.")


def manager_on_site(violation: Violation, problem: Problem) -> str:
    return _("%(day)s %(span)s: no manager on site for %(hours)s h.")


def cover(violation: Violation, problem: Problem) -> str:
    if violation.facts["kind"] == "over":
        return _("%(day)s: %(hours)s h more people than needed.")
    if violation.facts["is_peak"]:
        return _("%(day)s %(span)s, %(station)s: %(hours)s h short at a peak (%(needed)s needed).")
    return _("%(day)s %(span)s, %(station)s: %(hours)s h short (%(needed)s needed).")


def headcounts(violation: Violation, problem: Problem) -> str:
    if violation.facts["kind"] == "over":
        return _("%(day)s: too many people on shift %(shift)s: %(have)s, only %(needed)s wanted.")
    return _("%(day)s: shift %(shift)s has %(have)s of the %(needed)s people wanted.")


def peak_skill(violation: Violation, problem: Problem) -> str:
    return _("%(day)s %(span)s, %(station)s: %(hours)s h below the skill that the peak needs.")


def weekly_hours(violation: Violation, problem: Problem) -> str:
    if violation.facts["kind"] == "over":
        return _("%(name)s works %(hours)s h above target in the week from %(day)s to %(last)s.")
    return _("%(name)s works %(hours)s h below target in the week from %(day)s to %(last)s.")


def month_least(violation: Violation, problem: Problem) -> str:
    return _("%(name)s is %(hours)s h below the %(least_hours)s h that she is to have this month.")


def time_bank(violation: Violation, problem: Problem) -> str:
    return _("%(name)s does not get back %(hours)s h of the time bank.")


def equal_hours(violation: Violation, problem: Problem) -> str:
    if violation.facts["balance"] > violation.facts["level"] * 60:
        return _("%(name)s works %(amount)s h more than the others, measured by target.")
    return _("%(name)s works %(amount)s h less than the others, measured by target.")


def equal_shares(violation: Violation, problem: Problem) -> str:
    kind = violation.facts["kind"]
    if violation.amount > 0:
        return {
            "early": _("%(name)s has more early shifts than a fair share: %(off)s too many."),
            "late": _("%(name)s has more late shifts than a fair share: %(off)s too many."),
            "weekend": _("%(name)s has more weekend shifts than a fair share: %(off)s too many."),
            "holiday": _("%(name)s has more holiday shifts than a fair share: %(off)s too many."),
        }[kind]
    return {
        "early": _("%(name)s has fewer early shifts than a fair share: %(off)s too few."),
        "late": _("%(name)s has fewer late shifts than a fair share: %(off)s too few."),
        "weekend": _("%(name)s has fewer weekend shifts than a fair share: %(off)s too few."),
        "holiday": _("%(name)s has fewer holiday shifts than a fair share: %(off)s too few."),
    }[kind]


def handovers(violation: Violation, problem: Problem) -> str:
    return _("%(day)s: people come or go at %(amount)s different moments.")


def same_shift_runs(violation: Violation, problem: Problem) -> str:
    return _("%(name)s changes from %(first)s on %(day)s to %(second)s on %(last)s.")


def lonely_days(violation: Violation, problem: Problem) -> str:
    if violation.facts["is_working"]:
        return _("%(name)s works on %(day)s alone between days off.")
    return _("%(name)s is off on %(day)s alone between working days.")


def short_runs(violation: Violation, problem: Problem) -> str:
    if violation.amount == 1:
        return _("%(name)s works on %(day)s alone; at least %(least)s days in a row are wanted.")
    return _("%(name)s works from %(day)s to %(last)s, fewer than %(least)s days in a row.")


def short_breaks(violation: Violation, problem: Problem) -> str:
    if violation.amount == 1:
        return _("%(name)s is off on %(day)s alone; at least %(least)s days in a row are wanted.")
    return _("%(name)s is off from %(day)s to %(last)s, fewer than %(least)s days in a row.")


def wishes(violation: Violation, problem: Problem) -> str:
    prefers = violation.facts["prefers"]
    if violation.facts["shift"] is None:
        return (
            _("%(name)s would like to work on %(day)s.") if prefers else _("%(name)s would rather be off on %(day)s.")
        )
    if prefers:
        return _("%(name)s would like %(wished)s on %(day)s.")
    return _("%(name)s would rather not have %(wished)s on %(day)s.")


SENTENCES: dict[str, Callable[[Violation, Problem], str]] = {
    "manager-on-site": manager_on_site,
    "cover": cover,
    "headcounts": headcounts,
    "peak-skill": peak_skill,
    "weekly-hours": weekly_hours,
    "month-least": month_least,
    "time-bank": time_bank,
    "equal-hours": equal_hours,
    "equal-shares": equal_shares,
    "handovers": handovers,
    "same-shift-runs": same_shift_runs,
    "lonely-days": lonely_days,
    "short-runs": short_runs,
    "short-breaks": short_breaks,
    "wishes": wishes,
    "one-shift": one_shift,
    "absences": absences,
    "pins": pins,
    "eligible": eligible,
    "rest": rest,
    "succession": succession,
    "consecutive-days": consecutive_days,
    "weekly-rest": weekly_rest,
    "protected": protected,
    "overtime": overtime,
    "month-most": month_most,
    "shift-count": shift_count,
    "weekends": weekends,
}
