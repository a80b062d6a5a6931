"""A promise from the letter to its end: kept, rectified, or revoked; every verb in every state."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from viewflow.workflow import PROCESS

from catalogue.versions import published
from clocks import doctor as clocks_doctor
from clocks.current import current_calendar
from clocks.models import Clock
from commitments import doctor, rules, tasks
from commitments.commands import deciding, keeping, rectifying, revoking, signing, system
from commitments.models import Commitment, CreditRecord, Inspection, Reminder, RuleChange, Verification
from core import commands as registry
from core import journal
from core.commands import SYSTEM_USER
from core.errors import Invalid, NotPermitted, WrongState
from core.files import read
from core.models import JournalEntry
from core.time import now, today, travel
from documents import demo_seal
from documents.models import Document
from tests.commitments import world as w

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(MONDAY):
        yield w.build()


def clean():
    return [*doctor.check(), *clocks_doctor.check(), *journal.verify()]


def waits_at(commitment):
    process = commitment.processes.get(status=PROCESS.NEW)
    return [task.flow_task.name for task in process.task_set.exclude(status__in=("DONE", "CANCELED"))]


# ---- the good end --------------------------------------------------------------------------------------------


def test_a_notice_commitment_is_decided_at_once_and_verified_within_two_months(county):
    commitment = w.sign(county, w.draft(county, w.project(county)))
    assert commitment.state == "PUBLICISED"
    assert commitment.publicity_until == date(2026, 3, 9)
    assert waits_at(commitment) == ["decide"]
    w.grant(county, commitment)
    assert (commitment.state, commitment.decided_on) == ("DECIDED", MONDAY)
    check = commitment.verifications.get()
    assert (check.reason, check.due_on) == ("FULL", date(2026, 5, 6))  # 2 May is a holiday
    assert Clock.objects.filter(kind="COMMITMENT").count() == commitment.obligations.count() == 6
    assert waits_at(commitment) == ["keep"]
    w.verify(county, commitment)
    assert commitment.state == "FULFILLED"
    assert set(commitment.obligations.values_list("state", flat=True)) == {"KEPT"}
    assert not commitment.processes.filter(status=PROCESS.NEW).exists()
    assert not Clock.objects.open().exists()
    assert clean() == []


def test_building_first_waits_for_the_publicity_and_ends_with_its_verification(county):
    commitment = w.sign(county, w.draft(county, w.project(county), "CBV", "215"))
    with pytest.raises(Invalid):
        w.grant(county, commitment)
    with travel(date(2026, 3, 10)):
        tasks.end_publicities()
        commitment.refresh_from_db()
        assert commitment.publicity_ended_on == date(2026, 3, 10)
        w.grant(county, commitment)
        keeping.begin_building.perform(SYSTEM_USER, commitment)
    with travel(date(2026, 9, 1)):
        duty = commitment.obligations.get()
        keeping.hand_in_evidence.perform(county.owner, duty, note="交评报告已备案")
        keeping.begin_verifying.perform(county.owner, commitment)
        commitment.refresh_from_db()
        assert commitment.state == "VERIFYING"
        w.verify(county, commitment, "ACCEPTANCE")
    assert commitment.state == "FULFILLED"
    assert clean() == []


def test_the_letter_says_what_is_promised_and_its_hash_is_in_the_journal(county):
    row = w.project(county)
    commitment = w.sign(county, w.draft(county, row))
    facts = commitment.letter.facts
    text = str(facts)
    assert all(part in text for part in (row.name, county.enterprise.uscc, "容积率", "真实意思表示", "可以撤回承诺"))
    entry = JournalEntry.objects.get(verb="commitments.sign")
    assert entry.data["sha256"] == commitment.signed_file.sha256
    assert read(commitment.signed_file).startswith(w.SCAN)


def test_an_electronic_seal_shows_any_change_of_the_letter(county, settings):
    settings.DEMO_MODE = True
    commitment = w.sign(county, w.draft(county, w.project(county)), signature="SEAL", scan=None)
    pdf = read(commitment.signed_file)
    assert demo_seal.is_intact(pdf)
    assert not demo_seal.is_intact(pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:])


def test_without_a_seal_service_the_letter_is_stamped_on_paper(county):
    commitment = w.draft(county, w.project(county))
    with pytest.raises(Invalid) as refused:
        w.sign(county, commitment, signature="SEAL", scan=None)
    assert set(refused.value.fields) == {"signature"}


def test_a_letter_that_lacks_anything_is_refused_at_the_field_and_nothing_is_written(county):
    commitment = w.draft(county, w.project(county))
    with pytest.raises(Invalid) as refused:
        w.sign(county, commitment, signer_name=" ", signer_post="", declared=False, scan=None)
    assert set(refused.value.fields) == {"signer_name", "signer_post", "declared", "scan"}
    commitment.refresh_from_db()
    assert (commitment.state, commitment.signed_file) == ("DRAFT", None)


def test_drawing_the_letter_up_again_replaces_the_draft(county):
    row = w.project(county)
    first = w.draft(county, row)
    second = w.draft(county, row)
    assert list(row.commitments.values_list("pk", flat=True)) == [second.pk]
    assert Document.objects.get(pk=first.letter_id).state == "VOID"
    assert clean() == []


def test_a_promise_can_be_withdrawn_before_the_decision_and_not_after(county):
    row = w.project(county)
    signing.withdraw.perform(county.owner, w.sign(county, w.draft(county, row)), reason="方案调整")
    commitment = w.granted(county, row)
    with pytest.raises(WrongState):
        signing.withdraw.perform(county.owner, commitment, reason="反悔")
    assert clean() == []


# ---- objections ----------------------------------------------------------------------------------------------


def test_anybody_may_object_while_the_letter_is_public_and_the_decision_waits_for_the_answer(county):
    commitment = w.sign(county, w.draft(county, w.project(county)))
    said = {"name": "䶮邻", "contact": "0797-1", "text": "出入口与公示不符"}
    row = deciding.object_to.perform(SYSTEM_USER, commitment, **said)
    with pytest.raises(Invalid):
        w.grant(county, commitment)
    answer = {"objection": row.pk, "answer": "经核查不属实", "sustained": False}
    deciding.answer_objection.perform(w.officer(county, commitment, "reviewer"), commitment, **answer)
    w.grant(county, commitment)
    with travel(date(2026, 3, 10)), pytest.raises(Invalid):
        deciding.object_to.perform(SYSTEM_USER, commitment, **said)


def test_an_objection_that_was_right_keeps_the_promise_from_being_granted(county):
    commitment = w.sign(county, w.draft(county, w.project(county)))
    row = deciding.object_to.perform(SYSTEM_USER, commitment, name="䶮邻", contact="1", text="不实")
    deciding.answer_objection.perform(
        w.officer(county, commitment, "reviewer"), commitment, objection=row.pk, answer="属实", sustained=True
    )
    with pytest.raises(Invalid):
        w.grant(county, commitment)
    deciding.refuse.perform(w.officer(county, commitment), commitment, reason="异议成立")
    assert clean() == []


# ---- reminders, passed days, spot checks ---------------------------------------------------------------------


def test_reminders_go_out_ten_five_and_one_working_days_before_each_once(county):
    commitment = w.granted(county, w.project(county), "CBV", "215", on=date(2026, 5, 29))
    days = dict(Reminder.objects.values_list("days_before", "on"))
    calendar = current_calendar()
    assert {n: calendar.count(on, date(2026, 5, 29)) for n, on in days.items()} == {10: 10, 5: 5, 1: 1}
    told = []
    for on in (days[10], days[10], days[5], days[1], date(2026, 5, 29)):
        with travel(on):
            told.append(tasks.send_reminders())
    assert told == [1, 0, 1, 1, 0]
    assert clean() == []
    assert commitment.state == "DECIDED"


def test_the_last_day_is_in_time_and_the_next_one_is_a_breach_found_once(county):
    commitment = w.granted(county, w.project(county), "CBV", "215", on=date(2026, 5, 29))
    with travel(date(2026, 5, 29)):
        assert tasks.find_late() == 0
    with travel(date(2026, 6, 3)):
        assert (tasks.find_late(), tasks.find_late()) == (1, 0)
    breach = commitment.breaches.get()
    assert (breach.kind, breach.found_at.astimezone().date() <= date(2026, 5, 30)) == ("LATE", True)
    commitment.refresh_from_db()
    assert commitment.state == "BREACHED"


def test_evidence_handed_in_on_the_last_day_is_no_breach_however_late_it_is_read(county):
    commitment = w.granted(county, w.project(county), "CBV", "215", on=date(2026, 5, 29))
    with travel(date(2026, 5, 29)):
        keeping.hand_in_evidence.perform(county.owner, commitment.obligations.get(), note="已完成")
    with travel(date(2026, 6, 10)):
        assert tasks.find_late() == 0


@pytest.mark.parametrize(("risk", "wanted"), [("A", 1), ("B", 2), ("C", 4)])
def test_spot_checks_set_themselves_by_risk_while_building(county, risk, wanted):
    commitment = w.granted(county, w.project(county), "CBV", "215", on=date(2027, 6, 1))
    Commitment.objects.filter(pk=commitment.pk).update(risk_class=risk)
    keeping.begin_building.perform(SYSTEM_USER, commitment)
    for weeks in range(0, 52, 2):
        with travel(MONDAY + timedelta(weeks=weeks)):
            tasks.set_spot_checks()
            assert tasks.set_spot_checks() == 0
            check = commitment.verifications.filter(reason="SPOT", state="OPEN").first()
            if check:
                w.verify(county, commitment, "SPOT", kept=[])
    assert commitment.verifications.filter(reason="SPOT").count() == wanted


@pytest.mark.parametrize(
    ("decided", "due_on"), [(date(2025, 12, 31), date(2026, 2, 28)), (date(2025, 12, 16), date(2026, 2, 24))]
)
def test_everything_is_checked_two_months_after_the_decision_as_scenario_16_has_them(decided, due_on):
    """28 February is a Saturday that works; 16 February lies in the Spring Festival and gives way to the 24th."""
    with travel(decided):
        county = w.build()
        check = w.granted(county, w.project(county)).verifications.get(reason="FULL")
    clock = Clock.objects.of_subject("commitments.verification", check.pk).get(kind="VERIFICATION")
    assert (check.opened_on, check.due_on, clock.due_on) == (decided, due_on, due_on)


# ---- breach --------------------------------------------------------------------------------------------------


def test_a_breach_rectified_in_ten_working_days_leaves_a_mild_record_and_the_promise_goes_on(county):
    commitment = w.rectifying(county, w.project(county))
    assert commitment.rectify_until == date(2026, 3, 16)
    rectifying.extend_rectification.perform(w.officer(county, commitment), commitment, reason="雨天")
    commitment.refresh_from_db()
    assert commitment.rectify_until == date(2026, 3, 30)
    with pytest.raises(Invalid):
        rectifying.extend_rectification.perform(w.officer(county, commitment), commitment, reason="再延")
    with pytest.raises(Invalid):
        rectifying.accept_rectification.perform(w.officer(county, commitment), commitment)
    rectifying.report_rectified.perform(county.owner, commitment, reason="已按图改正")
    w.verify(county, commitment, "RECTIFIED")
    rectifying.accept_rectification.perform(w.officer(county, commitment), commitment)
    commitment.refresh_from_db()
    assert commitment.state == "FULFILLED"
    assert CreditRecord.objects.get().record_class == "GENERAL"  # a false statement, cured
    assert clean() == []


def test_a_revocation_needs_a_hearing_two_persons_and_knowing_what_falls(county):
    commitment = w.rectifying(county, w.project(county))
    reviewer, head = w.officer(county, commitment, "reviewer"), w.officer(county, commitment)
    revoking.announce_revocation.perform(reviewer, commitment, reason="整改不到位")
    seen = w.affected_by(commitment).fingerprint
    with pytest.raises(Invalid):  # not heard yet
        revoking.revoke.perform(head, commitment, seen=seen)
    revoking.state_case.perform(county.owner, commitment, statement="资金困难")
    with pytest.raises(NotPermitted):
        revoking.revoke.perform(reviewer, commitment, seen=seen)
    with pytest.raises(Invalid):
        revoking.revoke.perform(head, commitment, seen="")
    record = revoking.revoke.perform(head, commitment, seen=seen)
    commitment.refresh_from_db()
    assert commitment.state == "REVOKED"
    assert Document.objects.get(pk=commitment.decision_id).state == "REVOKED"
    assert (record.record_class, record.published) == ("SERIOUS", True)
    assert record.objection_until == date(2026, 3, 9)
    assert (record.publish_from, record.publish_to) == (date(2026, 3, 10), date(2029, 3, 10))
    assert set(commitment.obligations.values_list("state", flat=True)) == {"MISSED"}
    assert clean() == []


def test_who_announced_a_revocation_does_not_sign_it(county):
    commitment = w.rectifying(county, w.project(county))
    head = w.officer(county, commitment)
    revoking.announce_revocation.perform(head, commitment, reason="整改不到位")
    revoking.state_case.perform(county.owner, commitment, statement="申辩")
    with pytest.raises(NotPermitted):
        revoking.revoke.perform(head, commitment, seen=w.affected_by(commitment).fingerprint)


def test_silence_for_the_days_of_the_hearing_lets_the_revocation_go_on(county):
    commitment = w.breached(county, w.project(county))
    revoking.announce_revocation.perform(w.officer(county, commitment, "reviewer"), commitment, reason="不实")
    with travel(date(2026, 3, 9)), pytest.raises(Invalid):
        w.revoke(county, commitment)
    with travel(date(2026, 3, 10)):
        w.revoke(county, commitment)
    assert clean() == []


# ---- every verb in every state -------------------------------------------------------------------------------

OWN = [command for command in registry.all_commands() if command.subject is Commitment]
TABLED = [command for command in OWN if command.name in rules.COMMITMENT]
STATES = Commitment.State.values


def test_every_verb_of_the_table_is_a_command_that_starts_only_where_the_table_says():
    assert {command.name for command in TABLED} == set(rules.COMMITMENT) - {"commitments.draft"}
    for command in TABLED:
        if command.name != "commitments.fulfil":  # it first begins the verification
            assert set(command.states) <= rules.COMMITMENT[command.name].sources, command.name


def test_every_state_refuses_every_verb_that_does_not_start_there(county):
    commitment = w.sign(county, w.draft(county, w.project(county)))
    commitment.processes.all().delete()
    refused = 0
    for state in STATES:
        Commitment.objects.filter(pk=commitment.pk).update(state=state, decided_on=today())
        before = Commitment.objects.filter(pk=commitment.pk).values().get()
        for command in OWN:
            if state in command.states:
                continue
            anyone = replace(command, may=lambda user, subject: True, validators=[], system=True)
            for user in (county.owner, SYSTEM_USER):
                with pytest.raises(WrongState):
                    anyone.perform(user, commitment)
            assert Commitment.objects.filter(pk=commitment.pk).values().get() == before
            refused += 1
    assert refused > 4 * sum(len(command.states) for command in OWN)


def of_every_kind(county):
    """A row of each further subject, with what its constraints want in any state."""
    commitment = w.granted(county, w.project(county))
    check, duty = commitment.verifications.get(), commitment.obligations.first()
    Verification.objects.filter(pk=check.pk).update(method="DATA", findings="一致", done_at=now())
    record = w.revoke(county, w.heard(county, w.breached(county, w.project(county, "2601-360702-04-01-000008"))))
    CreditRecord.objects.filter(pk=record.pk).update(repaired_on=today())
    admin = county.people["supervisor"]
    inspection = Inspection.objects.create(
        number="SSJ1", name="抽查", region=county.region, seed="1", rates={}, projects_pool=[], inspectors_pool=[], result=[],
        due_on=today(), publish_by=today(), drawn_by=admin, drawn_at=now(),
    )  # fmt: skip
    change = RuleChange.objects.create(
        document="1号", reason="x", effective_on=today(), values={}, before={}, proposed_by=admin, proposed_at=now(),
        decided_by=county.owner, decided_at=now(), version=published(),
    )  # fmt: skip
    return [(duty, "state"), (check, "state"), (record, "repair"), (inspection, "state"),
            (change, "state")]  # fmt: skip


def test_every_further_subject_refuses_every_verb_outside_its_states(county):
    for row, column in of_every_kind(county):
        model = type(row)
        verbs = [
            command for command in registry.all_commands() if command.subject is model and "*" not in command.states
        ]
        assert verbs, model
        states = model._meta.get_field(column).choices
        for state, _label in states:
            model.objects.filter(pk=row.pk).update(**{column: state})
            before = model.objects.filter(pk=row.pk).values().get()
            for command in verbs:
                assert set(command.states) <= {code for code, _word in states}, command.name
                if state not in command.states:
                    anyone = replace(command, may=lambda user, subject: True, validators=[], system=True)
                    with pytest.raises(WrongState):
                        anyone.perform(county.owner, row)
            assert model.objects.filter(pk=row.pk).values().get() == before


def test_no_track_walks_the_way_of_another():
    for verb, step in rules.COMMITMENT.items():
        for track in rules.ALL - step.tracks:
            with pytest.raises(rules.NotAllowed):
                rules.after(verb, min(step.sources), track)


def test_strangers_and_other_departments_may_do_nothing(county):
    commitment = w.sign(county, w.draft(county, w.project(county)))
    other = county.people["head", "WATER"]
    for user in (county.people["other_owner"], county.people["stranger"], other, county.people["supervisor"]):
        assert [command.name for command in OWN if command.is_open(user, commitment)] == []


def test_the_doctor_names_a_row_that_was_changed_past_the_commands(county):
    commitment = w.granted(county, w.project(county))
    Commitment.objects.filter(pk=commitment.pk).update(state="FULFILLED")
    assert any("journal says DECIDED" in line for line in doctor.check())
    assert any("still owed" in line for line in doctor.check())
    assert system.find_late() == 0
