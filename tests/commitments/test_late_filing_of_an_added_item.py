"""容缺后补 of an item that joined later: its own letter, its own preliminary opinion, its own two working days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import ItemCase
from approvals.promises import late
from approvals.promises.filing import promise_papers
from approvals.promises.gates import against_start
from approvals.promises.listening import resting_on
from approvals.promises.papers_late import letter_of
from approvals.supplements import adding, answering, correcting
from clocks.models import Clock, Stop
from core import sweeps
from core.errors import Invalid, NotPermitted
from core.time import travel
from documents.models import Document
from tests.commitments import late as steps
from tests.commitments import world as w
from tests.commitments.test_late_filing import blzt_of, clean

pytestmark = pytest.mark.django_db
c = w.c
FILED, PROMISED = date(2026, 3, 16), date(2026, 4, 15)
LINE = {
    "material_key": "economic_indicators", "material_name": "主要技术经济指标表", "reason": "数值与总平面图不一致",
    "clause": "办事指南第三项",
}  # fmt: skip


@pytest.fixture
def county():
    with travel(FILED):
        yield w.build()


@pytest.fixture
def case(county):
    return added(county, under_review(county))


def project(county):
    row = c.project(county)
    row.state, row.planned_start = "ACTIVE", FILED + timedelta(days=90)
    row.save()
    return row


def under_review(county):
    """S2 under review with 201 alone; the permit 203 was left out."""
    row = project(county)
    c.passed_before(row, "103", "105", "113", "215")
    c.hand_in_papers(row, "S2")
    draft = commands.filing.create_draft.perform(county.owner, row, stage="S2")
    filed = commands.filing.submit.perform(county.owner, draft, form={**c.FORM, "items": ["201"]})
    return commands.window.accept.perform(county.clerk, filed)


def added(county, application, *lines):
    """203 joins; the window names one point, by default about a paper that may be filed late."""
    case = adding.add_item.perform(county.owner, application, item="203", reason="方案深化后新增")
    correcting.notify_item.perform(county.clerk, case, lines=lines or (LINE,))
    return again(case)


def again(case):
    return ItemCase.objects.select_related("item", "department", "application").get(pk=case.pk)


def the_line(case):
    return correcting.notices_of(case).get().lines.get()


def promised_late(county, case):
    """Marked, and promised by a signed letter; not handed in yet."""
    answers = {the_line(case).pk: {"kind": "LATE"}}
    correcting.save_item_answers.perform(county.owner, case, answers=answers)
    days = {LINE["material_key"]: PROMISED}
    letter = correcting.promise_item_papers.perform(county.owner, again(case), days=days)
    return w.sign(county, letter)


def answered_late(county, case):
    letter = promised_late(county, case)
    correcting.answer_item.perform(county.owner, again(case))
    letter.refresh_from_db()
    return letter


def accepted(county, case):
    """Taken in on the promise, and open since the item it waits for is decided."""
    letter = answered_late(county, case)
    answering.accept_item.perform(county.clerk, again(case))
    c.decide(county, c.case(case.application, "201"))
    letter.refresh_from_db()
    return again(case), letter


def test_the_notice_says_what_may_be_filed_late_and_a_line_without_its_letter_is_not_answered(county, case):
    line = the_line(case)
    assert line.deferrable
    assert "可容缺后补" in str(line.notice.document.facts)
    with pytest.raises(Invalid) as refused:
        correcting.answer_item.perform(county.owner, case, answers={line.pk: {"kind": "LATE"}})
    assert set(refused.value.fields) == {f"kind_{line.pk}"}


def test_a_principal_paper_of_an_added_item_is_never_filed_late(county):
    case = added(county, under_review(county), {**LINE, "material_key": "general_plan"})
    line = the_line(case)
    assert not line.deferrable
    answers = {line.pk: {"kind": "LATE"}}
    with pytest.raises(Invalid) as refused:
        correcting.answer_item.perform(county.owner, case, answers=answers)
    assert set(refused.value.fields) == {f"kind_{line.pk}"}
    correcting.save_item_answers.perform(county.owner, case, answers=answers)
    with pytest.raises(Invalid):
        correcting.promise_item_papers.perform(county.owner, again(case), days={})


def test_an_enterprise_in_breach_files_no_paper_of_an_added_item_late(county, case):
    correcting.save_item_answers.perform(county.owner, case, answers={the_line(case).pk: {"kind": "LATE"}})
    w.breached(county, w.project(county, "2601-360702-04-01-400009"))
    with pytest.raises(Invalid):
        correcting.promise_item_papers.perform(county.owner, again(case), days={LINE["material_key"]: PROMISED})


def test_its_papers_follow_after_a_preliminary_opinion_and_become_the_document_in_two_working_days(county, case):
    stage = case.application
    case, letter = accepted(county, case)
    assert (letter.state, letter.latefiling.case_id, letter_of(stage)) == ("DECIDED", case.pk, None)
    assert (the_line(case).answer_kind, letter.number in the_line(case).answer) == ("LATE", True)
    assert Clock.objects.filter(kind="COMMITMENT").count() == 1
    reviewed = steps.reviewed(county, case)
    with pytest.raises(Invalid):  # no formal document while a late paper is missing
        commands.review.sign.perform(
            county.head(case), reviewed, outcome="PASS", official_number="赣〔2026〕1号", title="许可证"
        )
    late.preliminary.perform(county.head(case), reviewed, official_number="赣区初审〔2026〕1号", text="原则同意。")
    case = again(case)
    assert (case.state, case.blzt) == ("LATE_FILES", 12)
    assert Clock.objects.of_subject("approvals.itemcase", case.pk).get(kind="PROMISED").state == "STOPPED"
    assert any(case.item.name in one.what or LINE["material_name"] in one.what for one in against_start(stage.project))
    assert clean() == []
    with travel(date(2026, 4, 3)):
        steps.bring_papers_of(county, letter)
    assert Clock.objects.get(kind="CONVERSION").due_on == date(2026, 4, 8)
    assert Stop.objects.get(kind="LATE_FILING").ended_on == date(2026, 4, 3)
    with travel(date(2026, 4, 8)):
        steps.convert(county, case)
        case = again(case)
        letter.refresh_from_db()
        assert (case.state, case.late_by_days, letter.state) == ("PASSED", 0, "FULFILLED")
        assert Document.objects.get(kind="PRELIMINARY").state == "SUPERSEDED"
        assert blzt_of(case) == [1, 6, 7, 3, 8, 12, 11]
        assert clean() == []


def test_the_letter_of_the_stage_and_that_of_the_item_do_not_touch_each_other(county):
    row = project(county)
    c.passed_before(row, "103", "105", "113", "215")
    draft = steps.draft(county, row)
    draft = commands.filing.save_draft.perform(county.owner, draft, form={**c.FORM, "items": ["201"]})
    whole = promise_papers.perform(county.owner, draft, days={LINE["material_key"]: PROMISED})
    w.sign(county, whole)
    stage = commands.window.accept.perform(county.clerk, commands.filing.submit.perform(county.owner, draft))
    case = added(county, stage)
    letter = answered_late(county, case)
    answering.accept_item.perform(county.clerk, again(case))
    assert letter_of(stage) == whole
    first = steps.preliminary(county, c.case(stage, "201"))
    case = steps.preliminary(county, again(case))
    assert {one.state for one in (first, case)} == {"LATE_FILES"}
    with travel(date(2026, 4, 3)):
        steps.bring_papers_of(county, whole)
        steps.convert(county, first)
        whole.refresh_from_db()
        letter.refresh_from_db()
        assert (whole.state, letter.state, again(case).state) == ("FULFILLED", "DECIDED", "LATE_FILES")
        assert clean() == []
    with travel(PROMISED + timedelta(days=1)):
        sweeps.run_all()
        letter.refresh_from_db()
        assert (letter.state, again(first).state) == ("BREACHED", "PASSED")


def test_what_rests_on_the_letter_of_the_stage_does_not_fall_with_that_of_the_item(county, case):
    case, letter = accepted(county, case)
    case = steps.preliminary(county, case)
    assert [one.pk for one in resting_on(letter)] == [case.pk]
    letter.obligations.update(items=["201"])
    assert resting_on(letter) == []


@pytest.mark.parametrize("how", ["refused", "lapsed", "withdrawn", "stage withdrawn"])
def test_whoever_is_not_taken_in_owes_no_papers(county, case, how):
    letter = promised_late(county, case)
    if how != "lapsed":
        correcting.answer_item.perform(county.owner, again(case))
    letter.refresh_from_db()
    assert letter.state == "SIGNED"
    if how == "refused":
        answering.refuse_item.perform(county.clerk, again(case), reason="不属于本区", clause="办事指南")
    elif how == "stage withdrawn":
        c.withdraw(county, case.application)
    elif how == "withdrawn":
        answering.accept_item.perform(county.clerk, again(case))
        c.decide(county, c.case(case.application, "201"))
        c.withdraw(county, again(case))
    else:
        with travel(date(2026, 4, 30)):
            sweeps.run_all()
    assert again(case).state in ("CLOSED", "WITHDRAWN")
    letter.refresh_from_db()
    assert letter.state == ("CLOSED" if how == "withdrawn" else "WITHDRAWN")


def test_the_page_leads_to_the_letter_and_back(county, case, client):
    client.force_login(county.owner)
    line, page = the_line(case), reverse("approvals:item_correction", args=[case.pk])
    assert 'value="LATE"' in client.get(page).content.decode()
    client.post(page, {f"kind_{line.pk}": "LATE", "save": "1"})
    form = reverse("approvals:item_late_papers", args=[case.pk])
    assert form in client.get(page).content.decode()
    assert page in client.get(form).content.decode()
    assert client.post(form, {f"day_{line.material_key}": "2026-03-01"}).status_code == 422
    client.post(form, {f"day_{line.material_key}": "2026-04-15"})
    letter = letter_of(case, "DRAFT")
    assert letter.number in client.get(page).content.decode()
    assert page in client.get(reverse("commitments:show", args=[letter.pk])).content.decode()


# ---- more time -----------------------------------------------------------------------------------------------


def test_more_time_is_given_once_with_a_reason_and_the_item_does_not_lapse_meanwhile(county, case):
    notice = correcting.notices_of(case).get()
    before = notice.answer_due_on
    with pytest.raises(Invalid) as refused:
        correcting.item_more_time.perform(county.owner, case, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    correcting.item_more_time.perform(county.owner, again(case), reason="测绘单位复测")
    notice.refresh_from_db()
    assert (notice.more_days, notice.more_reason) == (15, "测绘单位复测")
    assert notice.answer_due_on > before
    assert Clock.objects.get(kind="CORRECTION", subject_id=notice.pk).due_on == notice.answer_due_on
    assert "item_more_time" in c.messages_of(county.clerk)
    with pytest.raises(NotPermitted):
        correcting.item_more_time.perform(county.owner, again(case), reason="还要")
    with travel(before + timedelta(days=1)):
        sweeps.run_all()
        assert again(case).state == "RECEIVED"
        assert clean() == []
    with travel(notice.answer_due_on + timedelta(days=1)):
        sweeps.run_all()
        assert again(case).state == "CLOSED"
        assert clean() == []


def test_more_time_is_asked_for_on_the_page_of_the_item(county, case, client):
    client.force_login(county.owner)
    page, url = (reverse(f"approvals:item_{name}", args=[case.pk]) for name in ("correction", "more_time"))
    assert url in client.get(page).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "测绘单位复测"}).url == page
    assert url not in client.get(page).content.decode()
    client.force_login(county.clerk)
    assert client.post(url, {"reason": "窗口代求"}).status_code == 403
