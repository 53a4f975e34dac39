"""What the department settles for every hall: kinds of absence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import Request
from ..forms.kinds import KindForm
from ..kinds import as_usual_everywhere
from ..models import AbsenceKind
from ..recorded import save_form
from .pages import REFUSED, sent

View = Callable[..., HttpResponse]


def of_department(view: View) -> View:
    """For management and administrators; a 403 for everybody else."""

    @login_required
    @wraps(view)
    def guarded(request: Request, **more: Any) -> HttpResponse:
        if not request.user.reads_all_halls:
            raise PermissionDenied
        return view(request, **more)

    return guarded


@require_safe
@of_department
def kinds(request: Request) -> HttpResponse:
    return render(request, "staff/department/kinds.html", {"kinds": AbsenceKind.of(None).values()})


@require_http_methods(["GET", "HEAD", "POST"])
@of_department
def kind(request: Request, kind: str = "") -> HttpResponse:
    """The department's row of a kind; until there is one, the form begins with what is usual."""
    row = known_kind(kind) if kind else AbsenceKind()
    form = KindForm(sent(request), hall=None, instance=row, is_new=not kind)
    if form.is_valid():
        save_form(form, by=request.user, hall=None)
        messages.success(request, _("“%(row)s” is saved.") % {"row": row})
        return redirect("staff:department-kinds")
    context = {
        "form": form,
        "kind": kind,
        "title": str(row) if kind else _("New kind of absence"),
        "others": AbsenceKind.objects.filter(code=kind, hall__isnull=False).values_list("hall__name", flat=True),
        "can_reset": row.pk is not None and kind in AbsenceKind.usual_codes(),
    }
    return render(request, "staff/department/kind.html", context, status=REFUSED if form.is_bound else 200)


@require_POST
@of_department
def kind_reset(request: Request, kind: str) -> HttpResponse:
    """Give up the department's row of a usual kind."""
    known_kind(kind)
    as_usual_everywhere(kind, by=request.user)
    messages.success(request, _("This kind is as usual again."))
    return redirect("staff:department-kinds")


def known_kind(code: str) -> AbsenceKind:
    known = AbsenceKind.of(None).get(code)
    if known is None:
        raise Http404
    return known
