"""No container engine runs here: the files are held against their schema and against the program."""

import json
import re
import shlex
from pathlib import Path

import check_jsonschema
import jsonschema
import pytest
import yaml
from django.conf import settings

from schedulingsite import health
from tests.site.test_settings import CLEAN


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())


def test_compose_file_obeys_the_compose_schema(compose):
    vendor = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"
    schema = json.loads((vendor / "compose-spec.json").read_text())

    jsonschema.validate(compose, schema)


def test_every_queue_has_its_own_worker(compose):
    listens = {name: option(service, "--queues") for name, service in compose["services"].items() if "worker" in name}

    assert listens == {f"worker-{queue}": queue for queue in health.QUEUES}


def test_queues_of_the_settings_are_those_the_workers_hear():
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}

    assert routed == set(health.QUEUES)


def test_builds_run_one_at_a_time_in_a_worker(compose):
    assert option(compose["services"]["worker-solver"], "--concurrency") == "1"


def test_one_scheduler_runs(compose):
    assert [name for name, service in compose["services"].items() if " beat" in service.get("command", "")] == [
        "scheduler"
    ]


def test_every_lasting_service_has_a_health_check(compose):
    unchecked = [name for name, service in compose["services"].items() if "healthcheck" not in service]

    assert unchecked == ["migrate"]


def test_only_known_names_are_set_in_the_environment(compose):
    for name in ("migrate", "web", "worker-solver", "worker-default", "scheduler"):
        assert set(compose["services"][name]["environment"]) <= set(CLEAN)


def test_secrets_have_no_default(compose):
    text = (settings.BASE_DIR / "docker-compose.yml").read_text()

    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "BASE_URL", "EMAIL_URL"):
        asked = re.findall(r"\$\{" + name + r"(.)(.)", text)
        assert asked
        assert {"".join(two) for two in asked} == {":?"}


def test_volumes_used_are_volumes_declared(compose):
    used = {mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", [])}

    assert used == set(compose["volumes"])


def test_health_checks_call_what_exists(compose, client):
    checks = {
        name: service["healthcheck"]["test"]
        for name, service in compose["services"].items()
        if "healthcheck" in service
    }
    asked = {check[-1] for check in checks.values() if "seen" in check}

    assert asked == {*health.QUEUES, "scheduler"}
    assert "/healthz" in checks["web"][-1]
    assert client.get("/healthz").status_code == 200


def test_image_installs_the_locked_dependencies_only():
    lines = (settings.BASE_DIR / "Dockerfile").read_text().splitlines()

    assert [line for line in lines if "pip install" in line] == [
        "RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt"
    ]


def option(service: dict, name: str) -> str:
    words = shlex.split(service["command"])
    return words[words.index(name) + 1]
