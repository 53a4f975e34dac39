"""Every address of the program, each with each of its methods, asked by everybody."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from staff.models import User

from .world import DRAFT, PUBLISHED, World, all_addresses, make_world

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
MONTHS = {"draft": DRAFT, "published": PUBLISHED, "-": DRAFT}
ROLES = ["anonymous", "outsider", "clerk", "duty", "supervisor", "department", "manager", "admin"]


@dataclass(frozen=True)
class Line:
    """One line of the table: what each role gets from one address with one method."""

    address: str
    method: str
    month: str
    expected: tuple[int, ...]

    @property
    def space(self) -> str:
        return self.address.rpartition(":")[0] or "site"


def read_table() -> Iterator[Line]:
    for text in (Path(__file__).parent / "table.txt").read_text().splitlines():
        if text and not text.startswith("#"):
            address, method, month, *expected = text.split()
            yield Line(address, method, month, tuple(map(int, expected)))


TABLE = list(read_table())
ADDRESSES = all_addresses()


@pytest.fixture
def world(hall, supervisor, manager) -> World:
    return make_world(hall, supervisor)


@pytest.fixture
def sessions(outsider, clerk, duty, supervisor, department, manager, admin) -> dict[str, str]:
    """The session key of each role, empty for nobody."""
    users = [outsider, clerk, duty, supervisor, department, manager, admin]
    return {"anonymous": ""} | {role: session_of(user) for role, user in zip(ROLES[1:], users, strict=True)}


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def place(line: Line, world: World) -> str:
    return world.address(line.address, ADDRESSES[line.address], MONTHS[line.month])


def ask(client: Client, session: str, line: Line, method: str, address: str) -> int:
    """The status of the answer; whatever the request has done is undone."""
    client.cookies.clear()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    cache.clear()
    body = ("{}", "application/json") if line.space == "api" else ("", "application/x-www-form-urlencoded")
    with transaction.atomic():
        status = client.generic(method, address, *body).status_code
        transaction.set_rollback(True)
    return status


def test_table_has_every_address_and_no_other():
    assert {line.address for line in TABLE} == ADDRESSES.keys()


def test_table_has_draft_and_published_wherever_there_is_a_month():
    months = defaultdict(set)
    for line in TABLE:
        months[line.address].add(line.month)

    expected = {name: {"draft", "published"} if "month" in takes else {"-"} for name, takes in ADDRESSES.items()}
    assert months == expected


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("space", ["site", "notices", "staff", "plans", "rosters", "swaps", "reports", "api"])
def test_everybody_gets_what_the_table_says(space, world, sessions):
    client = Client(raise_request_exception=False)
    lines = [line for line in TABLE if line.space == space]

    wrong = [
        f"{line.method} {line.address} {line.month}: {role} gets {got} instead of {expected}"
        for line in lines
        for address in [place(line, world)]
        for role, expected in zip(ROLES, line.expected, strict=True)
        if (got := ask(client, sessions[role], line, line.method, address)) != expected
    ]

    assert wrong == []


@pytest.mark.once
@pytest.mark.django_db
def test_api_does_nothing_with_methods_that_are_not_in_the_table(world, sessions):
    client = Client(raise_request_exception=False)
    known = {(line.address, line.method) for line in TABLE}
    api = {line.address: line for line in TABLE if line.space == "api"}
    unknown = [(line, method) for line in api.values() for method in METHODS if (line.address, method) not in known]

    allowed = [
        (line.address, method)
        for line, method in unknown
        if ask(client, sessions["admin"], line, method, place(line, world)) != 405
    ]

    assert allowed == []
