"""A cache in Redis that forgets at once while Redis is away."""

import logging
from typing import Any

from django.core.cache.backends import redis as django_redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class Client(django_redis.RedisCacheClient):
    """Reads find nothing and writes are lost while the server cannot be reached.

    No worker is seen then, and attempts to log in go uncounted, but pages work. Clearing
    the cache still fails: what is there would come back with the server.
    """

    def get(self, key: Any, default: Any) -> Any:
        return self._or(default, "get", key, default)

    def get_many(self, keys: Any) -> dict[Any, Any]:
        return self._or({}, "get_many", keys)

    def has_key(self, key: Any) -> bool:
        return self._or(False, "has_key", key)

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        # What an empty cache answers; False would be a lock that others hold.
        return self._or(True, "add", key, value, timeout)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self._or(None, "set", key, value, timeout)

    def set_many(self, data: Any, timeout: Any) -> None:
        self._or(None, "set_many", data, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        return self._or(False, "touch", key, timeout)

    def delete(self, key: Any) -> bool:
        return self._or(False, "delete", key)

    def delete_many(self, keys: Any) -> None:
        self._or(None, "delete_many", keys)

    def incr(self, key: Any, delta: int) -> int:
        try:
            return super().incr(key, delta)
        except RedisError:
            raise ValueError(f"Key {key!r} not found.") from None  # as for any key that is not there

    def _or(self, nothing: Any, act: str, *arguments: Any) -> Any:
        try:
            return getattr(super(), act)(*arguments)
        except RedisError as error:
            log.warning("The cache cannot be reached: %s", error)
            return nothing


class RedisCache(django_redis.RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
