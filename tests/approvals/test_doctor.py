"""The doctor names the row that breaks an invariant; each fault is planted behind the commands' back."""

from datetime import date

import pytest
from viewflow.workflow.models import Task

from approvals import commands, doctor
from approvals.models import Decision, ItemCase, JointApplication, SpecialProcedure
from clocks.models import Clock, Stop
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


@pytest.fixture
def application(county):
    row = c.accepted(county, "S1")
    c.decide(county, c.case(row, "105"))
    assert list(doctor.check()) == []
    return row


def test_a_state_written_past_the_journal_is_found(application):
    JointApplication.objects.filter(pk=application.pk).update(state="CONSOLIDATED")
    assert f"application {application.pk}: row says CONSOLIDATED, journal says ACCEPTED" in list(doctor.check())


def test_a_case_decided_without_a_decision_is_found(application):
    case = c.case(application, "113")
    ItemCase.objects.filter(pk=case.pk).update(state="PASSED", decided_on=date(2026, 3, 2))
    found = list(doctor.check())
    assert f"case {case.pk}: PASSED without a decision" in found
    assert f"case {case.pk}: row says PASSED, journal says OPEN" in found


def test_a_national_status_that_was_changed_is_found(application):
    case = c.case(application, "113")
    ItemCase.objects.filter(pk=case.pk).update(blzt=12)
    assert f"case {case.pk}: row says BLZT 12, journal says 8" in list(doctor.check())


def test_a_signature_under_ones_own_opinion_is_found(application):
    case = c.case(application, "105")
    Decision.objects.filter(case=case).update(signer=case.opinions.get().author)
    assert f"case {case.pk}: signed by its own reviewer" in list(doctor.check())


def test_a_decision_whose_paper_is_gone_is_found(application):
    case = c.case(application, "105")
    Decision.objects.filter(case=case).update(document=None)
    assert f"case {case.pk}: decided without a paper" in list(doctor.check())


def test_a_process_that_lost_its_step_or_failed_is_found(application):
    stage = application.processes.get()
    Task.objects.filter(process=c.case(application, "113").processes.get(), finished__isnull=True).delete()
    assert any("runs without an active step" in sentence for sentence in doctor.check())
    Task.objects.filter(process=stage, finished__isnull=True).update(status="ERROR")
    assert f"process {stage.pk}: a step ended in an error" in list(doctor.check())


def test_an_open_application_whose_process_has_ended_is_found(application):
    stage = application.processes.get()
    stage.status = "DONE"
    stage.save()
    assert f"application {application.pk}: open, but its process has ended" in list(doctor.check())


def test_a_case_in_a_special_procedure_that_nobody_granted_is_found(application, county):
    case = c.case(application, "113")
    ItemCase.objects.filter(pk=case.pk).update(state="SPECIAL")
    assert f"case {case.pk}: in special procedure without a running one" in list(doctor.check())
    ItemCase.objects.filter(pk=case.pk).update(state="OPEN")
    commands.pauses.request_special_procedure.perform(
        county.reviewer(case), c.case(application, "113"), kind="HEARING", legal_basis="第四十五条", reason="听证", evidence="章发〔2026〕3号",
        planned_end_on=date(2026, 3, 10),
    )  # fmt: skip
    started = commands.pauses.start_special_procedure.perform(county.head(case), c.case(application, "113"))
    ItemCase.objects.filter(pk=case.pk).update(state="OPEN")
    assert SpecialProcedure.objects.get(pk=started.pk).state == "RUNNING"
    assert f"case {case.pk}: a special procedure runs, but the case is not in one" in list(doctor.check())


def held(application, county):
    """A case stopped by a hearing from 2 March, planned to 10 March."""
    case = c.case(application, "113")
    commands.pauses.request_special_procedure.perform(
        county.reviewer(case), case, kind="HEARING", legal_basis="第四十五条", reason="听证", evidence="章发〔2026〕3号",
        planned_end_on=date(2026, 3, 10),
    )  # fmt: skip
    commands.pauses.start_special_procedure.perform(county.head(case), case)
    return case


@pytest.mark.parametrize("kind", ["PROMISED", "STATUTORY"])
@pytest.mark.parametrize(
    ("planted", "says"),
    [
        ({"origin_on": date(2026, 3, 3)}, "day 0"),
        ({"due_on": date(2026, 5, 6)}, "due date"),
    ],
)
def test_a_clock_changed_past_the_journal_is_found(application, county, kind, planted, says):
    case = held(application, county)
    assert list(doctor.check()) == []
    clock = Clock.objects.filter(subject_type="approvals.itemcase", subject_id=case.pk, kind=kind)
    if not clock.exists():
        pytest.skip("the item has no such limit")
    clock.update(**planted)
    assert any(f"clock {clock.get().pk} " in line and says in line for line in doctor.check())


def test_an_extension_nobody_granted_is_found(application):
    clock = Clock.objects.filter(kind="STATUTORY", subject_type="approvals.itemcase", ended_on__isnull=True).first()
    if clock is None:
        pytest.skip("no open statutory limit")
    Clock.objects.filter(pk=clock.pk).update(extended_by=10)
    assert any(f"clock {clock.pk} " in line and "extension" in line for line in doctor.check())


def test_an_end_moved_past_the_journal_is_found(application):
    case = c.case(application, "105")
    Clock.objects.filter(subject_id=case.pk, subject_type="approvals.itemcase", kind="PROMISED").update(
        ended_on=date(2026, 2, 27)
    )
    assert any(f"case {case.pk}): end is stored" in line for line in doctor.check())


def test_a_stop_lengthened_or_invented_past_the_journal_is_found(application, county):
    case = held(application, county)
    stop = Stop.objects.get(subject_id=case.pk)
    Stop.objects.filter(pk=stop.pk).update(planned_end_on=date(2026, 3, 20))
    found = list(doctor.check())
    assert any("no such stop is stored" in line for line in found)
    assert any("the journal knows no such stop" in line for line in found)
