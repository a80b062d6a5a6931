"""撤回与撤销 (行政许可法 8, 69; domain §3.1): proposed, heard, confirmed by another, 14 or 15, dependents flagged."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Membership, User
from approvals import doctor
from approvals.annulments import deciding, hearing, proposing
from approvals.annulments.consequences import consequences_of
from approvals.models import Annulment
from clocks.models import Clock
from core import sweeps
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
FRAUD = {"kind": "REVOCATION", "ground": "FRAUD", "reason": "提交的用地合同系伪造"}
CHANGED = {
    "kind": "RECALL",
    "ground": "FACTS_CHANGED",
    "reason": "轨道交通选线穿越地块",
    "compensation": "按实际损失补偿",
}


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


@pytest.fixture
def case(county):
    """105 passed on the day of acceptance; 113 of the same stage waits for it."""
    application = c.accepted(county, "S1")
    c.decide(county, c.case(application, "105"))
    return c.case(application, "105")


@pytest.fixture
def second(case):
    user = User.objects.create(username="second", name="第二负责人")
    Membership.objects.create(user=user, role="HEAD", department=case.department, valid_from=c.SINCE)
    return user


def propose(county, case, **data):
    return proposing.propose_annulment.perform(county.head(case), case, **(data or FRAUD))


def confirmed(county, case, second, **data):
    propose(county, case, **data)
    hearing.state_case.perform(county.owner, case, statement="合同真实，请核查")
    deciding.confirm_annulment.perform(second, case, seen=True, reason="经核查不成立")
    case.refresh_from_db()
    return case.annulments.get()


@pytest.mark.parametrize(("data", "state", "code"), [(FRAUD, "REVOKED", 15), (CHANGED, "RECALLED", 14)])
def test_the_case_takes_the_national_status_and_its_paper_verifies_as_revoked(
    county, case, second, client, data, state, code
):
    row = confirmed(county, case, second, **data)
    assert (case.state, case.blzt) == (state, code)
    mine = JournalEntry.objects.filter(subject_type="approvals.itemcase", subject_id=str(case.pk), blzt__isnull=False)
    assert list(mine.order_by("seq").values_list("blzt", flat=True)) == [8, 11, code]
    page = client.get(reverse("documents:verify", args=[case.decision.document.token])).content.decode()
    assert data["reason"] in page
    assert row.document.kind == "ANNULMENT"
    assert "合同真实" in str(row.document.facts)
    assert "行政复议" in str(row.document.facts)
    assert list(doctor.check()) == []


def test_nothing_is_decided_before_the_holder_was_heard_or_its_last_day_has_passed(county, case, second):
    row = propose(county, case)
    assert row.heard_until == date(2026, 3, 9)
    assert "陈述权" in str(row.notice.facts)
    for day in (MONDAY, date(2026, 3, 9)):
        with travel(day), pytest.raises(Invalid):
            deciding.confirm_annulment.perform(second, case, seen=True)
    with travel(date(2026, 3, 10)):
        sweeps.run_all()
        assert not Clock.objects.open().filter(kind="HEARING").exists()
        with pytest.raises(Invalid):
            hearing.state_case.perform(county.owner, case, statement="太晚")
        deciding.confirm_annulment.perform(second, case, seen=True)
    case.refresh_from_db()
    assert case.state == "REVOKED"
    assert list(doctor.check()) == []


def test_who_proposes_does_not_confirm_but_a_supervisor_may(county, case):
    propose(county, case)
    hearing.state_case.perform(county.owner, case, statement="无意见")
    for other in (county.head(case), county.reviewer(case), county.owner, county.clerk):
        with pytest.raises(NotPermitted):
            deciding.confirm_annulment.perform(other, case, seen=True)
    deciding.confirm_annulment.perform(county.people["supervisor"], case, seen=True)
    case.refresh_from_db()
    assert case.state == "REVOKED"


def test_the_consequences_must_have_been_read(county, case, second):
    propose(county, case)
    hearing.state_case.perform(county.owner, case, statement="无意见")
    with pytest.raises(Invalid) as refusal:
        deciding.confirm_annulment.perform(second, case, seen=False)
    assert set(refusal.value.fields) == {"seen"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "RECALL", "ground": "FRAUD", "reason": "x", "compensation": "无"}, "ground"),
        ({"kind": "RECALL", "ground": "LAW_CHANGED", "reason": "x"}, "compensation"),
        ({"kind": "", "ground": "", "reason": "x"}, "kind"),
        ({"kind": "REVOCATION", "ground": "FRAUD", "reason": " "}, "reason"),
    ],
)
def test_a_proposal_without_a_lawful_ground_is_refused_at_its_field(county, case, wrong, field):
    with pytest.raises(Invalid) as refusal:
        propose(county, case, **wrong)
    assert field in refusal.value.fields
    assert not Annulment.objects.exists()


def test_items_that_rest_on_it_are_previewed_flagged_and_settled_by_their_department(county, case, second):
    open_case = c.case(case.application, "113")
    assert {line.code for line in consequences_of(case)} >= {"113"}
    row = confirmed(county, case, second)
    assert open_case.number in {line["number"] for line in row.consequences}
    flag = row.affected.get(case=open_case)
    assert flag.settled_at is None
    assert "annulment_affects" in c.messages_of(county.head(open_case))
    with pytest.raises(NotPermitted):
        deciding.settle_affected.perform(county.people["head", "WATER"], open_case, reason="x")
    deciding.settle_affected.perform(county.head(open_case), open_case, reason="待重新备案后再审")
    flag.refresh_from_db()
    assert flag.settled_by == county.head(open_case)
    assert list(doctor.check()) == []


def test_a_dropped_proposal_leaves_the_decision_and_may_come_again(county, case, second):
    propose(county, case)
    with pytest.raises(Invalid):
        deciding.drop_annulment.perform(second, case, reason="")
    deciding.drop_annulment.perform(second, case, reason="证据不足")
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("PASSED", 11)
    assert not Clock.objects.open().filter(kind="HEARING").exists()
    assert propose(county, case).state == "PROPOSED"


def test_only_what_passed_can_be_taken_back(county, case):
    open_case = c.case(case.application, "113")
    with pytest.raises(WrongState):
        propose(county, open_case)
    c.decide(county, open_case, "FAIL")
    with pytest.raises(WrongState):
        propose(county, open_case)


def test_a_revoked_item_can_be_filed_again_and_its_paper_does_not_leave_with_the_others(county, case, second):
    from approvals.papers import case_papers

    confirmed(county, case, second)
    assert case.decision.document not in case_papers(case.application)
    from approvals.intake import filing_of

    case.application.refresh_from_db()
    type(case.application).objects.filter(pk=case.application_id).update(state="ISSUED")
    assert "105" in filing_of(case.application.project, "S1").items


def test_the_pages_lead_from_the_proposal_to_the_confirmation(county, case, second, client):
    def page(user, verb="", data=None):
        client.force_login(user)
        if verb:
            return client.post(reverse("approvals:annulment_act", args=[case.pk, verb]), {"once": "", **(data or {})})
        return client.get(reverse("approvals:annulment", args=[case.pk]))

    assert page(county.head(case)).status_code == 200
    assert page(county.head(case), "propose", {"kind": "RECALL"}).status_code == 422
    assert page(county.head(case), "propose", FRAUD).status_code == 302
    assert page(county.owner, "state", {"statement": "合同真实"}).status_code == 302
    text = page(second).content.decode()
    assert "合同真实" in text
    assert page(second, "confirm", {}).status_code == 422
    assert page(second, "confirm", {"seen": "on"}).status_code == 302
    assert page(county.owner).status_code == 200
    client.force_login(county.head(case))
    assert client.get(reverse("approvals:case", args=[case.pk])).status_code == 200
