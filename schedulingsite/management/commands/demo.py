from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from rosters.management.arguments import REFUSED, WRONG_USAGE
from schedulingsite.demo import accounts, loading
from schedulingsite.demo.loading import Size
from staff.models import Hall

LIMITS = {"halls": (1, 2000), "staff": (10, 200), "months": (1, 24)}


class Command(BaseCommand):
    help = "Fill an empty database with invented halls, people, demand and past rosters."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--halls", type=int, default=Size.halls, help="how many halls, 1–2000; default 3")
        parser.add_argument("--staff", type=int, help="people in each hall, 10–200; default 12, 24 and 46 in turn")
        parser.add_argument("--months", type=int, default=Size.months, help="months with a roster, 1–24; default 2")
        parser.add_argument("--seed", type=int, default=Size.seed, help="the same seed gives the same data")
        parser.add_argument("--today", type=date.fromisoformat, help="the day to take for today, YYYY-MM-DD")
        parser.add_argument("--force", action="store_true", help="also when DEBUG is off or the database is not empty")

    def handle(self, **options: Any) -> None:
        size = Size(options["halls"], options["staff"], options["months"], options["seed"])
        check_limits(size)
        refuse(force=options["force"])
        users = loading.load(size, options["today"] or today())
        self.stderr.write(_("%(count)d demo halls are ready.") % {"count": size.halls})
        names = ", ".join(user.username for user in users)
        words = {"names": names, "password": accounts.password()}
        self.stderr.write(_("Accounts: %(names)s. Password: %(password)s") % words)


def check_limits(size: Size) -> None:
    for name, (least, most) in LIMITS.items():
        value = getattr(size, name)
        if value is not None and not least <= value <= most:
            words = {"name": name, "least": least, "most": most}
            raise CommandError(_("--%(name)s is not between %(least)d and %(most)d.") % words, returncode=WRONG_USAGE)


def refuse(*, force: bool) -> None:
    """Demo accounts have a known password: they have no place among real people."""
    if loading.is_there():
        raise CommandError(_("The demo halls or their accounts are in this database already."), returncode=REFUSED)
    if force:
        return
    if not settings.DEBUG:
        raise CommandError(_("DEBUG is off. Demo data needs --force here."), returncode=REFUSED)
    if not loading.is_empty():
        raise CommandError(_("The database is not empty. Demo data needs --force here."), returncode=REFUSED)


def today() -> date:
    """Today on the clock of the demo halls."""
    return datetime.now(ZoneInfo(Hall._meta.get_field("time_zone").get_default())).date()
