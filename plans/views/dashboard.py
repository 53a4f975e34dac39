"""The completion pages: all halls, one hall, and both as a workbook."""

from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rosters.exports import CONTENT_TYPE
from staff.access import Request, get_visible_hall
from staff.models import Hall

from ..access import leads, sees_people
from ..dashboard import Dashboard, dashboard_of
from ..exports import plan_workbook
from .pages import of_hall, span_asked


@login_required
@require_safe
def plans(request: Request) -> HttpResponse:
    """All halls of the reader side by side; who sees no more than one goes on to it, a clerk to her own work."""
    halls = list(Hall.objects.visible_to(request.user))
    if len(halls) == 1:
        here = "plans:hall" if sees_people(request.user, halls[0]) else "plans:work"
        return redirect(reverse(here, args=[halls[0].code], query=request.GET))
    if not halls:
        return render(request, "plans/nothing.html")
    board = board_of(request, halls)
    narrowed = board.tasks[0].task.name if request.GET.get("task") and board.tasks else ""
    led = [hall for hall in halls if leads(request.user, hall)]
    return render(request, "plans/plans.html", {"board": board, "led": led, "narrowed": narrowed})


@login_required
@require_safe
def hall_plan(request: Request, code: str) -> HttpResponse:
    hall = get_visible_hall(request.user, code)
    board = board_of(request, [hall])
    return render(request, "plans/hall.html", of_hall(request, hall, board=board))


@login_required
@require_safe
def workbook(request: Request) -> FileResponse:
    halls = list(Hall.objects.visible_to(request.user))
    return as_file(board_of(request, halls), "plans")


@login_required
@require_safe
def hall_workbook(request: Request, code: str) -> FileResponse:
    return as_file(board_of(request, [get_visible_hall(request.user, code)]), f"plan-{code}")


def board_of(request: Request, halls: list[Hall]) -> Dashboard:
    """The figures asked for; those of single people only for one hall, and only where they are hers to see."""
    with_people = len(halls) == 1 and sees_people(request.user, halls[0])
    asked: dict[str, Any] = {"code": request.GET.get("task", ""), "with_people": with_people}
    span = span_asked(request, halls)
    return dashboard_of(halls, span.first, kind=span.kind, **asked)


def as_file(board: Dashboard, name: str) -> FileResponse:
    file = BytesIO()
    plan_workbook(board).save(file)
    file.seek(0)
    name = f"{name}-{board.span.code}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
