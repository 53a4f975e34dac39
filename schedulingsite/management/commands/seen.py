from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from schedulingsite.health import QUEUES, scheduler_seen, workers_seen


class Command(BaseCommand):
    help = "Succeed when the part was seen lately: for the health checks of containers."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=[*QUEUES, "scheduler"])

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        seen = scheduler_seen() if part == "scheduler" else part in workers_seen()
        if not seen:
            raise CommandError(f"{part}: not seen lately")
