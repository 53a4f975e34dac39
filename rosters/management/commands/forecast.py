from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rosters.management.arguments import add_hall_and_month, hall_named, month_from, print_json, refuse
from rosters.wording import clock_of, day_text

from ...needs.forecast import Forecast, NoHistory
from ...needs.forecastwords import accuracy_text, made_of_text, no_history_text


class Command(BaseCommand):
    help = "Say how many customers to expect in each interval of a month, and how many people that takes."

    def add_arguments(self, parser: CommandParser) -> None:
        add_hall_and_month(parser)

    def handle(self, *args: Any, hall: str, month: date, as_json: bool, **options: Any) -> None:
        try:
            forecast = Forecast(hall_named(hall), month_from(month))
        except NoHistory:
            refuse(self, no_history_text(), as_json=as_json)
        if as_json:
            print_json(self, forecast.as_json())
            return
        self.stdout.write(made_of_text(forecast.made_of))
        self.stdout.write(accuracy_text(forecast.accuracy))
        for one in forecast.expected:
            words = {
                "day": day_text(one.date),
                "start": clock_of(one.start),
                "end": clock_of(one.end),
                "station": one.station.name,
                "customers": round(one.customers, 1),
                "people": one.people,
            }
            self.stdout.write(
                _("%(day)s %(start)s–%(end)s %(station)s: %(customers)s customers, %(people)d people") % words
            )
