"""Conditions that cannot both be kept: found whatever their form, shown to the lead, and nothing leaves meanwhile."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from approvals.joint import conditions as rules
from approvals.joint.conditions import Stated, conflicts, contradict
from approvals.joint.vocabulary import subjects, word_label
from approvals.joint.wording import condition_text
from approvals.models import Condition

WORDS = ("东", "南", "西", "北")
numbers = st.decimals(min_value=-50, max_value=50, places=1)


@st.composite
def numeric(draw, by=None):
    operator = draw(st.sampled_from(sorted(rules.NUMERIC)))
    low, high = sorted((draw(numbers), draw(numbers)))
    return Stated(
        key=draw(st.integers(1, 10**6)), by=by or draw(st.integers(1, 4)), subject="H", operator=operator, low=low, high=high,
        unit=draw(st.sampled_from(("m", "cm"))),
    )  # fmt: skip


@st.composite
def wordy(draw):
    return Stated(
        key=draw(st.integers(1, 10**6)), by=draw(st.integers(1, 4)), subject="S",
        operator=draw(st.sampled_from(sorted(rules.WORDY))), words=draw(st.frozensets(st.sampled_from(WORDS), min_size=1)),
    )  # fmt: skip


def keeps(stated: Stated, millimetres: int) -> bool:
    """The oracle: whether a length in millimetres keeps a condition, said with plain comparisons."""
    factor = {"m": 1000, "cm": 10}[stated.unit]
    low = None if stated.low is None else stated.low * factor
    high = None if stated.high is None else stated.high * factor
    return {
        "AT_MOST": lambda: millimetres <= high,
        "AT_LEAST": lambda: millimetres >= low,
        "EXACTLY": lambda: millimetres == low,
        "BETWEEN": lambda: low <= millimetres <= high,
    }[stated.operator]()


@given(numeric(), numeric())
def test_two_lengths_contradict_exactly_when_no_length_keeps_both(one, other):
    edges = {int(v * {"m": 1000, "cm": 10}[c.unit]) for c in (one, other) for v in (c.low, c.high)}
    tried = {edge + step for edge in edges for step in (-1, 0, 1)} | {-(10**6), 10**6}
    possible = any(keeps(one, n) and keeps(other, n) for n in tried)
    assert contradict(one, other) is not possible


@given(wordy(), wordy())
def test_two_word_conditions_contradict_exactly_when_no_word_keeps_both(one, other):
    def keeps_word(stated, word):
        return (word in stated.words) == (stated.operator == "ONE_OF")

    possible = any(keeps_word(one, word) and keeps_word(other, word) for word in (*WORDS, "其他"))
    assert contradict(one, other) is not possible


@given(numeric(), numeric())
def test_contradiction_is_symmetric_and_never_with_itself(one, other):
    assert contradict(one, other) == contradict(other, one)
    assert not contradict(one, one)


@given(st.lists(st.one_of(numeric(), wordy()), max_size=8, unique_by=lambda c: c.key))
def test_every_pair_is_found_once_older_first_and_never_within_one_department(stated):
    found = [(one.key, other.key) for one, other in conflicts(stated)]
    assert len(found) == len(set(found))
    assert all(one < other for one, other in found)
    by = {c.key: c for c in stated}
    wanted = {
        (a, b) for a in by for b in by if a < b and by[a].by != by[b].by and contradict(by[a], by[b])
    }  # fmt: skip
    assert set(found) == wanted


def stated(key, operator, unit="m", **values):
    return Stated(key, key, "LAND_AREA", operator, **{k: Decimal(v) for k, v in values.items()}, unit=unit)


def test_hectares_and_mu_are_compared_as_areas():
    assert contradict(stated(1, "AT_LEAST", "hm2", low="2"), stated(2, "AT_MOST", "mu", high="29"))
    assert not contradict(stated(1, "AT_LEAST", "hm2", low="2"), stated(2, "AT_MOST", "mu", high="30"))


def test_a_length_and_a_share_are_not_compared():
    assert not contradict(stated(1, "AT_LEAST", "m", low="9"), stated(2, "AT_MOST", "percent", high="3"))


@pytest.mark.parametrize(
    "bad",
    [
        Stated(1, 1, "H", "BETWEEN", Decimal(9), Decimal(3), unit="m"),
        Stated(1, 1, "H", "AT_MOST", Decimal(9), None, unit="m"),
        Stated(1, 1, "H", "EXACTLY", None, Decimal(3), unit="m"),
        Stated(1, 1, "H", "AT_LEAST", Decimal(9), unit="furlong"),
        Stated(1, 1, "S", "ONE_OF"),
        Stated(1, 1, "S", "SOMEHOW", Decimal(1)),
    ],
)
def test_what_admits_nothing_or_cannot_be_read_is_no_condition(bad):
    with pytest.raises(rules.Unfit):
        rules.check(bad)


def test_the_words_of_a_condition_are_kept_in_chinese_and_said_in_the_readers_language():
    gate = Condition(subject="GATE_SIDE", operator="NONE_OF", words=["东", "北"])
    with translation.override("en"):
        assert "East, North" in condition_text(gate)
        english = {word: word_label(word) for subject in subjects().values() for word in subject.words}
    assert all(label.isascii() for label in english.values())
    with translation.override("zh-hans"):
        assert "东、北" in condition_text(gate)
        assert [word_label(word) for word in english] == list(english)
