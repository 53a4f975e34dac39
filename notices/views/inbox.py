"""A person's own inbox."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.access import Request

from .. import reading
from ..forms.preferences import PreferencesForm
from ..models import Notice

ON_A_PAGE = 30
REFUSED = 422


@login_required
@require_safe
def inbox(request: Request) -> HttpResponse:
    """What she was told, the newest first; `?unread=1` leaves out what she has seen."""
    only_unread = request.GET.get("unread") == "1"
    rows = Notice.objects.visible_to(request.user).select_related("hall")
    page = Paginator(rows.unread() if only_unread else rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page, "only_unread": only_unread})


@login_required
@require_safe
def follow(request: Request, pk: UUID) -> HttpResponse:
    """Go where the notice leads; she has seen it then."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    reading.read(notice)
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_ours else "notices:inbox")


@login_required
@require_POST
def read(request: Request, pk: UUID) -> HttpResponse:
    reading.read(get_object_or_404(Notice.objects.visible_to(request.user), pk=pk))
    return redirect("notices:inbox")


@login_required
@require_POST
def read_all(request: Request) -> HttpResponse:
    reading.read_all(request.user)
    return redirect("notices:inbox")


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: Request) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your choice is saved."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form}, status=REFUSED if form.is_bound else 200)
