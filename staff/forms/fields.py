"""Fields that the set-up forms share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from ..models import Hall
from ..months import refuse_far_day
from ..recorded import facts_of, fingerprint


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A date of this century."""

    widget = DateInput
    default_validators = [refuse_far_day]


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class MonthField(forms.DateField):
    """A month, as the date of its first day."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput({"type": "month"}, format="%Y-%m")
        super().__init__(input_formats=["%Y-%m"], widget=widget, **more)


class HoursField(forms.DecimalField):
    """Hours on the page, whole minutes in the program."""

    def __init__(self, *, most: int, **more: Any) -> None:
        step = forms.NumberInput({"step": "any", "inputmode": "decimal"})
        super().__init__(min_value=0, max_value=most, max_digits=7, decimal_places=2, widget=step, **more)

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        return None if hours is None else int((hours * 60).to_integral_value())

    def prepare_value(self, value: Any) -> Any:
        """Minutes as hours; what somebody typed stays as it was typed."""
        if not isinstance(value, int):
            return value
        hours = (Decimal(value) / 60).quantize(Decimal("0.01"))
        return f"{hours:f}".rstrip("0").rstrip(".")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class RowsField(forms.ModelMultipleChoiceField):
    """Any number of rows; a number that no database can hold is no choice, as any other that is not offered."""

    def clean(self, value: Any) -> Any:
        if odd := next((one for one in value or () if not one.isdecimal() or len(one) > 18), None):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": odd[:50]})
        return super().clean(value)


# First and last days, and what is said beside the last when it is the earlier one.
PERIODS = (
    ("first_day", "last_day", _("The last day is before the first.")),
    ("hired_on", "left_on", _("The last day is before the first.")),
    ("valid_from", "valid_to", _("“Valid to” is before “valid from”.")),
)


class SetupForm(forms.ModelForm):
    """A form on one row of a hall, or without one of the department, that notices when somebody else changed it.

    The entries are kept; saving once more puts them in force.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    # Fields whose value no other row of the hall may have.
    own_in_hall: tuple[str, ...] = ()

    def __init__(self, *args: Any, hall: Hall | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.hall: Any = hall
        if any(field.attname == "hall_id" for field in self._meta.model._meta.concrete_fields):
            self.instance.hall = hall
        self.fields["seen"].initial = self.stands = self._fingerprint()
        name_empty_choices(self)

    def _fingerprint(self) -> str:
        if self.instance._state.adding:
            return ""
        return fingerprint(facts_of(type(self.instance)._default_manager.get(pk=self.instance.pk)))

    def clean_seen(self) -> str:
        seen = self.cleaned_data["seen"]
        if self.add_prefix("seen") in self.data and seen != self.stands:
            self.data = with_value(self.data, self.add_prefix("seen"), self.stands)
            raise forms.ValidationError(CHANGED_MEANWHILE)
        return seen

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "seen" in self.errors:
            self.add_error(None, self.errors.pop("seen").as_data())
        for name in self.own_in_hall:
            self._refuse_twin(name)
        for first, last, said in PERIODS:
            begin, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
            if begin and end and end < begin:
                self.add_error(last, said)
        return cleaned

    def _refuse_twin(self, name: str) -> None:
        value = self.cleaned_data.get(name)
        others = type(self.instance)._default_manager.filter(hall=self.hall, **{name: value})
        if value and (twin := others.exclude(pk=self.instance.pk).first()):
            self.add_error(name, _("“%(twin)s” has this already.") % {"twin": twin})

    def validate_constraints(self) -> None:
        # A constraint has a say of its own only where nothing better was said before.
        if not self.errors:
            super().validate_constraints()


def with_value(data: Any, name: str, value: str) -> Any:
    """What was sent, with one value put in its place, for the form to be shown again."""
    changed = data.copy()
    changed[name] = value
    return changed


def name_empty_choices(form: forms.BaseForm) -> None:
    """Words instead of dashes where nothing is chosen yet."""
    dashes = BLANK_CHOICE_DASH[0]
    for field in form.fields.values():
        empty = _("choose …") if field.required else _("none")
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = empty if field.empty_label == dashes[1] else field.empty_label
        elif isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            field.choices = [("", empty) if choice == dashes else choice for choice in choices]


def choices_of(form: forms.BaseForm, name: str) -> Any:
    """The field of a form that offers choices: its `queryset` and `choices` are set by hall."""
    return form.fields[name]


CHANGED_MEANWHILE = _(
    "Somebody else changed this while you were editing. Nothing is saved yet: your entries stand below; save again to "
    "put them in force, or reload the page to see theirs."
)
