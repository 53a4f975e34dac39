import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from staff.chain import Break, first_break, holds_what_was_noted
from staff.models import AuditChain, AuditEntry, Hall

REFUSED = 3


class Command(BaseCommand):
    help = "Check the chain of every hall's log, and name the first entry that does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")
        parser.add_argument(
            "--noted", type=Path, metavar="FILE", help="what --json printed before: the logs must still hold it"
        )

    def handle(self, *args: Any, as_json: bool, noted: Path | None, **options: Any) -> None:
        before = noted_in(noted) if noted else {}
        halls = [facts_of(hall, before.get(hall.code)) for hall in Hall.objects.order_by("code")]
        broken = [facts for facts in halls if facts["broken"]]
        if as_json:
            status = "broken" if broken else "whole"
            self.stdout.write(json.dumps({"status": status, "halls": halls}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{facts['hall']}: {facts['entries']}" for facts in halls))
        if broken:
            raise CommandError("; ".join(map(words_of, broken)), returncode=REFUSED)


def noted_in(file: Path) -> dict[str, dict[str, Any]]:
    """By hall what an earlier check has found."""
    try:
        return {facts["hall"]: facts for facts in json.loads(file.read_text())["halls"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file}: not what --json prints ({type(error).__name__})", returncode=2) from error


def facts_of(hall: Hall, noted: dict[str, Any] | None) -> dict[str, Any]:
    """The hall's log in figures: its entries, its last digest, and where it breaks."""
    broken: Break | None = first_break(hall)
    if broken is None and noted and not holds_what_was_noted(hall, noted["entries"], noted["digest"]):
        broken = Break(noted["entries"], "not_as_noted")
    chain = AuditChain.objects.filter(hall=hall).first()
    return {
        "hall": hall.code,
        "entries": AuditEntry.objects.filter(hall=hall).count(),
        "digest": chain.digest if chain else "",
        "broken": {"number": broken.number, "reason": broken.reason} if broken else None,
    }


def words_of(facts: dict[str, Any]) -> str:
    return f"{facts['hall']}: entry {facts['broken']['number']} ({facts['broken']['reason']})"
