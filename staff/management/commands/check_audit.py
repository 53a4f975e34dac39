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
        halls = [facts_of(hall, before.pop(hall.code, None)) for hall in Hall.objects.order_by("code")]
        halls += [facts_of_lost(code, entries) for code, (entries, _digest) in sorted(before.items())]
        broken = [facts for facts in halls if facts["broken"]]
        if as_json:
            status = "broken" if broken else "whole"
            self.stdout.write(json.dumps({"status": status, "halls": halls}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{facts['hall']}: {facts['entries']}" for facts in halls))
        if broken:
            raise CommandError("; ".join(map(words_of, broken)), returncode=REFUSED)


def noted_in(file: Path) -> dict[str, tuple[int, str]]:
    """By hall the entries and the last digest that an earlier check has found."""
    try:
        halls = json.loads(file.read_text())["halls"]
        return {str(facts["hall"]): (int(facts["entries"]), str(facts["digest"])) for facts in halls}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file}: not what --json prints ({type(error).__name__})", returncode=2) from error


def facts_of(hall: Hall, noted: tuple[int, str] | None) -> dict[str, Any]:
    """The hall's log in figures: its entries, its last digest, and where it breaks."""
    broken: Break | None = first_break(hall)
    if broken is None and noted and not holds_what_was_noted(hall, *noted):
        broken = Break(noted[0], "not_as_noted")
    chain = AuditChain.objects.filter(hall=hall).first()
    return {
        "hall": hall.code,
        "entries": AuditEntry.objects.filter(hall=hall).count(),
        "digest": chain.digest if chain else "",
        "broken": {"number": broken.number, "reason": broken.reason} if broken else None,
    }


def facts_of_lost(code: str, entries: int) -> dict[str, Any]:
    """A hall that was noted and is there no longer under this code; its log may be gone with it."""
    return {"hall": code, "entries": 0, "digest": "", "broken": {"number": entries, "reason": "no_such_hall"}}


def words_of(facts: dict[str, Any]) -> str:
    return f"{facts['hall']}: entry {facts['broken']['number']} ({facts['broken']['reason']})"
