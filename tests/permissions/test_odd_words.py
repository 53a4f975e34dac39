"""What no row can hold, wherever a request may say it: in addresses, forms and JSON.

The answer is never an error of the program, on no database.
"""

import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DataError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from drf_spectacular.generators import SchemaGenerator

from staff.models import Employee

from .test_matrix import ADDRESSES, MONTHS, TABLE, Line
from .world import World, make_world

pytestmark = pytest.mark.django_db

# More than 64 bits.
LARGE = "9" * 19
NUMBERS = [2**31, 10**14, 2**63, 10**30]
JSON = "application/json"

NUMBERED = {"pk", "number", "edit_id"}
READ = re.compile(
    r'(?:GET|POST|query_params)(?:\.get|\.getlist)?[(\[]"(\w+)"|^    (\w+) = [\w.]*Field\(|"(\w+)",$', re.M
)
# `readyz` says truly that no worker is there.
LINES = [line for line in TABLE if line.month != "published" and line.address != "readyz"]


def words() -> set[str]:
    """Every name under which the program reads something from a request, and a few others."""
    found: set[str] = set()
    for app in ("notices", "plans", "reports", "rosters", "schedulingsite", "staff", "swaps"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            found.update(filter(None, (name for names in READ.findall(path.read_text()) for name in names)))
    # One of each way to name a field: with a way lost, the test would ask less and still pass.
    assert found >= {"import", "file", "home_station"}
    return found


class Names(HTMLParser):
    """The names of the fields of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "select", "textarea", "button") and (name := dict(attrs).get("name")):
            self.found.add(name)


@pytest.fixture
def world(hall, supervisor, manager) -> World:
    """In which the manager is one of the hall's employees too."""
    world = make_world(hall, supervisor)
    Employee.objects.filter(code="E1").update(user=manager)
    return world


@pytest.fixture
def browser(manager) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(manager)
    return client


def as_postgresql(execute, sql, params, many, context):
    """Refuse the text that PostgreSQL refuses: SQLite keeps it."""
    for row in params if many else [params or ()]:
        for value in row.values() if isinstance(row, dict) else row:
            if isinstance(value, str) and "\0" in value:
                raise ValueError(value)
            if isinstance(value, str) and "\\u0000" in value:
                raise DataError(value)
    return execute(sql, params, many, context)


def status(browser: Client, method: str, address: str, sent: dict[str, Any] | str) -> int:
    """The status of the answer to a question, a form or JSON; whatever the request has done is undone."""
    cache.clear()
    with transaction.atomic(), connection.execute_wrapper(as_postgresql):
        if isinstance(sent, str):
            answer = browser.generic(method, address, sent, JSON)
        else:
            answer = getattr(browser, method.lower())(address, sent)
        transaction.set_rollback(True)
    return int(answer.status_code)


def address_of(world: World, line: Line) -> str:
    return world.address(line.address, ADDRESSES[line.address], MONTHS[line.month])


def failing(asked: Iterable[tuple[str, int]]) -> set[str]:
    return {what for what, code in asked if code >= 500}


def test_numbers_of_no_row_are_not_found(browser, world):
    asked = []
    for line in LINES:
        takes = ADDRESSES[line.address]
        month = MONTHS[line.month]
        for part, number in [(part, number) for part in takes & NUMBERED for number in NUMBERS]:
            parts = {one: world._part(line.address, one, month) for one in takes} | {part: number}
            try:
                address = reverse(line.address, kwargs=parts)
            except NoReverseMatch:  # so long a number is no part of this address
                continue
            sent = "{}" if line.space == "api" else {}
            asked.append((f"{line.method} {address}", status(browser, line.method, address, sent)))

    assert asked
    assert {what: code for what, code in asked if code not in (403, 404)} == {}


def test_forms_that_name_numbers_of_no_row_are_answered(browser, world):
    answers, known = [], words()
    for line in LINES:
        if line.method == "POST" and line.space != "api":
            address = address_of(world, line)
            page = browser.get(address)
            names = Names(page.content.decode()).found if "html" in page.get("Content-Type", "") else set()
            answers.append((line.address, status(browser, "POST", address, dict.fromkeys(known | names, LARGE))))

    assert failing(answers) == set()


@pytest.mark.parametrize("odd", [10**30, "9" * 30, "\0"], ids=["number", "digits", "nul"])
def test_odd_json_is_answered(browser, world, odd):
    answers = []
    lines = {(line.address, line.method): line for line in LINES if line.space == "api"}
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for address, methods in schema["paths"].items():
        name = "api:" + resolve(concrete(address)).url_name
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get(JSON)
            if body and (line := lines.get((name, method.upper()))):
                sent = json.dumps(filled(body["schema"], schema["components"]["schemas"], odd))
                answers.append((f"{method} {address}", status(browser, method, address_of(world, line), sent)))

    assert answers
    assert failing(answers) == set()


def concrete(address: str) -> str:
    """An address that the same view answers."""
    known = {"month": "2026-03", "date": "2026-03-01", "hall_code": "east", "leaning": "fair"}
    first = re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "1"), address)
    return first if is_known(first) else first.replace("/1/", "/00000000-0000-0000-0000-000000000000/")


def is_known(address: str) -> bool:
    return resolve(address).url_name != "nowhere"


def filled(schema: dict[str, Any], named: dict[str, Any], odd: Any) -> Any:
    """What the schema describes, with the same in each of its fields."""
    if "$ref" in schema:
        return filled(named[schema["$ref"].rpartition("/")[2]], named, odd)
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in schema:
            return filled(schema[choice][0], named, odd)
    if "properties" in schema:
        return {name: filled(one, named, odd) for name, one in schema["properties"].items() if not one.get("readOnly")}
    return [filled(schema["items"], named, odd)] if "items" in schema else odd
