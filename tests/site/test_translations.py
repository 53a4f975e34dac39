"""Every text of the product is translated; a text that is new or has changed fails here until it is."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

LOCALES = ["zh_Hans", "zh_Hant"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[ds]|\{\w*\}")
SOURCES = ["schedulingsite", "reports", "plans", "swaps", "rosters", "notices", "staff", "templates"]


@pytest.mark.parametrize("locale", LOCALES)
def test_translation_has_no_gaps_and_no_guesses(locale):
    catalogue = polib.pofile(str(catalogue_of(settings.BASE_DIR, locale)))

    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue if not entry.obsolete and gaps(entry)] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not on this machine")
@pytest.mark.parametrize("locale", LOCALES)
def test_translation_knows_every_text_of_the_sources(locale, extracted):
    committed = {key(entry) for entry in polib.pofile(str(catalogue_of(settings.BASE_DIR, locale)))}
    needed = {key(entry) for entry in polib.pofile(str(catalogue_of(extracted, locale))) if not entry.obsolete}

    assert sorted(needed - committed) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_translation_keeps_the_placeholders(locale):
    catalogue = polib.pofile(str(catalogue_of(settings.BASE_DIR, locale)))

    assert [entry.msgid for entry in catalogue.translated_entries() if loses_placeholder(entry)] == []


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Path:
    """A copy of the sources with catalogues made anew from them."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(settings.BASE_DIR / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "locale").mkdir()
    wanted = [part for locale in LOCALES for part in ("--locale", locale)]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--verbosity", "0", *wanted],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        check=True,
    )
    return copy


def catalogue_of(folder: Path, locale: str) -> Path:
    path = folder / "locale" / locale / "LC_MESSAGES" / "django.po"
    assert path.is_file(), f"no {path.name} for {locale}"
    return path


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def gaps(entry: polib.POEntry) -> bool:
    return any(not text.strip() for text in entry.msgstr_plural.values() or [entry.msgstr])


def loses_placeholder(entry: polib.POEntry) -> bool:
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    names = placeholders(entry.msgid_plural or entry.msgid)
    return any(placeholders(text) != names for text in texts)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
