"""An enterprise brings its file on paper: the clerk types it in, and it is the same file as one that came online."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise
from approvals import commands, doctor
from approvals.counter import commands as counter
from approvals.models import CounterFiling, JointApplication
from core.errors import Invalid, NotPermitted
from core.time import travel
from documents.models import Document
from projects.models import Project
from tests.approvals import county as c
from tests.approvals.test_pages import pdf

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
NEW_CODE = "91360111MA7B2C3D9Y"
AGENT = {"agent_name": "𫖯若谷", "agent_phone": "13800000000", "proof": "LETTER", "letter": "2026年3月1日，申报S1阶段"}


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


def project_of(county):
    row = c.project(county)
    Project.objects.filter(pk=row.pk).update(state="ACTIVE")
    row.refresh_from_db()
    return row


def opened(county, row=None):
    return counter.open_draft.perform(county.clerk, row or project_of(county), stage="S1")


def received(county):
    application = opened(county)
    c.hand_in_papers(application.project, "S1")
    counter.note.perform(
        county.clerk, application, agent=AGENT, originals={"filing_information": "SEEN", "redline": ""}
    )
    return commands.filing.submit.perform(county.clerk, application, form=c.FORM)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_an_enterprise_is_registered_once_by_a_code_that_checks(county):
    with pytest.raises(Invalid) as refused:
        counter.register.perform(county.clerk, None, code="91360111MA7B2C3D9Z", name="九江䶮泽", region=county.region)
    assert set(refused.value.fields) == {"code"}
    with pytest.raises(Invalid):
        counter.register.perform(county.clerk, None, code=NEW_CODE, name="九江䶮泽", region=county.region)
    Enterprise.objects.filter(uscc=NEW_CODE).update(uscc="91360702MAC1TE5T5X")
    new = counter.register.perform(county.clerk, None, code=NEW_CODE.lower(), name="九江䶮泽", region=county.region)
    assert new.uscc == NEW_CODE
    with pytest.raises(NotPermitted):
        counter.register.perform(county.owner, None, code=NEW_CODE, name="x", region=county.region)


def test_a_file_at_the_counter_names_who_brought_it_before_it_is_received(county):
    application = opened(county)
    c.hand_in_papers(application.project, "S1")
    with pytest.raises(Invalid) as refused:
        commands.filing.submit.perform(county.clerk, application, form=c.FORM)
    assert set(refused.value.fields) == {"agent_name", "proof"}
    with pytest.raises(Invalid) as refused:  # said at once, while the letter lies on the counter
        counter.note.perform(county.clerk, application, agent={**AGENT, "letter": ""}, originals={})
    assert set(refused.value.fields) == {"letter"}


def test_the_receipt_says_who_brought_what_in_which_form_and_the_number_in_the_queue(county):
    application = received(county)
    assert application.state == "RECEIVED"
    assert application.checks.exists()
    paper = Document.objects.get(kind="RECEIPT")
    facts = paper.facts
    assert paper.wording == "counter_receipt@shipped/1"
    assert county.departments["WINDOW"].name in facts["received_by"]
    assert "A001" in facts["told"][1]
    assert "𫖯若谷" in facts["told"][1]
    remarks = {line["name"]: line["remark"] for line in facts["materials"]}
    assert any(remark.startswith("原件核验") for remark in remarks.values())
    assert {line["form"] for line in facts["materials"]} == {"扫描件"}
    assert list(doctor.check()) == []


def test_the_enterprise_sees_the_file_at_its_own_desk_and_may_withdraw_it(county):
    application = received(county)
    page = browser(county.owner).get(reverse("approvals:mine")).content.decode()
    assert application.number in page
    commands.issuing.withdraw.perform(county.owner, application, reason="改为网上申报")
    application.refresh_from_db()
    assert application.state == "WITHDRAWN"


def test_numbers_in_the_queue_go_up_and_begin_anew_each_day(county):
    first = opened(county)
    other = c.project(county, code="2601-360702-04-01-100002")
    Project.objects.filter(pk=other.pk).update(state="ACTIVE")
    second = opened(county, Project.objects.get(pk=other.pk))
    assert [first.counter.queue_number, second.counter.queue_number] == ["A001", "A002"]
    assert opened(county, first.project) == first
    commands.filing.discard_draft.perform(county.clerk, second)
    with travel(date(2026, 3, 3)):
        assert opened(county, Project.objects.get(pk=other.pk)).counter.queue_number == "A001"


def test_a_draft_the_enterprise_has_begun_online_is_its_own(county):
    row = project_of(county)
    draft = commands.filing.create_draft.perform(county.owner, row, stage="S1")
    with pytest.raises(Invalid) as refused:
        opened(county, row)
    assert set(refused.value.fields) == {"stage"}
    assert not JointApplication.objects.visible_to(county.clerk).filter(pk=draft.pk).exists()
    with pytest.raises(NotPermitted):
        commands.filing.save_draft.perform(county.clerk, draft, form={"contact": "x"})


@pytest.mark.parametrize("who", ["other_owner", "supervisor", ("reviewer", "DRC"), "stranger"])
def test_nobody_else_types_into_a_draft_of_the_counter(county, who):
    application = opened(county)
    with pytest.raises(NotPermitted):
        commands.filing.save_draft.perform(county.people[who], application, form={"contact": "x"})
    assert not JointApplication.objects.visible_to(county.people[who]).filter(pk=application.pk).exists()


def test_the_clerk_types_into_the_dossier_only_while_the_draft_is_open(county):
    from projects.commands import may_edit

    application = opened(county)
    assert may_edit(county.clerk, application.project)
    commands.filing.discard_draft.perform(county.clerk, application)
    assert not may_edit(county.clerk, application.project)


def test_from_the_code_to_the_receipt_in_the_browser(county):
    row = project_of(county)
    client = browser(county.clerk)
    index = reverse("approvals:counter")
    bad = client.get(index, {"code": "913"})
    assert bad.status_code == 422
    found = client.get(index, {"code": county.enterprise.uscc})
    assert found.url == reverse("approvals:counter_enterprise", args=[county.enterprise.pk])
    assert row.name in client.get(found.url).content.decode()
    begun = client.post(reverse("approvals:counter_start", args=[row.pk, "S1"]))
    note = reverse("approvals:counter_note", args=[CounterFiling.objects.get().application_id])
    assert begun.url == note
    assert client.post(note, {**AGENT, "form_filing_information": "SEEN"}).status_code == 302
    application = CounterFiling.objects.get().application
    draft = reverse("approvals:draft", args=[application.pk])
    assert "A001" in client.get(draft).content.decode()
    upload = reverse("approvals:upload", args=[application.pk, "filing_information"])
    file = SimpleUploadedFile("扫描.pdf", pdf("scan"), "application/pdf")
    assert client.post(upload, {"upload": file}).status_code == 302
    c.hand_in_papers(row, "S1")
    done = client.post(draft, {**c.FORM, "declared": "on"})
    assert done.status_code == 302, done.context["form"].errors
    page = client.get(done.url).content.decode()
    assert "A001" in page
    application.refresh_from_db()
    assert application.submitted_by == county.clerk
    assert "原件核验" in str(Document.objects.get(kind="RECEIPT").facts)


def test_the_paper_form_of_a_new_project_is_entered_for_its_enterprise(county):
    client = browser(county.clerk)
    url = reverse("approvals:counter_project", args=[county.enterprise.pk])
    assert client.post(url, {"name": "", "region": "360702"}).status_code == 422
    sent = {
        "name": "䶮泉窑炉技改（虚构）", "region": "360702", "investment_kind": "ENT", "regime": "FILING",
        "investment": "1200", "industry": "C3072", "land_mode": "NONE", "land_area": "0", "floor_area": "0",
        "sector": "INDUSTRIAL",
    }  # fmt: skip
    page = client.post(url, sent)
    assert page.status_code == 302, page.context["form"].errors
    row = Project.objects.get(name=sent["name"])
    assert (row.enterprise, row.state, row.created_by) == (county.enterprise, "ACTIVE", county.clerk)
    with pytest.raises(NotPermitted):
        counter.enter.perform(county.owner, county.enterprise, region=county.region, facts={}, name="x")
