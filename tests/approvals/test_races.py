"""Two at once, on PostgreSQL: one winner, the loser is told who was first and when; the same form twice is one row.

What counts is read from the tables afterwards, never from an answer alone.
"""

import os
import threading
from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Membership
from approvals import commands, doctor
from approvals.models import Decision
from core import journal
from core.commands import SYSTEM_USER
from core.errors import Conflict, WrongState
from core.journal import SYSTEM
from core.models import CommandReceipt, JournalEntry
from core.time import travel
from documents.models import Document
from tests.approvals import county as c
from tests.race import PATIENCE, race

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="row locks need PostgreSQL"),
]
RECEIVED, MONDAY = date(2026, 2, 2), date(2026, 3, 9)
FULL = os.environ.get("FAULTS") == "full"
PAIRS = 200 if FULL else 20
KEYS, COPIES = (200 if FULL else 60), 20


@pytest.fixture
def county():
    with travel(RECEIVED):
        built = c.build()
        first = built.people["head", "DRC"]
        second = type(first).objects.create(username="second-head", name="另一审批人")
        department = built.departments["DRC"]
        Membership.objects.create(user=second, role="HEAD", department=department, valid_from=c.SINCE)
        built.people["second"] = second
        return built


def handed_in(county, number):
    """A file at the window, its first item decided by the department with two heads."""
    project = c.project(county, code=f"2601-360702-04-01-2{number:05d}")
    c.hand_in_papers(project, "S1")
    draft = commands.filing.create_draft.perform(county.owner, project, stage="S1")
    return commands.filing.submit.perform(county.owner, draft, form=c.FORM)


def to_sign(county, number):
    """A case with the reviewer's opinion, waiting for a head."""
    application = commands.window.accept.perform(county.clerk, handed_in(county, number))
    case = c.case(application, "105")
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
    case.refresh_from_db()
    return case


def press_sign(user, case):
    """The head's press on the page, as the browser sends it."""
    client = Client()
    client.force_login(user)
    fields = {"outcome": "PASS", "official_number": f"赣〔2026〕{case.pk}号", "title": "准予许可决定书"}
    return lambda: client.post(reverse("approvals:act", args=[case.pk, "sign"]), fields)


def clean():
    with travel(MONDAY):
        return [*journal.verify(), *doctor.check()] == []


def test_of_two_heads_who_sign_one_case_one_signs_and_the_other_reads_who_and_when(county):
    with travel(MONDAY):
        cases = [to_sign(county, number) for number in range(PAIRS)]
    for case in cases:
        with travel(MONDAY):
            presses = press_sign(county.head(case), case), press_sign(county.people["second"], case)
        answers = race(*presses, day=MONDAY)
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        signer = Decision.objects.get(case=case).signer
        [refused] = [answer.content.decode() for answer in answers if answer.status_code == 409]
        assert escape(signer.name) in refused
        assert "2026-03-09" in refused
        assert JournalEntry.objects.filter(verb="approvals.pass", subject_id=str(case.pk)).count() == 1
        assert Document.objects.filter(kind="LICENCE", subject_id=case.pk).count() == 1
    assert Decision.objects.count() == PAIRS
    assert clean()


@pytest.mark.parametrize("other", ["WITHDRAWN", "OPEN"])
def test_a_signature_that_meets_another_verb_leaves_one_of_both(county, other):
    """Against a withdrawal its department consented to, and against another head who sends the case back."""
    ends = Counter()
    for number in range(PAIRS):
        with travel(MONDAY):
            case = to_sign(county, number)
        head, second = county.head(case), county.people["second"]
        c.consented(county, case)
        acts = {
            "WITHDRAWN": partial(commands.issuing.withdraw_case.perform, SYSTEM_USER, case, reason="方案调整"),
            "OPEN": partial(commands.review.return_to_reviewer.perform, second, case, reason="补充计算"),
        }
        number_of = f"赣〔2026〕{case.pk}号"
        results = race(
            partial(
                commands.review.sign.perform, head, case, outcome="PASS", official_number=number_of, title="备案通知书"
            ),
            acts[other],
            day=MONDAY,
        )
        [lost] = [result for result in results if isinstance(result, Exception)]
        assert isinstance(lost, WrongState), repr(lost)
        case.refresh_from_db()
        ends[case.state] += 1
        winner = {"PASSED": head.name, "WITHDRAWN": SYSTEM.name, "OPEN": second.name}[case.state]
        assert (lost.by, lost.at is not None) == (winner, True)
        assert Decision.objects.filter(case=case).count() == (case.state == "PASSED")
    assert set(ends) <= {"PASSED", other}
    assert sum(ends.values()) == PAIRS
    assert clean()


def test_an_answer_that_meets_the_end_of_its_limit_is_taken_or_comes_too_late(county):
    """The sweep that returns the file and the applicant's answer: the file is answered or returned, never both."""
    ends = Counter()
    for number in range(PAIRS):
        with travel(RECEIVED):
            application = handed_in(county, number)
            defect = {"material_key": "", "material_name": "总平面图", "reason": "缺图", "clause": "第三十二条"}
            notice = commands.window.send_notice.perform(county.clerk, application, lines=[defect])
        answers = {notice.lines.get().pk: {"answer": "已补"}}
        answered, returned = race(
            partial(commands.correction.answer_notice.perform, county.owner, application, answers=answers),
            commands.system.return_lapsed,
            day=MONDAY,
        )
        application.refresh_from_db()
        ends[application.state] += 1
        if application.state == "RETURNED":
            assert (type(answered), returned) == (WrongState, 1)
        else:
            assert (application.state, returned) == ("CORRECTED", 0), repr(answered)
        assert JournalEntry.objects.filter(subject_id=str(application.pk), blzt__in=(2, 7)).count() == 1
    assert sum(ends.values()) == PAIRS
    assert clean()


def test_forms_pressed_twenty_times_each_are_one_receipt_each(county):
    with travel(MONDAY):
        drafts = []
        for number in range(KEYS):
            project = c.project(county, code=f"2601-360702-04-01-2{number:05d}")
            c.hand_in_papers(project, "S1")
            drafts.append(commands.filing.create_draft.perform(county.owner, project, stage="S1"))
    start, answers = threading.Barrier(COPIES), [{} for _ in range(COPIES)]

    def press(place):
        try:
            with travel(MONDAY):
                for number, draft in enumerate(drafts):
                    start.wait(PATIENCE)
                    try:
                        answers[place][number] = commands.filing.submit.perform(
                            county.owner, draft, form=c.FORM, idempotency_key=f"key-{number}"
                        ).number
                    except Exception as error:
                        answers[place][number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(place,)) for place in range(COPIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, draft in enumerate(drafts):
        draft.refresh_from_db()
        assert {copy[number] for copy in answers} == {draft.number}
    assert len({draft.number for draft in drafts}) == KEYS
    assert Document.objects.filter(kind="RECEIPT").count() == KEYS
    assert CommandReceipt.objects.filter(command="approvals.submit").count() == KEYS
    assert JournalEntry.objects.filter(verb="approvals.submit").count() == KEYS
    with travel(MONDAY), pytest.raises(Conflict):
        commands.filing.submit.perform(
            county.owner, drafts[0], form={**c.FORM, "contact": "另一人"}, idempotency_key="key-0"
        )
    with travel(MONDAY):
        assert list(journal.verify()) == []
        assert list(doctor.check()) == []
