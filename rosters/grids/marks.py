"""What a day off or an absence looks like in a cell: one sign, one tone."""

from django.utils.translation import pgettext_lazy

from staff.models import Absence

from ..models import Assignment

Kind = Absence.Kind

# Tones are those of static/css/shifts.css; absences differ by shape, not by colour.
ABSENCE_TONES: dict[str, str] = {
    Kind.ANNUAL: "leave",
    Kind.SICK: "leave",
    Kind.PERSONAL: "leave",
    Kind.MARRIAGE: "leave",
    Kind.MATERNITY: "leave",
    Kind.LIEU: "lieu",
    Kind.TRAINING: "training",
    Kind.TEAM: "training",
    Kind.UNAVAILABLE: "away",
}

ABSENCE_MARKS = {
    Kind.ANNUAL: pgettext_lazy("sign in a cell: annual leave", "al"),
    Kind.SICK: pgettext_lazy("sign in a cell: sick leave", "sl"),
    Kind.PERSONAL: pgettext_lazy("sign in a cell: personal leave", "pl"),
    Kind.MARRIAGE: pgettext_lazy("sign in a cell: marriage leave", "wl"),
    Kind.MATERNITY: pgettext_lazy("sign in a cell: maternity leave", "ml"),
    Kind.LIEU: pgettext_lazy("sign in a cell: time off in lieu", "tl"),
    Kind.TRAINING: pgettext_lazy("sign in a cell: training", "tr"),
    Kind.TEAM: pgettext_lazy("sign in a cell: team activity", "ta"),
    Kind.UNAVAILABLE: pgettext_lazy("sign in a cell: unavailable", "na"),
}

DAY_OFF_MARKS = {
    Assignment.DayOff.REST: pgettext_lazy("sign in a cell: day off", "–"),
    Assignment.DayOff.LIEU: pgettext_lazy("sign in a cell: time off in lieu", "tl"),
}


OTHER_TONE, OTHER_MARK = "leave", pgettext_lazy("sign in a cell: leave of a hall’s own kind", "ol")


def absence_mark(kind: str) -> str:
    """The sign of a kind by its code; those of a hall's own share one."""
    return str(ABSENCE_MARKS[Kind(kind)] if kind in Kind else OTHER_MARK)


def absence_tone(kind: str) -> str:
    return ABSENCE_TONES.get(kind, OTHER_TONE)


def day_off_mark(day_off: str) -> str:
    """The sign of a day off; nothing for an empty cell."""
    return str(DAY_OFF_MARKS[Assignment.DayOff(day_off)]) if day_off else ""
