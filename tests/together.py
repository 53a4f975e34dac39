"""Doing things at the same moment, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def at_once(act: Callable[[], object], times: int = 4) -> list[object]:
    """What the act gives to each of so many who do it at the same moment."""
    gate = Barrier(times)

    def run(_: int) -> object:
        try:
            gate.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
