"""Departments that decide at the same moment, on PostgreSQL: every sign-off counts once, the join runs once.

All signers of an application start on one barrier; their joins, which follow the commits, meet on a second one.
With the engine's default lock the same schedule must go wrong, or this test could not see the fault.
"""

import os
import threading
from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.db import connection, connections
from viewflow.workflow import STATUS
from viewflow.workflow.lock import no_lock
from viewflow.workflow.models import Task

from approvals import commands, doctor
from approvals.flows import ItemFlow, StageFlow
from approvals.models import Decision, JointApplication
from clocks.models import Clock
from core import journal
from core.commands import SYSTEM_USER
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c
from tests.approvals.many import DEPARTMENTS, sign, waiting_for_signatures
from tests.approvals.together import at_once

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="row locks need PostgreSQL"),
]
APPLICATIONS = 50 if os.environ.get("FAULTS") == "full" else 10
MONDAY = date(2026, 3, 2)
PATIENCE = 60


@pytest.fixture
def county():
    with travel(MONDAY):
        return c.build()


def sign_at_once(county, applications, monkeypatch):
    """Twelve departments, all on one application at a time. Returns what went wrong."""
    cases = [list(application.cases.select_related("department").order_by("pk")) for application in applications]

    def department(number):
        for case in (row[number] for row in cases):
            head = type(county.owner).objects.get(pk=county.head(case).pk)
            yield partial(sign, case, head)

    return at_once(DEPARTMENTS, department, MONDAY, monkeypatch)


def hand_overs(applications):
    """How often the step after the join was entered, per application."""
    return Counter(
        Task.objects.filter(flow_task=StageFlow.gather).values_list("process__stageprocess__application_id", flat=True)
    ), [application.pk for application in applications]


def test_twelve_departments_sign_many_applications_at_once(county, monkeypatch):
    with travel(MONDAY):
        applications = waiting_for_signatures(county, monkeypatch, APPLICATIONS)
    errors = sign_at_once(county, applications, monkeypatch)
    assert not errors
    assert Decision.objects.count() == DEPARTMENTS * APPLICATIONS
    assert JournalEntry.objects.filter(verb="approvals.pass").count() == DEPARTMENTS * APPLICATIONS
    entered, keys = hand_overs(applications)
    assert entered == dict.fromkeys(keys, 1)
    consolidating = Task.objects.filter(flow_task=StageFlow.consolidate)
    assert consolidating.count() == APPLICATIONS
    assert JournalEntry.objects.filter(verb="approvals.hand_to_lead").count() == APPLICATIONS
    assert set(JointApplication.objects.values_list("state", flat=True)) == {"CONSOLIDATING"}
    assert not Task.objects.filter(status=STATUS.ERROR).exists()
    assert not Clock.objects.open().exclude(kind__in=("CAP", "DELIVERY")).exists()
    with travel(MONDAY):
        assert list(journal.verify()) == []
        assert list(doctor.check()) == []


def test_without_the_lock_the_same_schedule_loses_or_doubles_the_join(county, monkeypatch):
    with travel(MONDAY):
        applications = waiting_for_signatures(county, monkeypatch, 4)
    for flow_class in (StageFlow, ItemFlow):
        monkeypatch.setattr(flow_class, "lock_impl", no_lock)
    sign_at_once(county, applications, monkeypatch)
    entered, keys = hand_overs(applications)
    assert entered != dict.fromkeys(keys, 1)
    assert max(entered.values()) > 1


def test_a_withdrawal_that_meets_twelve_signatures_leaves_nothing_open(county, monkeypatch):
    with travel(MONDAY):
        [application] = waiting_for_signatures(county, monkeypatch, 1)
    c.consented(county, application)
    cases = list(application.cases.select_related("department").order_by("pk"))
    start, outcomes = threading.Barrier(DEPARTMENTS + 1), Counter()

    def act(number):
        try:
            with travel(MONDAY):
                start.wait(PATIENCE)
                if number == DEPARTMENTS:
                    commands.issuing.withdraw.perform(SYSTEM_USER, application, reason="方案调整")
                else:
                    case = cases[number]
                    sign(case, county.head(case))
            outcomes["done"] += 1
        except Exception as error:
            outcomes[type(error).__name__] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(n,)) for n in range(DEPARTMENTS + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Who came second is told so; nobody meets a deadlock or a broken process.
    assert set(outcomes) <= {"done", "WrongState"}
    application.refresh_from_db()
    signed = Decision.objects.count()
    if application.state == "WITHDRAWN":
        states = Counter(application.cases.values_list("state", flat=True))
        assert states["PASSED"] == signed
        assert states["PASSED"] + states["WITHDRAWN"] == DEPARTMENTS
    else:
        assert (application.state, signed) == ("CONSOLIDATING", DEPARTMENTS)
    with travel(MONDAY):
        assert list(doctor.check()) == []
