"""撤回 (domain §3.1): free before acceptance; afterwards with the consent of every department at work."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import commands, doctor
from approvals.models import JointApplication, Practice, WithdrawalRequest
from approvals.withdrawals import answering, asking, settling
from clocks.models import Clock
from core import sweeps
from core.commands import SYSTEM_USER, available
from core.errors import Invalid, NotPermitted
from core.models import JournalEntry
from core.time import legal_date, travel
from documents.models import Document
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


@pytest.fixture
def application(county):
    """S2 under review: several departments at work at once."""
    return c.accepted(county, "S1")


def ask(county, application):
    return asking.request_withdrawal.perform(county.owner, application, reason="方案调整")


def head(county, consent):
    return county.people["head", consent.department.function]


def verbs(user, subject):
    return {command.name for command in available(user, subject)} & {
        "approvals.withdraw", "approvals.request_withdrawal", "approvals.withdraw_case",
        "approvals.request_case_withdrawal",
    }  # fmt: skip


def last_codes(application):
    return set(application.cases.values_list("blzt", flat=True))


def test_before_acceptance_the_applicant_withdraws_alone_and_gets_a_letter(county):
    application = c.submitted(county, "S1")
    assert verbs(county.owner, application) == {"approvals.withdraw"}
    commands.issuing.withdraw.perform(county.owner, application, reason="方案调整")
    application.refresh_from_db()
    assert application.state == "WITHDRAWN"
    assert last_codes(application) == {2}
    assert "准予撤回通知书" in Document.objects.get(kind="WITHDRAWAL").title


def test_after_acceptance_the_applicant_can_only_ask(county, application):
    assert verbs(county.owner, application) == {"approvals.request_withdrawal"}
    with pytest.raises(NotPermitted):
        commands.issuing.withdraw.perform(county.owner, application, reason="方案调整")
    with pytest.raises(Invalid):
        commands.issuing.withdraw.perform(SYSTEM_USER, application, reason="方案调整")
    started = c.case(application, "105")
    with pytest.raises(NotPermitted):
        commands.issuing.withdraw_case.perform(county.owner, started, reason="方案调整")


def test_an_item_nobody_has_started_is_withdrawn_without_asking(county, application):
    waiting = application.cases.filter(state="WAITING").select_related("application__project").first()
    assert verbs(county.owner, waiting) == {"approvals.withdraw_case"}
    commands.issuing.withdraw_case.perform(county.owner, waiting, reason="不再需要")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.blzt) == ("WITHDRAWN", 2)


def test_it_takes_effect_when_the_last_department_has_consented(county, application):
    request = ask(county, application)
    assert (request.due_on, request.silence) == (date(2026, 3, 5), True)
    consents = list(request.consents.select_related("department"))
    started = application.cases.filter(state="OPEN").values_list("department_id", flat=True)
    assert {consent.department_id for consent in consents} == set(started)
    for number, consent in enumerate(consents):
        assert JointApplication.objects.get(pk=application.pk).state == "ACCEPTED", number
        answering.answer.perform(head(county, consent), request, consents=True)
    application.refresh_from_db()
    request.refresh_from_db()
    assert (application.state, request.state) == ("WITHDRAWN", "CONSENTED")
    assert last_codes(application) == {2}
    assert f"{consents[0].department.name}：同意" in str(Document.objects.get(kind="WITHDRAWAL").facts)
    assert not Clock.objects.open().exclude(kind="CAP").exists()
    assert list(doctor.check()) == []


def test_one_refusal_with_a_reason_ends_the_request_and_the_review_goes_on(county, application):
    request = ask(county, application)
    consent = request.consents.select_related("department").first()
    with pytest.raises(Invalid):
        answering.answer.perform(head(county, consent), request, consents=False, reason=" ")
    answering.answer.perform(head(county, consent), request, consents=False, reason="已组织专家评审，费用由财政负担")
    request.refresh_from_db()
    application.refresh_from_db()
    assert (application.state, request.state) == ("ACCEPTED", "REFUSED")
    assert "已组织专家评审" in str(request.document.facts)
    assert "行政复议" in str(request.document.facts)
    assert not Clock.objects.open().filter(kind="OPINION").exists()
    assert verbs(county.owner, application) == {"approvals.request_withdrawal"}
    assert "withdrawal_refused" in c.messages_of(county.owner)


@pytest.mark.parametrize(("silence", "state"), [(True, "WITHDRAWN"), (False, "ACCEPTED")])
def test_what_silence_means_is_data_and_stays_what_it_was_when_asked(county, application, silence, state):
    Practice.objects.create(withdrawal_days=2, withdrawal_silence=silence)
    request = ask(county, application)
    assert request.due_on == date(2026, 3, 4)
    Practice.objects.update(withdrawal_silence=not silence)
    with travel(date(2026, 3, 4)):
        sweeps.run_all()
        application.refresh_from_db()
        assert application.state == "ACCEPTED"
    with travel(date(2026, 3, 9)):
        sweeps.run_all()
    application.refresh_from_db()
    assert application.state == state
    if silence:
        assert set(request.consents.values_list("state", flat=True)) == {"SILENT"}
        entry = JournalEntry.objects.get(verb="withdrawal.silence")
        assert legal_date(entry.effective_at) == date(2026, 3, 5)
    assert list(doctor.check()) == []


def test_a_department_that_decides_first_need_not_consent_and_its_decision_stays(county, application):
    request = ask(county, application)
    consents = list(request.consents.select_related("department"))
    first = application.cases.select_related("department", "item").get(department=consents[0].department, state="OPEN")
    c.decide(county, first)
    with travel(date(2026, 3, 6)):
        sweeps.run_all()
    first.refresh_from_db()
    application.refresh_from_db()
    assert first.state == "PASSED"
    assert application.state == "WITHDRAWN"


def test_the_applicant_may_think_better_of_it(county, application):
    request = ask(county, application)
    answering.take_back.perform(county.owner, request)
    with travel(date(2026, 3, 20)):
        sweeps.run_all()
    application.refresh_from_db()
    assert application.state == "ACCEPTED"
    assert set(request.consents.values_list("state", flat=True)) == {"CLOSED"}


def test_one_item_is_withdrawn_with_the_consent_of_its_department_alone(county, application):
    case = c.case(application, "105")
    c.withdraw(county, case)
    assert (case.state, case.blzt) == ("WITHDRAWN", 2)
    application.refresh_from_db()
    assert application.state != "WITHDRAWN"
    assert list(doctor.check()) == []


def test_a_crash_between_consent_and_effect_is_made_up_by_the_sweep(county, application, monkeypatch):
    monkeypatch.setattr(settling, "execute", lambda pk: False)
    c.withdraw(county, application)
    assert application.state == "ACCEPTED"
    monkeypatch.undo()
    with travel(MONDAY):
        settling.finish()
        assert settling.finish() == 0
    application.refresh_from_db()
    assert application.state == "WITHDRAWN"


def test_a_request_that_the_decisions_overtake_says_so(county, application):
    case = c.case(application, "105")
    request = asking.request_case_withdrawal.perform(county.owner, case, reason="改址")
    c.decide(county, case)
    settling.finish()
    request.refresh_from_db()
    assert request.state == "OVERTAKEN"
    assert not Clock.objects.open().filter(kind="OPINION").exists()


def test_only_the_head_of_a_department_at_work_answers(county, application):
    request = ask(county, application)
    case = c.case(application, "105")
    for other in (county.owner, county.clerk, county.reviewer(case), county.people["other_owner"]):
        with pytest.raises(NotPermitted):
            answering.answer.perform(other, request, consents=True)


def test_the_pages_lead_from_the_wish_to_the_consent(county, application, client):
    client.force_login(county.owner)
    page = reverse("approvals:withdraw", args=[application.pk])
    assert "3" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "方案调整"}).status_code == 302
    assert client.get(page).status_code == 302
    request = WithdrawalRequest.objects.get()
    for consent in request.consents.select_related("department"):
        client.force_login(head(county, consent))
        case = application.cases.filter(department=consent.department, state="OPEN").first()
        act = reverse("approvals:withdrawal_act", args=[request.pk, "consent"])
        assert act in client.get(reverse("approvals:case", args=[case.pk])).content.decode()
        assert str(case.pk) in client.get(reverse("approvals:inbox")).content.decode()
        assert client.post(act, {"case": case.pk}).status_code == 302
    application.refresh_from_db()
    assert application.state in ("WITHDRAWN", "ACCEPTED")
