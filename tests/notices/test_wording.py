"""Every kind in every language, and facts that nobody has thought of."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from notices.kinds import Kind
from notices.wording import SENTENCES, name_of, words_of

LANGUAGES = ["en", "zh-hans", "zh-hant"]
FACTS = {
    "month": "2026-03",
    "date": "2026-03-05",
    "due": "2026-03-25",
    "first": "2026-03-05",
    "last": "2026-03-08",
    "person": "王丽娜",
    "step": "publish",
    "task": "NPS",
    "count": 3,
    "reason": "peak",
    "days": [{"date": "2026-03-05", "before": "A", "after": "rest"}, {"date": "2026-03-06", "person": "Ann"}],
}
ANSWERS = {
    "swap_answered": ["agreed", "declined"],
    "swap_decided": ["approved", "declined"],
    "leave_decided": ["approved", "declined"],
}
CASES = [(kind, answer) for kind in Kind for answer in ANSWERS.get(kind, [""])]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "answer"), CASES)
def test_every_kind_is_told_in_a_whole_sentence(kind, answer, language):
    with translation.override(language):
        words = words_of(kind, FACTS | {"answer": answer})
        text = " ".join([words.title, *words.lines])

        assert words.title != name_of(kind)
        assert not [left for left in ("%(", "{", "None", "2026-03") if left in text]


def test_every_sentence_is_another_in_chinese():
    said = {name: set() for name in SENTENCES}
    for language in LANGUAGES:
        with translation.override(language):
            for name, sentence in SENTENCES.items():
                said[name].add(str(sentence))

    assert [name for name, texts in said.items() if len(texts) < 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_kind_without_facts_is_told_by_its_name(kind, language):
    with translation.override(language):
        assert words_of(kind, {}).title == str(kind.label)


def test_leave_of_one_day_is_told_by_that_day():
    facts = {"person": "王芳", "first": "2026-03-02", "last": "2026-03-02"}

    with translation.override("zh-hans"):
        titles = [words_of("leave_asked", facts | more).title for more in ({}, {"last": "2026-03-03"})]

    assert titles == ["王芳申请请假：3月2日", "王芳申请请假：3月2日至3月3日"]


def test_changed_days_are_listed_each_with_before_and_after():
    with translation.override("en"):
        words = words_of("days_changed", FACTS)

    assert words.title == "Your days in March 2026 have changed"
    assert words.lines[:2] == ("March 5: A → day off", "Ann · March 6: — → —")


def test_many_changed_days_are_cut_short_and_counted():
    days = [{"date": f"2026-03-{n:02}", "before": "A", "after": "B"} for n in range(1, 32)]

    with translation.override("en"):
        words = words_of("days_changed", {"month": "2026-03", "days": days})

    assert len(words.lines) == 11
    assert words.lines[-1] == "and 21 more days"


def test_text_with_a_percent_sign_is_only_text():
    with translation.override("en"):
        assert words_of("plan_returned", {"task": "80 %(month)s"}).title == "“80 %(month)s” was sent back"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*Kind, "unheard_of"]), st.dictionaries(st.sampled_from([*FACTS, "answer", "other"]), JSON))
def test_facts_that_nobody_has_thought_of_never_leave_a_notice_without_words(kind, facts):
    for language in LANGUAGES:
        with translation.override(language):
            assert words_of(kind, facts).title
