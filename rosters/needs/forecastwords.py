"""What a forecast was made of and how good it is, in the reader's language."""

from math import exp

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..forecasting.profile import Accuracy
from .forecast import Forecast, MadeOf, kinds_of

LITTLE_DAYS = 28
RARE = {
    "holiday": gettext_lazy("holidays"),
    "rest": gettext_lazy("days off around a holiday"),
    "makeup": gettext_lazy("make-up workdays"),
}


def no_history_text() -> str:
    return _("Nobody has been counted in this hall yet. Import its customers first.")


def made_of_text(found: MadeOf) -> str:
    facts = {
        "n": found.days,
        "first": date_format(found.first, "SHORT_DATE_FORMAT"),
        "last": date_format(found.last, "SHORT_DATE_FORMAT"),
        "customers": number_format(found.customers, use_l10n=True, force_grouping=True),
    }
    return (
        ngettext(
            "Made of %(customers)s customers on %(n)d day, %(first)s to %(last)s.",
            "Made of %(customers)s customers on %(n)d days, %(first)s to %(last)s.",
            found.days,
        )
        % facts
    )


def accuracy_text(found: Accuracy | None) -> str:
    if found is None:
        return _("How far it is off cannot be said yet: that takes eight weeks of customers.")
    facts = {name: percent(getattr(found, name)) for name in ("wape", "naive", "by_day")} | {"weeks": found.weeks}
    return (
        _(
            "Tried on the last %(weeks)d weeks it was off by %(wape)s an interval and %(by_day)s a day; "
            "repeating the week before would have been off by %(naive)s an interval."
        )
        % facts
    )


def percent(part: float) -> str:
    return f"{part * 100:.0f} %"


def remarks_on(forecast: Forecast) -> list[str]:
    """What a reader should know before she believes it."""
    found, remarks = forecast.made_of, []
    if found.days < LITTLE_DAYS:
        remarks.append(_("This is little: with less than four weeks, one odd day weighs much."))
    if found.dropped:
        days = _(", ").join(date_format(day, "MONTH_DAY_FORMAT") for day in found.dropped[:5])
        remarks.append(_("Left out because hardly anybody was counted: %(days)s.") % {"days": days})
    if found.outside >= 1:
        remarks.append(_("%(n)d customers came while the hall was closed; they are left out.") % {"n": found.outside})
    growth = (exp(found.trend) - 1) * 100
    if abs(growth) >= 0.5:
        remarks.append(_("Customers change by %(percent)s %% a week.") % {"percent": f"{growth:+.1f}"})
    missing = {kinds_of(day)[0] for day in forecast.calendar.values()} - {kind for kind, n in found.like.items() if n}
    if missing & RARE.keys():
        kinds = _(", ").join(str(RARE[kind]) for kind in sorted(missing & RARE.keys()))
        remarks.append(_("Never counted yet, so taken from days they are like: %(kinds)s.") % {"kinds": kinds})
    return remarks
