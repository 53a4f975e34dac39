"""The daily timetable of the source document: reception and accounts, from opening to closing checks."""

from datetime import time
from typing import Any

from django.utils.translation import gettext as _


def daily_timetable() -> list[dict[str, Any]]:
    """The facts of each block, in the language that is active."""
    reception, accounts = _("Reception"), _("Accounts")
    blocks = [
        (reception, time(6, 30), time(7, 30), [_("Cleaning company cleans")]),
        (reception, time(7, 30), time(8), opening()),
        (reception, time(8), time(9), papers()),
        (reception, time(9), time(11, 30), morning()),
        (reception, time(11, 30), time(13), meals()),
        (reception, time(13), time(17, 30), afternoon()),
        (reception, time(17, 30), time(19), meals()),
        (reception, time(19), time(22), evening()),
        (reception, time(22), time(22, 30), closing()),
        (accounts, time(6, 30), time(7, 30), [_("Early shift at their posts by 7:20")]),
    ]
    return [
        {"section": section, "start": start, "end": end, "checks": "\n".join(checks)}
        for section, start, end, checks in blocks
    ]


def opening() -> list[str]:
    return [
        _("Morning meeting"),
        _("People and equipment checked"),
        _("Posters outside checked"),
        _("Supplies ready, trolleys and baskets in place"),
        _("Switchboard and volume checked"),
        _("Shops and gift area: displays in place, everybody at their posts, areas clean"),
        _("Shuttle bus clean"),
        _("Handover log read"),
        _("Guests welcomed"),
    ]


def papers() -> list[str]:
    return [
        _("Invoices checked"),
        _("Report S108 checked"),
        _("Exchanges and returns checked"),
        _("Gifts entered in the ledger"),
        _("Consignment notes checked"),
        _("Passengers of the shuttle bus checked"),
        _("Complaints followed up and summed up"),
    ]


def morning() -> list[str]:
    return [*floor(), *running(), _("Visits of field staff checked by telephone")]


def meals() -> list[str]:
    return [_("Meals taken in turns"), _("Quality and amount of meals checked"), _("Dining area clean")]


def afternoon() -> list[str]:
    return [
        _("Weekly cleaning of offices planned"),
        _("Cleaners and partners back after lunch"),
        *floor(),
        _("Returned goods back on the shelves"),
        *running(),
        _("Visits of field staff followed up by telephone"),
    ]


def evening() -> list[str]:
    return [*floor(), *running(), _("Visits of field staff checked and followed up by telephone")]


def floor() -> list[str]:
    return [
        _("Service standards checked"),
        _("Report S148 checked"),
        _("Cleanliness of the hall and the shops checked"),
        _("Weekly and monthly plan of the cleaning company checked"),
        _("Price labels and displays checked"),
        _("Complaints handled"),
        _("Announcements and volume checked"),
    ]


def running() -> list[str]:
    return [_("Shuttle bus: passengers and cleanliness checked"), _("Equipment running")]


def closing() -> list[str]:
    return [
        _("All trolleys and baskets in place"),
        _("Returned goods back on the shelves"),
        _("Announcements switched off"),
        _("Tomorrow’s consignments in the storeroom"),
        _("Petty cash returned"),
        _("Lockers emptied"),
        _("Passengers of the day summed up"),
        _("Shops and dining area safe"),
        _("Handover log written"),
    ]
