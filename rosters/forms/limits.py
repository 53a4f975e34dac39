from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.forms.fields import HoursField, SetupForm
from staff.models import Employee
from staff.recorded import facts_of, fingerprint

from ..models import PersonLimits, RuleSettings, ShiftType
from ..models.limits import SHIFTS_MOST

HOURS = ["most_minutes", "least_minutes"]
DAYS = ["most_run", "least_run", "least_rest", "most_weekends"]

# Where the hall says what holds for whoever has no limit of her own.
OF_THE_HALL = {
    "most_minutes": "month_most_minutes",
    "least_minutes": "month_least_minutes",
    "most_run": "days_in_a_row",
    "least_run": "least_run",
    "least_rest": "least_rest",
    "most_weekends": "most_weekends",
}


class PersonLimitsForm(SetupForm):
    """What one person's month may hold, with how often at most she works each shift type."""

    most_minutes = HoursField(label=gettext_lazy("Most hours a month"), most=31 * 24, required=False)
    least_minutes = HoursField(label=gettext_lazy("Least hours a month"), most=31 * 24, required=False)

    class Meta:
        model = PersonLimits
        fields = [*HOURS, *DAYS]

    def __init__(self, data: Any = None, *, person: Employee):
        self.person = person
        self.known_shifts: dict[int, int] = dict(person.shift_limits.values_list("shift_type", "most"))
        row = PersonLimits.objects.filter(employee=person).first() or PersonLimits(employee=person)
        super().__init__(data, hall=person.hall, instance=row)
        self.shift_types = list(self._offered())
        for shift_type in self.shift_types:
            self.fields[f"shift_{shift_type.pk}"] = forms.IntegerField(
                label=str(shift_type),
                min_value=0,
                max_value=SHIFTS_MOST,
                required=False,
                initial=self.known_shifts.get(shift_type.pk),
                help_text=of_the_hall(shift_type.most_a_month),
            )
        self._say_what_the_hall_has()

    def _offered(self) -> QuerySet[ShiftType]:
        """Shift types that are not over, and those for which she has a limit."""
        is_there = Q(valid_to__isnull=True) | Q(valid_to__gte=self.hall.today())
        return ShiftType.objects.whole().filter(is_there | Q(pk__in=self.known_shifts), hall=self.hall)

    def _say_what_the_hall_has(self) -> None:
        rules = RuleSettings.objects.filter(hall=self.hall).first() or RuleSettings()
        for name, common in OF_THE_HALL.items():
            value = getattr(rules, common)
            shown = self.fields[name].prepare_value(value) if name in HOURS else value
            self.fields[name].help_text = of_the_hall(shown)

    def _fingerprint(self) -> str:
        row = None if self.instance._state.adding else facts_of(PersonLimits.objects.get(pk=self.instance.pk))
        return fingerprint([row, sorted(self.known_shifts.items())])

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self[name] for name in HOURS]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in DAYS]

    @property
    def shifts(self) -> list[forms.BoundField]:
        return [self[f"shift_{shift_type.pk}"] for shift_type in self.shift_types]

    @property
    def is_empty(self) -> bool:
        """Whether a valid form leaves all but shift types to the hall."""
        return all(self.cleaned_data[name] is None for name in [*HOURS, *DAYS])

    @property
    def shift_limits(self) -> dict[int, int]:
        """Most by shift type, of a valid form."""
        chosen = {row.pk: self.cleaned_data[f"shift_{row.pk}"] for row in self.shift_types}
        return {pk: most for pk, most in chosen.items() if most is not None}


def of_the_hall(limit: Any) -> str:
    """What holds where she has nothing of her own."""
    return _("Empty: no limit.") if limit is None else _("Empty: %(limit)s, as for everybody.") % {"limit": limit}
