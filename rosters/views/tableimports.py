"""People, demand and customers from a file: sent, looked at, applied; and the template to fill in."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.access import Request
from staff.models import Hall
from staff.views.pages import of_managed_hall, show

from ..exports import CONTENT_TYPE
from ..exports.tables import WORKBOOKS
from ..forms.imports import TableForm
from ..imports.found import Rest
from ..imports.safely import read_safely, to_json
from ..imports.sheets import NotReadable
from ..imports.tableacts import PLANS, plan_for, put_in_force
from ..imports.undoing import in_the_way, take_back
from ..imports.wording import refusal_text, why_text
from ..models import TableImport

ROWS_A_PAGE = 200
What = TableImport.What

TITLES = {
    What.PEOPLE: gettext_lazy("Import people and skills"),
    What.DEMAND: gettext_lazy("Import demand"),
    What.ARRIVALS: gettext_lazy("Import customers"),
}
BACK = {What.PEOPLE: "staff:employees", What.DEMAND: "rosters:demand", What.ARRIVALS: "rosters:forecast"}


@require_http_methods(["GET", "HEAD", "POST"])
@of_managed_hall
def table(request: Request, hall: Hall, what: str) -> HttpResponse:
    """GET shows what the file that was sent last would change, or asks for one; POST takes one."""
    if what not in PLANS:
        raise Http404
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if request.method == "POST" and form.is_valid() and take(request, hall, what, form):
        return redirect("rosters:table-import", hall.code, what)
    kept = kept_by(request, hall, what) if request.method != "POST" else None
    context: dict[str, Any] = {"form": form, "kept": kept}
    if not kept:
        context["done"] = [(one, in_the_way(one)) for one in done_by(request, hall, what)]
    else:
        plan = plan_for(kept)
        page = Paginator(with_words(plan.unplaced), ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"plan": plan, "rules": rules_of(plan.ignored), "page": page}
    return answer(request, hall, what, context, ok=not form.errors)


def answer(request: Request, hall: Hall, what: str, context: dict[str, Any], *, ok: bool) -> HttpResponse:
    context |= {"what": what, "title": TITLES[What(what)], "back": BACK[What(what)]}
    return show(request, "rosters/setup/table_import.html", hall, context, ok=ok)


def take(request: Request, hall: Hall, what: str, form: TableForm) -> bool:
    """Read the file and keep it in the place of the one before; whether it could be read."""
    file = form.cleaned_data["file"]
    try:
        sheets = read_safely(file.read())
    except NotReadable as refusal:
        reason = "too_many_arrivals" if refusal.reason == "too_many_cells" else refusal.reason
        form.add_error("file", refusal_text(reason))
        return False
    facts = {"name": file.name[:200], "facts": [to_json(one) for one in sheets]}
    TableImport.objects.pending().update_or_create(hall=hall, what=what, by=request.user, defaults=facts)
    return True


@require_POST
@of_managed_hall
def apply(request: Request, hall: Hall, what: str) -> HttpResponse:
    """Put in force what was shown, if it still is what would change."""
    kept = kept_by(request, hall, what)
    if kept is None:
        return redirect("rosters:table-import", hall.code, what)
    if put_in_force(kept, by=request.user, seen=request.POST.get("seen", "")) is None:
        messages.error(request, _("The hall has changed since you looked. This is what would change now."))
        return redirect("rosters:table-import", hall.code, what)
    said = _("“%(name)s” is imported.") if kept.pk is None else _("“%(name)s” is imported. “Import” can take it back.")
    messages.success(request, said % {"name": kept.name})
    return redirect(BACK[What(what)], hall.code)


@require_POST
@of_managed_hall
def undo(request: Request, hall: Hall, what: str) -> HttpResponse:
    """Take an import back: the one that was pressed, else the last."""
    asked = request.POST.get("import", "")
    known = done_by(request, hall, what)
    done = next((one for one in known if asked in ("", str(one.pk))), None)
    if done is not None:
        left = take_back(done, by=request.user)
        if left:
            words = {"names": _(", ").join(left)}
            messages.warning(request, _("Changed since, and left as it is: %(names)s") % words)
        else:
            messages.success(request, _("“%(name)s” is taken back.") % {"name": done.name})
    return redirect("rosters:table-import", hall.code, what)


@require_POST
@of_managed_hall
def drop(request: Request, hall: Hall, what: str) -> HttpResponse:
    """Forget the file, to send another one."""
    TableImport.objects.pending().filter(hall=hall, what=what, by=request.user).delete()
    return redirect("rosters:table-import", hall.code, what)


@require_safe
@of_managed_hall
def template(request: Request, hall: Hall, what: str) -> FileResponse:
    """What stands, as a workbook to fill in and import."""
    if what not in WORKBOOKS:
        raise Http404
    file = BytesIO()
    WORKBOOKS[What(what)](hall).save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{hall.code}-{what}.xlsx", content_type=CONTENT_TYPE)


def kept_by(request: Request, hall: Hall, what: str) -> TableImport | None:
    if what not in PLANS:
        raise Http404
    return TableImport.objects.pending().filter(hall=hall, what=what, by=request.user).first()


def done_by(request: Request, hall: Hall, what: str) -> list[TableImport]:
    """What the user has imported and can take back, the last first."""
    rows = TableImport.objects.applied().filter(hall=hall, what=what, by=request.user)
    return list(rows.select_related("hall"))


def rules_of(ignored: list[Rest]) -> list[tuple[str, int]]:
    whys = [one.why for one in ignored]
    return [(why_text(why), whys.count(why)) for why in dict.fromkeys(whys)]


def with_words(unplaced: list[Rest]) -> list[tuple[Rest, str]]:
    return [(one, why_text(one.why)) for one in unplaced]
