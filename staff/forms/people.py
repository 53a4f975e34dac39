from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import Employee, Hall, PerformanceReview, Post, Skill, User
from .fields import DateInput, DayField, HoursField, SetupForm, choices_of

HALL_ROLES = [choice for choice in Post.Role.choices if choice[0] != Post.Role.MANAGEMENT]


class EmployeeForm(SetupForm):
    """A person with her skills: one choice of level for each station of the hall."""

    own_in_hall = ("code",)
    weekly_minutes = HoursField(label=_("Contract hours a week"), most=60, initial=2400)

    class Meta:
        model = Employee
        fields = [
            "code",
            "name",
            "home_station",
            "is_manager",
            "hired_on",
            "left_on",
            "weekly_minutes",
            "is_protected",
            "language",
        ]
        field_classes = {"left_on": DayField}
        widgets = {"hired_on": DateInput, "left_on": DateInput}
        help_texts = {"left_on": _("Empty: she stays. A day inside a month is fine.")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.stations = list(self.hall.stations.all())
        choices_of(self, "home_station").queryset = self.hall.stations.all()
        self.known_levels = self._known_levels()
        for station in self.stations:
            self.fields[f"skill_{station.pk}"] = forms.TypedChoiceField(
                label=station.name,
                choices=[(0, pgettext_lazy("level of a skill", "no")), *Skill.Level.choices],
                coerce=int,
                empty_value="0",
                required=False,
                initial=self.known_levels.get(station.pk, 0),
                widget=forms.RadioSelect,
            )

    def _known_levels(self) -> dict[int, int]:
        if self.instance._state.adding:
            return {}
        return dict(self.instance.skills.values_list("station", "level"))

    @property
    def skill_fields(self) -> list[forms.BoundField]:
        return [self[f"skill_{station.pk}"] for station in self.stations]

    @property
    def levels(self) -> dict[int, int]:
        """Level by station, of a valid form; a station she cannot work is absent."""
        chosen = {station.pk: int(self.cleaned_data[f"skill_{station.pk}"]) for station in self.stations}
        return {station: level for station, level in chosen.items() if level}


class LoginNameField(UsernameField):
    """Another's user name, normalized; a browser does not offer the reader's own."""

    def __init__(self, **more: Any) -> None:
        super().__init__(label=_("User name"), max_length=150, **more)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off"}


class LoginForm(forms.Form):
    """A new login for an employee, with the post that goes with it."""

    username = LoginNameField(validators=User._meta.get_field("username").validators)
    password = forms.CharField(
        label=_("First password"),
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Hand it over in person; she changes it after her first login."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=HALL_ROLES, initial=Post.Role.CLERK)

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return username

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], User(username=self.cleaned_data.get("username", "")))
        return self.cleaned_data["password"]


class LinkForm(forms.Form):
    """A login that exists: somebody with a post in this hall who is no employee yet."""

    user = forms.ModelChoiceField(label=_("User"), queryset=User.objects.none())

    def __init__(self, *args: Any, hall: Hall, **more: Any) -> None:
        super().__init__(*args, **more)
        users = User.objects.filter(posts__hall=hall, employee__isnull=True)
        choices_of(self, "user").queryset = users.distinct().order_by("username")


class PostForm(forms.Form):
    """A role for somebody who has a login."""

    username = LoginNameField()
    role = forms.ChoiceField(label=_("Role"), choices=HALL_ROLES)

    def __init__(self, *args: Any, hall: Hall, by: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.hall = hall
        if by.is_superuser:
            choices_of(self, "role").choices = [*HALL_ROLES, (Post.Role.MANAGEMENT, _("management (reads all halls)"))]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        self.user = User.objects.filter(username=username, is_active=True).first()
        if self.user is None:
            raise forms.ValidationError(
                _("Nobody logs in as “%(username)s”. Create the login on the page of the employee first."),
                params={"username": username},
            )
        return username

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        role = self.cleaned_data.get("role")
        if "username" in self.cleaned_data and role and self._known(role).exists():
            self.add_error("username", _("She has this role already."))
        return cleaned

    def _known(self, role: str) -> Any:
        return Post.objects.filter(user=self.user, role=role, hall=self.hall_of(role))

    def hall_of(self, role: str) -> Hall | None:
        """Where the post is: management is in no hall."""
        return None if role == Post.Role.MANAGEMENT else self.hall


class ReviewForm(forms.Form):
    """One person's grades for a month: both or none."""

    GRADES = [("", "–"), *((n, str(n)) for n in range(1, 6))]

    enthusiasm = forms.TypedChoiceField(choices=GRADES, coerce=int, empty_value=None, required=False)
    skill = forms.TypedChoiceField(choices=GRADES, coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None, *, employee: Employee, review: PerformanceReview | None) -> None:
        grades = {"enthusiasm": review.enthusiasm, "skill": review.skill} if review else None
        super().__init__(data, prefix=f"p{employee.pk}", initial=grades)
        self.employee, self.review = employee, review
        for name, field in self.fields.items():
            label = _("enthusiasm") if name == "enthusiasm" else _("skill")
            field.widget.attrs["aria-label"] = f"{employee.name}: {label}"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        grades = {name: self.cleaned_data.get(name) for name in ("enthusiasm", "skill")}
        if not self.errors and len({grade is None for grade in grades.values()}) == 2:
            empty = next(name for name, grade in grades.items() if grade is None)
            self.add_error(empty, _("Give both grades or neither."))
        return cleaned


def review_forms(hall: Hall, month: date, last: date, data: Any = None) -> Iterator[ReviewForm]:
    """A form for everybody employed in the month."""
    people = hall.employees.employed_between(month, last).select_related("home_station")
    reviews = {row.employee_id: row for row in PerformanceReview.objects.filter(employee__hall=hall, month=month)}
    for person in people:
        yield ReviewForm(data, employee=person, review=reviews.get(person.pk))
