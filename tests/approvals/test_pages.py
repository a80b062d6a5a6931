"""The pages, walked by their people: what shows, what a form keeps, what a press does."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from reportlab.pdfgen.canvas import Canvas

from approvals import commands
from approvals.models import JointApplication, OneTimeNotice
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db


def pdf(line):
    """A small valid PDF."""
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(10, 10, line)
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


def test_the_enterprise_files_a_stage_in_the_browser(county):
    project = c.project(county)
    c.hand_in_papers(project, "S1")
    client = browser(county.owner)
    page = client.get(reverse("approvals:timeline", args=[project.pk]))
    assert "立项用地规划许可" in text(page)
    start = client.get(reverse("approvals:start", args=[project.pk, "S1"]))
    assert "建设用地规划许可证核发" in text(start)
    response = client.post(reverse("approvals:start", args=[project.pk, "S1"]))
    draft = JointApplication.objects.get()
    assert response.url == reverse("approvals:draft", args=[draft.pk])
    assert client.get(response.url).status_code == 200
    response = client.post(response.url, {**c.FORM, "declared": "on", "once": "k"})
    assert response.url == reverse("approvals:receipt", args=[draft.pk])
    assert "SJ360702202603020001" in text(client.get(response.url))
    assert "SJ360702202603020001" in text(client.get(reverse("approvals:mine")))
    assert client.get(reverse("approvals:application", args=[draft.pk])).status_code == 200


def test_an_incomplete_form_keeps_what_was_typed_and_says_what_to_do_at_the_field(county):
    project = c.project(county)
    draft = commands.filing.create_draft.perform(county.owner, project, stage="S1")
    client = browser(county.owner)
    page = client.post(reverse("approvals:draft", args=[draft.pk]), {"contact": "䶮听澜<b>", "phone": "abc"})
    assert page.status_code == 422
    assert "䶮听澜&lt;b&gt;" in text(page)
    assert set(page.context["form"].errors) == {"phone", "delivery", "declared"}
    draft.refresh_from_db()
    assert draft.state == "DRAFT"


def test_missing_papers_are_named_before_anything_is_handed_in(county):
    project = c.project(county)
    draft = commands.filing.create_draft.perform(county.owner, project, stage="S1")
    page = browser(county.owner).post(
        reverse("approvals:draft", args=[draft.pk]), {**c.FORM, "declared": "on", "once": "k"}
    )
    assert page.status_code == 422
    missing = {line["paper"].need.key for line in page.context["missing"]}
    assert "filing_information" in missing
    assert "redline" not in missing
    assert {line["paper"].need.key for line in page.context["own"] if line["bad"]} == missing
    draft.refresh_from_db()
    assert (draft.state, draft.form["contact"]) == ("DRAFT", "䶮听澜")


def test_a_draft_saves_itself_and_an_upload_serves_its_items(county):
    project = c.project(county)
    draft = commands.filing.create_draft.perform(county.owner, project, stage="S1")
    client = browser(county.owner)
    assert client.post(reverse("approvals:save", args=[draft.pk]), {"contact": "垚"}).status_code == 204
    draft.refresh_from_db()
    assert draft.form["contact"] == "垚"
    url = reverse("approvals:upload", args=[draft.pk, "filing_information"])
    page = client.post(url, {"upload": SimpleUploadedFile("a.pdf", b"")})
    assert page.status_code == 422
    assert "0" in str(page.context["own"][0]["form"].errors)
    response = client.post(url, {"upload": SimpleUploadedFile("备案信息.pdf", pdf("a"), "application/pdf")})
    assert response.status_code == 302, response.context["own"][0]["form"].errors
    assert project.materials.get(key="filing_information").original_name == "备案信息.pdf"


def test_the_clerk_sends_one_notice_and_the_enterprise_answers_every_line(county):
    application = c.submitted(county, "S1")
    client = browser(county.clerk)
    assert application.number in text(client.get(reverse("approvals:window")))
    check = reverse("approvals:check", args=[application.pk])
    keys = [row["key"] for row in client.get(check).context["rows"] if row["file"] and row["key"] != "redline"]
    page = client.post(check, {f"bad_{keys[0]}": "on", f"clause_{keys[0]}": "第四十条"})
    assert page.status_code == 422
    assert f"reason_{keys[0]}" in page.context["form"].errors
    assert "第四十条" in text(page)
    response = client.post(
        check,
        {
            f"bad_{keys[0]}": "on",
            f"reason_{keys[0]}": "缺盖章页",
            f"clause_{keys[0]}": "第四十条",
            f"bad_{keys[1]}": "on",
            f"reason_{keys[1]}": "比例尺不符",
            f"clause_{keys[1]}": "第四十条",
        },
    )
    assert response.url == reverse("approvals:window")
    notice = OneTimeNotice.objects.get()
    assert notice.lines.count() == 2
    applicant = browser(county.owner)
    page = applicant.get(reverse("approvals:correction", args=[application.pk]))
    assert "缺盖章页" in text(page)
    first, second = notice.lines.all()
    page = applicant.post(page.request["PATH_INFO"], {f"answer_{first.pk}": "已补盖章"})
    assert page.status_code == 422
    assert f"answer_{second.pk}" in page.context["form"].errors
    assert "已补盖章" in text(page)
    response = applicant.post(
        page.request["PATH_INFO"],
        {
            f"answer_{first.pk}": "已补盖章",
            f"file_{second.pk}": SimpleUploadedFile("b.pdf", pdf("b"), "application/pdf"),
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    application.refresh_from_db()
    assert application.state == "CORRECTED"
    second.refresh_from_db()
    assert second.replacement.version == 2
    assert "b.pdf" in text(client.get(check))


def test_departments_decide_the_lead_consolidates_and_the_window_issues_in_the_browser(county):
    application = c.submitted(county, "S1")
    assert (
        browser(county.clerk).post(reverse("approvals:accept", args=[application.pk]), {"once": "a"}).status_code == 302
    )
    for code in ("105", "113"):
        case = c.case(application, code)
        page = reverse("approvals:case", args=[case.pk])
        reviewer, head = browser(county.reviewer(case)), browser(county.head(case))
        assert case.number in text(reviewer.get(reverse("approvals:inbox")))
        assert set(reviewer.get(page).context["forms"]) == {"extend", "opinion", "special"}
        bad = reviewer.post(
            reverse("approvals:act", args=[case.pk, "opinion"]), {"recommendation": "PASS", "text": " "}
        )
        assert bad.status_code == 422
        done = reviewer.post(
            reverse("approvals:act", args=[case.pk, "opinion"]),
            {"recommendation": "PASS", "text": "符合", "conditions": "一\n\n二", "once": "o"},
        )
        assert done.url == reverse("approvals:inbox")
        assert set(head.get(page).context["forms"]) == {"sign", "return"}
        bad = head.post(reverse("approvals:act", args=[case.pk, "sign"]), {"outcome": "PASS", "title": "证"})
        assert "official_number" in bad.context["forms"]["sign"].errors
        done = head.post(
            reverse("approvals:act", args=[case.pk, "sign"]),
            {"outcome": "PASS", "official_number": f"号{code}", "title": "证", "once": "s"},
        )
        assert done.status_code == 302
    lead = browser(county.lead(application))
    assert application.number in text(lead.get(reverse("approvals:lead")))
    page = reverse("approvals:consolidate", args=[application.pk])
    assert lead.post(page, {"text": ""}).status_code == 422
    assert lead.post(page, {"text": "同意"}).url == reverse("approvals:lead")
    clerk = browser(county.clerk)
    issue = reverse("approvals:issue", args=[application.pk])
    assert "号113" in text(clerk.get(issue))
    assert clerk.post(issue, {"once": "i"}).status_code == 302
    owner = text(browser(county.owner).get(reverse("approvals:application", args=[application.pk])))
    assert "号105" in owner
    assert "号113" in owner
    timeline = text(browser(county.owner).get(reverse("approvals:timeline", args=[application.project_id])))
    assert timeline.count("bs-chip--good") >= 3
    assert "用时账" in timeline
    assert "等待申请人" in timeline


def test_the_applicant_does_not_read_an_opinion_before_the_decision(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="FAIL", text="内部意见")
    page = text(browser(county.owner).get(reverse("approvals:case", args=[case.pk])))
    assert "内部意见" not in page
    assert "内部意见" in text(browser(county.head(case)).get(reverse("approvals:case", args=[case.pk])))


def test_the_page_of_a_case_leads_back_to_a_page_its_reader_has(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    for user, back in (
        (county.reviewer(case), reverse("approvals:inbox")),
        (county.lead(application), reverse("projects:list")),
        (county.owner, reverse("approvals:mine")),
    ):
        visitor = browser(user)
        crumbs = (
            text(visitor.get(reverse("approvals:case", args=[case.pk])))
            .partition("bs-crumbs")[2]
            .partition("</nav>")[0]
        )
        assert f'href="{back}"' in crumbs
        assert visitor.get(back).status_code == 200


def test_messages_open_what_they_are_about_and_count_as_read(county):
    application = c.submitted(county, "S1")
    assert c.messages_of(county.clerk) == ["received"]
    client = browser(county.clerk)
    page = client.get(reverse("approvals:messages"))
    assert application.number in text(page)
    message = county.clerk.messages.get()
    response = client.post(reverse("approvals:message", args=[message.pk]))
    assert response.url == reverse("approvals:application", args=[application.pk])
    message.refresh_from_db()
    assert message.read_at is not None
    assert browser(county.owner).post(reverse("approvals:message", args=[message.pk])).status_code == 404


def test_a_later_stage_knows_the_contact_of_the_first(county):
    first = c.accepted(county, "S1")
    c.withdraw(county, first)
    again = commands.filing.create_draft.perform(county.owner, first.project, stage="S1")
    page = browser(county.owner).get(reverse("approvals:draft", args=[again.pk]))
    assert c.FORM["phone"] in text(page)
    assert not page.context["form"].initial.get("declared")


@pytest.mark.parametrize("stage", ["S9", "XX", "s1"])
def test_a_stage_the_project_does_not_have_is_not_found(county, client, stage):
    project = c.project(county)
    client.force_login(county.owner)
    for ask in (client.get, client.post):
        assert ask(f"/approvals/projects/{project.pk}/file/{stage}/").status_code == 404


def test_only_the_applicant_is_offered_to_answer_the_notice(county, client):
    """Others read who corrects; a button that shows is a verb that works."""
    application = c.submitted(county, "S1")
    line = {"material_key": "filing_information", "material_name": "备案表", "reason": "缺页", "clause": "第三十二条"}
    commands.window.send_notice.perform(county.clerk, application, lines=[line])
    answer = f'href="/approvals/{application.pk}/correction/"'
    for user, offered in ((county.owner, True), (county.clerk, False), (county.people["supervisor"], False)):
        client.force_login(user)
        page = client.get(f"/approvals/projects/{application.project_id}/").content.decode()
        assert (answer in page) == offered
