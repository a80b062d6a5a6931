"""延续 (行政许可法 50): asked for in time, decided before the end, or renewed by silence; late and refused ones."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import commands, doctor
from approvals.annulments import deciding as annulling
from approvals.annulments import hearing, proposing
from approvals.delivery.reissue import reissue
from approvals.models import JointApplication, Renewal
from approvals.renewals import deciding, filing, rules, silence
from approvals.silence import rules as silence_rules
from approvals.silence.rules import Situation, Standing, Who
from clocks.models import Clock
from core import sweeps
from core.commands import SYSTEM_USER, all_commands, available
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import legal_date, travel
from documents import queries as documents
from documents.models import Document
from documents.wallet import papers as wallet
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
END = date(2026, 6, 30)
"""Last day of the licence."""
ASK_BY = date(2026, 5, 31)
VERBS = [command for command in all_commands() if command.subject is Renewal]


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


@pytest.fixture
def case(county):
    """A temporary drainage permit, valid until END as the decision says, handed out with its stage."""
    row = c.project(county)
    c.passed_before(row, "103", "105", "112", "113", "201", "203", "214")
    c.hand_in_papers(row, "S3")
    application = commands.filing.create_draft.perform(county.owner, row, stage="S3")
    application = commands.filing.save_draft.perform(county.owner, application, form=c.FORM)
    application = commands.filing.submit.perform(county.owner, application)
    application = commands.window.accept.perform(county.clerk, application)
    case = c.case(application, "306")
    commands.review.give_opinion.perform(
        county.reviewer(case), case, recommendation="PASS", text="符合接管条件", conditions=["设沉淀池"]
    )
    commands.review.sign.perform(
        county.head(case), case, outcome="PASS", official_number="赣区排〔2026〕9号", title="排水许可证（临时）",
        valid_until=END,
    )  # fmt: skip
    Document.objects.filter(pk=case.decision.document_id).update(released_at=case.decision.decided_at)
    case.refresh_from_db()
    return case


@pytest.fixture
def licence(case):
    return case.decision.document


def ask(county, licence, **data):
    return filing.file_renewal.perform(
        county.owner, licence, **{"reason": "工期延长", "until": date(2026, 12, 31), **data}
    )


def renewed(county, row, **data):
    return deciding.renew.perform(
        county.head(row.case),
        row,
        **{
            "official_number": "赣区排〔2026〕21号",
            "title": "排水许可证（临时）",
            "valid_to": date(2026, 12, 31),
            **data,
        },
    )


def state(row):
    return Renewal.objects.get(pk=row.pk).state


def faults():
    """What the doctor finds, but for the earlier items that no command has made."""
    made = JointApplication.objects.get(number__startswith="earlier")
    earlier = {f"application {made.pk}", *(f"case {pk}" for pk in made.cases.values_list("pk", flat=True))}
    return [line for line in doctor.check() if line.partition(":")[0] not in earlier]


# ---- asking --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lead", "in_time"), [(31, True), (30, True), (29, False)])
def test_it_is_in_time_up_to_thirty_days_before_the_end(county, licence, lead, in_time):
    with travel(END - timedelta(days=lead)):
        row = ask(county, licence)
        kinds = c.messages_of(county.head(row.case))
    assert (row.file_by, row.expires_on, row.in_time) == (ASK_BY, END, in_time)
    assert ("视为准予延续。" in str(row.receipt.facts)) is in_time
    assert ("晚于规定的申请期限" in str(row.receipt.facts)) is not in_time
    assert ("renewal_filed" if in_time else "renewal_filed_late") in kinds


def test_the_clock_of_the_department_ends_with_the_licence_whatever_day_that_is(county, licence):
    Document.objects.filter(pk=licence.pk).update(valid_to=date(2026, 6, 20))  # a Saturday
    with travel(date(2026, 5, 11)):
        row = ask(county, licence)
        clock = Clock.objects.get(kind="RENEWAL", subject_id=row.pk)
    assert clock.due_on == row.expires_on == date(2026, 6, 20)
    assert clock.department_id == row.case.department_id


def test_after_the_end_nothing_can_be_renewed(county, licence):
    with travel(END + timedelta(days=1)), pytest.raises(Invalid, match="重新申请"):
        ask(county, licence)
    with travel(END):
        assert not ask(county, licence).in_time


@pytest.mark.parametrize(
    ("data", "field"),
    [({"reason": " "}, "reason"), ({"until": END}, "until"), ({"until": None}, "until"),
     ({"until": date(2037, 1, 1)}, "until")],
)  # fmt: skip
def test_an_incomplete_request_is_told_what_it_lacks(county, licence, data, field):
    with pytest.raises(Invalid) as refusal:
        ask(county, licence, **data)
    assert set(refusal.value.fields) == {field}


def test_only_the_holder_asks_and_only_once(county, licence):
    for user in (county.people["other_owner"], county.clerk, county.people["head", "URBAN_MANAGEMENT"]):
        with pytest.raises(NotPermitted):
            filing.file_renewal.perform(user, licence, reason="x", until=date(2026, 12, 31))
    ask(county, licence)
    with pytest.raises(Invalid, match="尚待决定"):
        ask(county, licence)


def test_a_paper_without_an_end_or_of_an_item_without_renewal_is_none_of_this(county, licence):
    letter = Document.objects.filter(project=licence.project, kind="ACCEPTANCE").get()
    with pytest.raises(Invalid, match="没有可以延续"):
        ask(county, letter)
    Document.objects.filter(pk=licence.pk).update(valid_to=None)
    with pytest.raises(Invalid):
        ask(county, licence)


# ---- deciding ------------------------------------------------------------------------------------------------


def test_a_renewed_licence_is_a_new_paper_that_replaces_the_old_one(county, case, licence):
    row = ask(county, licence)
    with travel(date(2026, 4, 1)):
        row = renewed(county, row)
        new = row.document
        assert (new.valid_from, new.valid_to, new.number) == (
            date(2026, 4, 1),
            date(2026, 12, 31),
            "赣区排〔2026〕21号",
        )
        assert "设沉淀池" in str(new.facts)
        assert "赣区排〔2026〕9号" in str(new.facts)
        licence.refresh_from_db()
        case.decision.refresh_from_db()
        assert (licence.state, licence.state_reason) == ("SUPERSEDED", new.number)
        assert case.decision.document == new
        assert [paper.pk for paper in wallet(county.owner)] == [new.pk]
        clock = Clock.objects.get(kind="RENEWAL")
        assert (clock.state, clock.ended_on) == ("ENDED", date(2026, 4, 1))
        assert "renewal_renewed" in c.messages_of(county.owner)
        assert faults() == []
        assert ask(county, new, until=date(2027, 6, 30)).expires_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("data", "field"),
    [({"official_number": ""}, "official_number"), ({"title": " "}, "title"), ({"valid_to": None}, "valid_to"),
     ({"valid_to": END}, "valid_to"), ({"official_number": "赣区排〔2026〕9号"}, "official_number")],
)  # fmt: skip
def test_without_number_title_and_new_end_nothing_is_renewed(county, licence, data, field):
    row = ask(county, licence)
    with pytest.raises(Invalid) as refusal:
        renewed(county, row, **data)
    assert set(refusal.value.fields) == {field}
    assert state(row) == "FILED"
    licence.refresh_from_db()
    assert licence.state == "VALID"


def test_a_refusal_gives_reasons_and_remedies_and_the_licence_ends_as_it_says(county, licence):
    row = ask(county, licence)
    with pytest.raises(Invalid):
        deciding.refuse.perform(county.head(row.case), row, reason=" ")
    row = deciding.refuse.perform(county.head(row.case), row, reason="主体工程已完工")
    assert "主体工程已完工" in str(row.document.facts)
    assert "行政复议" in str(row.document.facts)
    licence.refresh_from_db()
    assert licence.state == "VALID"
    with travel(END + timedelta(days=1)):
        assert silence.deem_silent() == 0
        assert documents.standing(licence) == "EXPIRED"
        assert faults() == []


def test_who_may_not_decide(county, licence):
    row = ask(county, licence)
    for user in (county.owner, county.clerk, county.reviewer(row.case), county.people["head", "WATER"]):
        with pytest.raises(NotPermitted):
            renewed_by = replace(deciding.renew, name="x")
            renewed_by.perform(user, row, official_number="1", title="2", valid_to=date(2026, 12, 31))
    assert [command.name for command in available(county.head(row.case), row)] == ["renewals.renew", "renewals.refuse"]
    assert [command.name for command in available(county.owner, row)] == ["renewals.withdraw"]


def test_the_holder_withdraws_before_the_decision(county, licence):
    row = filing.withdraw.perform(county.owner, ask(county, licence))
    assert row.state == "WITHDRAWN"
    assert not Clock.objects.open().filter(kind="RENEWAL").exists()
    with travel(END + timedelta(days=1)):
        assert silence.deem_silent() == 0
    assert ask(county, licence).state == "FILED"


# ---- silence -------------------------------------------------------------------------------------------------


def test_undecided_at_the_end_it_counts_as_renewed_for_the_same_period_once(county, case, licence):
    with travel(ASK_BY):
        row = ask(county, licence)
    with travel(END):
        sweeps.run_all()
        assert state(row) == "FILED"
    with travel(END + timedelta(days=9)):
        for _ in range(3):
            sweeps.run_all()
        row.refresh_from_db()
        first, last = rules.next_period(licence.valid_from, END)
        assert (row.state, row.valid_from, row.valid_to) == ("DEEMED", date(2026, 7, 1), last)
        assert (row.decided_by, legal_date(row.ended_at)) == (None, first)
        paper = row.document
        assert (paper.kind, paper.valid_from, paper.valid_to) == ("RENEWAL", first, last)
        assert paper.wording == "renewal_deemed@shipped/1"
        assert Document.objects.filter(title__contains="视为准予延续").count() == 1
        entry = JournalEntry.objects.get(verb="renewals.deem")
        assert entry.actor_name == SYSTEM_USER.__str__()
        clock = Clock.objects.get(kind="RENEWAL")
        assert clock.left is not None
        assert clock.left < 0
        licence.refresh_from_db()
        assert (documents.standing(licence), documents.standing(paper)) == ("SUPERSEDED", "VALID")
        assert [one.pk for one in wallet(county.owner)] == [paper.pk]
        assert c.messages_of(county.owner).count("renewal_deemed") == 1
        assert c.messages_of(county.head(case)).count("renewal_deemed_here") == 1
        assert faults() == []
    with travel(date(2026, 8, 3)):
        assert ask(county, paper, until=date(2027, 12, 31)).expires_on == last


def test_asked_for_too_late_it_stays_open_and_late(county, licence):
    with travel(ASK_BY + timedelta(days=1)):
        row = ask(county, licence)
    with travel(END + timedelta(days=5)):
        assert silence.deem_silent() == 0
        with pytest.raises(WrongState):
            silence.deem.perform(SYSTEM_USER, row)
        assert state(row) == "FILED"
        assert Clock.objects.late(END + timedelta(days=5)).filter(kind="RENEWAL").exists()
        assert renewed(county, row).valid_from == END + timedelta(days=5)
        assert faults() == []


def test_where_the_rule_is_off_silence_renews_nothing(county, licence, monkeypatch):
    off = {**silence_rules.SITUATIONS, Situation.RENEWAL: Standing(False, Who.LAW, "")}
    monkeypatch.setattr("approvals.silence.queries.SITUATIONS", off)
    row = ask(county, licence)
    assert "视为准予延续" not in str(row.receipt.facts)
    with travel(END + timedelta(days=1)):
        assert silence.deem_silent() == 0
        with pytest.raises(WrongState):
            silence.deem.perform(SYSTEM_USER, row)
        assert state(row) == "FILED"
        assert Clock.objects.late(END + timedelta(days=1)).filter(kind="RENEWAL").exists()


def test_a_licence_revoked_meanwhile_is_not_renewed_and_the_request_is_closed(county, case, licence):
    row = ask(county, licence)
    head = county.head(case)
    proposing.propose_annulment.perform(head, case, kind="REVOCATION", ground="FRAUD", reason="材料虚假")
    hearing.state_case.perform(county.owner, case, statement="无异议")
    annulling.confirm_annulment.perform(county.people["supervisor"], case, seen=True)
    with pytest.raises(Invalid, match="已失去效力"):
        renewed(county, row)
    assert silence.close_moot() == 1
    assert silence.close_moot() == 0
    assert state(row) == "MOOT"
    with travel(END + timedelta(days=1)):
        assert silence.deem_silent() == 0
        assert faults() == []


def test_taking_the_decision_back_takes_the_renewed_paper_with_it(county, case, licence):
    new = renewed(county, ask(county, licence)).document
    case.refresh_from_db()
    proposing.propose_annulment.perform(county.head(case), case, kind="REVOCATION", ground="FRAUD", reason="材料虚假")
    hearing.state_case.perform(county.owner, case, statement="无异议")
    annulling.confirm_annulment.perform(county.people["supervisor"], case, seen=True)
    new.refresh_from_db()
    assert new.state == "REVOKED"
    assert faults() == []


def test_a_lost_licence_printed_anew_is_the_one_that_is_renewed(county, licence):
    row = ask(county, licence)
    copy = reissue.perform(county.clerk, licence, reason="遗失", asked_by="经办人")
    assert silence.close_moot() == 0
    renewed(county, row)
    copy.refresh_from_db()
    assert copy.state == "SUPERSEDED"
    assert faults() == []


# ---- the table -----------------------------------------------------------------------------------------------


def test_every_verb_of_a_renewal_is_in_the_table():
    assert {command.name for command in VERBS} | {"renewals.file"} == set(rules.RENEWAL)
    for command in VERBS:
        assert set(command.states) == rules.RENEWAL[command.name].sources


@pytest.mark.parametrize("command", VERBS, ids=lambda command: command.name)
@pytest.mark.parametrize("ended", ["RENEWED", "REFUSED", "DEEMED", "WITHDRAWN", "MOOT"])
def test_what_has_ended_stays_ended(county, licence, command, ended):
    row = ask(county, licence)
    columns = {"document": row.receipt, "decision_reason": "x", "valid_from": END, "valid_to": date(2027, 1, 1)}
    Renewal.objects.filter(pk=row.pk).update(state=ended, **columns)
    anyone = replace(command, may=lambda user, subject: True, validators=[], system=True)
    for user in (county.owner, county.head(row.case), SYSTEM_USER):
        with pytest.raises(WrongState):
            anyone.perform(user, row)
    assert state(row) == ended


@pytest.mark.parametrize("gone", ["SUPERSEDED", "REVOKED", "VOID"])
def test_a_licence_without_force_cannot_be_renewed(county, licence, gone):
    Document.objects.filter(pk=licence.pk).update(state=gone, state_reason="x")
    with pytest.raises(WrongState):
        ask(county, licence)


def test_the_doctor_names_a_row_that_its_journal_does_not_know(county, licence):
    row = ask(county, licence)
    Renewal.objects.filter(pk=row.pk).update(state="WITHDRAWN")
    found = [line for line in faults() if line.startswith(f"renewal {row.pk}")]
    assert any("journal says FILED" in line for line in found)
    assert any("clock still runs" in line for line in found)


def test_the_licence_is_not_touched_by_a_decision_that_cannot_be_found(county, licence):
    with pytest.raises(ObjectDoesNotExist):
        deciding.refuse.perform(county.owner, Renewal(pk=1), reason="x")


# ---- pages ---------------------------------------------------------------------------------------------------


def test_the_page_says_by_when_to_ask_and_what_silence_means(county, licence, client):
    url = reverse("approvals:renewal_file", args=[licence.pk])

    def page(on):
        with travel(on):
            client.force_login(county.owner)
            return client.get(url, headers={"accept-language": "en"}).content.decode()

    assert "If it decides nothing until then, the licence counts as renewed by law" in page(ASK_BY)
    assert "silence will not renew the licence" in page(ASK_BY + timedelta(days=1))
    ended = page(END + timedelta(days=1))
    assert "apply for the item anew" in ended
    assert "<textarea" not in ended
    with travel(END + timedelta(days=1)):
        answer = client.post(url, {"reason": "工期延长", "until": "2026-12-31"})
    assert answer.status_code == 422
    assert not Renewal.objects.exists()


def test_what_was_typed_stays_on_the_page(county, licence, client):
    client.force_login(county.owner)
    answer = client.post(reverse("approvals:renewal_file", args=[licence.pk]), {"reason": "工期延长", "until": ""})
    assert answer.status_code == 422
    assert "工期延长" in answer.content.decode()


def test_from_the_wallet_to_the_decision_by_the_pages(county, case, licence, client):
    client.force_login(county.owner)
    url = reverse("approvals:renewal_file", args=[licence.pk])
    assert url in client.get(reverse("documents:wallet")).content.decode()
    assert url in client.get(reverse("approvals:renewals")).content.decode()
    answer = client.post(url, {"reason": "工期延长", "until": "2026-12-31", "once": "k1"})
    row = Renewal.objects.get()
    show = reverse("approvals:renewal", args=[row.pk])
    assert answer.url == show
    assert client.get(url).url == show
    client.force_login(county.head(case))
    assert row.licence.number in client.get(reverse("approvals:renewals")).content.decode()
    act = reverse("approvals:renewal_act", args=[row.pk, "renew"])
    assert client.post(act, {"title": "排水许可证"}).status_code == 422
    answer = client.post(
        act, {"official_number": "赣区排〔2026〕21号", "title": "排水许可证", "valid_to": "2026-12-31", "once": "k2"}
    )
    assert answer.url == show
    assert state(row) == "RENEWED"
    assert "2026" in client.get(show).content.decode()
    assert client.post(reverse("approvals:renewal_act", args=[row.pk, "refuse"]), {"reason": "x"}).status_code == 409
    client.force_login(county.people["other_owner"])
    assert client.get(show).status_code == 404


def test_the_lists_ask_as_often_for_many_as_for_one(county, case, licence, client):
    def asked(user, tab):
        client.force_login(user)
        url = reverse("approvals:renewals") + f"?tab={tab}"
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    seats = [
        (county.owner, "licences"),
        (county.owner, "asked"),
        (county.head(case), "todo"),
        (county.head(case), "done"),
    ]
    filing.withdraw.perform(county.owner, ask(county, licence))
    row = ask(county, licence)
    once = [asked(*seat) for seat in seats]
    for number in range(4):
        Renewal.objects.create(
            licence=licence, case=case, state="WITHDRAWN", reason="x", until=END, basis="x", expires_on=END,
            file_by=ASK_BY, filed_on=MONDAY, filed_by=county.owner, filed_at=row.filed_at,
        )  # fmt: skip
        copy = Document.objects.get(pk=licence.pk)
        copy.pk, copy.number, copy.token = None, f"n{number}", f"t{number}"
        copy.save()
    assert [asked(*seat) for seat in seats] == once
