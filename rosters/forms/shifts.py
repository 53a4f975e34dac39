from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import DateInput, DayField, HoursField, RowsField, SetupForm, TimeInput, choices_of
from staff.models.halls import DAY

from ..models import ShiftType


class KeyField(forms.CharField):
    """A key of the keyboard; small letters are meant as their capitals."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").upper()


class ShiftTypeForm(SetupForm):
    paid_minutes = HoursField(
        label=_("Paid hours"),
        most=24,
        required=False,
        help_text=_("Empty: what the gap and the meal break leave of it."),
    )

    # How the page groups the fields.
    LOOK = ["code", "letter", "name", "kind", "colour"]
    TIMES = ["start", "end", "ends_next_day"]
    SPLIT = ["gap_start", "gap_end"]
    BREAK = ["break_minutes", "break_from", "break_to", "paid_minutes"]
    USE = ["valid_from", "valid_to", "open_to", "most_a_month"]

    # Said while the times are typed, too: the script of the page fills them in.
    ONE_BREAK = _(
        "Only one break of %(minutes)s minutes fits into this window, so everybody on the shift eats at once."
        " A window of %(longer)s minutes lets them take turns."
    )
    UNEVEN_BREAKS = _(
        "%(breaks)s breaks of %(minutes)s minutes fit into this window and %(left)s minutes are left over,"
        " in which nobody eats. A window of %(shorter)s or %(longer)s minutes is shared out evenly."
    )

    class Meta:
        model = ShiftType
        field_classes = {
            "letter": KeyField,
            **dict.fromkeys(["valid_from", "valid_to"], DayField),
            **dict.fromkeys(["only_for", "barred_next"], RowsField),
        }
        fields = [
            *["code", "letter", "name", "kind", "colour", "start", "end", "ends_next_day", "gap_start", "gap_end"],
            *["break_minutes", "break_from", "break_to", "paid_minutes", "valid_from", "valid_to"],
            *["open_to", "only_for", "barred_next", "most_a_month"],
        ]
        help_texts = {
            "break_from": _("Breaks are staggered within this window; without one nobody is counted as away."),
        }
        widgets = {
            **dict.fromkeys(["start", "end", "gap_start", "gap_end", "break_from", "break_to"], TimeInput),
            **dict.fromkeys(["valid_from", "valid_to"], DateInput),
            "colour": forms.RadioSelect,
            "only_for": forms.CheckboxSelectMultiple,
            "barred_next": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        today = self.hall.today()
        people = self.hall.employees.employed_between(today, today)
        if not self.instance._state.adding:
            people = people | self.hall.employees.filter(pk__in=self.instance.only_for.values("pk"))
        choices_of(self, "only_for").queryset = people.distinct().order_by("code")
        choices_of(self, "barred_next").queryset = self._shifts_to_bar()
        choices_of(self, "colour").choices = ShiftType.Colour.choices
        self.fields["break_to"].widget.attrs["aria-describedby"] = "uneven-meal"
        self.fields["letter"].widget.attrs["autocapitalize"] = "characters"

    def _shifts_to_bar(self) -> models.QuerySet[ShiftType]:
        """Shift types that are not over, and those barred already."""
        rows = ShiftType.objects.whole().filter(hall=self.hall)
        wanted = Q(valid_to__isnull=True) | Q(valid_to__gte=self.hall.today())
        if not self.instance._state.adding:
            wanted |= Q(pk__in=self.instance.barred_next.values("pk"))
        return rows.filter(wanted)

    def grouped(self, names: list[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def look(self) -> list[forms.BoundField]:
        return self.grouped([name for name in self.LOOK if name != "colour"])

    @property
    def times(self) -> list[forms.BoundField]:
        return self.grouped(self.TIMES)

    @property
    def split(self) -> list[forms.BoundField]:
        return self.grouped(self.SPLIT)

    @property
    def meal(self) -> list[forms.BoundField]:
        return self.grouped(self.BREAK)

    @property
    def use(self) -> list[forms.BoundField]:
        return self.grouped(self.USE)

    @property
    def uneven_meal(self) -> str:
        """What to say of a break window that does not hold a whole number of breaks; nothing when it does."""
        row = self.instance
        window = row.break_window if row.start and row.end else None
        if not window or not row.break_leftover:
            return ""
        breaks = (window[1] - window[0]) // row.break_minutes
        shorter = breaks * row.break_minutes
        words = self.ONE_BREAK if breaks == 1 else self.UNEVEN_BREAKS
        facts = {"breaks": breaks, "minutes": row.break_minutes, "left": row.break_leftover}
        return str(words) % (facts | {"shorter": shorter, "longer": shorter + row.break_minutes})

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and self.cleaned_data["paid_minutes"] is None:
            self.cleaned_data["paid_minutes"] = self._minutes_left()
        return cleaned

    def _minutes_left(self) -> int:
        facts = {name: self.cleaned_data[name] for name in [*self.TIMES, *self.SPLIT]}
        present = sum(end - start for start, end in ShiftType(**facts).segments)
        return min(DAY, max(0, present - self.cleaned_data["break_minutes"]))


class FollowerForm(ShiftTypeForm):
    """A shift type that takes another's place from a date on."""

    def __init__(self, *args: Any, follows: ShiftType, **more: Any) -> None:
        super().__init__(*args, **more)
        self.follows = follows
        self.fields["valid_from"].required = True
        bars = choices_of(self, "barred_next")
        bars.queryset |= ShiftType.objects.filter(pk__in=follows.barred_next.values("pk"))

    def clean_valid_from(self) -> date:
        day = self.cleaned_data["valid_from"]
        if self.follows.valid_from and day <= self.follows.valid_from:
            raise forms.ValidationError(
                _("Choose a day after %(day)s, on which the shift type itself begins."),
                params={"day": date_format(self.follows.valid_from)},
            )
        return day
