"""Processes of applicants and departments that die in the middle of an act, on PostgreSQL.

T01: forms that are sent again until they are acknowledged. T02: signatures of twelve departments with their joins.
Small by default; FAULTS=full runs the sizes of the promise (500 forms, 100 kills; 150 applications, 200 kills).
"""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from approvals import doctor
from approvals.flows import StageFlow
from approvals.models import Decision, JointApplication, Message
from core import journal
from core.models import CommandReceipt, JournalEntry, OutboxMessage
from core.time import travel
from documents.models import Document
from tests.approvals import county as c
from tests.approvals import many

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="several processes need PostgreSQL"),
]
ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("FAULTS") == "full"
FORMS, FORM_KILLS = (500, 100) if FULL else (24, 10)
APPLICATIONS, KILLS = (150, 200) if FULL else (6, 12)
WORKERS = 4
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county() -> c.County:
    with travel(MONDAY):
        return c.build()


def work(kind: str, kills: int, told: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    """Let four processes work under kills; what they report."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.officers", kind, str(WORKERS), str(kills), "7", str(told), *arguments],
        cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings",
             "BINGSHEN_VAR": str(settings.VAR_DIR), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps({"kind": kind, **report}))
    return report


def lines(told: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.read_text("utf-8").splitlines()]


def test_forms_of_processes_that_die_are_stored_once_and_every_receipt_is_true(
    county: c.County, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with travel(MONDAY):
        waiting = many.drafts(county, monkeypatch, FORMS)
    monkeypatch.undo()
    told = tmp_path / "told"
    report = work("file", FORM_KILLS, told, ",".join(str(draft.pk) for draft in waiting))
    assert report["killed"] == FORM_KILLS, "all was done before the kills: the test does not bite"
    stored = dict(JointApplication.objects.values_list("pk", "number"))
    for line in lines(told):
        assert stored[line["draft"]] == line["number"], "a receipt was shown for something else"
    assert {line["draft"] for line in lines(told)} == set(stored)
    assert len(set(stored.values())) == FORMS
    assert set(JointApplication.objects.values_list("state", flat=True)) == {"RECEIVED"}
    assert CommandReceipt.objects.filter(key__startswith="form-", result__isnull=False).count() == FORMS
    assert JournalEntry.objects.filter(verb="approvals.submit").count() == FORMS
    assert Document.objects.filter(kind="RECEIPT").count() == FORMS
    with travel(MONDAY):
        assert list(journal.verify()) == []
        assert list(doctor.check()) == []


def test_signatures_of_departments_that_die_count_once_and_every_join_runs_once(
    county: c.County, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with travel(MONDAY):
        applications = many.waiting_for_signatures(county, monkeypatch, APPLICATIONS)
    monkeypatch.undo()
    told = tmp_path / "told"
    report = work("sign", KILLS, told)
    assert report["killed"] == KILLS, "all was done before the kills: the test does not bite"
    signatures = many.DEPARTMENTS * APPLICATIONS
    seen = Counter(line["case"] for line in lines(told))
    assert max(seen.values()) == 1, "two officers were told that they signed one case"
    assert Decision.objects.count() == signatures
    assert JournalEntry.objects.filter(verb="approvals.pass").count() == signatures
    assert JournalEntry.objects.filter(verb="approvals.hand_to_lead").count() == APPLICATIONS
    entered = Counter(
        Task.objects.filter(flow_task=StageFlow.gather).values_list("process__stageprocess__application_id", flat=True)
    )
    assert entered == {application.pk: 1 for application in applications}
    assert set(JointApplication.objects.values_list("state", flat=True)) == {"CONSOLIDATING"}
    assert not Task.objects.filter(status=STATUS.ERROR).exists()
    assert not Task.objects.filter(flow_task_type="SUBPROCESS", status=STATUS.STARTED).exists()
    assert not OutboxMessage.objects.filter(delivered_at=None).exists()
    told_to_lead = Counter(Message.objects.filter(kind="to_consolidate").values_list("user_id", "link"))
    assert len(told_to_lead) == APPLICATIONS
    assert set(told_to_lead.values()) == {1}
    with travel(MONDAY):
        assert list(journal.verify()) == []
        assert list(doctor.check()) == []
