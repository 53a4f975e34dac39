"""Forms that define a task: a new one, one changed from a day on, one that ends."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.forms.fields import DateInput, DayField, HoursField, TimeInput, choices_of, name_empty_choices
from staff.models import Hall

from ..models import PlanTask
from ..recurring import next_start, start_of

FACTS = [
    "name",
    "how",
    "period",
    "weekday",
    "month_day",
    "month",
    "moves",
    "grace_days",
    "measure",
    "bound",
    "target",
    "counted",
    "counted_of",
    "who",
    "role",
    "employee",
    "follow_up_days",
    "reserved_minutes",
    "reserved_days",
    "reserved_from",
    "reserved_station",
]
GROUPS = [
    (_("What and how"), ["code", "name", "how"]),
    (_("When"), ["period", "weekday", "month_day", "month", "moves", "grace_days"]),
    (_("How it is measured"), ["measure", "bound", "target", "counted", "counted_of", "follow_up_days"]),
    (pgettext_lazy("of a task", "Who"), ["who", "role", "employee"]),
    (_("Working time"), ["reserved_minutes", "reserved_days", "reserved_from", "reserved_station"]),
    (_("Valid"), ["start", "valid_from", "valid_to", "is_common"]),
]
MOST_HOURS = 200


class TaskForm(forms.ModelForm):
    """What, how, who and when of a new task, and the working time that it takes."""

    reserved_minutes = HoursField(
        most=MOST_HOURS,
        required=False,
        label=PlanTask._meta.get_field("reserved_minutes").verbose_name,
        help_text=PlanTask._meta.get_field("reserved_minutes").help_text,
    )

    class Meta:
        model = PlanTask
        fields = ["code", *FACTS, "valid_from", "valid_to", "is_common"]
        field_classes = {"valid_from": DayField, "valid_to": DayField}
        widgets = {
            "valid_from": DateInput,
            "valid_to": DateInput,
            "how": forms.Textarea({"rows": 3}),
            "reserved_from": TimeInput,
        }

    def __init__(self, *args: Any, hall: Hall, may_speak_for_all: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not may_speak_for_all:
            self.fields.pop("is_common", None)
        self.hall = self.instance.hall = hall
        today = hall.today()
        choices_of(self, "employee").queryset = hall.employees.employed_between(today, today + timedelta(days=366))
        choices_of(self, "reserved_station").queryset = hall.stations.order_by("position", "code")
        self.fields["reserved_days"].required = False
        if self.instance.target is not None:
            self.initial["target"] = f"{self.instance.target.normalize():f}"
        if "valid_from" in self.fields:
            self.fields["valid_from"].initial = today
        name_empty_choices(self)

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields by what they ask for; `static/js/plan-task.js` hides those that the task does not need."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in GROUPS]

    def clean_valid_from(self) -> date:
        day = self.cleaned_data["valid_from"]
        if day < self.hall.today():
            raise forms.ValidationError(_("A new task begins today at the earliest."))
        return day

    def clean_reserved_minutes(self) -> int:
        return self.cleaned_data["reserved_minutes"] or 0

    def clean_reserved_days(self) -> int:
        return self.cleaned_data["reserved_days"] or self.instance.reserved_days

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if PlanTask.objects.filter(hall=self.hall, code=code).exists():
            raise forms.ValidationError(
                _("This hall has a task with this code already; change that one, or start it again.")
            )
        return code


class ChangeForm(TaskForm):
    """The same for a task that stands, from a day to come."""

    start = DayField(
        label=_("in force from"),
        help_text=_("What lies before this day stays as it was defined and assessed."),
    )

    class Meta(TaskForm.Meta):
        fields = FACTS

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        today = self.hall.today()
        period = self.instance.period
        self.fields["start"].initial = max(next_start(period, start_of(period, today)), self.instance.valid_from)
        self.order_fields(["start"])

    @property
    def facts(self) -> dict[str, Any]:
        """The definition as the model has cleaned it."""
        return {name: getattr(self.instance, name) for name in FACTS}


class ResumeForm(ChangeForm):
    """The same for a task that has ended, from the day on which it starts again."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["start"].initial = max(self.hall.today(), self.instance.valid_to + timedelta(days=1))


class HallsForm(forms.Form):
    """In which other halls the task is to be in force, each with its own target."""

    def __init__(self, *args: Any, task: PlanTask, halls: Iterable[Hall], **more: Any) -> None:
        super().__init__(*args, **more)
        self.task, self.halls = task, list(halls)
        limits = PlanTask._meta.get_field("target")
        for hall in self.halls:
            self.fields[f"take_{hall.pk}"] = forms.BooleanField(label=str(hall), required=False)
            if task.has_target:
                self.fields[f"target_{hall.pk}"] = forms.DecimalField(
                    label=_("Target of %(hall)s") % {"hall": hall},
                    initial=task.target,
                    required=False,
                    min_value=0,
                    max_value=100 if task.measure == PlanTask.Measure.RATE else None,
                    max_digits=limits.max_digits,
                    decimal_places=limits.decimal_places,
                )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """For each hall whether it takes the task, and its target."""
        return [
            (self[f"take_{hall.pk}"], self[f"target_{hall.pk}"] if self.task.has_target else None)
            for hall in self.halls
        ]

    @property
    def chosen(self) -> list[tuple[Hall, Decimal | None]]:
        """The halls that were ticked; without a number of its own the task's target is theirs."""
        facts = self.cleaned_data
        return [
            (hall, facts.get(f"target_{hall.pk}") if facts.get(f"target_{hall.pk}") is not None else self.task.target)
            for hall in self.halls
            if facts[f"take_{hall.pk}"]
        ]


class EndForm(forms.Form):
    """The last day of a task."""

    last = DayField(label=_("last day"))

    def __init__(self, *args: Any, task: PlanTask, **more: Any) -> None:
        super().__init__(*args, **more)
        self.task = task
        self.fields["last"].initial = task.hall.today()
