from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import Request
from ..forms.people import EmployeeForm, LinkForm, LoginForm, PostForm, review_forms
from ..models import Employee, Hall, Post
from ..months import last_day_of, shifted
from ..people import HasLogin, NotTakeable, create_login, give_post, link_login, save_employee, save_reviews, take_post
from .pages import are_valid, delete, month_asked, of_managed_hall, sent, show, words_asked


@require_safe
@of_managed_hall
def employees(request: Request, hall: Hall) -> HttpResponse:
    """The people of today; `?past=1` shows those who left, `?q=` searches code and name."""
    today, query = hall.today(), words_asked(request)
    past = hall.employees.filter(left_on__lt=today)
    shows_past = request.GET.get("past") == "1"
    rows = past if shows_past else hall.employees.filter(Q(left_on__isnull=True) | Q(left_on__gte=today))
    if query:
        rows = rows.filter(Q(code__icontains=query) | Q(name__icontains=query))
    rows = rows.select_related("home_station", "user").prefetch_related("skills__station")
    context = {"employees": rows, "query": query, "shows_past": shows_past, "past": past.count(), "today": today}
    return show(request, "staff/employees.html", hall, context)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def employee(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(hall.employees, pk=pk) if pk else Employee(hired_on=hall.today())
    form = EmployeeForm(sent(request), hall=hall, instance=row)
    if form.is_valid():
        saved = save_employee(form, by=request.user)
        messages.success(request, _("“%(row)s” is saved.") % {"row": saved})
        return redirect("staff:employees", hall.code)
    context = {"form": form, "person": row if pk else None, "login": LoginForm(), "link": LinkForm(hall=hall)}
    return show(request, "staff/employee.html", hall, context, ok=not form.is_bound)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def employee_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    row = get_object_or_404(hall.employees, pk=pk)
    advice = _("She stands on rosters, which are kept. Give her a last day instead.")
    return delete(request, hall, row, done="staff:employees", instead=advice)


@require_POST
@of_managed_hall
def login_create(request: Request, hall: Hall, pk: int) -> HttpResponse:
    row = get_object_or_404(hall.employees, pk=pk)
    form = LoginForm(request.POST)
    if row.user_id is None and not form.is_valid():
        known = {"form": EmployeeForm(hall=hall, instance=row), "link": LinkForm(hall=hall)}
        return show(request, "staff/employee.html", hall, {"person": row, "login": form} | known, ok=False)
    try:
        create_login(row, form, by=request.user)
    except HasLogin:
        messages.error(request, _("“%(row)s” has a login already.") % {"row": row})
    else:
        messages.success(request, _("“%(row)s” can log in now.") % {"row": row})
    return redirect("staff:employee", hall.code, row.pk)


@require_POST
@of_managed_hall
def login_link(request: Request, hall: Hall, pk: int) -> HttpResponse:
    row = get_object_or_404(hall.employees, pk=pk, user__isnull=True)
    form = LinkForm(request.POST, hall=hall)
    if form.is_valid():
        link_login(row, form.cleaned_data["user"], by=request.user)
        messages.success(request, _("“%(row)s” can log in now.") % {"row": row})
        return redirect("staff:employee", hall.code, row.pk)
    context = {"form": EmployeeForm(hall=hall, instance=row), "person": row, "login": LoginForm(), "link": form}
    return show(request, "staff/employee.html", hall, context, ok=False)


@require_POST
@of_managed_hall
def login_unlink(request: Request, hall: Hall, pk: int) -> HttpResponse:
    row = get_object_or_404(hall.employees, pk=pk, user__isnull=False)
    link_login(row, None, by=request.user)
    messages.success(request, _("The login belongs to nobody on the roster now. Her posts stay until you take them."))
    return redirect("staff:employee", hall.code, row.pk)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def posts(request: Request, hall: Hall) -> HttpResponse:
    form = PostForm(sent(request), hall=hall, by=request.user)
    if form.is_valid() and form.user:
        role = form.cleaned_data["role"]
        post = give_post(form.user, role, form.hall_of(role), by=request.user, through=hall)
        messages.success(request, _("“%(row)s” is given.") % {"row": post})
        return redirect("staff:posts", hall.code)
    context = {"form": form, "posts": hall.posts.select_related("user__employee")}
    if request.user.is_superuser:
        context["readers"] = Post.objects.filter(hall__isnull=True).select_related("user")
    return show(request, "staff/posts.html", hall, context, ok=not form.is_bound)


@require_POST
@of_managed_hall
def post_take(request: Request, hall: Hall, pk: int) -> HttpResponse:
    takeable = Q(hall=hall) | Q(hall__isnull=True) if request.user.is_superuser else Q(hall=hall)
    post = get_object_or_404(Post.objects.filter(takeable), pk=pk)
    try:
        take_post(post, by=request.user, through=hall)
    except NotTakeable:
        messages.error(request, _("The hall would have no manager. Give somebody else that post first."))
    else:
        messages.success(request, _("“%(row)s” is taken back.") % {"row": post})
    return redirect("staff:posts", hall.code)


@require_http_methods(["GET", "POST"])
@of_managed_hall
def reviews(request: Request, hall: Hall) -> HttpResponse:
    """Everybody's grades of one month, saved together or not at all."""
    month = month_asked(request, hall)
    forms = list(review_forms(hall, month, last_day_of(month), sent(request)))
    if request.method == "POST" and are_valid(forms):
        save_reviews(forms, month, by=request.user)
        messages.success(request, _("The reviews are saved."))
        return redirect(f"{request.path}?month={month:%Y-%m}")
    context = {"forms": forms, "month": month, "previous": shifted(month, -1), "next": shifted(month, 1)}
    return show(request, "staff/reviews.html", hall, context, ok=request.method == "GET")
