"""The form of a monthly work plan: its texts, and its items one below the other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.forms.fields import choices_of, name_empty_choices
from staff.models import Hall

from ..models import PlanTask, WorkPlan, WorkPlanItem
from ..workplans import TEXTS

EMPTY_ROWS = 3
LONG = ("idea", "goals", "requirements", "remarks")


class WorkPlanForm(forms.ModelForm):
    class Meta:
        model = WorkPlan
        fields = TEXTS
        widgets = {name: forms.Textarea({"rows": 4}) for name in LONG}


class ItemForm(forms.ModelForm):
    class Meta:
        model = WorkPlanItem
        fields = ["what", "how", "who", "due", "task"]

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        choices_of(self, "task").queryset = PlanTask.objects.filter(hall=hall)
        self.fields["what"].required = False
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        name_empty_choices(self)

    def clean(self) -> dict[str, Any] | None:
        """A row whose every field is empty is no item: so a line is taken out by emptying it."""
        facts = super().clean() or self.cleaned_data
        if not facts.get("what") and any(facts.values()):
            self.add_error("what", _("Say what is to be done, or empty the line."))
        return facts


ItemFormSet = forms.formset_factory(ItemForm, extra=0, max_num=60, absolute_max=60)


def items_form(data: Any, plan: WorkPlan) -> Any:
    """The rows of the plan's items, with some empty ones to write new ones in."""
    names = ("what", "how", "who", "due", "task")
    rows = [{name: getattr(item, name) for name in names} for item in plan.items.select_related("task")]
    rows += [{}] * EMPTY_ROWS
    return ItemFormSet(data, initial=rows, prefix="items", form_kwargs={"hall": plan.hall})


def items_of(formset: Any) -> list[WorkPlanItem]:
    """The items that were written, in order."""
    return [form.instance for form in formset if form.cleaned_data.get("what")]
