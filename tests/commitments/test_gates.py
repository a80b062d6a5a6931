"""The hard gates: what closes each, and what opens it again; every way to them is tried in test_every_gate."""

from datetime import date, timedelta

import pytest

from approvals import commands
from approvals.promises import building
from approvals.promises.gates import against_acceptance, against_start
from commitments import standing
from commitments.commands import keeping, signing
from core.errors import Invalid
from core.time import today, travel
from tests.commitments import world as w

pytestmark = pytest.mark.django_db
c = w.c


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield w.build()


def ready_to_build(county):
    """Every item before the start is decided, the construction permit issued."""
    row = w.project(county, traffic_impact=True)
    from approvals.intake import catalogue_for
    from catalogue.rules import applicable_items
    from projects.facts import facts_of

    catalogue = catalogue_for(row)
    needed = applicable_items(facts_of(row), catalogue.flow_of(row.flow_code), catalogue)
    before = [
        code for code, entry in needed.items()
        if (code == "303" or "CONSTRUCTION_START" in entry.item.gate or entry.stage in ("S1", "S2", "S3"))
        and entry.item.promised is not None
    ]  # fmt: skip
    c.passed_before(row, *before)
    row.applications.update(issued_at=w.c.now())
    return row


def test_nothing_in_the_way_and_construction_starts_and_promises_are_being_built(county):
    row = ready_to_build(county)
    commitment = w.granted(county, row, "NC", "203")
    assert against_start(row) == []
    building.start_construction.perform(county.owner, row, started_on=today())
    commitment.refresh_from_db()
    assert (commitment.state, commitment.building_since) == ("BUILDING", today())
    with pytest.raises(Invalid):
        building.start_construction.perform(county.owner, row, started_on=today())


def test_a_start_in_the_future_is_refused_at_its_field(county):
    row = ready_to_build(county)
    with pytest.raises(Invalid) as refused:
        building.start_construction.perform(county.owner, row, started_on=today() + timedelta(days=1))
    assert "started_on" in refused.value.fields


def test_building_first_takes_an_item_off_the_way_and_puts_it_before_the_acceptance(county):
    row = ready_to_build(county)
    from approvals.models import ItemCase

    ItemCase.objects.filter(application__project=row, item__code="215").delete()
    commitment = w.granted(county, row, "CBV", "215")
    assert not any("交通" in one.what for one in against_start(row))
    assert any("交通" in one.what for one in against_acceptance(row))
    with travel(date(2026, 9, 1)):
        keeping.hand_in_evidence.perform(county.owner, commitment.obligations.get(), note="已完成")
        (left,) = against_acceptance(row)
        assert left.who == commitment.department.label
        keeping.begin_verifying.perform(county.owner, commitment)
        w.verify(county, commitment, "ACCEPTANCE")
        assert against_acceptance(row) == []


def at_acceptance(county, row):
    c.hand_in_papers(row, "S4", ["401"])
    application = commands.filing.create_draft.perform(county.owner, row, stage="S4")
    form = {**c.FORM, "items": ["401"]}
    application = commands.filing.submit.perform(county.owner, application, form=form)
    commands.window.accept.perform(county.clerk, application)
    return c.case(application, "401")


def test_an_acceptance_is_not_signed_while_a_promise_is_open(county):
    row = ready_to_build(county)
    commitment = w.granted(county, row, "CBV", "215")
    case = at_acceptance(county, row)
    assert commitment.verifications.filter(reason="ACCEPTANCE", state="OPEN").count() == 1  # set by the filing itself
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="合格", conditions=[])
    with pytest.raises(Invalid):
        commands.review.sign.perform(
            county.head(case), case, outcome="PASS", official_number="验〔2026〕1号", title="联合验收意见书"
        )
    case.refresh_from_db()
    assert case.state == "REVIEWED"


def test_an_enterprise_in_breach_cannot_use_any_track_until_its_record_is_repaired(county):
    row = w.project(county)
    commitment = w.heard(county, w.breached(county, row))
    record = w.revoke(county, commitment)
    assert standing.open_records(county.enterprise) == 1
    from commitments.commands import credit

    with pytest.raises(Invalid):  # a serious record is public for a year at least
        credit.ask_repair.perform(county.owner, record, promise="今后严格履约")
    with travel(date(2027, 3, 15)):
        credit.ask_repair.perform(county.owner, record, promise="今后严格履约")
        credit.decide_repair.perform(w.officer(county, commitment), record, answer="符合条件", repaired=True)
        assert standing.open_records(county.enterprise) == 0
        assert w.draft(county, row, "NC", "303").state == "DRAFT"


def test_a_draft_made_before_the_breach_cannot_be_signed_after_it(county):
    row = w.project(county)
    waiting = w.draft(county, row, "NC", "303")
    w.revoke(county, w.heard(county, w.breached(county, row)))
    with pytest.raises(Invalid):
        w.sign(county, waiting)
    signing.discard.perform(county.owner, waiting)


def test_a_permit_on_a_promise_is_due_in_one_day_and_falls_with_it(county):
    row = w.project(county)
    c.passed_before(row, "103", "105", "113", "215")
    letter = w.sign(county, w.draft(county, row, "NC", "203"))
    c.hand_in_papers(row, "S2")
    application = commands.filing.create_draft.perform(county.owner, row, stage="S2")
    application = commands.filing.submit.perform(county.owner, application, form=c.FORM)
    commands.window.accept.perform(county.clerk, application)
    case = c.case(application, "203")
    assert (case.promised_days, case.commitment_id) == (1, letter.pk)
    c.decide(county, case)
    letter.refresh_from_db()
    assert letter.state == "DECIDED"  # the signature under the permit granted it
    w.verify(county, letter, outcome="BROKEN")
    w.heard(county, letter)
    assert any(case.decision.official_number in name for name in w.affected_by(letter).names)
    w.revoke(county, letter)
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("REVOKED", 15)
    assert case.decision.document.__class__.objects.get(pk=case.decision.document_id).state == "REVOKED"
