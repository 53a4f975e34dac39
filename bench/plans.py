"""The completion page of the service plan by month, quarter and year: server time, queries, size, beside an empty page.

`python -m bench.plans HALLS` prints one JSON object.
"""

import json
import random
import sys
from datetime import date, timedelta
from typing import Any

from bench.ground import TODAY, empty_program, in_a_process, median_ms
from bench.pages import answered, queries_of

SIZES = (1, 10, 100)
SPANS = ("month", "quarter", "year")
ROUNDS = 5
# A year is shown beside the one before it.
FIRST = date(2025, 1, 1)
NAMES = ("halls", "occurrences", "page by", "empty page ms", "completion page ms", "page / empty", "queries", "HTML KB")


def run(argv: list[str]) -> str:
    """A table with one line for a number of halls, two years each, and what the page is by."""
    sizes = [int(text) for text in argv] or SIZES
    head = "| " + " | ".join(NAMES) + " |\n" + "| --- " * len(NAMES) + "|"
    return "\n".join([head, *(line for halls in sizes for line in lines(halls))])


def lines(halls: int) -> list[str]:
    found = in_a_process("bench.plans", halls)
    return [line(halls, found["rows"], found["empty"], kind, found[kind]) for kind in SPANS]


def line(halls: int, rows: int, empty: float, kind: str, page: dict[str, float]) -> str:
    ms, queries, kb = page["ms"], page["queries"], page["kb"]
    cells = [halls, rows, kind, f"{empty:.1f}", f"{ms:.1f}", f"{ms / empty:.1f}", queries, f"{kb:.0f}"]
    return "| " + " | ".join(map(str, cells)) + " |"


def measured(halls: int) -> dict[str, Any]:
    with empty_program():
        from django.conf import settings
        from django.test import Client
        from django.urls import reverse

        from bench.emptypage import PATH
        from plans.models import Occurrence
        from staff.models import User

        settings.ROOT_URLCONF = "bench.emptypage"
        write_years(halls)
        client = Client(headers={"host": "testserver"})
        client.force_login(User.objects.create_superuser("manager"))
        address = reverse("plans:plans") if halls > 1 else reverse("plans:hall", args=["h000"])
        address += f"?month={TODAY:%Y-%m}&span="
        return {
            "rows": Occurrence.objects.count(),
            "empty": median_ms(lambda: answered(client.get(PATH, secure=True)), ROUNDS),
        } | {kind: page_of(client, address + kind) for kind in SPANS}


def page_of(client: Any, address: str) -> dict[str, float]:
    def act() -> None:
        answered(client.get(address, secure=True))

    kb = len(client.get(address, secure=True).content) / 1024
    return {"ms": median_ms(act, ROUNDS), "queries": queries_of(act), "kb": kb}


def write_years(halls: int) -> None:
    """The template's tasks in each hall, each occurrence of two years done, late, missed or below its target."""
    from plans.keeping import closing_of
    from plans.models import Occurrence, PlanTask
    from plans.recurring import periods
    from plans.template import service_plan
    from staff.models import Hall

    rows = Hall.objects.bulk_create(Hall(code=f"h{number:03}", name=f"Hall {number}") for number in range(halls))
    tasks = PlanTask.objects.bulk_create(
        PlanTask(hall=hall, valid_from=FIRST, made_until=date(2027, 3, 1), **facts)
        for hall in rows
        for facts in service_plan()
    )
    chance = random.Random("plans")
    Occurrence.objects.bulk_create(
        (
            Occurrence(
                task=task,
                hall=task.hall,
                first_day=period.first,
                last_day=period.last,
                due_on=period.due,
                closes_on=closing_of(task, period),
                answerable_name=f"Person {chance.randrange(12)}",
                value=chance.randrange(60, 100) if task.measure == "rate" else 0,
                base=100 if task.measure == "rate" else 0,
                completed_on=period.due + timedelta(days=chance.randrange(2)) if chance.random() < 0.95 else None,
                is_met=True,
            )
            for task in tasks
            for period in periods(task.rule, FIRST, TODAY + timedelta(days=15), lambda day: day.weekday() < 5)
        ),
        2000,
    )


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
