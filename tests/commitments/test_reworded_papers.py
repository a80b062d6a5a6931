"""The papers of a promise carry the sentences of their region from the day they count; those that left stay."""

from datetime import date

import pytest

from core.time import travel
from documents.queries import content
from tests.commitments import world as w
from tests.documents.letters.rewording import reworded, says
from tests.documents.pdf_text import joined

pytestmark = pytest.mark.django_db
CODES = ("2601-360702-04-01-000001", "2601-360702-04-01-000002")


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield w.build()


def test_letter_and_decision_change_their_words_for_the_next_promise_only(county):
    before = w.granted(county, w.project(county, CODES[0]))
    kept = content(before.letter), content(before.decision)
    for letter in ("promise_nc", "promise_granted_nc"):
        reworded(letter)
    after = w.granted(county, w.project(county, CODES[1]))
    assert [says(paper) for paper in (before.letter, before.decision)] == [False, False]
    assert [says(paper) for paper in (after.letter, after.decision)] == [True, True]
    assert (content(before.letter), content(before.decision)) == kept
    assert "准予以告知承诺方式办理" in joined(kept[1])
    assert "2个月内对承诺内容进行核查" in joined(kept[1])


def test_what_an_enterprise_declares_has_no_red_head(county):
    """红头 and 发文字号 are an authority's (GB/T 9704-2012 7.2.4); the promise has its number under the title."""
    letter = w.draft(county, w.project(county)).letter
    assert letter.facts["official"] is False
    assert joined(content(letter)).index("告知承诺书") < joined(content(letter)).index(f"编号：{letter.number}")
    assert joined(content(letter)).startswith("告知承诺书")


def test_hearing_and_revocation_say_rights_publication_and_remedies(county):
    commitment = w.heard(county, w.breached(county, w.project(county)))
    reworded("promise_revoked")
    record = w.revoke(county, commitment)
    breach = commitment.breaches.get()
    assert (says(breach.notice), says(breach.revocation)) == (False, True)
    assert "你单位有权陈述和申辩" in joined(content(breach.notice))
    text = joined(content(breach.revocation))
    assert ("公示期自" in text) == record.published
    assert ("失信依法一般不予公示" in text) == (not record.published)
    assert "申请行政复议" in text
    assert "我单位已着手整改" in text
