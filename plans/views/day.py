"""The daily timetable: worked as a checklist, and set up by those who lead the plan."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.access import Request, get_visible_hall
from staff.models import Hall
from staff.views.pages import sent

from .. import timetable
from ..access import get_block, get_led_hall, get_own_employee, get_worked_hall, may_work
from ..defining import NotDefinable
from ..filtering import day_in
from ..forms.day import BlockForm
from ..models import TimeBlock
from ..timetable import HISTORY, NotTickable
from ..wording import reason_of
from .pages import of_hall, see_other

REFUSED = 422


@login_required
@require_safe
def day(request: Request, code: str) -> HttpResponse:
    """The checks of a day, those due now to be ticked; with the month before as a strip."""
    hall = get_visible_hall(request.user, code)
    today = hall.today()
    days = timetable.timetables_of(hall, today - HISTORY, today)
    shown = min(day_in(request.GET.get("date", "")) or timetable.day_at_hand(hall, days), today + HISTORY)
    context = of_hall(
        request,
        hall,
        table=days.get(shown) or timetable.timetable_of(hall, shown),
        days=days.values(),
        today=today,
        previous=shown - timedelta(days=1),
        next=shown + timedelta(days=1),
        may_tick=timetable.is_tickable(hall, shown)
        and may_work(request.user, hall, get_own_employee(request.user, hall)),
        has_blocks=TimeBlock.objects.filter(hall=hall).exists(),
    )
    return render(request, "plans/day.html", context)


@login_required
@require_POST
def check(request: Request, code: str, pk: int) -> HttpResponse:
    """Tick a check of the day that the page showed, or take the tick back; a page with scripts gets its block anew."""
    hall = get_worked_hall(request.user, code)
    block, day = get_block(hall, pk), day_in(request.POST.get("date", ""))
    act = timetable.untick if "undo" in request.POST else timetable.tick
    try:
        if day is None:
            raise NotTickable("other_day")
        act(block, day, line_sent(request), by=request.user)
    except NotTickable as refusal:
        messages.error(request, reason_of(refusal.facts))
    if request.htmx and day:
        context = {"hall": hall, "block": block_on(block, day), "may_tick": timetable.is_tickable(hall, day)}
        return render(request, "plans/block.html", context)
    return to_day(hall, day)


def to_day(hall: Hall, day: date | None) -> HttpResponse:
    """On to the page of the day, or of the one at hand."""
    answer = see_other("plans:day", hall.code)
    if day:
        answer["Location"] += f"?date={day}"
    return answer


def line_sent(request: Request) -> str:
    return request.POST.get("line", "")


def block_on(block: TimeBlock, day: date) -> Any:
    for row in timetable.timetable_of(block.hall, day).blocks:
        if row.block.pk == block.pk:
            return row
    raise Http404


@login_required
@require_safe
def blocks(request: Request, code: str) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    rows = TimeBlock.objects.filter(hall=hall).exclude(valid_to__lte=hall.today())
    return render(request, "plans/blocks.html", of_hall(request, hall, rows=rows))


@login_required
@require_POST
def take(request: Request, code: str) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    timetable.take_timetable(hall, by=request.user)
    return redirect("plans:blocks", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, code: str) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    form = BlockForm(sent(request), hall=hall)
    if is_done(form, lambda: timetable.add_block(form.instance, by=request.user)):
        messages.success(request, _("The time block is in force from today on."))
        return redirect("plans:blocks", code)
    return show(request, hall, form, title=_("New time block"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, code: str, pk: int) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    block = get_block(hall, pk)
    form = BlockForm(sent(request), hall=hall, instance=get_block(hall, pk))
    if is_done(form, lambda: timetable.change_block(block, form.instance, by=request.user)):
        messages.success(request, _("The time block changes tomorrow; what was ticked stays."))
        return redirect("plans:blocks", code)
    return show(request, hall, form, title=str(block), time_block=block)


@login_required
@require_POST
def end(request: Request, code: str, pk: int) -> HttpResponse:
    hall = get_led_hall(request.user, code)
    timetable.end_block(get_block(hall, pk), by=request.user)
    messages.success(request, _("Today is the time block’s last day."))
    return redirect("plans:blocks", code)


def is_done(form: BlockForm, act: Callable[[], object]) -> bool:
    """Whether a good form was sent and its act went through; where it was refused, the form says why."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act()
    except NotDefinable as refusal:
        form.add_error(None, reason_of(refusal.facts))
        return False
    return True


def show(request: Request, hall: Hall, form: BlockForm, **more: Any) -> HttpResponse:
    context = of_hall(request, hall, form=form, **more)
    return render(request, "plans/block_form.html", context, status=REFUSED if form.errors else 200)
