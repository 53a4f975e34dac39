"""The first page: where the month stands, and what to do next."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from staff.access import Request, get_visible_hall
from staff.models import Employee, Hall, User
from staff.months import shifted
from staff.setup import Step, steps_of
from staff.views.pages import words_asked

from ..models import Roster
from ..overview import HallLine, HallMonth, Judgement, judgement_of, lines_of, on_duty

HALLS_A_PAGE = 50


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now, and where."""

    title: str
    text: str
    action: str
    url: str


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    halls = Hall.objects.visible_to(request.user)
    few = list(halls[:2])
    if len(few) == 1:
        return one_hall(request, few[0])
    if not few:
        return render(request, "rosters/home/nothing.html")
    return many_halls(request, halls)


def one_hall(request: Request, hall: Hall) -> HttpResponse:
    (line,) = lines_of(request.user, [hall])
    today = on_duty(line.this)
    context: dict[str, Any] = {
        "line": line,
        "hall": hall,
        "today": line.this.today,
        "on_duty": today,
        "people_today": sum(len(names) for _shift, names in today),
    }
    if line.is_managed:
        lacking = [step for step in steps_of(hall) if not (step.is_done or step.is_optional)]
        judged = {month.month: judgement(month) for month in (line.this, line.coming)}
        context |= {
            "lacking": lacking,
            "step": next_step(line, lacking, judged[line.coming.month]),
            "months": [(month, judged[month.month]) for month in (line.this, line.coming)],
        }
    else:
        context |= {"months": [(line.this, None), (line.coming, None)], "is_employee": is_employee(request.user)}
    return render(request, "rosters/home/hall.html", context)


def many_halls(request: Request, halls: Any) -> HttpResponse:
    words = words_asked(request)
    if words:
        halls = halls.filter(Q(name__icontains=words) | Q(code__icontains=words))
    page = Paginator(halls, HALLS_A_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(request.user, page.object_list)
    context = {
        "lines": lines,
        "page": page,
        "words": words,
        "late": sum(line.is_late for line in lines),
        "manages": any(line.is_managed for line in lines),
    }
    return render(request, "rosters/home/halls.html", context)


@login_required
@require_safe
def latest(request: Request, code: str) -> HttpResponse:
    """On to the month that matters now: this one if there is one, else the newest to be seen."""
    hall = get_visible_hall(request.user, code)
    month = hall.today().replace(day=1)
    rosters = Roster.objects.visible_to(request.user).filter(hall=hall)
    if rosters.filter(month=month).exists():
        return redirect("rosters:grid", code, month)
    if Hall.objects.managed_by(request.user).filter(pk=hall.pk).exists():
        return redirect("rosters:grid", code, shifted(month, 1))
    if newest := rosters.order_by("-month").first():
        return redirect("rosters:grid", code, newest.month)
    return render(request, "rosters/home/unpublished.html", {"hall": hall})


def judgement(month: HallMonth) -> Judgement | None:
    return judgement_of(month.roster) if month.roster and month.cells else None


def is_employee(user: User) -> bool:
    return Employee.objects.filter(user=user).exists()


def next_step(line: HallLine, lacking: list[Step], judged: Judgement | None) -> NextStep:
    """What moves the coming month on: set up, build, watch, mend, publish, or just look."""
    coming = line.coming
    month = {"month": date_format(coming.month, "YEAR_MONTH_FORMAT")}
    if lacking and coming.state == "empty":
        return NextStep(
            _("The hall is not set up yet"),
            _("Before a roster can be built: %(steps)s.") % {"steps": _(", ").join(step.title for step in lacking)},
            _("Set up the hall"),
            reverse(lacking[0].url, args=[line.hall.code]),
        )
    url = reverse("rosters:grid", args=[line.hall.code, coming.month])
    if coming.state == "empty":
        return NextStep(
            _("%(month)s has no roster yet") % month,
            _("People, shifts and demand are there: it can be built now."),
            _("Build the roster"),
            url,
        )
    if coming.state == "building":
        return NextStep(
            _("%(month)s is being built") % month,
            _("You can watch it, stop it, or leave the page: it goes on by itself."),
            _("Watch it"),
            url,
        )
    if coming.state == "published":
        return NextStep(
            _("%(month)s is published") % month, _("Everyone in the hall can see it."), _("Open the roster"), url
        )
    return draft_step(judged, month, url)


def draft_step(judged: Judgement | None, month: dict[str, str], url: str) -> NextStep:
    if judged and judged.broken:
        return NextStep(
            _("%(month)s breaks rules that no roster may break") % month,
            _("Mend the cells marked in red; then it can be published."),
            _("Look at them"),
            url,
        )
    return NextStep(
        _("%(month)s is a draft") % month,
        _("Only you see it. Look it through, change what you like, then publish it."),
        _("Look and publish"),
        url,
    )
