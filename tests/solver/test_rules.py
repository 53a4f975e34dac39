"""The register of rules, and what the solver's package leans on."""

import subprocess
import sys
from pathlib import Path

import pytest

import rosters.solver
from rosters.solver.rules import RULES, rules_of
from tests.solver.small import hall, worker

PACKAGE = Path(rosters.solver.__file__).parent


def test_check_is_had_without_what_searches():
    code = (
        "import sys, rosters.solver.check, rosters.solver.serial; print(sorted({'ortools', 'numba'} & {*sys.modules}))"
    )

    assert subprocess.check_output([sys.executable, "-c", code], text=True, cwd=PACKAGE.parents[1]) == "[]\n"


def test_rules_come_in_order_of_weight():
    problem = hall(worker(), rules={name: {} for name in reversed(RULES)})

    assert [rule.name for rule in rules_of(problem)] == list(RULES)
    assert [rule.is_hard for rule in rules_of(problem)] == [True] * 13 + [False] * 15


def test_rule_takes_its_settings_and_keeps_its_defaults():
    (overtime,) = rules_of(hall(worker(), rules={"overtime": {"day_most": 60}}))

    assert (overtime.standard_day, overtime.day_most, overtime.month_most) == (480, 60, 2160)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"luck": {}}, "There is no rule 'luck'."),
        ({"rest": {"hours": 11}}, "The rule 'rest' has no setting 'hours'."),
        ({"rest": {"name": 11}}, "The rule 'rest' has no setting 'name'."),
        ({"wishes": {"weight": 1.5}}, "The rule 'wishes' wants a whole number from 0 for 'weight', not 1.5."),
        ({"wishes": {"weight": True}}, "The rule 'wishes' wants a whole number from 0 for 'weight', not True."),
    ],
)
def test_unknown_rules_and_settings_are_named(rules, says):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the message is the point
        rules_of(hall(worker(), rules=rules))

    assert str(refusal.value) == says
