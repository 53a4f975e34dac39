"""What docs/rules.md promises: every rule of the register, every setting with its default."""

import re
from datetime import time
from typing import Any

from django.conf import settings

from rosters.models import RuleSettings
from rosters.solver.rules import RULES

PAGE = (settings.BASE_DIR / "docs/rules.md").read_text(encoding="utf-8")
NO_SETTINGS = {"id", "hall"}


def written(default: Any) -> str:
    return f"{default:%H:%M}" if isinstance(default, time) else str(default)


def test_rules_page_has_every_rule_in_the_registers_order():
    assert re.findall(r"^### `(.+)`$", PAGE, re.MULTILINE) == list(RULES)


def test_rules_page_tells_hard_rules_from_soft_ones():
    hard, _soft = PAGE.split("\n## Soft")

    assert re.findall(r"^### `(.+)`$", hard, re.MULTILINE) == [name for name, rule in RULES.items() if rule.is_hard]


def test_rules_page_has_every_setting_with_its_default():
    defaults = {field.name: field.get_default() for field in RuleSettings._meta.fields if field.name not in NO_SETTINGS}

    assert dict(re.findall(r"`([a-z_]+)`\s+\(([^)]+)\)", PAGE)) == {
        name: written(default) for name, default in defaults.items()
    }
