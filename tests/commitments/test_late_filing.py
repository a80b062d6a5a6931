"""容缺后补 with the stage it belongs to: promised, accepted, preliminary, converted in two working days (scenario 12)."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import commands, rules
from approvals import doctor as approvals_doctor
from approvals.models import ItemCase, JointApplication
from approvals.promises import building, instead, late
from approvals.promises.filing import promise_papers
from approvals.promises.gates import against_start
from approvals.promises.papers_late import letter_of
from approvals.supplements import adding, answering, correcting
from clocks import doctor as clocks_doctor
from clocks.models import Clock, Stop
from commitments import doctor, tasks
from core import journal
from core.errors import Invalid, WrongState
from core.models import JournalEntry
from core.time import travel
from documents.models import Document
from tests.commitments import late as steps
from tests.commitments import world as w

pytestmark = pytest.mark.django_db
c = w.c
FILED = date(2026, 3, 16)


@pytest.fixture
def county():
    with travel(FILED):
        yield w.build()


@pytest.fixture
def row(county):
    row = w.project(county)
    c.passed_before(row, "103", "105", "113", "215")
    return row


def clean():
    """What the doctors say, but of the earlier items that `passed_before` writes without their history."""
    earlier = {
        f"case {pk}:" for pk in ItemCase.objects.filter(number__startswith="earlier-").values_list("pk", flat=True)
    }
    earlier |= {
        f"application {pk}:"
        for pk in JointApplication.objects.filter(number__startswith="earlier-").values_list("pk", flat=True)
    }
    said = [*approvals_doctor.check(), *doctor.check(), *clocks_doctor.check(), *journal.verify()]
    return [line for line in said if not line.startswith(tuple(earlier))]


def blzt_of(case):
    entries = JournalEntry.objects.filter(subject_type="approvals.itemcase", subject_id=str(case.pk))
    return [entry.blzt for entry in entries.order_by("seq") if entry.blzt]


def test_a_deferrable_paper_may_be_missing_only_when_it_is_promised(county, row):
    application = steps.draft(county, row)
    with pytest.raises(Invalid) as refused:
        commands.filing.submit.perform(county.owner, application)
    assert set(refused.value.fields) == {"material_economic_indicators"}
    application = steps.promised(county, row)
    commands.filing.submit.perform(county.owner, application)
    letter = letter_of(application)
    assert letter.state == "SIGNED"
    commands.window.accept.perform(county.clerk, application)
    letter.refresh_from_db()
    assert (letter.state, Clock.objects.filter(kind="COMMITMENT").count()) == ("DECIDED", 1)
    assert clean() == []


def test_no_formal_document_while_a_late_paper_is_missing(county, row):
    application = steps.accepted(county, row)
    case = steps.reviewed(county, steps.late_cases(application)[0])
    with pytest.raises(Invalid) as refused:
        commands.review.sign.perform(
            county.head(case), case, outcome="PASS", official_number="赣〔2026〕1号", title="许可证"
        )
    assert set(refused.value.fields) == {"outcome"}


def test_late_papers_complete_on_3_april_make_the_document_due_on_8_april(county, row):
    """Scenario 12: 4 to 6 April are off; the start of construction is refused until the document is issued."""
    application = steps.accepted(county, row, on=date(2026, 4, 15))
    case = steps.late_cases(application)[0]
    with travel(date(2026, 3, 18)):
        steps.preliminary(county, case)
    assert (case.state, case.blzt) == ("LATE_FILES", 12)
    promise = Clock.objects.of_subject("approvals.itemcase", case.pk).get(kind="PROMISED")
    assert promise.state == "STOPPED"
    application.refresh_from_db()
    assert application.state == "CONSOLIDATING"  # a preliminary opinion does not hold the others up
    assert any("preliminary opinion" in one.what or "初审意见" in one.what for one in against_start(row))

    with travel(date(2026, 4, 3)):
        letter = steps.bring_papers(county, application)
    assert letter.state == "VERIFYING"
    conversion = Clock.objects.get(kind="CONVERSION")
    assert conversion.due_on == date(2026, 4, 8)
    stop = Stop.objects.get(kind="LATE_FILING")
    assert (stop.ended_on, stop.end_evidence) == (date(2026, 4, 3), "容缺材料已补齐")
    assert stop.evidence == case.preliminary.official_number

    with travel(date(2026, 4, 8)):
        with pytest.raises(Invalid):
            building.start_construction.perform(county.owner, row, started_on=date(2026, 4, 8))
        decision = steps.convert(county, case)
    case.refresh_from_db()
    letter.refresh_from_db()
    assert (case.state, case.late_by_days, letter.state) == ("PASSED", 0, "FULFILLED")
    assert decision.document.kind == "LICENCE"
    assert Document.objects.get(kind="PRELIMINARY").state == "SUPERSEDED"
    assert blzt_of(case)[-2:] == [12, 11]
    assert Clock.objects.get(kind="CONVERSION").left == 0
    names = ("容缺材料", "初审意见", case.item.name)
    assert not [one.what for one in against_start(row) if any(name in one.what for name in names)]
    with travel(date(2026, 4, 8)):
        assert clean() == []


def test_a_document_that_follows_an_issued_stage_is_released_at_once(county, row):
    application = steps.accepted(county, row)
    case = steps.preliminary(county, steps.late_cases(application)[0])
    application.refresh_from_db()
    commands.lead.consolidate.perform(county.lead(application), application, text="同意，补齐后转正式文件。")
    commands.issuing.issue.perform(county.clerk, application)
    assert Document.objects.get(kind="PRELIMINARY").released_at is not None
    steps.bring_papers(county, application)
    paper = steps.convert(county, case).document
    assert paper.released_at is not None
    first, second = application.handovers.order_by("pk")  # the enterprise collects at the window, as it asked
    assert paper not in first.papers.all()
    assert list(second.papers.all()) == [paper]
    assert Clock.objects.of_subject(second._meta.label_lower, second.pk).get(kind="DELIVERY").ended_on is None
    assert clean() == []


def test_papers_that_change_the_matter_make_the_opinion_void_and_the_stage_is_filed_again(county, row):
    application = steps.accepted(county, row)
    case = steps.preliminary(county, steps.late_cases(application)[0])
    steps.bring_papers(county, application)
    late.void_preliminary.perform(county.head(case), case, reason="经济技术指标发生实质性变化")
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("REVOKED", 15)
    assert letter_of(application) is None  # closed: nobody owes its papers any more
    assert Document.objects.get(kind="PRELIMINARY").state == "VOID"
    assert clean() == []


def test_papers_that_come_during_the_review_lead_straight_to_the_formal_document(county, row):
    application = steps.accepted(county, row)
    case = steps.late_cases(application)[0]
    steps.bring_papers(county, application)
    assert c.decide(county, case).state == "PASSED"
    assert case.bindings.filter(spec__key="economic_indicators").exists()
    assert clean() == []


def test_a_day_that_passes_is_a_breach_and_in_the_end_the_opinion_is_revoked(county, row):
    application = steps.accepted(county, row, on=date(2026, 4, 15))
    case = steps.preliminary(county, steps.late_cases(application)[0])
    letter = letter_of(application)
    with travel(date(2026, 4, 16)):
        assert tasks.find_late() == 1
        letter.refresh_from_db()
        assert letter.state == "BREACHED"
        lead = county.people["head", "WINDOW"]
        w.order_rectification.perform(lead, letter, reason="十个工作日内补齐")
        w.revoking.announce_revocation.perform(county.clerk, letter, reason="仍未补齐")
        w.revoking.state_case.perform(county.owner, letter, statement="正在编制")
        letter.refresh_from_db()
        assert case.item.name in "".join(w.affected_by(letter).names)
        w.revoking.revoke.perform(lead, letter, seen=w.affected_by(letter).fingerprint)
    case.refresh_from_db()
    letter.refresh_from_db()
    assert (case.state, case.blzt, letter.state) == ("REVOKED", 15, "REVOKED")
    assert clean() == []
    with pytest.raises(Invalid):  # no late papers for an enterprise with an uncured record
        other = w.project(county, "2601-360702-04-01-100002")
        c.passed_before(other, "103", "105", "113", "215")
        steps.promised(county, other)


def test_papers_brought_during_the_rectification_save_the_opinion(county, row):
    application = steps.accepted(county, row, on=date(2026, 4, 15))
    case = steps.preliminary(county, steps.late_cases(application)[0])
    letter = letter_of(application)
    with travel(date(2026, 4, 16)):
        tasks.find_late()
        letter.refresh_from_db()
        w.order_rectification.perform(county.people["head", "WINDOW"], letter, reason="补齐")
        steps.bring_papers(county, application)
        steps.convert(county, case)
    letter.refresh_from_db()
    assert letter.state == "FULFILLED"
    assert clean() == []


def test_withdrawing_the_application_ends_the_promise(county, row):
    application = commands.filing.submit.perform(county.owner, steps.promised(county, row))
    commands.issuing.withdraw.perform(county.owner, application, reason="方案调整")
    assert letter_of(application) is None
    assert clean() == []


def test_the_chain_of_national_statuses_allows_late_filing_only_as_the_standard_has_it():
    assert rules.BLZT_AFTER[12] >= {11, 15}
    assert "LATE_FILES" in rules.MET
    assert {verb for verb, step in rules.CASE.items() if "LATE_FILES" in step.sources} == {
        "approvals.convert", "approvals.void_preliminary", "approvals.revoke_case",
    }  # fmt: skip


def test_a_case_without_an_opinion_cannot_be_converted(county, row):
    application = steps.accepted(county, row)
    case = steps.late_cases(application)[0]
    with pytest.raises(WrongState):
        steps.convert(county, case)
    assert ItemCase.objects.get(pk=case.pk).state == "OPEN"
    assert JointApplication.objects.get(pk=application.pk).state == "ACCEPTED"


# ---- as an answer to the one-time notice ---------------------------------------------------------------------


def _notified(county, row, key="economic_indicators"):
    """The stage handed in with every paper; the window finds one defective. The application and the notice's line."""
    c.hand_in_papers(row, steps.STAGE)
    draft = commands.filing.create_draft.perform(county.owner, row, stage=steps.STAGE)
    application = commands.filing.submit.perform(county.owner, draft, form=c.FORM)
    line = {"material_key": key, "material_name": "材料", "reason": "数值与总平面图不一致", "clause": "办事指南"}
    notice = commands.window.send_notice.perform(county.clerk, application, lines=[line])
    application.refresh_from_db()
    return application, notice.lines.get()


def test_a_defective_deferrable_paper_may_follow_later_by_a_letter_signed_during_the_correction(county, row):
    application, line = _notified(county, row)
    assert line.deferrable
    answers = {line.pk: {"kind": "LATE"}}
    commands.correction.save_answers.perform(county.owner, application, answers=answers)
    with pytest.raises(Invalid) as refused:
        commands.correction.answer_notice.perform(county.owner, application)
    assert set(refused.value.fields) == {f"kind_{line.pk}"}
    with travel(date(2026, 3, 17)):
        days = {line.material_key: date(2026, 4, 15)}
        letter = promise_papers.perform(county.owner, application, days=days)
        w.sign(county, letter)
        commands.correction.answer_notice.perform(county.owner, application)
        application.refresh_from_db()
        commands.window.accept.perform(county.clerk, application)
        line.refresh_from_db()
        letter.refresh_from_db()
        assert (line.answer_kind, line.replacement, letter.state) == ("LATE", None, "DECIDED")
        assert letter.number in line.answer
        case = steps.preliminary(county, steps.late_cases(application)[0])
        with pytest.raises(Invalid):  # the defective version that lies there is what the letter was written for
            steps.hand_in_late.perform(county.owner, letter)
    with travel(date(2026, 4, 3)):
        steps.bring_papers(county, application)
        assert case.bindings.get(spec__key=line.material_key).material.original_name == "late.pdf"
        steps.convert(county, case)
        assert clean() == []


def test_a_principal_paper_does_not_follow_later(county, row):
    application, line = _notified(county, row, "general_plan")
    with pytest.raises(Invalid) as refused:
        commands.correction.answer_notice.perform(county.owner, application, answers={line.pk: {"kind": "LATE"}})
    assert set(refused.value.fields) == {f"kind_{line.pk}"}
    commands.correction.save_answers.perform(county.owner, application, answers={line.pk: {"kind": "LATE"}})
    with pytest.raises(Invalid):
        promise_papers.perform(county.owner, application, days={})


def test_a_paper_is_replaced_by_the_commitment_of_its_items_and_the_cases_stand_on_it(county, row):
    application, line = _notified(county, row, "general_plan")
    assert line.committable
    asking = instead.cases_asking(application.cases.all(), "general_plan")
    answers = {line.pk: {"kind": "NC"}}
    with pytest.raises(Invalid) as refused:
        commands.correction.answer_notice.perform(county.owner, application, answers=answers)
    assert set(refused.value.fields) == {f"kind_{line.pk}"}
    letters = [w.sign(county, w.draft(county, row, "NC", case.item.code)) for case in asking]
    commands.correction.answer_notice.perform(county.owner, application, answers=answers)
    application.refresh_from_db()
    commands.window.accept.perform(county.clerk, application)
    line.refresh_from_db()
    assert (line.answer_kind, letters[0].number in line.answer) == ("NC", True)
    cases = application.cases.filter(pk__in=[case.pk for case in asking])
    assert {case.commitment_id for case in cases} == {letter.pk for letter in letters}
    assert max(case.promised_days for case in cases) <= 1
    assert clean() == []


def test_the_page_of_the_correction_offers_what_the_notice_left_open_and_leads_to_the_letter(county, row, client):
    application, line = _notified(county, row)
    client.force_login(county.owner)
    page = reverse("approvals:correction", args=[application.pk])
    client.post(page, {f"kind_{line.pk}": "LATE", "save": "1"})
    shown = client.get(page).content.decode()
    assert reverse("approvals:late_papers", args=[application.pk]) in shown
    assert reverse("catalogue:guide_item", args=["203"]) in shown
    refused = client.post(page, {f"kind_{line.pk}": "LATE"})
    assert refused.status_code == 422
    client.post(reverse("approvals:late_papers", args=[application.pk]), {f"day_{line.material_key}": "2026-04-15"})
    assert letter_of(application).state == "DRAFT"
    assert letter_of(application).number in client.get(page).content.decode()


def test_a_point_about_an_added_item_is_answered_by_its_commitment_and_the_case_stands_on_it(county):
    row = w.project(county, "2601-360702-04-01-400001")
    c.hand_in_papers(row, "S1")
    draft = commands.filing.create_draft.perform(county.owner, row, stage="S1")
    application = commands.filing.submit.perform(county.owner, draft, form={**c.FORM, "items": ["105"]})
    commands.window.accept.perform(county.clerk, application)
    case = adding.add_item.perform(county.owner, application, item="113", reason="方案深化后新增")
    line = {"material_key": "cadastral_map", "material_name": "宗地图", "reason": "界址点不符", "clause": "办事指南"}
    [line] = correcting.notify_item.perform(county.clerk, case, lines=[line]).lines.all()
    assert (line.committable, line.deferrable) == (True, True)
    answers = {line.pk: {"kind": "NC"}}
    with pytest.raises(Invalid) as refused:
        correcting.answer_item.perform(county.owner, ItemCase.objects.get(pk=case.pk), answers=answers)
    assert set(refused.value.fields) == {f"kind_{line.pk}"}
    letter = w.sign(county, w.draft(county, row, "NC", "113"))
    correcting.answer_item.perform(county.owner, ItemCase.objects.get(pk=case.pk), answers=answers)
    answering.accept_item.perform(county.clerk, ItemCase.objects.get(pk=case.pk))
    case.refresh_from_db()
    line.refresh_from_db()
    assert letter.number in line.answer
    assert (case.commitment_id, case.promised_days) == (letter.pk, 1)
    assert clean() == []
