"""Disciplines that finish at the same moment, on PostgreSQL: every answer counts once, the join runs once."""

import os
from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.db import connection
from viewflow.workflow import STATUS
from viewflow.workflow.lock import no_lock
from viewflow.workflow.models import Task

from approvals.joint import commands as joint
from approvals.joint import doctor
from approvals.joint.flows import JointReviewFlow, PartFlow
from approvals.models import JointPart, JointReview
from core import journal
from core.errors import WrongState
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c
from tests.approvals.joint import world as w
from tests.approvals.together import at_once
from tests.race import race

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="row locks need PostgreSQL"),
]
MONDAY = date(2026, 3, 2)
REVIEWS, PARTS = 20 if os.environ.get("FAULTS") == "full" else 10, 6


@pytest.fixture
def county():
    with travel(MONDAY):
        return c.build()


def reviews(county, tmp_path, count):
    """So many drawing reviews of one case each, one after another withdrawn rounds left out."""
    with travel(MONDAY):
        case = c.case(w.accepted(county, "S3"), "301")
        found = []
        for _n in range(count):
            review = joint.opening.open_drawing_review.perform(county.owner, case, drawing=w.drawing(tmp_path=tmp_path))
            # Another case's review, so that many may be open at once.
            JointReview.objects.filter(pk=review.pk).update(case=None)
            found.append(review)
        return found


def answer_at_once(county, rows, monkeypatch):
    """Six disciplines, all on one review at a time. Returns what went wrong."""
    parts = [list(row.parts.select_related("department").order_by("pk")) for row in rows]

    def discipline(number):
        for part in (row[number] for row in parts):
            officer = type(county.owner).objects.get(pk=w.officer(county, part).pk)
            yield partial(joint.answering.pass_part.perform, officer, part, text="合格")

    return at_once(PARTS, discipline, MONDAY, monkeypatch)


def gathered(rows):
    """How often the step after the join was entered, per review."""
    entered = Task.objects.filter(flow_task=JointReviewFlow.gather)
    return Counter(entered.values_list("process__jointprocess__review_id", flat=True)), [row.pk for row in rows]


def test_six_disciplines_finish_many_reviews_at_once(county, tmp_path, monkeypatch):
    rows = reviews(county, tmp_path, REVIEWS)
    assert not answer_at_once(county, rows, monkeypatch)
    assert JournalEntry.objects.filter(verb="joint.pass_part").count() == PARTS * REVIEWS
    assert set(JointPart.objects.values_list("state", flat=True)) == {"PASSED"}
    entered, keys = gathered(rows)
    assert entered == dict.fromkeys(keys, 1)
    assert set(JointReview.objects.values_list("state", flat=True)) == {"MERGING"}
    assert JournalEntry.objects.filter(verb="joint.gather").count() == REVIEWS
    assert not Task.objects.filter(status=STATUS.ERROR).exists()
    with travel(MONDAY):
        assert list(journal.verify()) == []
        assert list(doctor.check()) == []  # of joint procedures


def test_without_the_lock_the_same_schedule_loses_or_doubles_the_join(county, tmp_path, monkeypatch):
    rows = reviews(county, tmp_path, 4)
    for flow_class in (JointReviewFlow, PartFlow):
        monkeypatch.setattr(flow_class, "lock_impl", no_lock)
    answer_at_once(county, rows, monkeypatch)
    entered, keys = gathered(rows)
    assert entered != dict.fromkeys(keys, 1)


def test_two_officers_on_one_discipline_one_wins_and_the_other_is_told(county, tmp_path):
    [review] = reviews(county, tmp_path, 1)
    part = review.parts.select_related("department").get(code="FIRE")
    people = [county.people[role, "HOUSING"] for role in ("reviewer", "head")]
    answers = race(*(partial(joint.answering.pass_part.perform, user, part) for user in people), day=MONDAY)
    [lost] = [answer for answer in answers if isinstance(answer, Exception)]
    assert isinstance(lost, WrongState), repr(lost)
    winner = JointPart.objects.get(pk=part.pk).author
    assert lost.by == str(winner)
