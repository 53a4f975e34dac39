"""Every pair of colours that pages put together meets WCAG AA, on light and on dark."""

import re
from itertools import product

import pytest
from django.conf import settings

TEXT, EDGE = 4.5, 3.0
SHIFTS = ("sky", "green", "violet", "orange", "rose", "teal", "indigo", "olive")
GROUNDS = ("paper", "card", "well", "lift", "weekend", "holiday", "makeup", "accent-wash")

PAIRS = [
    *((text, ground, TEXT) for text, ground in product(("text", "soft", "faint"), GROUNDS)),
    *(("accent", ground, TEXT) for ground in ("paper", "card", "well", "lift", "accent-wash")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-deep", TEXT),
    *((text, ground, TEXT) for text, ground in product(("bad", "good", "warn-text"), ("paper", "card", "well"))),
    ("bad", "bad-wash", TEXT),
    ("good", "good-wash", TEXT),
    ("warn-text", "warn-wash", TEXT),
    ("holiday-text", "holiday", TEXT),
    ("away-text", "away", TEXT),
    ("away-text", "away-stripe", TEXT),
    *(("rest-text", ground, TEXT) for ground in ("card", "weekend", "holiday", "makeup")),
    *(("mark", ground, EDGE) for ground in ("paper", "card", "well")),
    *((f"{shift}-text", f"{shift}-ground", TEXT) for shift in SHIFTS),
    *((f"{shift}-dash", ground, EDGE) for shift, ground in product(SHIFTS, ("card", "weekend", "holiday"))),
]


@pytest.fixture(scope="module")
def colours() -> dict[str, tuple[str, str]]:
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", css)
    return {name: (light, dark) for name, light, dark in found}


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart(colours, front, ground, least, theme):
    assert contrast(colours[front][theme], colours[ground][theme]) >= least


def test_colours_are_named_in_the_tokens_alone():
    sheets = [path for path in (settings.BASE_DIR / "static/css").glob("*.css") if path.name != "tokens.css"]

    strays = {path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", path.read_text()) for path in sheets}

    assert {name: found for name, found in strays.items() if found} == {}


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
