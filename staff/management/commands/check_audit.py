import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from staff.chain import Break, first_break
from staff.models import AuditChain, AuditEntry, Hall

REFUSED = 3


class Command(BaseCommand):
    help = "Check the chain of every hall's log, and name the first entry that does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        halls = [facts_of(hall) for hall in Hall.objects.order_by("code")]
        broken = [facts for facts in halls if facts["broken"]]
        if as_json:
            status = "broken" if broken else "whole"
            self.stdout.write(json.dumps({"status": status, "halls": halls}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{facts['hall']}: {facts['entries']}" for facts in halls))
        if broken:
            raise CommandError("; ".join(map(words_of, broken)), returncode=REFUSED)


def facts_of(hall: Hall) -> dict[str, Any]:
    """The hall's log in figures: its entries, its last digest, and where it breaks."""
    broken: Break | None = first_break(hall)
    chain = AuditChain.objects.filter(hall=hall).first()
    return {
        "hall": hall.code,
        "entries": AuditEntry.objects.filter(hall=hall).count(),
        "digest": chain.digest if chain else "",
        "broken": {"number": broken.number, "reason": broken.reason} if broken else None,
    }


def words_of(facts: dict[str, Any]) -> str:
    return f"{facts['hall']}: entry {facts['broken']['number']} ({facts['broken']['reason']})"
