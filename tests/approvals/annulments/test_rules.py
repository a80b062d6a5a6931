from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from approvals.annulments.rules import GROUNDS, LAW, may_be_decided, resting_on

CODES = st.sampled_from("abcdef")


def test_what_waits_for_an_item_rests_on_it_directly_or_through_another():
    needs = {"b": [["a"]], "c": [["b"]], "d": [["x"]]}
    assert resting_on("a", needs, {"a", "b", "x"}) == {"b": "a", "c": "b"}


def test_an_item_whose_group_is_met_by_another_does_not_rest_on_the_one_that_falls():
    assert resting_on("a", {"b": [["a", "z"]]}, {"a", "z"}) == {}
    assert resting_on("a", {"b": [["a", "z"]]}, {"a"}) == {"b": "a"}


def test_every_ground_has_its_article_and_belongs_to_one_kind():
    assert not GROUNDS["RECALL"] & GROUNDS["REVOCATION"]
    assert set(LAW) == GROUNDS["RECALL"] | GROUNDS["REVOCATION"]


def test_the_last_day_still_belongs_to_the_holder():
    day = date(2026, 3, 9)
    assert not may_be_decided(day, False, day)
    assert may_be_decided(day, False, date(2026, 3, 10))
    assert may_be_decided(day, True, day)


@given(
    CODES,
    st.dictionaries(CODES, st.lists(st.lists(CODES, min_size=1, max_size=3), max_size=3)),
    st.sets(CODES),
)
def test_nothing_rests_on_itself_and_everything_found_waits_for_what_is_named(code, needs, met):
    found = resting_on(code, needs, met)
    assert code not in found
    for item, through in found.items():
        assert through == code or through in found
        assert any(through in group for group in needs[item])


@given(CODES, st.dictionaries(CODES, st.lists(st.lists(CODES, min_size=1, max_size=2), max_size=3)), st.sets(CODES))
def test_fewer_items_that_stand_never_let_fewer_rest(code, needs, met):
    assert set(resting_on(code, needs, met)) <= set(resting_on(code, needs, set()))
