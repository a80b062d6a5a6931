"""The whole life of a stage, told in commands: filed, accepted, decided in parallel, consolidated, issued."""

from datetime import date

import pytest

from accounts.models import Department, Region
from approvals import commands, doctor
from approvals.flows import StageFlow
from approvals.models import Decision, MaterialBinding
from clocks import doctor as clocks_doctor
from clocks.models import Clock
from core import journal
from core.models import JournalEntry
from core.time import travel
from documents.models import Document
from projects.commands import confirm_major
from tests.approvals import county as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def clock(subject, kind):
    return Clock.objects.of_subject(subject._meta.label_lower, subject.pk).get(kind=kind)


def test_a_submission_gets_number_receipt_notice_clock_and_a_message_to_the_window(county):
    application = c.submitted(county, "S1")
    assert application.state == "RECEIVED"
    assert application.number == "SJ360702202603020001"
    assert [case.number for case in application.cases.order_by("number")] == [
        "360702202603021000001",
        "360702202603021000002",
    ]
    assert {case.blzt for case in application.cases.all()} == {1}
    receipt = Document.objects.get(kind="RECEIPT")
    assert receipt.number == application.number
    assert receipt.released_at is not None
    assert receipt.facts["answer_by"] == "2026-03-09"
    assert clock(application, "NOTICE").due_on == date(2026, 3, 9)
    assert c.messages_of(county.clerk) == ["received"]
    assert application.project.state == "ACTIVE"


def test_one_upload_serves_every_item_that_asks_for_it(county):
    application = c.submitted(county, "S1")
    for paper in c.filing_of(application.project, "S1", []).papers:
        assert paper
    bound = MaterialBinding.objects.filter(case__application=application)
    assert bound.filter(material__key="redline").count() == 1
    assert bound.count() == len(
        [1 for material in application.project.materials.all() for _ in material.bindings.all()]
    )


def test_a_stage_from_first_press_to_last_paper(county):
    with travel(date(2026, 3, 2)):
        application = c.submitted(county, "S1")
    with travel(date(2026, 3, 3)):
        commands.window.accept.perform(county.clerk, application)
    application.refresh_from_db()
    assert application.accepted_on == date(2026, 3, 3)
    # 105 must be decided before 113 may start; both are accepted on the same day.
    assert c.states(application) == {"105": "OPEN", "113": "WAITING"}
    with travel(date(2026, 3, 4)):
        c.decide(county, c.case(application, "105"))
    land = c.case(application, "113")
    assert (land.state, land.opened_on) == ("OPEN", date(2026, 3, 4))
    assert clock(land, "PROMISED").due_on == date(2026, 3, 11)
    with travel(date(2026, 3, 11)):
        c.decide(county, land)
        assert c.messages_of(county.lead(application)) == ["to_consolidate"]
    application.refresh_from_db()
    assert application.state == "CONSOLIDATING"
    assert clock(application, "STAGE").used == 6
    with travel(date(2026, 3, 12)):
        commands.lead.consolidate.perform(county.lead(application), application, text="各部门一致同意。\n请落实条件。")
    opinion = Document.objects.get(kind="CONSOLIDATED")
    assert opinion.wording == "consolidated@shipped/1"
    assert [part["heading"] for part in opinion.facts["before"]] == ["一、各部门意见"]
    assert opinion.facts["after"][0]["paragraphs"] == ["各部门一致同意。", "请落实条件。"]
    assert len(opinion.facts["opinions"]) == application.cases.count()
    assert not Document.objects.filter(kind="LICENCE", released_at__isnull=False).exists()
    with travel(date(2026, 3, 13)):
        commands.issuing.issue.perform(county.clerk, application)
    application.refresh_from_db()
    assert application.state == "ISSUED"
    assert Document.objects.filter(kind="LICENCE", released_at__isnull=False).count() == 2
    assert not Clock.objects.open().exclude(kind__in=("CAP", "DELIVERY")).exists()
    assert list(journal.verify()) == []
    assert list(doctor.check()) == []


def test_the_national_statuses_of_a_case_are_reported_in_order(county):
    application = c.accepted(county, "S1")
    case = c.decide(county, c.case(application, "105"))
    reported = JournalEntry.objects.filter(chain=application.project.chain, blzt__isnull=False).order_by("seq")
    told = [e.blzt for e in reported if e.subject_type == "approvals.jointapplication" or e.subject_id == str(case.pk)]
    assert told == [1, 3, 8, 11]


def test_every_step_names_who_did_it_and_for_whom(county):
    application = c.accepted(county, "S1")
    entry = JournalEntry.objects.get(verb="approvals.accept")
    assert (entry.actor_name, entry.actor_org) == ("clerk", "章贡区政务服务综合窗口")
    assert entry.data["accepted_on"] == "2026-03-02"
    assert entry.subject_id == str(application.pk)


def test_pressing_submit_twice_gives_one_receipt(county):
    draft = c.draft(county, "S1")
    first = commands.filing.submit.perform(county.owner, draft, idempotency_key="k1")
    second = commands.filing.submit.perform(county.owner, draft, idempotency_key="k1")
    assert first == second
    assert first.number == second.number
    assert Document.objects.filter(kind="RECEIPT").count() == 1
    assert JournalEntry.objects.filter(verb="approvals.submit").count() == 1


def test_a_late_opinion_is_accepted_and_marked(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    with travel(date(2026, 3, 6)):
        c.decide(county, case)
    case.refresh_from_db()
    # 105 is an item decided at once: promised 0 days, so 03-03 was the first late day.
    assert (case.state, case.late_by_days) == ("PASSED", 4)
    assert JournalEntry.objects.get(verb="approvals.pass").data["late_by_days"] == 4


def test_a_failed_prerequisite_closes_what_waits_for_it_and_says_why(county):
    application = c.accepted(county, "S1")
    c.decide(county, c.case(application, "105"), "FAIL")
    assert c.states(application) == {"105": "FAILED", "113": "CLOSED"}
    entry = JournalEntry.objects.get(verb="approvals.close_case")
    assert entry.data["prerequisites"] == ["105"]
    assert "closed" in c.messages_of(county.owner)
    application.refresh_from_db()
    assert application.state == "CONSOLIDATING"
    assert Document.objects.get(kind="REFUSAL").facts["sections"][0]["paragraphs"][1] == "理由：退界不足五米"
    assert list(doctor.check()) == []


def test_a_decision_keeps_the_paper_it_made(county):
    application = c.accepted(county, "S1")
    case = c.decide(county, c.case(application, "105"))
    decision = Decision.objects.get(case=case)
    assert decision.document.kind == "LICENCE"
    assert decision.document.number == decision.official_number
    assert decision.document.released_at is None
    assert decision.document.holder == county.enterprise


def test_the_process_stands_where_the_rows_stand(county):
    application = c.accepted(county, "S1")
    process = application.processes.get()
    assert process.task_set.get(finished__isnull=True).flow_task == StageFlow.items


def test_the_total_limit_runs_from_the_first_acceptance_until_nothing_is_left_to_decide(county):
    application = c.accepted(county, "S1")
    project = application.project
    cap = clock(project, "CAP")
    assert (cap.origin_on, cap.limit) == (date(2026, 3, 2), 37)
    for code in ("105", "113"):
        c.decide(county, c.case(application, code))
    commands.lead.consolidate.perform(county.lead(application), application, text="同意")
    commands.issuing.issue.perform(county.clerk, application)
    assert clock(project, "CAP").state == "STOPPED"
    assert clock(project, "CAP").ended_on is None


def test_an_item_that_failed_can_be_filed_again_and_one_that_passed_cannot(county):
    application = c.accepted(county, "S1")
    c.decide(county, c.case(application, "105"))
    c.decide(county, c.case(application, "113"), "FAIL")
    commands.lead.consolidate.perform(county.lead(application), application, text="部分通过")
    commands.issuing.issue.perform(county.clerk, application)
    assert list(c.filing_of(application.project, "S1").chosen) == ["113"]
    again = commands.filing.create_draft.perform(county.owner, application.project, stage="S1")
    again = commands.filing.submit.perform(county.owner, again, form=c.FORM)
    assert c.states(again) == {"113": "RECEIVED"}
    assert list(doctor.check()) == []


def test_items_beside_the_stages_go_to_the_window_without_a_lead(county):
    project = c.project(county, eia_class="FORM")
    draft = commands.filing.create_draft.perform(county.owner, project, stage="PX")
    chosen = [code for code, item in c.filing_of(project, "PX", []).items.items() if item.fileable][:1]
    commands.filing.save_draft.perform(county.owner, draft, form={**c.FORM, "items": chosen})
    c.hand_in_papers(project, "PX", chosen)
    draft.refresh_from_db()
    application = commands.filing.submit.perform(county.owner, draft)
    commands.window.accept.perform(county.clerk, application)
    c.decide(county, c.case(application, chosen[0]))
    application.refresh_from_db()
    assert (application.lead, application.state) == (None, "CONSOLIDATED")
    commands.issuing.issue.perform(county.clerk, application)
    assert list(doctor.check()) == []


def test_a_draft_is_filed_where_the_project_lies_on_the_day_of_filing(county):
    """The dossier may move to another county between draft and submission; its supervisors must see the file."""
    application = c.draft(county, "S1")
    project = application.project
    south = Region.objects.create(code="360703", name="南康区", level="COUNTY", parent_id="360700")
    for function, row in county.departments.items():
        Department.objects.create(
            code=f"360703-{function}", name=row.name, region=south, function=function, is_window=row.is_window
        )
    project.region = south
    project.save(update_fields=["region"])
    application = commands.filing.submit.perform(county.owner, application)
    assert (application.region_id, application.window.region_id) == ("360703", "360703")
    assert {case.department.region_id for case in application.cases.all()} == {"360703"}


def test_the_limit_of_a_project_ends_when_it_is_confirmed_as_major_works(county):
    """Exempt projects have no cap: a clock left running would turn red on the supervisors' wall."""
    application = c.accepted(county, "S1", major="TRANSPORT", major_reference="赣发改〔2026〕1号")
    project = application.project
    assert clock(project, "CAP").state == "RUNNING"
    confirm_major.perform(county.lead(application), project)
    project.refresh_from_db()
    assert (project.cap, clock(project, "CAP").state) == (None, "ENDED")
    assert clock(c.case(application, "105"), "PROMISED").state == "RUNNING"
    assert not list(clocks_doctor.check())
