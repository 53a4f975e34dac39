"""The handover log on a page: what the next shift reads, signs, closes and finds again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staff.access import Request, get_visible_hall
from staff.models import Hall
from staff.views.pages import sent, words_asked

from .. import handover
from ..access import get_own_employee, get_worked_hall, may_work
from ..forms.day import HandoverForm
from ..handover import NotHandedOver
from ..models import HandoverItem
from ..wording import reason_of
from .pages import of_hall, see_other

ROWS_A_PAGE = 30
REFUSED = 422


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: Request, code: str) -> HttpResponse:
    """Open items, who has read them, and all that was ever noted; an item sent here is added."""
    hall = get_visible_hall(request.user, code)
    may_write = may_work(request.user, hall, get_own_employee(request.user, hall))
    form = HandoverForm(sent(request), hall=hall)
    if form.is_bound and not may_write:
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        handover.note_down(form.instance, by=request.user)
        messages.success(request, _("Noted for the next shift."))
        return see_other("plans:handover", code)
    return show(request, hall, form, may_write=may_write)


def show(request: Request, hall: Hall, form: HandoverForm, *, may_write: bool) -> HttpResponse:
    words, kind = words_asked(request), request.GET.get("kind", "")
    page = Paginator(handover.found(hall, words, kind), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = of_hall(
        request,
        hall,
        log=handover.log_of(hall, request.user),
        form=form,
        page=page,
        words=words,
        kind=kind,
        kinds=HandoverItem.Kind.choices,
        may_write=may_write,
    )
    return render(request, "plans/handover.html", context, status=REFUSED if form.errors else 200)


@login_required
@require_POST
def close(request: Request, code: str, pk: int) -> HttpResponse:
    item = get_item(get_worked_hall(request.user, code), pk)
    try:
        handover.close(item, request.POST.get("outcome", "").strip()[:300], by=request.user)
        messages.success(request, _("Closed."))
    except NotHandedOver as refusal:
        messages.error(request, reason_of(refusal.facts))
    return see_other("plans:handover", code)


@login_required
@require_POST
def sign(request: Request, code: str, pk: int) -> HttpResponse:
    """Everything up to the item that was the newest on her page counts as read."""
    hall = get_worked_hall(request.user, code)
    handover.sign(hall, get_item(hall, pk), by=request.user)
    messages.success(request, _("Signed: you have read the log."))
    return see_other("plans:handover", code)


def get_item(hall: Hall, pk: int) -> HandoverItem:
    return get_object_or_404(HandoverItem.objects.select_related("hall"), hall=hall, pk=pk)
