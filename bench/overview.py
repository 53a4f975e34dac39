"""All halls at a glance: server time and queries for thousands of halls and a year of summaries, beside an empty page.

On PostgreSQL where `TEST_DATABASE_URL` names one, else on SQLite. `python -m bench.overview HALLS`
prints one JSON object.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import urlsplit

from bench.ground import in_a_process, median_ms

SIZES = (100, 2000)
MONTHS = 12
NEWEST = date(2026, 12, 1)
ROUNDS = 9
NAMES = ("halls", "summaries", "database", "empty page ms", "overview ms", "/ empty", "queries", "search ms",
         "worst cover first ms", "month page ms", "month queries")  # fmt: skip


def run(argv: list[str]) -> str:
    """A table with one line a size, each measured in a process of its own."""
    head = "| " + " | ".join(NAMES) + " |\n" + "| --- " * len(NAMES) + "|"
    return "\n".join([head, *(line(int(halls)) for halls in argv or SIZES)])


def line(halls: int) -> str:
    found = in_a_process("bench.overview", halls)
    cells = [halls, halls * MONTHS, found["database"], *(f"{found[name]:.1f}" for name in ("empty", "overview"))]
    cells += [f"{found['overview'] / found['empty']:.1f}", found["queries"]]
    cells += [*(f"{found[name]:.1f}" for name in ("search", "sorted", "month")), found["month_queries"]]
    return "| " + " | ".join(map(str, cells)) + " |"


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield f"sqlite:///{folder}/db.sqlite3"
        return
    import psycopg2  # only where there is a PostgreSQL

    name = f"bench_{os.getpid()}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.close()


def measured(halls: int) -> dict[str, float | str]:
    with database() as url, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {"DATABASE_URL": url, "VAR_DIR": folder, "REDIS_URL": "", "DEBUG": "0", "SECRET_KEY": "bench"}
        os.environ |= {"ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "schedulingsite.settings"}
        import django  # only now that its settings are known

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0, skip_checks=True)
        call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
        fill(halls)
        try:
            return pages() | {"database": connection.vendor}
        finally:
            connection.close()


def fill(halls: int) -> None:
    """So many halls with a published roster and a summary of each of twelve months, and the department's."""
    from django.db import connection

    from reports.making import make_summary
    from rosters.models import Roster
    from staff.models import Hall
    from staff.months import shifted

    rows = Hall.objects.bulk_create([Hall(code=f"hall-{n}", name=f"Hall {n}") for n in range(halls)])
    months = [shifted(NEWEST, -n) for n in range(MONTHS)]
    for month in months:
        Roster.objects.bulk_create(
            Roster(hall=hall, month=month, state="published", published_at=hall.now()) for hall in rows
        )
        summarise(rows, month)
        make_summary(month, now=rows[0].now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def summarise(halls: list, month: date) -> None:
    from reports.figures import Figures, HourCover, Hours, Overtime, Share, to_json
    from reports.making import columns_of
    from reports.models import Summary

    summaries = []
    for n, hall in enumerate(halls):
        cover = tuple(HourCover(hour, 4000, 4000 - (n * 7 + hour) % 900) for hour in range(8, 20))
        figures = Figures(
            days=31,
            people=20,
            hours=Hours(192000, 2200, 2500),
            shifts={"A": 100, "B": 120, "C": 80},
            overtime=Overtime({"150": n % 700}),
            cover=cover,
            plan=Share(60, 40 + n % 20),
        )
        facts = {"figures": to_json(figures), "sent_at": hall.now(), **columns_of(figures)}
        summaries.append(Summary(hall=hall, month=month, number=1, version=1, **facts))
    Summary.objects.bulk_create(summaries, batch_size=500)


def pages() -> dict[str, float | str]:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from bench.emptypage import PATH
    from bench.pages import answered, queries_of
    from staff.models import Post, User

    settings.ROOT_URLCONF = "bench.emptypage"
    user = User.objects.create_user("department")
    Post.objects.create(user=user, role=Post.Role.MANAGEMENT)
    client = Client(headers={"host": "testserver"})
    client.force_login(user)

    def ms(address: str) -> float:
        return median_ms(lambda: answered(client.get(address, secure=True)), ROUNDS)

    overview, month = reverse("reports:reports"), reverse("reports:month", args=[NEWEST])
    return {
        "empty": ms(PATH),
        "overview": ms(overview),
        "queries": queries_of(lambda: client.get(overview, secure=True)),
        "search": ms(f"{overview}?q=all%2019"),
        "sorted": ms(f"{overview}?sort=cover"),
        "month": ms(month),
        "month_queries": queries_of(lambda: client.get(month, secure=True)),
    }


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
