from http import HTTPStatus

import pytest
from django.core.cache import cache

from schedulingsite.health import leave_sign


@pytest.fixture(autouse=True)
def nobody_seen():
    cache.clear()


def test_healthz_answers_without_a_database(client):
    response = client.get("/healthz")

    assert response.status_code == HTTPStatus.OK
    assert response.content == b"ok"


@pytest.mark.django_db
def test_readyz_without_a_worker_says_which_part_is_missing(client):
    leave_sign(["default"])

    response = client.get("/readyz")

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.json() == {"ready": False, "database": True, "broker": True, "worker": False}


@pytest.mark.worker
def test_readyz_with_a_worker_is_ready(client, worker):
    response = client.get("/readyz")

    assert response.status_code == HTTPStatus.OK
    assert response.json() == {"ready": True, "database": True, "broker": True, "worker": True}
