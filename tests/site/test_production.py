"""The program as it runs in production: DEBUG off, files with digests in their names."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.site.test_settings import CLEAN


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Runs Python in production's environment, after `collectstatic`; gives what it printed."""
    own = {
        "SECRET_KEY": "k" * 50,
        "BASE_URL": "https://rosters.example.com",
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
    }
    environment = os.environ | CLEAN | own | {"DJANGO_SETTINGS_MODULE": "schedulingsite.settings"}

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("manage.py", "collectstatic", "--noinput")
    return run


@pytest.fixture(scope="module")
def login_page(production):
    return production(
        "-c",
        "import django; django.setup(); from django.test import Client; "
        "answer = Client().get('/accounts/login/', secure=True, headers={'host': 'rosters.example.com'}); "
        "print(answer.status_code, dict(answer.headers), answer.cookies.output(), answer.content.decode())",
    )


def test_login_page_in_production_asks_for_files_by_their_digest(login_page):
    asked = re.findall(r'(?:href|src)="(/static/[^"]+)"', login_page)

    assert login_page.startswith("200")
    assert asked
    assert [path for path in asked if not re.search(r"\.[0-9a-f]{12}\.\w+(#|$)", path)] == []


def test_login_page_in_production_is_for_https_only(login_page):
    assert "max-age=31536000" in login_page
    assert re.search(r"csrftoken=.*; Secure", login_page)


def test_modules_import_each_other_by_their_digest(production):
    modules = production(
        "-c",
        "import django; django.setup(); from django.conf import settings; "
        "[print(path.read_text()) for path in (settings.STATIC_ROOT / 'js').rglob('*.????????????.js')]",
    )
    imported = re.findall(r'^import [^"\']*["\'](\.[^"\']+)["\']', modules, re.MULTILINE)

    assert imported
    assert [path for path in imported if not re.search(r"\.[0-9a-f]{12}\.js$", path)] == []


def test_unknown_host_is_turned_away_in_production(production):
    status = production(
        "-c",
        "import django; django.setup(); from django.test import Client; "
        "print(Client().get('/healthz', headers={'host': 'elsewhere.example.com'}).status_code)",
    )

    assert status == "400\n"
