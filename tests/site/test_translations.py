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
# Words of the other script’s readers, and second words for one thing.
NOT_SAID = {
    "zh_Hans": ["儲", "檔案", "網路", "手工"],
    "zh_Hant": [
        "計劃",
        "審批",
        "批准",
        "匯總",
        "恢複",
        "複制",
        "調休",
        "培訓",
        "水平",
        "保存",
        "刷新",
        "打印",
        "默認",
        "打開",
        "手工",
        "聯繫",
    ],
}
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
COLON = re.compile(r"[}>][:,] ?[{<].{,40}")
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


def test_traditional_texts_hold_no_simplified_character():
    catalogue = polib.pofile(str(catalogue_of(settings.BASE_DIR, "zh_Hant")))

    assert [text for entry in catalogue for text in texts_of(entry) if not is_traditional(text)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_translation_keeps_to_the_words_of_its_readers(locale):
    catalogue = polib.pofile(str(catalogue_of(settings.BASE_DIR, locale)))

    said = [
        (word, text) for entry in catalogue for text in texts_of(entry) for word in NOT_SAID[locale] if word in text
    ]

    assert said == []


def test_no_page_writes_a_colon_or_comma_that_chinese_readers_would_see_half_wide():
    """Between two values `{% translate ": " %}` or `", "` stands, which are ： and 、 in Chinese."""
    pages = {path: path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")}

    found = [(path.name, colon) for path, text in pages.items() for colon in COLON.findall(TRANSLATED.sub("", text))]

    assert found == []


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


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def is_traditional(text: str) -> bool:
    """Big5 has room for traditional characters alone."""
    try:
        "".join(character for character in text if "\u4e00" <= character <= "\u9fff").encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def loses_placeholder(entry: polib.POEntry) -> bool:
    texts = texts_of(entry)
    names = placeholders(entry.msgid_plural or entry.msgid)
    return any(placeholders(text) != names for text in texts)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
