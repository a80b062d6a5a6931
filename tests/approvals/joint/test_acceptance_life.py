"""Joint acceptance: one application, all parts at once, only the failed part comes back, one opinion."""

from datetime import date

import pytest

from approvals.joint import commands as joint
from approvals.models import JointReview
from clocks import commands as clocks
from clocks import doctor as clock_doctor
from clocks.models import Clock
from core import journal, sweeps
from core.errors import Invalid, WrongState
from core.time import travel
from tests.approvals import county as c
from tests.approvals.joint import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 9, 14)):
        yield c.build()


def case_clock(review: JointReview) -> Clock:
    return Clock.objects.get(kind="PROMISED", subject_type="approvals.itemcase", subject_id=review.case_id)


def test_the_clock_stands_still_while_the_applicant_rectifies(county):
    """Scenario 17 of domain.md §11: acc 2026-09-14, L=12, rectification (09-17, 10-09] → due 2026-10-21."""
    review = w.acceptance(county)
    clocks.set_limit("PROMISED", review.case, 12, project_id=review.project_id)
    assert case_clock(review).due_on == date(2026, 9, 30)
    with travel(date(2026, 9, 17)):
        w.pass_all(county, review, "405")
        defence = w.part(review, "405")
        bad = w.remark(
            county, defence, mandatory=False, text="人防门未安装到位", clause="GB 50038-2005 4.6", place="地下室2号口"
        )
        joint.answering.fail_part.perform(w.officer(county, defence), defence)
        review = w.fresh(review)
        joint.rounds.send_list.perform(w.lead(county, review), review, until=date(2026, 10, 14))
    with travel(date(2026, 10, 9)):
        joint.rounds.answer_list.perform(county.owner, review, answers={bad.pk: "已安装并自检合格"})
    assert case_clock(review).due_on == date(2026, 10, 21)
    review = w.fresh(review)
    assert [part.code for part in review.parts.filter(round__number=2)] == ["405"]
    with travel(date(2026, 10, 12)):
        defence = w.part(review, "405")
        joint.answering.settle_remark.perform(w.officer(county, defence), w.fresh(bad))
        joint.answering.pass_part.perform(w.officer(county, defence), defence)
        review = w.fresh(review)
        joint.merging.conclude.perform(w.lead(county, review), review, outcome="PASS", text="同意通过竣工联合验收。")
    review = w.fresh(review)
    assert review.document.kind == "JOINT_OPINION"
    text = str(review.document.facts)
    for part in review.parts.all():
        assert part.name in text  # one opinion names every part, those of round 1 included


def test_a_second_rectification_runs_on_the_authorities_time(county):
    review = w.acceptance(county)
    for day, until, answered in ((15, 16, 16), (17, 18, 18)):
        with travel(date(2026, 9, day)):
            w.pass_all(county, review, "405")
            defence = w.part(review, "405")
            if day == 15:
                bad = w.remark(county, defence)
            joint.answering.fail_part.perform(w.officer(county, defence), defence)
            review = w.fresh(review)
            joint.rounds.send_list.perform(w.lead(county, review), review, until=date(2026, 9, until))
        stopped = review.rounds.get(number=review.round).stop_id is not None
        assert stopped is (day == 15)
        with travel(date(2026, 9, answered)):
            joint.rounds.answer_list.perform(county.owner, review, answers={bad.pk: "已整改"})
            review = w.fresh(review)


def test_unit_works_are_accepted_one_by_one_and_each_only_once(county):
    review = w.acceptance(county, units=("1#厂房",))
    case = review.case
    again = joint.opening.open_acceptance
    with pytest.raises(Invalid):
        again.perform(county.owner, case, units=("1#厂房", "2#厂房"), declared=True)
    with pytest.raises(Invalid):
        again.perform(county.owner, case, units=(), declared=True)
    second = again.perform(county.owner, case, units=("2#厂房",), declared=True)
    assert (review.units, second.units) == (["1#厂房"], ["2#厂房"])


def test_parts_that_do_not_apply_are_not_asked(county):
    codes = set(w.acceptance(county).parts.values_list("code", flat=True))
    assert {"402", "404", "405", "406", "407"} < codes
    assert "403" not in codes  # ordinary works: filed, not accepted, by the fire authority


def test_an_acceptance_that_fails_may_be_applied_for_again(county):
    review = w.acceptance(county)
    w.pass_all(county, review, "405")
    defence = w.part(review, "405")
    w.remark(county, defence)
    joint.answering.fail_part.perform(w.officer(county, defence), defence)
    review = w.fresh(review)
    with pytest.raises(Invalid):
        joint.merging.conclude.perform(w.lead(county, review), review, outcome="PASS", text="同意")
    joint.merging.conclude.perform(w.lead(county, review), review, outcome="FAIL", text="人防部分不合格。")
    assert w.fresh(review).document.title == "竣工联合验收不通过告知书"
    joint.opening.open_acceptance.perform(county.owner, review.case, declared=True)


def test_what_a_department_says_in_the_acceptance_is_its_opinion_on_its_item(county):
    review = w.acceptance(county)
    planning = w.part(review, "402")
    joint.answering.pass_part.perform(w.officer(county, planning), planning, text="退界与许可一致")
    case = c.case(review.application, "402")
    assert case.state == "REVIEWED"
    assert "退界与许可一致" in case.opinions.get().text
    assert case.reviewer == w.officer(county, planning)


def test_parts_of_several_acceptances_passed_together_are_opinions_on_their_items_too(county):
    applications = [w.accepted(county, "S4", code=f"2601-360702-04-01-30000{number}") for number in (1, 2)]
    reviews = [
        joint.opening.open_acceptance.perform(county.owner, c.case(application, "401"), declared=True)
        for application in applications
    ]
    parts = [w.part(review, "402") for review in reviews]
    done = joint.answering.pass_part.perform_many(
        w.officer(county, parts[0]), [(part, {"text": "退界与许可一致"}) for part in parts]
    )
    assert [part.state for part in done] == ["PASSED", "PASSED"]
    for application in applications:
        case = c.case(application, "402")
        assert case.state == "REVIEWED"
        assert "退界与许可一致" in case.opinions.get().text
        assert case.processes.get().task_set.filter(flow_task__endswith=".sign", finished=None).count() == 1
    assert list(journal.verify()) == []
    assert list(clock_doctor.check()) == []


def test_a_list_nobody_answers_goes_back_to_the_lead(county):
    review = w.acceptance(county)
    w.pass_all(county, review, "405")
    defence = w.part(review, "405")
    w.remark(county, defence)
    joint.answering.fail_part.perform(w.officer(county, defence), defence)
    review = w.fresh(review)
    joint.rounds.send_list.perform(w.lead(county, review), review, until=date(2026, 9, 18))
    with travel(date(2026, 9, 18)):
        sweeps.run_all()
        assert w.fresh(review).state == "RECTIFYING"
    with travel(date(2026, 9, 21)):
        sweeps.run_all()
        review = w.fresh(review)
        assert review.state == "MERGING"
        assert case_clock(review).state == "RUNNING"
        with pytest.raises(WrongState):
            joint.rounds.answer_list.perform(county.owner, review, answers={})
        joint.merging.conclude.perform(w.lead(county, review), review, outcome="FAIL", text="逾期未整改。")
    assert w.fresh(review).processes.get().status == "DONE"
