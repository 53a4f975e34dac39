"""A what-if as its panel shows it: what was asked, both months' figures, and the difference in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..builds.buildpanel import BuildPanel, panel_of
from ..builds.choicepage import tenths
from ..builds.preview import changes_by, month_with
from ..models import Build, Roster, WhatIf
from ..month import Month, load_month
from ..wording import day_text, hours_text
from .supposing import ClosedStation, MorePeople, OtherTimes, from_json, supposed
from .whatifs import is_keepable

Figures = dict[str, Any]
BETTER, WORSE, SAME = "better", "worse", "same"
SHOWN = 10


@dataclass(frozen=True)
class Figure:
    """One of the six: how it is, how it would be, whether that is better, and that in words."""

    label: str
    base: str
    then: str
    tone: str
    text: str


@dataclass(frozen=True)
class WhatIfPage:
    asked: WhatIf

    @property
    def build(self) -> Build:
        return self.asked.build

    @property
    def watched(self) -> BuildPanel:
        return panel_of(self.build)

    @cached_property
    def asks(self) -> list[str]:
        return [text_of(ask) for ask in from_json(self.asked.asks)]

    @property
    def title(self) -> str:
        return _("; ").join(self.asks)

    @property
    def is_ready(self) -> bool:
        return self.build.status == Build.Status.OFFERED

    @property
    def is_keepable(self) -> bool:
        return self.is_ready and is_keepable(self.asked)

    @property
    def is_base_built(self) -> bool:
        """Whether the month it is compared with was built for it, none standing."""
        return bool(self.asked.figures.get("is_built"))

    @property
    def is_overtaken(self) -> bool:
        return self.build.roster.revision != self.build.revision

    @cached_property
    def figures(self) -> list[Figure]:
        base, then = self.asked.figures.get("base"), self.asked.figures.get("then")
        return list(compared(base, then)) if base and then else []

    @property
    def better(self) -> list[str]:
        return [figure.text for figure in self.figures if figure.tone == BETTER]

    @property
    def worse(self) -> list[str]:
        return [figure.text for figure in self.figures if figure.tone == WORSE]

    @cached_property
    def month(self) -> Month:
        """The month as it would be, with the cells that were found for it."""
        return month_with(self._supposed, self.build.result)

    @cached_property
    def _supposed(self) -> Month:
        return supposed(load_month(self.build.roster), from_json(self.asked.asks))

    @cached_property
    def cells(self) -> int:
        """How many cells would hold something else than they do now."""
        return sum(1 for _change in changes_by(self._supposed, self.build.result or {}))


def pages_of(roster: Roster) -> list[WhatIfPage]:
    """The roster's latest what-ifs that were not discarded, newest first."""
    if roster.pk is None:
        return []
    rows = WhatIf.objects.filter(build__roster=roster).exclude(build__status=Build.Status.DISCARDED)
    rows = rows.select_related("build__asked_by").defer("base", "build__problem", "build__before", "build__result")
    pages = [WhatIfPage(row) for row in rows[:SHOWN]]
    for page in pages:
        page.build.roster = roster
    return pages


# --- in words ------------------------------------------------------------------


def text_of(ask: Any) -> str:
    """What would be different, in a few words."""
    if isinstance(ask, MorePeople):
        words = ngettext("%(n)d more like %(name)s", "%(n)d more like %(name)s", ask.count)
        return words % {"n": ask.count, "name": ask.name}
    if isinstance(ask, ClosedStation):
        first, last = (day_text(day) for day in ask.days)
        days = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
        return _("%(station)s closed %(days)s") % {"station": ask.name, "days": days}
    if isinstance(ask, OtherTimes):
        return _("%(shift)s from %(start)s to %(end)s") % {"shift": ask.code, "start": ask.start, "end": ask.end}
    return {
        "days_in_a_row": _("at most %(amount)s working days in a row") % {"amount": ask.amount},
        "rest_minutes": _("%(hours)s of rest between shifts") % {"hours": hours_text(ask.amount)},
        "overtime_month_minutes": _("at most %(hours)s of overtime a month") % {"hours": hours_text(ask.amount)},
    }[ask.limit]


def compared(base: Figures, then: Figures) -> Iterator[Figure]:
    """The six, side by side; the less of each the better, but for wishes."""
    for label, text, amount, less, more in kinds():
        change = amount(then) - amount(base)
        tone = BETTER if change < 0 else WORSE if change > 0 else SAME
        words = less if change < 0 else more
        yield Figure(label, text(base), text(then), tone, words(abs(change)) if change else "")


Words = Callable[[int], str]


def kinds() -> list[tuple[str, Callable[[Figures], str], Callable[[Figures], int], Words, Words]]:
    """Label, text and amount of each figure, and what less and more of it are in words."""

    def hours(name: str) -> Callable[[Figures], str]:
        return lambda own: hours_text(tenths(own[name]))

    def said(sentence: str, is_hours: bool = True) -> Words:
        return lambda amount: sentence % {"n": hours_text(tenths(amount)) if is_hours else f"{amount:,}"}

    granted = _("%(granted)s of %(wishes)s")
    return [
        (
            _("Hours short or unmanaged"), hours("short_minutes"), lambda own: tenths(own["short_minutes"]),
            said(_("%(n)s fewer are short")), said(_("%(n)s more are short")),
        ),
        (
            _("Penalty"), lambda own: f"{own['penalty']:,}", lambda own: own["penalty"],
            said(_("the penalty is %(n)s lower"), False), said(_("the penalty is %(n)s higher"), False),
        ),
        (
            _("Overtime"), hours("overtime_minutes"), lambda own: tenths(own["overtime_minutes"]),
            said(_("%(n)s less overtime")), said(_("%(n)s more overtime")),
        ),
        (
            _("Uneven hours"), hours("uneven_minutes"), lambda own: tenths(own["uneven_minutes"]),
            said(_("hours are %(n)s more even")), said(_("hours are %(n)s more uneven")),
        ),
        (
            _("Wishes granted"),
            lambda own: granted % {"granted": own["granted_wishes"], "wishes": own["wishes"]},
            lambda own: -own["granted_wishes"],
            said(_("%(n)s more wishes granted"), False), said(_("%(n)s fewer wishes granted"), False),
        ),
        (
            _("Handovers"), lambda own: str(own["handovers"]), lambda own: own["handovers"],
            said(_("%(n)s fewer handovers"), False), said(_("%(n)s more handovers"), False),
        ),
    ]  # fmt: skip
