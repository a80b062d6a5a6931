"""The correction: one answer per line, old and new beside each other, more time once; and how a file ends before review."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from approvals import commands, doctor
from approvals.models import IntakeEnding, Practice
from clocks.models import Clock
from core.errors import Invalid, NotPermitted
from core.time import travel
from documents.models import Document
from tests.approvals import county as c
from tests.approvals.test_pages import pdf

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
FILING = {
    "material_key": "filing_information",
    "material_name": "备案信息表",
    "reason": "末页没有签字",
    "clause": "第十三条",
}
PHONE = {"material_key": "data.phone", "material_name": "联系电话", "reason": "电话打不通", "clause": "办事指南"}
AREA = {"material_key": "data.land_area", "material_name": "用地面积", "reason": "与红线不符", "clause": "办事指南"}


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


def notified(county, *lines):
    application = c.submitted(county, "S1")
    notice = commands.window.send_notice.perform(county.clerk, application, lines=lines or (FILING, PHONE))
    application.refresh_from_db()
    return application, notice, list(notice.lines.all())


def answer(county, application, answers):
    return commands.correction.answer_notice.perform(county.owner, application, answers=answers)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "answer"), ({"kind": "FILE"}, "kind"), ({"kind": "TEXT", "answer": " "}, "answer"),
        ({"kind": "THERE", "answer": ""}, "answer"),
    ],
)  # fmt: skip
def test_each_way_to_answer_says_what_is_still_missing(county, given, field):
    application, _notice, [line] = notified(county, FILING)
    with pytest.raises(Invalid) as refused:
        answer(county, application, {line.pk: given})
    assert set(refused.value.fields) == {f"{field}_{line.pk}"}


def test_that_the_data_were_there_is_an_answer_when_it_says_where(county):
    application, notice, [line] = notified(county, FILING)
    answer(county, application, {line.pk: {"kind": "THERE", "answer": "备案信息表第三页"}})
    line.refresh_from_db()
    assert (line.answer_kind, line.answer, line.replacement) == ("THERE", "备案信息表第三页", None)
    assert list(doctor.check()) == []


def test_a_statement_of_the_form_is_corrected_in_the_answer_and_kept_old_and_new(county):
    application, _notice, [line] = notified(county, PHONE)
    assert line.old_value == "0797-8123456"
    with pytest.raises(Invalid):
        answer(county, application, {line.pk: {"kind": "DATA", "value": "0797-8123456"}})
    answer(county, application, {line.pk: {"kind": "DATA", "value": "0797-8999999"}})
    line.refresh_from_db()
    application.refresh_from_db()
    assert (line.old_value, line.new_value) == ("0797-8123456", "0797-8999999")
    assert application.form["phone"] == "0797-8999999"


def test_a_statement_of_the_dossier_counts_as_corrected_once_the_dossier_says_otherwise(county):
    application, _notice, [line] = notified(county, AREA)
    assert line.old_value == "46,800.00"
    project = application.project
    project.land_area = 47000
    project.save(update_fields=["land_area"])
    answer(county, application, {line.pk: {"kind": "DATA"}})
    line.refresh_from_db()
    assert line.new_value == "47,000.00"


def test_a_second_notice_names_only_what_the_correction_changed(county):
    application, _notice, [filing, phone] = notified(county)
    answer(
        county,
        application,
        {filing.pk: {"kind": "TEXT", "answer": "签字在封底"}, phone.pk: {"kind": "DATA", "value": "0797-1"}},
    )
    application.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        commands.window.send_notice.perform(county.clerk, application, lines=[FILING, PHONE])
    assert set(refused.value.fields) == {"reason_filing_information"}
    again = commands.window.send_notice.perform(county.clerk, application, lines=[PHONE])
    assert again.round == 2


# ---- more time -----------------------------------------------------------------------------------------------


def test_more_time_is_given_once_with_a_reason_and_before_the_limit_has_passed(county):
    application, notice, _lines = notified(county)
    first = notice.answer_due_on
    assert first == date(2026, 3, 23)
    with pytest.raises(Invalid):
        commands.correction.more_time.perform(county.owner, application, reason=" ")
    with travel(first):
        commands.correction.more_time.perform(county.owner, application, reason="测绘单位复测")
        notice.refresh_from_db()
        assert (notice.more_days, notice.answer_due_on) == (15, date(2026, 4, 14))
        assert Clock.objects.get(kind="CORRECTION", subject_id=notice.pk).due_on == notice.answer_due_on
        with pytest.raises(NotPermitted):
            commands.correction.more_time.perform(county.owner, application, reason="还要")
    with travel(first + timedelta(days=1)):
        assert commands.system.return_lapsed() == 0
    with travel(notice.answer_due_on + timedelta(days=1)):
        assert commands.system.return_lapsed() == 1
        assert "more_time" in c.messages_of(county.clerk)


def test_after_the_limit_or_where_the_rules_give_none_there_is_no_more_time(county):
    application, notice, _lines = notified(county)
    with travel(notice.answer_due_on + timedelta(days=1)), pytest.raises(NotPermitted):
        commands.correction.more_time.perform(county.owner, application, reason="晚了")
    Practice.objects.create(correction_more_days=0)
    with pytest.raises(NotPermitted):
        commands.correction.more_time.perform(county.owner, application, reason="没有这条规则")


# ---- endings -------------------------------------------------------------------------------------------------


def test_a_return_leaves_a_record_and_a_letter_and_filing_again_takes_everything_over(county):
    application, notice, _lines = notified(county)
    with travel(notice.answer_due_on + timedelta(days=4)):
        assert commands.system.return_lapsed() == 1
        ending = IntakeEnding.objects.get(application=application)
        assert (ending.kind, ending.reason, ending.decided_by) == ("RETURNED", "逾期未补正", None)
        assert (ending.document.kind, ending.document.title) == ("RETURN", "退件通知书")
        said = "".join(ending.document.facts["sections"][0]["paragraphs"])
        assert "不影响你单位再次申请" in said
        assert "2026年3月23日" in said
        again = commands.filing.create_draft.perform(county.owner, application.project, stage="S1")
        assert again.refiled_from == application
        kept = {"contact", "phone", "delivery", "note"}
        assert {name: again.form[name] for name in kept} == {name: application.form[name] for name in kept}
        assert "declared" not in again.form
        handed_in = commands.filing.submit.perform(county.owner, again, form={"declared": True})
        assert handed_in.cases.count() == application.cases.count()
        assert list(doctor.check()) == []


@pytest.mark.parametrize(("verb", "kind"), [("refuse", "REFUSED"), ("not_required", "NOT_REQUIRED")])
def test_a_refusal_leaves_a_record_and_a_letter_with_the_remedies(county, verb, kind):
    application = c.submitted(county, "S1")
    getattr(commands.window, verb).perform(
        county.clerk, application, reason="不属本级事权", clause="第三十二条第一款第一项"
    )
    ending = application.ending
    assert (ending.kind, ending.decided_by, ending.clause) == (kind, county.clerk, "第三十二条第一款第一项")
    said = "".join(ending.document.facts["sections"][0]["paragraphs"])
    assert "六十日内依法申请行政复议" in said
    assert "六个月内" in said


@pytest.mark.parametrize("corrected", [False, True])
def test_acceptance_by_silence_reaches_back_on_both_ways_and_page_and_letter_say_so(county, corrected):
    since = MONDAY
    if corrected:
        application, _notice, [line] = notified(county, FILING)
        since = date(2026, 3, 5)
        with travel(since):
            answer(county, application, {line.pk: {"kind": "TEXT", "answer": "已补"}})
    else:
        application = c.submitted(county, "S1")
    with travel(since + timedelta(days=12)):
        assert commands.system.accept_silent() == 1
        application.refresh_from_db()
        assert (application.accepted_on, application.deemed_accepted) == (since, True)
        letter = Document.objects.get(kind="ACCEPTANCE")
        said = "".join(p for section in letter.facts["sections"] for p in section["paragraphs"])
        assert ("补正材料" in said) is corrected
        assert f"受理日期为2026年3月{since.day}日" in said
        page = browser(county.owner).get(reverse("approvals:application", args=[application.pk])).content.decode()
        assert "第三十二条" in page
        assert {clock.origin_on for clock in Clock.objects.filter(kind="PROMISED", state="RUNNING")} >= {since}


# ---- the page ------------------------------------------------------------------------------------------------


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_what_was_typed_and_uploaded_stays_until_every_line_is_answered(county):
    application, _notice, [filing, phone] = notified(county)
    client, url = browser(county.owner), reverse("approvals:correction", args=[application.pk])
    page = client.get(url).content.decode()
    assert "末页没有签字" in page
    assert "0797-8123456" in page
    file = SimpleUploadedFile("更正件.pdf", pdf("b"), "application/pdf")
    page = client.post(
        url, {f"file_{filing.pk}": file, f"value_{phone.pk}": "0797-8999999", f"kind_{phone.pk}": "THERE"}
    )
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {f"answer_{phone.pk}"}
    page = client.get(url)
    assert "更正件.pdf" in page.content.decode(), "the file must not be chosen again"
    assert page.context["form"][f"kind_{phone.pk}"].value() == "THERE"
    assert page.context["done"] == 1
    checked = client.post(url, {"check": "1", f"kind_{phone.pk}": "DATA", f"value_{phone.pk}": "0797-8999999"})
    assert checked.status_code == 200
    assert checked.context["done"] == 2
    saved = client.post(url, {"save": "1", f"kind_{phone.pk}": "DATA", f"value_{phone.pk}": "0797-8999999"})
    assert saved.url == url
    application.refresh_from_db()
    assert application.state == "CORRECTION"
    done = client.post(url, {f"kind_{phone.pk}": "DATA", f"value_{phone.pk}": "0797-8999999"})
    assert done.url == reverse("approvals:application", args=[application.pk])
    filing.refresh_from_db()
    assert (filing.answer_kind, filing.replacement.version, filing.old_material.version) == ("FILE", 2, 1)


def test_a_bad_file_is_refused_at_its_field_and_the_rest_is_kept(county):
    application, _notice, [filing, phone] = notified(county)
    client, url = browser(county.owner), reverse("approvals:correction", args=[application.pk])
    bad = SimpleUploadedFile("病毒.exe", b"MZ not a paper", "application/pdf")
    page = client.post(url, {f"file_{filing.pk}": bad, f"answer_{phone.pk}": "已更换号码"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {f"file_{filing.pk}"}
    phone.refresh_from_db()
    assert phone.answer == "已更换号码"


def test_more_time_is_asked_for_on_the_page(county):
    application, notice, _lines = notified(county)
    client, url = browser(county.owner), reverse("approvals:more_time", args=[application.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "复测"}).status_code == 302
    page = client.get(reverse("approvals:correction", args=[application.pk])).content.decode()
    assert "15 个工作日" in page
    assert not client.get(reverse("approvals:correction", args=[application.pk])).context["may_ask"]
