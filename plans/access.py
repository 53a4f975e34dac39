"""Doors of the service plan, as `staff.access` has them for halls."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from staff.access import get_visible_hall
from staff.models import Employee, Hall, Post, User

from .duty import is_there
from .models import FollowUp, Occurrence, PlanTask, Record, TimeBlock

LEADS = (Post.Role.SUPERVISOR, Post.Role.MANAGER)


def led_by(user: User) -> QuerySet[Hall]:
    """Halls whose service plan the user defines and assesses: supervisors own it, hall managers may too."""
    if user.is_superuser:
        return Hall.objects.all()
    return Hall.objects.filter(pk__in=user.posts.filter(role__in=LEADS).values("hall"))


def leads(user: User, hall: Hall) -> bool:
    if user.is_superuser:
        return True
    return any(post.hall_id == hall.pk and post.role in LEADS for post in user.own_posts)


def belongs_to(user: User, hall: Hall) -> bool:
    """Whether the user has a post in the hall itself."""
    return user.is_superuser or any(post.hall_id == hall.pk for post in user.own_posts)


def sees_people(user: User, hall: Hall) -> bool:
    """Whether figures of single people are hers to see; a clerk sees the hall's."""
    here = (post for post in user.own_posts if post.hall_id in (None, hall.pk))
    return user.is_superuser or any(post.role != Post.Role.CLERK for post in here)


def get_led_hall(user: User, code: str) -> Hall:
    hall = get_visible_hall(user, code)
    if not leads(user, hall):
        raise PermissionDenied
    return hall


def may_work(user: User, hall: Hall, own: Employee | None) -> bool:
    """Whether the user, who is `own` in the hall, works its timetable and writes its handover log."""
    manages = any(post.hall_id == hall.pk and post.role == Post.Role.DUTY_MANAGER for post in user.own_posts)
    return manages or leads(user, hall) or (own is not None and is_there(own, hall))


def get_worked_hall(user: User, code: str) -> Hall:
    hall = get_visible_hall(user, code)
    if not may_work(user, hall, get_own_employee(user, hall)):
        raise PermissionDenied
    return hall


def get_block(hall: Hall, pk: int) -> TimeBlock:
    return get_object_or_404(TimeBlock.objects.select_related("hall"), hall=hall, pk=pk)


def get_follow_up(hall: Hall, pk: int) -> FollowUp:
    return get_object_or_404(FollowUp.objects.select_related("hall", "case"), hall=hall, pk=pk)


def get_task(hall: Hall, pk: int) -> PlanTask:
    return get_object_or_404(PlanTask.objects.select_related("hall", "employee"), hall=hall, pk=pk)


def get_own_task(user: User, hall: Hall, pk: int) -> PlanTask:
    """A task that is the user's to change: of all halls only for those who lead all."""
    task = get_task(hall, pk)
    if task.is_common and not leads_all(user):
        raise PermissionDenied
    return task


def leads_all(user: User) -> bool:
    """Whether the user leads the plan of every hall, and so may speak for all."""
    return not Hall.objects.exclude(pk__in=led_by(user)).exists()


def get_occurrence(hall: Hall, pk: int) -> Occurrence:
    rows = Occurrence.objects.filter(hall=hall).select_related("hall", "task__employee", "answerable")
    return get_object_or_404(rows.with_state([hall]), pk=pk)


def get_occurrences(hall: Hall, keys: list[str]) -> list[Occurrence]:
    """Those of the hall's that a page sent the keys of."""
    rows = Occurrence.objects.filter(hall=hall, pk__in=[key for key in keys if key.isdecimal() and len(key) < 19])
    return list(rows.select_related("hall", "task"))


def get_record(hall: Hall, pk: int) -> Record:
    rows = Record.objects.filter(occurrence__hall=hall).select_related("occurrence__hall", "occurrence__task")
    return get_object_or_404(rows, pk=pk)


def get_own_employee(user: User, hall: Hall) -> Employee | None:
    return Employee.objects.filter(user=user, hall=hall).first()


def may_record(user: User, occurrence: Occurrence, own: Employee | None) -> bool:
    """Whether the user, who is `own` in the hall, may write down what was done.

    Those who lead the plan may, the person or post it is for, and for work of those on duty everybody in the hall.
    """
    hall, task = occurrence.hall, occurrence.task
    if leads(user, hall):
        return True
    if task.who == PlanTask.Who.POST:
        return any(post.hall_id == hall.pk and post.role == task.role for post in user.own_posts)
    if own is None or not is_there(own, hall):
        return False
    return task.who == PlanTask.Who.ON_DUTY or task.employee_id == own.pk
