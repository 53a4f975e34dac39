"""Whatever a program sends that the schema allows, or nearly allows, is answered as the schema says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from notices.models import Delivery, Notice
from rosters.models import Headcount, PersonLimits, ShiftLimit, Wish
from schedulingsite.wsgi import application
from staff.models import Absence
from staff.tokens import make_token
from tests import make

# What a database may refuse to hold is asked in tests/permissions/test_odd_words.py, on every one.
pytestmark = [pytest.mark.once, pytest.mark.django_db]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


KNOWN = {"hall_code": "east", "month": "2026-03", "employee": "ann", "date": "2026-03-01"}

schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
schema.app = application


def test_schema_is_made_without_a_warning():
    GENERATOR_STATS.reset()

    with GENERATOR_STATS.silence():
        SchemaGenerator().get_schema(request=None, public=True)

    assert not GENERATOR_STATS, "two components of one name, or an answer that nobody described"


def test_address_with_a_line_end_is_answered_as_a_mistake(client):
    response = client.get("/api/v1/halls/no%0Awhere/")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


@pytest.fixture
def one_connection(db):
    """The program keeps its connection, whose transaction belongs to the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(manager, hall) -> str:
    """The manager's, whose hall holds one row of each kind."""
    counter = make.station(hall)
    ann = make.employee(hall, "ann", stations=(counter,), is_manager=True)
    shift = make.shift_type(hall)
    make.demand(counter)
    roster = make.roster(hall)
    roster.assignments.create(employee=ann, date=roster.month, shift_type=shift)
    Absence.objects.create(employee=ann, first_day=roster.month, last_day=roster.month)
    Wish.objects.create(employee=ann, date=roster.month, shift_type=shift)
    Headcount.objects.create(shift_type=shift, day_type="weekday", needed=1)
    PersonLimits.objects.create(employee=ann, most_run=5)
    ShiftLimit.objects.create(employee=ann, shift_type=shift, most=5)
    told = Notice.objects.create(
        user=manager, hall=hall, kind="roster_published", key="told", facts={"month": "2026-03"}
    )
    Delivery.objects.create(notice=told, channel="mail", state="failed", next_at=told.at)
    return make_token(manager, name="schema", scope="write", by=manager)


@schema.parametrize()
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_schema_says(case, token, one_connection):
    case.path_parameters |= {name: value for name, value in KNOWN.items() if name in case.path_parameters}

    case.call_and_validate(headers={"Authorization": f"Token {token}"}, checks=CHECKS)
