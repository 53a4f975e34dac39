"""The roster page and an edit: server time, queries and size, beside an empty page of the same frame.

`python -m bench.pages PEOPLE` prints one JSON object.
"""

import json
import sys
from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING

from bench.ground import demo_hall, in_a_process, median_ms

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from rosters.models import Roster

SIZES = (12, 24, 46, 60)
ROUNDS = 15
NAMES = (
    "people", "empty page ms", "roster page ms", "page / empty", "queries", "HTML KB",
    "edit ms", "edit / empty", "edit queries", "edit KB", "40 cells ms", "40 cells KB",
)  # fmt: skip


def run(argv: list[str]) -> str:
    """A table with one line a size, each measured in a process of its own."""
    head = "| " + " | ".join(NAMES) + " |\n" + "| --- " * len(NAMES) + "|"
    return "\n".join([head, *(line(people) for people in SIZES)])


def line(people: int) -> str:
    found = in_a_process("bench.pages", people)
    empty = found["empty"]
    cells = [
        people,
        f"{empty:.1f}",
        f"{found['page']:.1f}",
        f"{found['page'] / empty:.1f}",
        found["page_queries"],
        f"{found['kb']:.0f}",
        f"{found['edit']:.1f}",
        f"{found['edit'] / empty:.1f}",
        found["edit_queries"],
        f"{found['edit_kb']:.1f}",
        f"{found['many']:.1f}",
        f"{found['many_kb']:.1f}",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def measured(people: int) -> dict[str, float]:
    with demo_hall(people) as roster:
        from django.conf import settings
        from django.test import Client
        from django.urls import reverse

        from bench.emptypage import PATH
        from staff.models import User

        settings.ROOT_URLCONF = "bench.emptypage"
        client = Client(headers={"host": "testserver"})
        client.force_login(User.objects.get(username="manager"))
        address = reverse("rosters:grid", args=[roster.hall.code, roster.month])
        edit, many = edits_of(client, roster, 1), edits_of(client, roster, 40)
        return {
            "empty": median_ms(lambda: answered(client.get(PATH, secure=True)), ROUNDS),
            "page": median_ms(lambda: answered(client.get(address, secure=True)), ROUNDS),
            "page_queries": queries_of(lambda: answered(client.get(address, secure=True))),
            "kb": len(client.get(address, secure=True).content) / 1024,
            "edit": median_ms(edit, ROUNDS),
            "edit_queries": queries_of(edit),
            "edit_kb": len(edit().content) / 1024,
            "many": median_ms(many, ROUNDS),
            "many_kb": len(many().content) / 1024,
        }


def edits_of(client: "Client", roster: "Roster", count: int) -> "Callable[[], HttpResponse]":
    """An act that gives so many cells a day off, or their shifts again, as the page's script does."""
    from django.urls import reverse

    rows = roster.assignments.select_related("employee").filter(shift_type__isnull=False)[:count]
    places = [({"employee": row.employee.code, "date": row.date.isoformat()}, str(row.shift_type_id)) for row in rows]
    address = reverse("rosters:edits", args=[roster.hall.code, roster.month])
    turns = cycle([True, False])

    def edit() -> "HttpResponse":
        is_off = next(turns)
        cells = [place | {"value": "rest" if is_off else shift} for place, shift in places]
        sent = {"data": json.dumps({"cells": cells}), "content_type": "application/json"}
        return answered(client.post(address, headers={"accept": "application/json"}, secure=True, **sent))

    return edit


def answered(response: "HttpResponse") -> "HttpResponse":
    assert response.status_code == 200, (response.status_code, response.content[:500])
    return response


def queries_of(act: Callable[[], object]) -> int:
    """How many it asks; the beginning and end of a transaction are no queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        act()
    brackets = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(brackets) for query in queries.captured_queries)


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
