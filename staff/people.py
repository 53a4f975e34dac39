"""Acts on people: their skills, their logins, their posts, how they did."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from .audit import record
from .models import Employee, Hall, PerformanceReview, Post, Skill, User
from .recorded import delete_row, facts_of, record_change, save_form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from .forms.people import EmployeeForm, LoginForm, ReviewForm


class NotTakeable(Exception):
    """The last manager's post of a hall."""


@transaction.atomic
def save_employee(form: "EmployeeForm", *, by: User) -> Employee:
    """Save a valid form with the skills chosen in it."""
    person: Employee = save_form(form, by=by, hall=form.hall)
    set_skills(person, form.levels, by=by)
    return person


@transaction.atomic
def set_skills(person: Employee, levels: dict[int, int], *, by: User) -> None:
    """Let the person work exactly these stations: level by station id."""
    before = dict(person.skills.values_list("station", "level"))
    if before == levels:
        return
    person.skills.exclude(station__in=levels).delete()
    for station, level in levels.items():
        Skill.objects.update_or_create(employee=person, station_id=station, defaults={"level": level})
    record("skills-changed", by=by, hall=person.hall, subject=str(person), before=before, after=levels)


class HasLogin(Exception):
    """Somebody who is given a login and has one."""


@transaction.atomic
def create_login(person: Employee, form: "LoginForm", *, by: User) -> User:
    """A new user, as a valid form has it, with a post in the person's hall; raises `HasLogin` where she has one."""
    if Employee.objects.select_for_update(no_key=True).get(pk=person.pk).user_id:
        raise HasLogin
    name, password = form.cleaned_data["username"], form.cleaned_data["password"]
    user = User.objects.create_user(name, password=password, name=person.name, language=person.language)
    record("user-added", by=by, hall=person.hall, subject=name)
    give_post(user, form.cleaned_data["role"], person.hall, by=by, through=person.hall)
    link_login(person, user, by=by)
    return user


@transaction.atomic
def link_login(person: Employee, user: User | None, *, by: User) -> None:
    """Say which login is this person's; None takes it away."""
    before = facts_of(Employee.objects.get(pk=person.pk))
    person.user = user
    person.save(update_fields=["user"])
    record_change(person, before, by=by, hall=person.hall)


@transaction.atomic
def give_post(user: User, role: str, hall: Hall | None, *, by: User, through: Hall) -> Post:
    """A role in the hall (management: in none); `through` is the hall whose log keeps it."""
    post, is_new = Post.objects.get_or_create(user=user, role=role, hall=hall)
    if is_new:
        record_change(post, None, by=by, hall=through)
    return post


@transaction.atomic
def take_post(post: Post, *, by: User, through: Hall) -> None:
    """Take a role back; raises `NotTakeable` for the last manager of a hall, whoever asks."""
    # All of them, in order: two who take each other's would otherwise both look before either acts.
    managers = Post.objects.select_for_update(no_key=True).filter(hall=post.hall, role=Post.Role.MANAGER).order_by("pk")
    if post.role == Post.Role.MANAGER and {row.pk for row in managers} <= {post.pk}:
        raise NotTakeable
    delete_row(post, by=by, hall=through)


@transaction.atomic
def save_reviews(forms: "Iterable[ReviewForm]", month: "date", *, by: User) -> None:
    """Put valid grades in force; a person without grades has no review."""
    for form in forms:
        grades: dict[str, Any] = {name: form.cleaned_data[name] for name in ("enthusiasm", "skill")}
        if not form.has_changed():
            continue
        person = form.employee
        if form.review and grades["enthusiasm"] is None:
            delete_row(form.review, by=by, hall=person.hall)
            continue
        before = facts_of(form.review) if form.review else None
        review, _new = PerformanceReview.objects.update_or_create(employee=person, month=month, defaults=grades)
        record_change(review, before, by=by, hall=person.hall)
