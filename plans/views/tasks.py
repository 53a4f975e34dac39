"""Defining the plan: taking the template, adding, changing and ending tasks."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.access import Request
from staff.models import Hall
from staff.views.pages import sent

from ..access import get_led_hall, get_own_task, get_task, leads_all, led_by
from ..defining import NotDefinable, add_task, change_task, end_task, give_to_hall, resume_task, take_template
from ..everywhere import change_common, end_common, give_to_all, make_common, make_own, resume_common
from ..forms.tasks import ChangeForm, EndForm, HallsForm, ResumeForm, TaskForm
from ..models import PlanTask
from ..template import service_plan
from ..wording import reason_of
from .pages import of_hall

REFUSED = 422


@login_required
@require_safe
def tasks(request: Request, code: str) -> HttpResponse:
    """What is in force or to come, what was, and the template as far as it is not taken."""
    hall = get_led_hall(request.user, code)
    rows = list(PlanTask.objects.filter(hall=hall).select_related("employee").order_by("code", "-valid_from"))
    today = hall.today()
    newest = {row.code: row for row in reversed(rows)}
    context = of_hall(
        request,
        hall,
        current=[row for row in rows if row.valid_to is None or row.valid_to >= today],
        past=[row for row in rows if row.valid_to and row.valid_to < today],
        template=[PlanTask(**facts) for facts in service_plan() if facts["code"] not in newest],
        newest=list(newest.values()),
        resumable=[row for row in newest.values() if row.valid_to],
        today=today,
        leads_all=leads_all(request.user),
    )
    return render(request, "plans/tasks.html", context)


@login_required
@require_POST
def take(request: Request, code: str) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    count = len(take_template(hall, by=request.user))
    words = ngettext("%(count)s task is in force.", "%(count)s tasks are in force.", count) % {"count": count}
    messages.success(request, words)
    return redirect("plans:tasks", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, code: str) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    form = TaskForm(sent(request), hall=hall, may_speak_for_all=leads_all(request.user))
    if form.is_bound and form.is_valid():
        task = add_task(form.instance, by=request.user)
        give_to_all(task.code, by=request.user)
        messages.success(request, _("“%(task)s” is in force.") % {"task": task})
        return redirect("plans:tasks", code)
    return show(request, hall, form, title=_("New task"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, code: str, pk: int) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    task = get_own_task(request.user, hall, pk)
    if answer := to_newer(request, task) or to_resuming(request, task):
        return answer
    form = ChangeForm(sent(request), hall=hall, instance=get_task(hall, pk))
    act = change_common if task.is_common else change_task
    if is_defined(form, lambda: act(task, form.facts, start=form.cleaned_data["start"], by=request.user)):
        messages.success(request, _("“%(task)s” changes on that day.") % {"task": task})
        return redirect("plans:tasks", code)
    return show(request, hall, form, title=task.name, task=task)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: Request, code: str, pk: int) -> HttpResponse:
    """A task that has ended, as it was or otherwise, from a day to come on."""
    hall = get_led_hall(request.user, code)
    task = get_own_task(request.user, hall, pk)
    if task.valid_to is None:
        return redirect("plans:task", code, pk)
    if answer := to_newer(request, task):
        return answer
    form = ResumeForm(sent(request), hall=hall, instance=get_task(hall, pk))
    act = resume_common if task.is_common else resume_task
    if is_defined(form, lambda: act(task, form.facts, start=form.cleaned_data["start"], by=request.user)):
        messages.success(request, _("“%(task)s” starts again on that day.") % {"task": task})
        return redirect("plans:tasks", code)
    return show(request, hall, form, title=_("Start “%(task)s” again") % {"task": task}, resumed=task)


def to_newer(request: Request, task: PlanTask) -> HttpResponse | None:
    """From the address of a definition that has been changed to the newest; what is sent is judged as ever."""
    newer = PlanTask.objects.filter(hall=task.hall_id, code=task.code, valid_from__gt=task.valid_from)
    newest = newer.order_by("-valid_from").first()
    if newest is None or request.method == "POST":
        return None
    messages.info(request, _("“%(task)s” was changed meanwhile; this is how it stands now.") % {"task": task})
    return redirect("plans:task", task.hall.code, newest.pk)


def to_resuming(request: Request, task: PlanTask) -> HttpResponse | None:
    """From a task that is over to where it can be started again."""
    is_over = task.valid_to is not None and task.valid_to < task.hall.today()
    return redirect("plans:task-resume", task.hall.code, task.pk) if is_over and request.method != "POST" else None


def is_defined(form: ChangeForm, act: Callable[[], object]) -> bool:
    """Whether a good form was sent and its act went through; where it was refused, the form says why."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act()
    except NotDefinable as refusal:
        form.add_error("start", reason_of(refusal.facts))
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, code: str, pk: int) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    task = get_own_task(request.user, hall, pk)
    if answer := to_newer(request, task) or to_resuming(request, task):
        return answer
    form = EndForm(sent(request), task=task)
    if form.is_bound and form.is_valid():
        try:
            act = end_common if task.is_common else end_task
            act(task, last=form.cleaned_data["last"], by=request.user)
            messages.success(request, _("“%(task)s” ends.") % {"task": task})
            return redirect("plans:tasks", code)
        except NotDefinable as refusal:
            form.add_error("last", reason_of(refusal.facts))
    return show(request, hall, form, title=_("End “%(task)s”") % {"task": task})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def halls(request: Request, code: str, pk: int) -> HttpResponse:
    """The task in the other halls whose plan she leads: those that have it, and those that may take it."""
    hall = get_led_hall(request.user, code)
    task = get_task(hall, pk)
    others = list(led_by(request.user).exclude(pk=hall.pk).order_by("name"))
    known = {row.hall_id: row for row in current_tasks(others, task.code)}
    form = HallsForm(sent(request), task=task, halls=[one for one in others if one.pk not in known])
    if form.is_bound and form.is_valid():
        given = [give_to_hall(task, other, target, by=request.user) for other, target in form.chosen]
        count = sum(one is not None for one in given)
        words = ngettext("The task is in force in %(n)d more hall.", "The task is in force in %(n)d more halls.", count)
        messages.success(request, words % {"n": count})
        return redirect("plans:task-halls", code, pk)
    more = {"known": list(known.values()), "others": others, "leads_all": leads_all(request.user)}
    context = of_hall(request, hall, task=task, form=form, **more)
    return render(request, "plans/task_halls.html", context, status=REFUSED if form.errors else 200)


@login_required
@require_POST
def common(request: Request, code: str, pk: int) -> HttpResponse:
    """Let the task be one of all halls, or each hall's own again."""
    hall = get_led_hall(request.user, code)
    task = get_task(hall, pk)
    if not leads_all(request.user):
        raise PermissionDenied
    try:
        if request.POST.get("common"):
            make_common(task, by=request.user)
            messages.success(request, _("“%(task)s” is in force in all halls.") % {"task": task})
        else:
            make_own(task, by=request.user)
            messages.success(request, _("Each hall has “%(task)s” for itself now.") % {"task": task})
    except NotDefinable as refusal:
        messages.error(request, reason_of(refusal.facts))
    return redirect("plans:task-halls", code, pk)


def current_tasks(halls: list[Hall], code: str) -> QuerySet[PlanTask]:
    """The newest definition of the task in each of the halls that has had it."""
    return (
        PlanTask.objects.filter(hall__in=halls, code=code).select_related("hall").order_by("hall__name", "valid_from")
    )


def show(request: Request, hall: Hall, form: Any, **more: Any) -> HttpResponse:
    context = of_hall(request, hall, form=form, **more)
    return render(request, "plans/task.html", context, status=REFUSED if form.errors else 200)
