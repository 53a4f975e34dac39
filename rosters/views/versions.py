"""Published versions and kept drafts: the list, two of them side by side, keeping one, bringing one back."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rosters.access import get_editable_roster
from rosters.models import DraftVersion, Publication, Roster
from rosters.problem import problem_of
from rosters.wording import reason_of
from staff.access import Request

from ..publications import drafts
from ..publications.drafts import NotKept
from ..publications.publishpanel import overrides_of
from ..publications.versions import choices_of, compare, default_pair, publications_of, version_of
from .publishing import see_other


@login_required
@require_safe
def versions(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    publications = publications_of(roster)
    problem = problem_of(roster) if any(row.overrides for row in publications) else None
    before, after = default_pair(roster)
    context = {
        "hall": roster.hall,
        "roster": roster,
        "publications": [(row, list(overrides_of(row, problem))) for row in publications],
        "drafts": roster.draft_versions.select_related("by").defer("cells"),
        "choices": choices_of(roster),
        "before": before,
        "after": after,
    }
    return render(request, "rosters/versions/versions.html", context)


@login_required
@require_safe
def comparison(request: Request, code: str, month: date) -> HttpResponse:
    """`?before=` and `?after=` name two versions, as `versions.Version.key` does."""
    roster = get_editable_roster(request.user, code, month)
    first = default_pair(roster)
    pair = [
        version_of(roster, request.GET.get(name, default))
        for name, default in zip(("before", "after"), first, strict=True)
    ]
    if pair[0] is None or pair[1] is None:
        raise Http404
    context = {
        "hall": roster.hall,
        "roster": roster,
        "shown": compare(roster, pair[0], pair[1]),
        "choices": choices_of(roster),
    }
    return render(request, "rosters/versions/compare.html", context)


@login_required
@require_POST
def keep(request: Request, code: str, month: date) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    name = request.POST.get("name", "")[:80]
    try:
        drafts.keep_draft(roster, name, by=request.user)
        messages.success(request, _("Kept as “%(name)s”.") % {"name": name})
    except NotKept as refusal:
        messages.error(request, reason_of(refusal.facts))
    return see_other("rosters:versions", roster)


@login_required
@require_POST
def bring_back_draft(request: Request, code: str, month: date, pk: int) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    version = get_object_or_404(DraftVersion, roster=roster, pk=pk)
    return brought_back(request, roster, lambda seen: drafts.bring_back(version, by=request.user, revision=seen))


@login_required
@require_POST
def delete_draft(request: Request, code: str, month: date, pk: int) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    version = get_object_or_404(DraftVersion.objects.select_related("roster__hall"), roster=roster, pk=pk)
    drafts.delete_draft(version, by=request.user)
    messages.success(request, _("“%(row)s” is deleted.") % {"row": version.name})
    return see_other("rosters:versions", roster)


@login_required
@require_POST
def bring_back_publication(request: Request, code: str, month: date, number: int) -> HttpResponse:
    roster = get_editable_roster(request.user, code, month)
    row = get_object_or_404(Publication.objects.select_related("roster"), roster=roster, number=number)
    return brought_back(
        request, roster, lambda seen: drafts.bring_back_publication(row, by=request.user, revision=seen)
    )


def brought_back(request: Request, roster: Roster, do: Callable[[int | None], int]) -> HttpResponse:
    seen = request.POST.get("revision", "")
    try:
        cells = do(int(seen) if seen.isdecimal() and len(seen) < 10 else None)
    except NotKept as refusal:
        messages.error(request, reason_of(refusal.facts))
        return see_other("rosters:versions", roster)
    said = ngettext("Brought back: %(n)s cell has changed.", "Brought back: %(n)s cells have changed.", cells)
    messages.success(request, said % {"n": cells})
    return see_other("rosters:grid", roster)
