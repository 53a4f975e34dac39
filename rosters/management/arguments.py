"""What the commands about a hall's month have in common: their arguments, and how they refuse."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from rosters.models import Roster
from staff.models import Hall

WRONG_USAGE, REFUSED = 2, 3


def add_hall_and_month(parser: CommandParser) -> None:
    parser.add_argument("hall", metavar="HALL", help="the hall's code")
    parser.add_argument("month", metavar="MONTH", type=month_from, help="YYYY-MM")
    parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")


def month_from(text: str | date) -> date:
    """The first day of a month written as 2026-03."""
    if isinstance(text, date):
        return text.replace(day=1)
    try:
        if len(text) != len("2026-03"):
            raise ValueError
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ArgumentTypeError(_("“%(text)s” is not a month. Write it like 2026-03.") % {"text": text}) from None


def day_from(text: str) -> date:
    """A date written as 2026-03-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("“%(text)s” is not a date. Write it like 2026-03-01.") % {"text": text}) from None


def hall_named(code: str) -> Hall:
    """The hall with that code; ends the command when there is none."""
    try:
        return Hall.objects.get(code=code)
    except Hall.DoesNotExist:
        raise wrong_usage(_("There is no hall “%(code)s”.") % {"code": code}) from None


def roster_named(code: str, month: date) -> Roster:
    """The hall's roster of the month; ends the command when there is none."""
    hall = hall_named(code)
    try:
        return Roster.objects.select_related("hall__rule_settings").get(hall=hall, month=month)
    except Roster.DoesNotExist:
        facts = {"hall": hall, "month": f"{month:%Y-%m}"}
        raise wrong_usage(_("%(hall)s has no roster for %(month)s yet.") % facts) from None


def wrong_usage(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_USAGE)


def refuse(command: BaseCommand, reason: str, *, as_json: bool) -> NoReturn:
    """End the command with the reason on standard error, and as JSON if that was asked for."""
    if as_json:
        print_json(command, {"status": "refused", "reason": reason})
    raise CommandError(reason, returncode=REFUSED)


def print_json(command: BaseCommand, data: dict[str, Any]) -> None:
    command.stdout.write(json.dumps(data, ensure_ascii=False))
