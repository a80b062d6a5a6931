"""An item that joins at the moment the last one is signed, on PostgreSQL: the stage waits for it, or it is refused."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections

from approvals import commands, doctor
from approvals.models import SupplementaryItem
from approvals.supplements import adding, answering
from core.errors import WrongState
from core.flow_nodes import FanOut
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="row locks need PostgreSQL"),
]
MONDAY, ROUNDS, PATIENCE = date(2026, 3, 2), 12, 120


def at_the_last_signature(county, number):
    """A stage whose only item waits for the head."""
    project = c.project(county, code=f"2601-360702-04-01-3{number:05d}")
    c.hand_in_papers(project, "S1")
    draft = commands.filing.create_draft.perform(county.owner, project, stage="S1")
    application = commands.filing.submit.perform(county.owner, draft, form={**c.FORM, "items": ["105"]})
    commands.window.accept.perform(county.clerk, application)
    case = c.case(application, "105")
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
    return application, case


def together(*acts):
    start = Barrier(len(acts))

    def run(act):
        try:
            with travel(MONDAY):
                start.wait(PATIENCE)
                return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_last_signature_and_a_new_item_that_meet_leave_one_join_and_nobody_behind(monkeypatch):
    with travel(MONDAY):
        county = c.build()
    ends = Counter()
    for number in range(ROUNDS):
        with travel(MONDAY):
            application, case = at_the_last_signature(county, number)
        signed, added = together(
            partial(
                commands.review.sign.perform, county.head(case), case, outcome="PASS",
                official_number=f"赣〔2026〕{case.pk}号", title="备案通知书",
            ),
            partial(adding.add_item.perform, county.owner, application, item="113", reason="新增"),
        )  # fmt: skip
        assert not isinstance(signed, Exception), repr(signed)
        application.refresh_from_db()
        if isinstance(added, Exception):
            assert isinstance(added, WrongState), repr(added)
            ends["refused"] += 1
            assert application.state == "CONSOLIDATING"
            assert not SupplementaryItem.objects.filter(application=application).exists()
        else:
            ends["joined"] += 1
            assert application.state == "ACCEPTED"
            with travel(MONDAY):
                answering.accept_item.perform(county.clerk, added)
                c.decide(county, c.case(application, "113"))
            application.refresh_from_db()
            assert application.state == "CONSOLIDATING"
        handed = JournalEntry.objects.filter(verb="approvals.hand_to_lead", subject_id=str(application.pk))
        assert handed.count() == 1
    assert sum(ends.values()) == ROUNDS
    assert not list(FanOut.ready())
    with travel(MONDAY):
        assert list(doctor.check()) == []
