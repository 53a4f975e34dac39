"""Pages while Redis is away."""

from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.urls import reverse

from schedulingsite.health import leave_sign, workers_seen


@pytest.fixture(autouse=True)
def no_redis(settings):
    """Nobody listens on port 1."""
    settings.CACHES = {
        "default": {"BACKEND": "schedulingsite.redis_cache.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }


def test_cache_without_its_server_is_empty():
    cache.set("one", 1)
    cache.set_many({"two": 2})

    assert cache.get("one", "nothing") == "nothing"
    assert cache.get_many(["one", "two"]) == {}
    assert not cache.has_key("one")
    assert cache.add("one", 1)
    assert not cache.touch("one")
    assert not cache.delete("one")
    cache.delete_many(["one", "two"])
    with pytest.raises(ValueError, match="one"):
        cache.incr("one")


def test_no_worker_is_seen_without_the_cache():
    leave_sign(["solver"])

    assert workers_seen() == set()


def test_people_log_in_without_the_cache(client, manager):
    response = client.post(reverse("account_login"), {"login": "manager", "password": "secret"})

    assert response.status_code == HTTPStatus.FOUND
    assert client.get("/").status_code == HTTPStatus.OK


def test_programs_get_their_token_without_the_cache(client, manager):
    response = client.post(reverse("api:token"), {"username": "manager", "password": "secret"}, "application/json")

    assert response.status_code == HTTPStatus.OK
