import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

CLEAN = dict.fromkeys(
    "SECRET_KEY DEBUG ALLOWED_HOSTS DATABASE_URL REDIS_URL REDIS_PREFIX EMAIL_URL DEFAULT_FROM_EMAIL BASE_URL "
    "TIME_ZONE LANGUAGE_CODE SOLVER_WORKERS SOLVER_SECONDS SOLVER_MEMORY_MB PORT "
    "WECOM_URL DINGTALK_URL FEISHU_URL WEBHOOK_PRIVATE".split(),
    "",
)


@pytest.fixture
def started_with(tmp_path):
    """What a process started in this environment has for settings: `started_with({"DEBUG": "1"}, "DEBUG")`."""

    def started_with(environment: dict[str, str], *names: str):
        values = f"[getattr(settings, name) for name in {names!r}]"
        ask = f"import json; from schedulingsite import settings; print(json.dumps({values}))"
        return subprocess.run(
            [sys.executable, "-c", ask],
            env=os.environ | CLEAN | {"VAR_DIR": str(tmp_path)} | environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )

    return started_with


def test_nothing_set_is_a_developers_machine(started_with, tmp_path):
    done = started_with({}, "DEBUG", "REDIS_URL", "LANGUAGE_CODE", "TIME_ZONE", "SOLVER_SECONDS", "PORT")

    assert json.loads(done.stdout) == [True, "", "zh-hans", "Asia/Shanghai", 60, 8000]


def test_nothing_set_is_sqlite_that_many_processes_can_write(started_with, tmp_path):
    (databases,) = json.loads(started_with({}, "DATABASES").stdout)

    assert databases["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert databases["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in databases["default"]["OPTIONS"]["init_command"]


def test_servers_named_are_the_ones_used(started_with):
    environment = {"DATABASE_URL": "postgres://u:p@db:5432/name", "REDIS_URL": "redis://queue:6379/1"}
    databases, broker = json.loads(started_with(environment, "DATABASES", "CELERY_BROKER_URL").stdout)

    assert databases["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert (databases["default"]["HOST"], databases["default"]["NAME"]) == ("db", "name")
    assert broker == "redis://queue:6379/1"


def test_redis_whose_machine_is_away_keeps_nobody_waiting(started_with):
    asked = started_with({"REDIS_URL": "redis://queue:6379/1"}, "CACHES", "CELERY_BROKER_TRANSPORT_OPTIONS")
    caches, broker = json.loads(asked.stdout)

    assert broker["socket_connect_timeout"] == caches["default"]["OPTIONS"]["socket_connect_timeout"] == 2


def test_key_given_means_production(started_with):
    done = started_with(
        {"SECRET_KEY": "k" * 50}, "DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"
    )

    assert json.loads(done.stdout) == [False, True, True, 365 * 24 * 3600]


def test_production_counts_attempts_by_the_address_its_proxy_has_seen(started_with):
    proxies, api = json.loads(
        started_with({"SECRET_KEY": "k" * 50}, "ALLAUTH_TRUSTED_PROXY_COUNT", "REST_FRAMEWORK").stdout
    )

    assert (proxies, api["NUM_PROXIES"]) == (1, 1)


def test_production_without_a_key_does_not_start(started_with):
    done = started_with({"DEBUG": "0"}, "DEBUG")

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith("SECRET_KEY must be set in the environment when DEBUG is off.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("SOLVER_WORKERS", "0"),
        ("SOLVER_SECONDS", "1.5"),
        ("SOLVER_MEMORY_MB", "-1"),
        ("TIME_ZONE", "Asia/Nowhere"),
        ("LANGUAGE_CODE", "fr"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://host:many/name"),
        ("REDIS_URL", "localhost:6379"),
        ("BASE_URL", "halls.example.com"),
        ("EMAIL_URL", "pigeon://host"),
    ],
)
def test_wrong_value_stops_the_start_and_is_named(started_with, name, value):
    done = started_with({name: value}, "DEBUG")

    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} in the environment" in done.stderr.splitlines()[-1]
    assert value not in done.stderr.splitlines()[-1]


def test_content_policy_allows_nothing_inline(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_example_environment_names_what_is_read_and_nothing_else():
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    named = {line.lstrip("# ").split("=")[0] for line in lines if "=" in line}

    assert named == {*CLEAN, "VAR_DIR", "DEMO_PASSWORD"}
