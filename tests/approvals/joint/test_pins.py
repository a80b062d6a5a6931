"""Pins on a newer drawing: carried where the page is the same, moved with it, stale where it changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.joint.pdf_pages import pages_of
from approvals.joint.pins import Change, Fate, Place, carry, compare
from tests.approvals.joint import world as w

prints = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8)


def test_a_pin_stays_moves_or_becomes_stale():
    before = ["a", "b", "c"]
    assert carry(2, before, ["a", "b", "c"]) == Place(2, Fate.CARRIED)
    assert carry(2, before, ["x", "a", "b", "c"]) == Place(3, Fate.MOVED)
    assert carry(2, before, ["a", "B", "c"]) == Place(2, Fate.STALE)
    assert carry(3, before, ["a", "b"]) == Place(0, Fate.STALE)
    assert carry(2, ["a", "b", "b"], ["x", "y", "b"]) == Place(2, Fate.STALE)  # which of the two moved, nobody knows
    with pytest.raises(IndexError):
        carry(4, before, before)


@given(prints, prints)
def test_no_pin_is_called_carried_or_moved_to_another_content(before, after):
    for page in range(1, len(before) + 1):
        place = carry(page, before, after)
        if place.fate is not Fate.STALE:
            assert after[place.page - 1] == before[page - 1]


@given(prints, prints)
def test_a_comparison_names_every_page_of_both_versions_once(before, after):
    changes = compare(before, after)
    assert sorted(change.new for change in changes if change.new) == list(range(1, len(after) + 1))
    assert sorted(change.old for change in changes if change.old) == list(range(1, len(before) + 1))
    for change in changes:
        if change.what in ("same", "moved"):
            assert before[change.old - 1] == after[change.new - 1]


def test_a_page_put_in_between_changes_nothing_else():
    changes = compare(["a", "b"], ["a", "x", "b"])
    assert [change.what for change in changes] == ["same", "added", "moved"]
    assert compare(["a", "b"], ["a"])[-1] == Change(2, 0, "removed")


def test_the_fingerprint_of_a_page_changes_with_its_content_alone(tmp_path):
    def read(*pages):
        path = tmp_path / "set.pdf"
        path.write_bytes(w.pdf(*pages))
        return [page["print"] for page in pages_of(path)]

    first, second = read("plan", "section"), read("plan", "section, corrected")
    assert first[0] == second[0]
    assert first[1] != second[1]
    assert read("plan", "section") == first
