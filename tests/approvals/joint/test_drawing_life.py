"""A drawing set through two rounds: every discipline at once, one list, only what failed again, one certificate."""

from datetime import date

import pytest

from approvals.joint import commands as joint
from approvals.models import JointPart
from clocks.models import Clock
from core.errors import Invalid, NotPermitted, WrongState
from core.time import travel
from documents.models import Document
from tests.approvals import county as c
from tests.approvals.joint import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def test_the_disciplines_that_apply_are_asked_at_once_each_with_its_clock(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    parts = list(review.parts.order_by("pk"))
    assert [part.code for part in parts] == [
        "ARCHITECTURE", "STRUCTURE", "SERVICES", "FIRE", "CIVIL_DEFENCE", "LIGHTNING",
    ]  # fmt: skip
    clocks = Clock.objects.filter(kind="OPINION", subject_type="approvals.jointpart").order_by("subject_id")
    assert {(clock.limit, clock.due_on) for clock in clocks} == {(10, date(2026, 3, 16))}
    assert review.drawings.get().number == 1
    assert len(review.drawings.get().pages) == 2
    assert not any(clock.counts_in_cap for clock in clocks)


def test_a_basement_without_civil_defence_is_not_asked_about_it(county, tmp_path):
    review = w.drawing_review(county, tmp_path, civil_defence_basement=False)
    assert not review.parts.filter(code="CIVIL_DEFENCE").exists()


def test_two_rounds_end_in_one_certificate(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    fire = w.part(review, "FIRE")
    bad = w.remark(county, fire, page=2, x=0.25, y=0.4, place="二层")
    advice = w.remark(county, fire, severity="NOTE", mandatory=False, text="建议增加标识")
    with travel(date(2026, 3, 5)):
        w.pass_all(county, review, "FIRE")
        with pytest.raises(Invalid):
            joint.answering.pass_part.perform(w.officer(county, fire), fire)
        joint.answering.fail_part.perform(w.officer(county, fire), fire)
    review = w.fresh(review)
    assert review.state == "MERGING"
    with travel(date(2026, 3, 6)):
        with pytest.raises(Invalid):
            joint.merging.conclude.perform(w.lead(county, review), review, outcome="PASS", text="同意")
        joint.rounds.send_list.perform(w.lead(county, review), review, until=date(2026, 3, 20))
    paper = Document.objects.get(kind="JOINT_LIST")
    assert "疏散楼梯净宽不足" in str(paper.facts)
    assert "强条" in str(paper.facts)
    case = Clock.objects.get(kind="PROMISED", subject_type="approvals.itemcase", subject_id=review.case_id)
    assert case.state == "STOPPED"
    with travel(date(2026, 3, 11)):
        answers = {bad.pk: "已加宽至1.40米", advice.pk: "已增加"}
        with pytest.raises(Invalid) as refused:
            joint.rounds.answer_list.perform(county.owner, review, answers=answers)
        assert "drawing" in refused.value.fields
        joint.rounds.answer_list.perform(
            county.owner, review, answers=answers, drawing=w.drawing("plan", "section changed", tmp_path=tmp_path)
        )
        review = w.fresh(review)
        assert (review.state, review.round) == ("OPEN", 2)
        again = list(review.parts.filter(round__number=2))
        assert [(part.code, part.due_on) for part in again] == [("FIRE", date(2026, 3, 20))]  # 7 working days
        fire = w.part(review, "FIRE")
        joint.answering.settle_remark.perform(w.officer(county, fire), w.fresh(bad))
        joint.answering.pass_part.perform(w.officer(county, fire), fire, text="复审合格")
        review = w.fresh(review)
        joint.merging.conclude.perform(w.lead(county, review), review, outcome="PASS", text="各专业审查合格。")
    review = w.fresh(review)
    assert (review.state, review.outcome, review.document.kind) == ("CONCLUDED", "PASS", "JOINT_CERTIFICATE")
    assert review.drawings.get(number=2).file.sha256 in str(review.document.facts)
    case.refresh_from_db()
    assert case.state == "RUNNING"


def test_the_item_waits_for_its_drawing_review(county, tmp_path):
    from approvals import commands

    review = w.drawing_review(county, tmp_path)
    case = review.case
    give = {"recommendation": "PASS", "text": "同意"}
    with pytest.raises(Invalid):
        commands.review.give_opinion.perform(county.reviewer(case), case, **give)
    w.pass_all(county, review)
    review = w.fresh(review)
    joint.merging.conclude.perform(w.lead(county, review), review, outcome="PASS", text="合格")
    commands.review.give_opinion.perform(county.reviewer(case), case, **give)


def test_nobody_else_answers_a_discipline_and_nobody_answers_twice(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    lightning = w.part(review, "LIGHTNING")
    for other in (county.owner, county.clerk, county.people["reviewer", "HOUSING"], w.lead(county, review)):
        with pytest.raises(NotPermitted):
            joint.answering.pass_part.perform(other, lightning)
    officer = w.officer(county, lightning)
    joint.answering.pass_part.perform(officer, lightning)
    with pytest.raises(WrongState):
        joint.answering.pass_part.perform(officer, lightning)


def test_the_applicant_reads_remarks_when_the_lead_has_sent_them(county, tmp_path):
    from approvals.models import Remark

    review = w.drawing_review(county, tmp_path)
    w.remark(county, w.part(review, "FIRE"))
    assert not Remark.objects.visible_to(county.owner).exists()
    assert Remark.objects.visible_to(county.people["reviewer", "METEOROLOGY"]).count() == 1
    assert not Remark.objects.visible_to(county.people["reviewer", "WATER"]).exists()
    w.pass_all(county, review, "FIRE")
    fire = w.part(review, "FIRE")
    joint.answering.fail_part.perform(w.officer(county, fire), fire)
    joint.rounds.send_list.perform(w.lead(county, review), w.fresh(review), until=date(2026, 3, 6))
    assert Remark.objects.visible_to(county.owner).count() == 1
    assert not Remark.objects.visible_to(county.people["other_owner"]).exists()


def test_a_withdrawal_closes_every_desk(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    joint.merging.withdraw.perform(county.owner, review, reason="方案调整")
    assert w.fresh(review).state == "WITHDRAWN"
    assert set(JointPart.objects.values_list("state", flat=True)) == {"CLOSED"}
    assert not Clock.objects.open().filter(kind="OPINION").exists()


def test_a_review_ends_with_the_application_it_serves(county, tmp_path):
    from core import sweeps
    from tests.approvals import county as c

    review = w.drawing_review(county, tmp_path)
    c.withdraw(county, review.application)
    sweeps.run_all()
    review = w.fresh(review)
    assert review.state == "WITHDRAWN"
    assert review.processes.get().status != "NEW"
    assert not Clock.objects.open().filter(kind="OPINION").exists()
