"""Reading the environment: every value is checked, and a wrong one stops the program with its name."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def read_file(path: Path) -> None:
    """Add the settings of a `.env` file; what the environment already says stays."""
    load_dotenv(path, override=False)


def text(name: str, default: str = "") -> str:
    """The value without surrounding blanks; an empty value counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """True or False from 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise wrong(name, "is neither 1 nor 0")
    return value in TRUE


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`, both included."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise wrong(name, "is not a whole number") from None
    if not least <= number <= most:
        raise wrong(name, f"is not between {least} and {most}")
    return number


def one_of(name: str, default: str, choices: Collection[str]) -> str:
    """One of a short list of words."""
    value = text(name, default)
    if value not in choices:
        raise wrong(name, "is none of " + ", ".join(sorted(choices)))
    return value


def words(name: str) -> list[str]:
    """The parts of a comma separated list; an empty list when it is not set."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def time_zone(name: str, default: str) -> str:
    """The name of a time zone such as Asia/Shanghai."""
    value = text(name, default)
    if value not in available_timezones():
        raise wrong(name, "is not the name of a time zone")
    return value


def url(name: str, schemes: Collection[str], default: str = "") -> str:
    """An address with one of the schemes and a host, without the closing slash."""
    value = text(name, default)
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise wrong(name, "does not look like " + " or ".join(f"{s}://host" for s in schemes))
    return value.rstrip("/")


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's description of a PostgreSQL or SQLite database, SQLite in `default` when not set."""
    value = text(name, f"sqlite:///{default}")
    if urlsplit(value).scheme not in {"postgres", "postgresql", "sqlite"}:
        raise wrong(name, "is neither postgres://… nor sqlite:///…")
    try:
        return dict(dj_database_url.parse(value))
    except (ValueError, KeyError):
        raise wrong(name, "cannot be read as the address of a database") from None


def email(name: str, default: str) -> dict[str, Any]:
    """Django's EMAIL_* settings from an address such as smtp://user:word@host:587/?tls=True."""
    try:
        parsed = dict(dj_email_url.parse(text(name, default)))
    except (ValueError, KeyError):
        parsed = {}
    if "EMAIL_BACKEND" not in parsed:
        raise wrong(name, "cannot be read as the address of a mail server")
    return parsed


def wrong(name: str, why: str) -> ImproperlyConfigured:
    """The error that names the setting and never repeats a value that might be secret."""
    return ImproperlyConfigured(f"{name} in the environment {why}.")
