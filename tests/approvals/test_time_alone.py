"""What time alone brings about: acceptance by silence, return, the end of a special procedure — once, late rather than never."""

from datetime import date, timedelta

import pytest

from approvals import commands, doctor, papers, tasks
from approvals.models import JointApplication, MaterialBinding
from clocks.models import Clock, Stop
from core import files, sweeps
from core.errors import Invalid, WrongState
from core.models import Heartbeat, JournalEntry
from core.time import legal_date, now, travel
from documents.models import Document
from projects.models import Material
from supervision.anomalies import shipped
from supervision.anomalies.sweeping import look_into
from supervision.models import Anomaly
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 2, 11)


@pytest.fixture
def county():
    with travel(WEDNESDAY):
        yield c.build()


def clock(subject, kind):
    return Clock.objects.of_subject(subject._meta.label_lower, subject.pk).get(kind=kind)


def notice(county, application, *keys):
    lines = [{"material_key": key, "material_name": key, "reason": "缺页", "clause": "第三十二条"} for key in keys]
    return commands.window.send_notice.perform(county.clerk, application, lines=lines)


# ---- silence -------------------------------------------------------------------------------------------------


def test_five_working_days_of_silence_accept_the_file_as_of_the_day_it_came(county):
    """Received Wed 2026-02-11; Spring Festival 02-15…23, Sat 02-14 works: the notice was due on Wed 2026-02-25."""
    application = c.submitted(county, "S1")
    assert clock(application, "NOTICE").due_on == date(2026, 2, 25)
    with travel(date(2026, 2, 25)):
        assert commands.system.accept_silent() == 0
    with travel(date(2026, 2, 26)):
        assert commands.system.accept_silent() == 1
        assert commands.system.accept_silent() == 0
    application.refresh_from_db()
    assert (application.state, application.accepted_on, application.deemed_accepted) == ("ACCEPTED", WEDNESDAY, True)
    case = c.case(application, "105")
    assert (case.state, case.opened_on) == ("OPEN", WEDNESDAY)


@pytest.mark.parametrize("verb", ["accept", "send_notice", "refuse", "not_required"])
def test_after_the_last_day_the_window_cannot_undo_what_silence_has_done(county, verb):
    """The sweep may be late: until it comes, no clerk may date the acceptance later, ask back or refuse."""
    application = c.submitted(county, "S1")
    line = {"material_key": "filing_information", "material_name": "备案表", "reason": "缺页", "clause": "第三十二条"}
    data = {"send_notice": {"lines": [line]}, "accept": {}}.get(
        verb, {"reason": "不属于本机关", "clause": "第三十二条"}
    )
    with travel(date(2026, 2, 26)):
        with pytest.raises(WrongState, match="视为受理"):
            getattr(commands.window, verb).perform(county.clerk, application, **data)
        assert commands.system.accept_silent() == 1
    application.refresh_from_db()
    assert application.accepted_on == WEDNESDAY


def test_on_the_last_day_the_window_still_answers(county):
    application = c.submitted(county, "S1")
    with travel(date(2026, 2, 25)):
        commands.window.accept.perform(county.clerk, application)
    application.refresh_from_db()
    assert (application.accepted_on, application.deemed_accepted) == (date(2026, 2, 25), False)


def test_an_item_of_seven_days_accepted_by_silence_is_due_on_the_friday(county):
    application = c.submitted(county, "S1")
    application.cases.filter(item__code="105").update(promised_days=7)
    with travel(date(2026, 2, 26)):
        commands.system.accept_silent()
    assert clock(c.case(application, "105"), "PROMISED").due_on == date(2026, 2, 27)


def test_supervision_sees_an_answer_that_never_came_and_nothing_entered_afterwards(county):
    shipped.ensure()
    application = c.submitted(county, "S1")
    with travel(date(2026, 3, 2)):
        commands.system.accept_silent()
        look_into(JointApplication.objects.all())
    (found,) = Anomaly.objects.select_related("rule")
    assert (found.rule.code, found.subject_id) == ("NO_NOTICE_IN_5_DAYS", application.pk)
    assert found.evidence["days"] == 9


def test_a_sweep_that_comes_weeks_late_gives_the_same_dates(county):
    application = c.submitted(county, "S1")
    with travel(date(2026, 3, 20)):
        commands.system.accept_silent()
    application.refresh_from_db()
    assert application.accepted_on == WEDNESDAY
    assert c.case(application, "105").opened_on == WEDNESDAY
    entry = JournalEntry.objects.get(verb="approvals.accept_by_silence")
    assert (legal_date(entry.effective_at), legal_date(entry.entered_at)) == (WEDNESDAY, date(2026, 3, 20))
    assert entry.actor_name == "系统"
    assert Document.objects.get(kind="ACCEPTANCE").issued_on == date(2026, 3, 20)
    assert clock(application, "NOTICE").ended_on == date(2026, 2, 25)
    assert list(doctor.check()) == []


def test_a_file_that_was_answered_in_time_is_not_accepted_by_silence(county):
    application = c.submitted(county, "S1")
    with travel(date(2026, 2, 25)):
        notice(county, application, "filing_information")
    with travel(date(2026, 2, 26)):
        assert commands.system.accept_silent() == 0
        with pytest.raises(WrongState):
            commands.system.accept_by_silence.perform(commands.system.SYSTEM_USER, application)


def test_after_corrections_the_five_days_run_again_from_the_day_they_came(county):
    application = c.submitted(county, "S1")
    sent = notice(county, application, "filing_information")
    with travel(date(2026, 3, 2)):
        commands.correction.answer_notice.perform(
            county.owner, application, answers={line.pk: {"answer": "已补"} for line in sent.lines.all()}
        )
    assert clock(sent, "NOTICE").due_on == date(2026, 3, 9)
    with travel(date(2026, 3, 10)):
        assert commands.system.accept_silent() == 1
    application.refresh_from_db()
    assert application.accepted_on == date(2026, 3, 2)


# ---- correction ----------------------------------------------------------------------------------------------


def newer(project, key, version):
    """The next version of a paper, given on its own page after the notice."""
    Material.objects.filter(project=project, key=key).update(current=False)
    return Material.objects.create(
        project=project,
        key=key,
        version=version,
        name=key,
        file=files.store(f"{key} {version}".encode(), "application/pdf"),
        original_name="补正.pdf",
        uploaded_by=project.created_by,
        uploaded_at=now(),
    )


@pytest.mark.parametrize("key", ["redline", "filing_information"])
def test_a_paper_renewed_on_its_own_page_replaces_the_one_the_notice_named(county, key):
    """The redline can be given nowhere else; without this the departments would decide on the old one."""
    application = c.submitted(county, "S1")
    sent = notice(county, application, key)
    [line] = sent.lines.all()
    bound = MaterialBinding.objects.filter(case__application=application, spec__key=key)
    assert bound.exists()
    with travel(date(2026, 3, 2)):
        given = newer(application.project, key, 2)
        commands.correction.answer_notice.perform(
            county.owner, application, answers={line.pk: {"answer": "已重新提交"}}
        )
        assert {binding.material for binding in bound} == {given}
        line.refresh_from_db()
        assert line.replacement == given


def test_a_paper_that_was_missing_reaches_the_departments_that_asked_for_it(county):
    application = c.submitted(county, "S1")
    bound = MaterialBinding.objects.filter(case__application=application, spec__key="filing_information")
    asked = set(bound.values_list("case_id", "spec_id"))
    assert asked
    bound.delete()
    [line] = notice(county, application, "filing_information").lines.all()
    with travel(date(2026, 3, 2)):
        given = newer(application.project, "filing_information", 2)
        commands.correction.answer_notice.perform(county.owner, application, answers={line.pk: {"replacement": given}})
    assert set(bound.values_list("case_id", "spec_id", "material_id")) == {(*one, given.pk) for one in asked}


def test_a_file_of_another_material_does_not_answer_a_line(county):
    application = c.submitted(county, "S1")
    [line] = notice(county, application, "filing_information").lines.all()
    with travel(date(2026, 3, 2)):
        other = newer(application.project, "redline", 2)
        with pytest.raises(Invalid, match="另一项材料"):
            commands.correction.answer_notice.perform(
                county.owner, application, answers={line.pk: {"replacement": other}}
            )


def test_no_answer_within_the_correction_limit_returns_the_file_without_prejudice(county):
    application = c.submitted(county, "S1")
    sent = notice(county, application, "filing_information")
    assert sent.answer_due_on == date(2026, 3, 10)
    with travel(sent.answer_due_on):
        assert commands.system.return_lapsed() == 0
    with travel(sent.answer_due_on + timedelta(days=1)):
        assert commands.system.return_lapsed() == 1
        assert commands.system.return_lapsed() == 0
    application.refresh_from_db()
    assert application.state == "RETURNED"
    assert set(c.states(application).values()) == {"CLOSED"}
    assert not Clock.objects.open().exists()
    entry = JournalEntry.objects.get(verb="approvals.lapse")
    assert (entry.blzt, entry.data["reason"]) == (2, "逾期未补正")
    with travel(sent.answer_due_on + timedelta(days=2)):
        again = commands.filing.create_draft.perform(county.owner, application.project, stage="S1")
    assert again.pk != application.pk
    assert list(doctor.check()) == []


# ---- special procedure ---------------------------------------------------------------------------------------


def special(county, case, until, kind="EXPERT_REVIEW"):
    commands.pauses.request_special_procedure.perform(
        county.reviewer(case),
        case,
        kind=kind,
        legal_basis="行政许可法第四十五条",
        reason="组织专家评审",
        evidence="章发〔2026〕3号",
        planned_end_on=until,
    )
    return commands.pauses.start_special_procedure.perform(county.head(case), case)


def reviewing(county):
    """113 under review since 2026-03-02, limit five working days."""
    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
        c.decide(county, c.case(application, "105"))
    return c.case(application, "113")


def test_a_special_procedure_stops_the_clock_tells_the_applicant_and_ends_at_its_planned_end(county):
    case = reviewing(county)
    assert clock(case, "PROMISED").due_on == date(2026, 3, 9)
    with travel(date(2026, 3, 4)):
        started = special(county, case, date(2026, 3, 12))
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("SPECIAL", 9)
    assert started.document.kind == "SPECIAL_PROCEDURE"
    assert started.document.released_at is not None
    assert clock(case, "PROMISED").state == "STOPPED"
    with travel(date(2026, 3, 11)):
        assert commands.pauses.resume_due() == 0
    with travel(date(2026, 3, 16)):
        assert commands.pauses.resume_due() == 1
        assert commands.pauses.resume_due() == 0
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("OPEN", 10)
    # Used 03-03, 03-04; then 03-13, 03-16, 03-17: six working days in (03-04, 03-12] do not count.
    assert clock(case, "PROMISED").due_on == date(2026, 3, 17)
    # The stop rests on the paper that was named, and ended with the paper that told the end.
    stop = Stop.objects.get(pk=started.stop_id)
    assert stop.evidence == "章发〔2026〕3号"
    assert stop.end_evidence == Document.objects.get(kind="SPECIAL_END").number
    assert "专家评审通知（附专家名单）（章发〔2026〕3号）" in str(started.document.facts)
    ended = JournalEntry.objects.get(verb="approvals.end_special_procedure")
    assert legal_date(ended.effective_at) == date(2026, 3, 12)
    with travel(date(2026, 3, 17)):
        assert c.decide(county, case).late_by_days == 0
    assert list(doctor.check()) == []


@pytest.mark.parametrize(
    ("kind", "paper"),
    [("HEARING", "听证通知书"), ("TESTING", "检验、检测、检疫、鉴定委托书"), ("FORCE_MAJEURE", "停办通知")],
)
def test_a_special_procedure_without_its_own_paper_is_refused_by_the_name_of_the_paper(county, client, kind, paper):
    case = reviewing(county)
    client.force_login(county.reviewer(case))
    answer = client.post(
        f"/approvals/cases/{case.pk}/special/",
        {
            "kind": kind,
            "legal_basis": "第四十五条",
            "reason": "依法进行",
            "planned_end_on": "2099-01-01",
            "evidence": " ",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"请填写所依据文书的文号和名称：{paper}。" in page
    assert f">{paper}</label>" in page
    assert "依法进行" in page
    assert not case.special_procedures.exists()


def test_a_special_procedure_that_would_last_too_long_is_refused_to_whoever_asks(county):
    case = reviewing(county)
    with pytest.raises(Invalid) as refused:
        commands.pauses.request_special_procedure.perform(
            county.reviewer(case), case, kind="EXPERT_REVIEW", legal_basis="第四十五条", reason="论证",
            evidence="章发〔2026〕3号", planned_end_on=date(2026, 12, 31),
        )  # fmt: skip
    assert set(refused.value.fields) == {"planned_end_on"}


def test_the_clock_sweep_never_ends_a_stop_before_this_room_has_moved_the_case(county):
    case = reviewing(county)
    with travel(date(2026, 3, 4)):
        special(county, case, date(2026, 3, 12))
    with travel(date(2026, 3, 20)):
        sweeps.run_all()
    case.refresh_from_db()
    assert case.state == "OPEN"
    assert list(doctor.check()) == []


def test_withdrawing_during_a_special_procedure_reports_the_national_statuses_in_order(county):
    case = reviewing(county)
    with travel(date(2026, 3, 4)):
        special(county, case, date(2026, 3, 12))
    with travel(date(2026, 3, 5)):
        c.withdraw(county, case.application)
    case.refresh_from_db()
    assert case.state == "WITHDRAWN"
    told = JournalEntry.objects.filter(chain=case.application.project.chain, blzt__isnull=False).order_by("seq")
    mine = [e.blzt for e in told if e.subject_id == str(case.pk) or e.subject_type == "approvals.jointapplication"]
    assert mine == [1, 3, 8, 9, 10, 8, 2]
    assert list(doctor.check()) == []
    assert not Clock.objects.open().exclude(kind__in=("CAP", "DELIVERY")).exists()


# ---- repair --------------------------------------------------------------------------------------------------


def test_a_case_that_missed_its_opening_is_opened_by_the_sweep_with_the_same_day_zero(county, monkeypatch):
    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
    with travel(date(2026, 3, 3)), monkeypatch.context() as crash:
        crash.setattr(commands.review, "after_decision", lambda case: None)
        c.decide(county, c.case(application, "105"))
    assert c.case(application, "113").state == "WAITING"
    with travel(date(2026, 3, 9)):
        assert tasks.open_waiting() == 1
        assert tasks.open_waiting() == 0
    case = c.case(application, "113")
    assert (case.state, case.opened_on) == ("OPEN", date(2026, 3, 3))
    assert list(doctor.check()) == []


def test_a_hand_over_that_failed_is_repeated_by_the_sweep(county, monkeypatch):
    from approvals.flows import StageFlow

    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
        c.decide(county, c.case(application, "105"))

        def broken(activation):
            raise RuntimeError("the database went away")

        with monkeypatch.context() as outage:
            outage.setattr(StageFlow.gather, "_func", broken)
            c.decide(county, c.case(application, "113"))
        application.refresh_from_db()
        assert application.state == "ACCEPTED"
        assert [sentence for sentence in doctor.check() if "error" in sentence]
        assert tasks.repeat_failed() == 1
        application.refresh_from_db()
        assert application.state == "CONSOLIDATING"
        assert list(doctor.check()) == []
        assert tasks.join() == tasks.repeat_failed() == 0


def test_a_record_without_a_process_gets_one_with_its_next_verb(county):
    """Rows loaded in bulk have no process; the first department that acts starts it where the rows stand."""
    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
        for process in [*application.processes.all(), *c.case(application, "105").processes.all()]:
            process.task_set.all().delete()
        application.cases.all()
        from approvals.models import ItemProcess, StageProcess

        ItemProcess.objects.all().delete()
        StageProcess.objects.all().delete()
        c.decide(county, c.case(application, "105"))
        c.decide(county, c.case(application, "113"))
        application.refresh_from_db()
        assert application.state == "CONSOLIDATING"
        assert list(doctor.check()) == []


def test_a_file_whose_acceptance_fails_does_not_hold_up_those_behind_it(county, monkeypatch):
    broken, sound = c.submitted(county, "S1"), c.submitted(county, "S1", code="2601-360702-04-01-100002")
    written = papers.acceptance

    def acceptance(context, application):
        if application.pk == broken.pk:
            raise RuntimeError("the paper cannot be printed")
        return written(context, application)

    monkeypatch.setattr(papers, "acceptance", acceptance)
    with travel(date(2026, 2, 26)):
        sweeps.run_all()
        sound.refresh_from_db()
        broken.refresh_from_db()
        assert (sound.state, broken.state) == ("ACCEPTED", "RECEIVED")
        assert "cannot be printed" in Heartbeat.objects.get(name="sweep:approvals.1_silence").note
        monkeypatch.setattr(papers, "acceptance", written)
        assert commands.system.accept_silent() == 1
        sweeps.run_all()
        assert Heartbeat.objects.get(name="sweep:approvals.1_silence").note == ""
