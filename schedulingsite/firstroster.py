"""The first minutes on a fresh machine: demo data, one built roster, its workbook."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from rosters.builds.building import NotBuildable, start_build
from rosters.management import searching
from rosters.models import Build, Roster
from rosters.wording import reason_of
from staff.models import Hall, Post, User
from staff.months import shifted

from .demo.accounts import USERNAMES, password

# Less than a build usually gets: everything is to stand within two minutes, the installation included.
SECONDS = 20


def load_demo_if_empty() -> None:
    """Load the demo halls into a database that knows no hall and no user yet."""
    if not Hall.objects.exists() and not User.objects.exists():
        say(_("Loading the demo halls …"))
        call_command("demo")


def first_build() -> Build | None:
    """Ask for next month's roster of the first demo hall; None when there is no such hall or it is built."""
    post = Post.objects.filter(user__username="manager", role=Post.Role.MANAGER).select_related("hall", "user").first()
    if post is None or post.hall is None:
        return None
    roster, _created = Roster.objects.get_or_create(hall=post.hall, month=shifted(post.hall.today(), 1))
    if roster.assignments.exists():
        say(_("The roster of %(roster)s is there already.") % {"roster": roster})
        return None
    try:
        return start_build(roster, by=post.user, seconds=min(SECONDS, settings.SOLVER_SECONDS))
    except NotBuildable as refused:
        for reason in refused.reasons:
            say(reason_of(reason))
        return None


def progress_of(build: Build) -> Callable[[], bool]:
    """A condition that is true once the build is finished, and shows on the terminal how far it is."""
    shown: list[tuple[str, int | None]] = []

    def is_finished() -> bool:
        build.refresh_from_db(fields=["status", "elapsed", "penalty", "bound"])
        news = (build.status, build.penalty)
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line_of(build)}", end="\n" if build.is_finished else "", file=sys.stderr, flush=True)
        elif news not in shown:
            say(line_of(build))
        shown.append(news)
        return build.is_finished

    return is_finished


def line_of(build: Build) -> str:
    return (
        f"{build.roster}: {build.get_status_display()} · {searching.line_of(build.elapsed, build.penalty, build.gap)}"
    )


def conclude(build: Build) -> None:
    """Write the workbook, which says where it is; or say why there is none."""
    if build.status == Build.Status.DONE:
        export(build.roster)
    elif build.reason:
        say(reason_of(build.reason))


def export(roster: Roster) -> None:
    """Write the roster's workbook under `var/`."""
    month = f"{roster.month:%Y-%m}"
    path = settings.VAR_DIR / f"{roster.hall.code}-{month}.xlsx"
    call_command("export_roster", roster.hall.code, month, out=str(path))


def accounts() -> list[str]:
    """A line for each demo account that can log in, and what is known of their password."""
    users = User.objects.filter(username__in=USERNAMES, is_active=True).prefetch_related("posts__hall")
    lines = [f"  {user.username:<11} {roles_of(user)}" for user in users]
    if users and all(user.check_password(password()) for user in users):
        lines.append("  " + _("password: %(password)s") % {"password": password()})
    return lines


def roles_of(user: User) -> str:
    return _("administrator") if user.is_superuser else _("; ").join(role_of(post) for post in user.posts.all())


def role_of(post: Post) -> str:
    return f"{post.get_role_display()}, {post.hall}" if post.hall else str(post.get_role_display())


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
