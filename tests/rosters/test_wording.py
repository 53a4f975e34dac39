"""What rules have to say, in words: every rule its own, and the sentences of limits filled in."""

from dataclasses import replace

import pytest

from rosters.rulewords import RULE_NAMES, SENTENCES, sentence_of
from rosters.solver.check import check
from rosters.solver.explain import CAUSES, ORDER
from rosters.solver.problem import Headcount, Limits
from rosters.solver.rules import RULES
from rosters.wording import REFUSALS
from tests.solver.small import DAY_SHIFT, drawn, hall, worker


def test_every_rule_has_a_name_and_a_sentence():
    assert RULE_NAMES.keys() == SENTENCES.keys() == RULES.keys()


def test_every_hard_rule_is_a_reason_for_gaps_in_words():
    assert CAUSES.keys() == {name for name, rule in RULES.items() if rule.is_hard}
    assert set(CAUSES.values()) <= set(ORDER) <= REFUSALS.keys()


@pytest.mark.parametrize(
    ("rule", "limits", "row", "sentence"),
    [
        (
            "month-most",
            {"most_minutes": 750},
            "DD.....",
            "Ann has 16 h of shifts this month; at most 12.5 h are allowed.",
        ),
        (
            "month-least",
            {"least_minutes": 1470},
            "DD.....",
            "Ann is 8.5 h below the 24.5 h that she is to have this month.",
        ),
        (
            "shift-count",
            {"shift_most": {"D": 1}},
            "DD.....",
            "Ann has shift D too often this month: 2, at most 1 are allowed.",
        ),
        (
            "weekends",
            {"most_weekends": 0},
            ".....DD",
            "Ann works on too many weekends this month: 1, at most 0 are allowed.",
        ),
        ("short-runs", {"least_run": 3}, ".DD....", "Ann works from March 3 to March 4, fewer than 3 days in a row."),
        ("short-runs", {"least_run": 2}, ".D.....", "Ann works on March 3 alone; at least 2 days in a row are wanted."),
        (
            "short-breaks",
            {"least_rest": 2},
            "D.D....",
            "Ann is off on March 3 alone; at least 2 days in a row are wanted.",
        ),
        (
            "short-breaks",
            {"least_rest": 3},
            "D..D...",
            "Ann is off from March 3 to March 4, fewer than 3 days in a row.",
        ),
    ],
)
def test_broken_limit_is_said_with_the_person_and_what_was_agreed(rule, limits, row, sentence):
    ann = worker(limits=Limits(**limits))

    assert said(hall(ann, rules={rule: {}}, weekends=frozenset({5, 6})), row) == [sentence]


def test_barred_shift_is_said_with_both_days():
    problem = hall(worker(), rules={"succession": {}}, shifts=(replace(DAY_SHIFT, barred_next=frozenset("D")),))

    assert said(problem, "DD.....") == ["Ann: shift D on March 3 may not follow D on March 2."]


@pytest.mark.parametrize(
    ("needed", "sentence"),
    [
        (2, "March 2: shift D has 1 of the 2 people wanted."),
        (0, "March 2: too many people on shift D: 1, only 0 wanted."),
    ],
)
def test_headcount_is_said_with_both_numbers(needed, sentence):
    headcounts = (Headcount(0, "D", needed, short=1, over=1),)

    assert said(hall(worker(), rules={"headcounts": {}}, headcounts=headcounts), "D......") == [sentence]


def said(problem, row):
    return [sentence_of(violation, problem) for violation in check(problem, drawn(problem, ann=row))]
