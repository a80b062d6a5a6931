"""Two verbs at once on one promise, on PostgreSQL: one wins, the other is refused, and the record tells one story."""

from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.db import connection

from commitments import doctor
from commitments.commands import breaching, deciding, keeping, revoking, signing
from commitments.consequences import affected_by
from commitments.models import Commitment, CreditRecord
from core import journal
from core.commands import SYSTEM_USER
from core.errors import Refusal
from core.models import JournalEntry
from core.time import travel
from tests.commitments import world as w
from tests.race import race

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="row locks need PostgreSQL"),
]
MONDAY = date(2026, 3, 2)
ROUNDS = 10


@pytest.fixture
def county():
    with travel(MONDAY):
        return w.build()


def clean():
    with travel(MONDAY):
        assert [*doctor.check(), *journal.verify()] == []


def test_a_withdrawal_that_meets_the_decision_leaves_one_of_both(county):
    ends = Counter()
    for number in range(ROUNDS):
        with travel(MONDAY):
            letter = w.sign(county, w.draft(county, w.project(county, f"2601-360702-04-01-3{number:05d}")))
            head = w.officer(county, letter)
        answers = race(
            partial(deciding.grant.perform, head, letter, text=""),
            partial(signing.withdraw.perform, county.owner, letter, reason="方案调整"),
            day=MONDAY,
        )
        assert [isinstance(answer, Refusal) for answer in answers].count(True) == 1, answers
        letter.refresh_from_db()
        ends[letter.state] += 1
        assert (letter.decision_id is not None) == (letter.state == "DECIDED")
        told = JournalEntry.objects.filter(subject_type="commitments.commitment", subject_id=str(letter.pk))
        assert told.filter(verb__in=("commitments.grant", "commitments.withdraw")).count() == 1
    assert set(ends) <= {"DECIDED", "WITHDRAWN"}
    clean()


def test_of_two_signatures_under_a_revocation_one_makes_the_record(county):
    for number in range(ROUNDS):
        with travel(MONDAY):
            letter = w.breached(county, w.project(county, f"2601-360702-04-01-4{number:05d}"))
            w.heard(county, letter)
            head, seen = w.officer(county, letter), affected_by(letter).fingerprint
        answers = race(
            partial(revoking.revoke.perform, head, letter, seen=seen),
            partial(revoking.drop_revocation.perform, head, letter, reason="已整改"),
            partial(revoking.revoke.perform, head, letter, seen=seen),
            day=MONDAY,
        )
        assert [isinstance(answer, Exception) for answer in answers].count(False) == 1, answers
        letter.refresh_from_db()
        assert letter.state in ("REVOKED", "VERIFYING")
        records = CreditRecord.objects.filter(breach__commitment=letter)
        assert records.count() == (letter.state == "REVOKED")
        with travel(MONDAY):  # a record that stands would close every track to the next round
            records.update(withdrawn_on=MONDAY)
    clean()


def test_a_breach_found_while_the_start_is_recorded_ends_in_the_breach(county):
    with travel(MONDAY):
        letters = [w.granted(county, w.project(county, f"2601-360702-04-01-5{number:05d}")) for number in range(ROUNDS)]
    for letter in letters:
        reviewer = w.officer(county, letter, "reviewer")
        race(
            partial(keeping.begin_building.perform, SYSTEM_USER, letter),
            partial(breaching.find_breach.perform, reviewer, letter, kind="FALSE", facts="现场与承诺不符"),
            day=MONDAY,
        )
    assert set(Commitment.objects.values_list("state", flat=True)) == {"BREACHED"}
    clean()
