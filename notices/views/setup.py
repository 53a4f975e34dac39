"""What a hall's manager sees of notices: the hall's robots, and who was told of what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.access import Request
from staff.models import Hall
from staff.views.pages import delete, edit, of_managed_hall, sent, show, words_asked

from ..channels import webhooks
from ..channels.failures import NotDelivered
from ..channels.robots import bring_test
from ..forms.robots import RobotForm
from ..models import Delivery, Notice, Robot
from ..retrying import try_again

ON_A_PAGE = 50


@require_safe
@of_managed_hall
def robots(request: Request, hall: Hall) -> HttpResponse:
    return show(
        request,
        "notices/robots.html",
        hall,
        {
            "robots": hall.robots.exclude(service=Robot.Service.WEBHOOK),
            "webhooks": hall.robots.filter(service=Robot.Service.WEBHOOK),
        },
    )


@require_http_methods(["GET", "POST"])
@of_managed_hall
def robot(request: Request, hall: Hall, pk: int | None = None) -> HttpResponse:
    chats = hall.robots.exclude(service=Robot.Service.WEBHOOK)
    row = get_object_or_404(chats, pk=pk) if pk else Robot()
    form = RobotForm(sent(request), hall=hall, instance=row)
    title = _("Robot") if pk else _("New robot")
    return edit(request, form, done="notices:robots", title=title, delete="notices:robot-delete" if pk else "")


@require_http_methods(["GET", "POST"])
@of_managed_hall
def robot_delete(request: Request, hall: Hall, pk: int) -> HttpResponse:
    return delete(request, hall, get_object_or_404(hall.robots, pk=pk), done="notices:robots")


@require_POST
@of_managed_hall
def robot_test(request: Request, hall: Hall, pk: int) -> HttpResponse:
    """Send a message now, so that a wrong address shows at once."""
    said_by_test(request, get_object_or_404(hall.robots, pk=pk))
    return redirect("notices:robots", hall.code)


def said_by_test(request: Request, robot: Robot) -> None:
    """Have it say that it works, and say whether it could."""
    try:
        (webhooks.bring_test if robot.is_webhook else bring_test)(robot)
        messages.success(request, _("“%(robot)s” has said that it works.") % {"robot": robot})
    except NotDelivered as failure:
        words = {"robot": robot, "why": failure.why}
        messages.error(request, _("“%(robot)s” could not be reached: %(why)s") % words)


@require_safe
@of_managed_hall
def told(request: Request, hall: Hall) -> HttpResponse:
    """Who (`?q=`) was told of what, when, by which channel, and what did not get through (`?only=failed`)."""
    words = words_asked(request)
    rows = Notice.objects.filter(hall=hall).select_related("hall", "user", "robot").prefetch_related("deliveries")
    failed = Delivery.objects.given_up().filter(notice__hall=hall)
    only_failed = request.GET.get("only") == "failed"
    if only_failed:
        rows = rows.filter(pk__in=failed.values("notice"))
    page = Paginator(rows.to(words) if words else rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "only_failed": only_failed, "failed": failed.count()}
    return show(request, "notices/told.html", hall, context)


@require_POST
@of_managed_hall
def retry(request: Request, hall: Hall, pk: int) -> HttpResponse:
    deliveries = Delivery.objects.filter(notice__hall=hall).select_related("notice__hall", "notice__user")
    if try_again(get_object_or_404(deliveries, pk=pk), by=request.user):
        messages.success(request, _("It is sent again within a minute."))
    return redirect("notices:told", hall.code)
