"""The roster on paper."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from staff.access import Request

from ..access import get_roster_page, sees_figures
from ..grids.grid import grid_for, grid_of
from ..grids.griddays import tags_of

PAPERS = ("a4", "a3")
# So many people fit on one A3 only in the letters of A4; fewer have room for larger ones, more take two sheets.
CLOSE = range(29, 49)


@login_required
@require_safe
def paper(request: Request, code: str, month: date) -> HttpResponse:
    """The month on A4 or `?paper=a3`: what is published and not what changed since, a draft where nothing is.

    It hangs on a wall: why people are away is not on it, hours only where they are asked for and hers to see.
    """
    found = get_roster_page(request.user, code, month)
    if found is None:
        raise Http404
    roster, can_edit = found
    may_see = sees_figures(request.user, roster.hall, can_edit=can_edit)
    shown = grid_for(roster, can_edit=False) if roster.is_published else grid_of(roster, discreet=True)
    asked = request.GET.get("paper", "")
    context = {
        "hall": roster.hall,
        "roster": roster,
        "grid": shown,
        "tags": list(tags_of(shown.days)),
        "paper": asked if asked in PAPERS else PAPERS[0],
        "papers": PAPERS,
        "is_close": len(shown.rows) in CLOSE,
        "may_see_figures": may_see,
        "shows_figures": may_see and request.GET.get("figures") == "1",
        "live": request.build_absolute_uri(reverse("rosters:grid", args=[code, month])),
    }
    return render(request, "rosters/paper.html", context)
