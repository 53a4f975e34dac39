from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rosters.management.arguments import add_hall_and_month, print_json, roster_named
from rosters.outcome import outcome_of
from rosters.rulewords import sentence_of

from .build_roster import summary_of


class Command(BaseCommand):
    help = "Say what the checker finds in a hall's roster as it stands."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)

    def handle(self, *args: Any, hall: str, month: date, as_json: bool, **options: Any) -> None:
        outcome = outcome_of(roster_named(hall, month))
        if as_json:
            print_json(self, outcome.as_json())
            return
        self.stdout.write(summary_of(outcome))
        for violation in outcome.verdict.broken:
            self.stdout.write(sentence_of(violation, outcome.problem, outcome.station_names))
