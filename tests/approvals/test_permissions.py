"""Who may give which verb: the right post, in the right department, in the right state, and nobody else."""

from datetime import date

import pytest

from accounts.models import Delegation, Membership
from approvals import commands, rules
from approvals.models import ItemCase, JointApplication
from core.commands import available
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import now, travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def verbs(user, subject):
    """What is offered, joint procedures apart: they have a table of their own in tests/approvals/joint."""
    names = (command.name.removeprefix("approvals.") for command in available(user, subject))
    return {name for name in names if not name.startswith("joint.")}


def test_each_role_is_offered_its_own_verbs_at_the_window(county):
    application = c.submitted(county, "S1")
    assert verbs(county.clerk, application) == {"accept", "send_notice", "refuse", "not_required"}
    assert verbs(county.owner, application) == {"withdraw"}
    assert verbs(county.lead(application), application) == {"send_notice"}
    for other in (county.people["other_owner"], county.people["supervisor"]):
        assert verbs(other, application) == set()


def test_each_role_is_offered_its_own_verbs_in_a_department(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    assert verbs(county.reviewer(case), case) == {
        "ask_opinion",
        "claim_case",
        "give_opinion",
        "request_correction",
        "request_extension",
        "request_special_procedure",
    }
    assert verbs(county.head(case), case) == {"assign_case"}
    assert verbs(county.owner, case) == {"request_case_withdrawal"}
    assert verbs(county.people["reviewer", "WATER"], case) == set()
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
    case.refresh_from_db()
    assert verbs(county.reviewer(case), case) == set()
    assert verbs(county.head(case), case) == {"sign", "return_to_reviewer"}
    assert verbs(county.people["head", "WATER"], case) == set()


@pytest.mark.parametrize(
    "who", ["other_owner", "supervisor", "stranger", "clerk", ("head", "WATER"), ("reviewer", "DRC")]
)
def test_nobody_but_the_head_of_the_department_signs(county, who):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
    with pytest.raises(NotPermitted):
        commands.review.sign.perform(county.people[who], case, outcome="PASS", official_number="1", title="t")
    case.refresh_from_db()
    assert case.state == "REVIEWED"


def test_nobody_signs_their_own_opinion_even_with_both_posts(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    both = county.reviewer(case)
    Membership.objects.create(user=both, role="HEAD", department=case.department, valid_from=c.SINCE)
    commands.review.give_opinion.perform(both, case, recommendation="PASS", text="同意")
    with pytest.raises(NotPermitted):
        commands.review.sign.perform(both, case, outcome="PASS", official_number="1", title="t")
    assert "sign" not in verbs(both, case)


def test_who_asks_for_a_special_procedure_cannot_grant_it(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    both = county.reviewer(case)
    Membership.objects.create(user=both, role="HEAD", department=case.department, valid_from=c.SINCE)
    commands.pauses.request_special_procedure.perform(
        both,
        case,
        kind="HEARING",
        legal_basis="第四十五条",
        reason="听证",
        evidence="章发〔2026〕3号",
        planned_end_on=date(2026, 3, 10),
    )
    with pytest.raises(NotPermitted):
        commands.pauses.start_special_procedure.perform(both, case)


def test_a_stand_in_signs_as_representative_and_the_journal_says_for_whom(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
    post = Membership.objects.get(user=county.head(case))
    Delegation.objects.create(
        membership=post, to_user=county.people["stranger"], valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 5),
        granted_at=now(),
    )  # fmt: skip
    decision = commands.review.sign.perform(
        county.people["stranger"], case, outcome="PASS", official_number="1", title="t"
    )
    assert decision.on_behalf_of == str(county.head(case))
    assert JournalEntry.objects.get(verb="approvals.pass").on_behalf_of == str(county.head(case))


def test_a_role_that_ended_is_gone_at_the_next_press(county):
    application = c.submitted(county, "S1")
    Membership.objects.filter(user=county.clerk).update(valid_to=date(2026, 3, 1))
    with pytest.raises(NotPermitted):
        commands.window.accept.perform(county.clerk, application)


@pytest.mark.parametrize("state", [state.value for state in JointApplication.State])
def test_an_application_accepts_only_the_verbs_of_its_state(county, state):
    application = c.submitted(county, "S1")
    JointApplication.objects.filter(pk=application.pk).update(state=state)
    application.refresh_from_db()
    given = {"reason": "r", "clause": "c", "lines": [{"material_key": "k", "material_name": "n", "reason": "r"}]}
    for command in (
        commands.window.accept,
        commands.window.refuse,
        commands.window.send_notice,
        commands.issuing.issue,
    ):
        if state in rules.APPLICATION[command.name].sources:
            assert command.is_open(county.clerk, application)
            continue
        with pytest.raises(WrongState):
            command.perform(county.clerk, application, **given)


@pytest.mark.parametrize("state", sorted(rules.DONE))
def test_a_case_that_is_done_cannot_be_touched_by_anybody(county, state):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    ItemCase.objects.filter(pk=case.pk).update(state=state, decided_on=date(2026, 3, 2))
    case.refresh_from_db()
    for user in county.people.values():
        # What passed can still be taken back, by the head of the department alone and in its own procedure.
        head = state == "PASSED" and user == county.head(case)
        # A late filing is granted on a preliminary opinion: nothing is left but to convert it or to void it.
        late = state == "LATE_FILES" and verbs(user, case) <= {"convert", "void_preliminary"}
        assert late or verbs(user, case) == ({"propose_annulment"} if head else set())
    with pytest.raises(WrongState):
        commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="t")


def test_the_loser_of_a_race_is_told_who_was_first(county):
    application = c.submitted(county, "S1")
    commands.window.accept.perform(county.clerk, application)
    with pytest.raises(WrongState, match="clerk"):
        commands.window.accept.perform(county.clerk, application)


def test_a_pass_needs_number_and_title_and_a_refusal_needs_reasons(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
    with pytest.raises(Invalid) as refused:
        commands.review.sign.perform(county.head(case), case, outcome="PASS", official_number=" ", title="")
    assert set(refused.value.fields) == {"official_number", "title"}
    with pytest.raises(Invalid) as refused:
        commands.review.sign.perform(county.head(case), case, outcome="FAIL", reason="")
    assert set(refused.value.fields) == {"reason"}


def test_an_official_number_is_given_once_and_the_sentence_stands_at_its_field(county):
    application = c.accepted(county, "S1")
    for code, number in (("105", "赣1号"), ("113", "赣1号")):
        case = c.case(application, code)
        commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
        if code == "105":
            commands.review.sign.perform(county.head(case), case, outcome="PASS", official_number=number, title="t")
            continue
        with pytest.raises(Invalid) as refused:
            commands.review.sign.perform(county.head(case), case, outcome="PASS", official_number=number, title="t")
        assert set(refused.value.fields) == {"official_number"}
        case.refresh_from_db()
        assert case.state == "REVIEWED"


def test_a_second_notice_may_only_name_what_was_replaced(county):
    application = c.submitted(county, "S1")
    line = {"material_key": "filing_information", "material_name": "备案信息", "reason": "缺页", "clause": "第三十二条"}
    sent = commands.window.send_notice.perform(county.clerk, application, lines=[line])
    material = application.project.materials.get(key="filing_information")
    commands.correction.answer_notice.perform(
        county.owner, application, answers={sent.lines.get().pk: {"answer": "", "replacement": material}}
    )
    other = {**line, "material_key": "cadastral_map", "material_name": "地籍图"}
    with pytest.raises(Invalid) as refused:
        commands.window.send_notice.perform(county.clerk, application, lines=[other])
    assert set(refused.value.fields) == {"reason_cadastral_map"}
    again = commands.window.send_notice.perform(county.clerk, application, lines=[line])
    assert again.round == 2


def test_who_takes_part_sees_the_application_and_nobody_else_does(county):
    draft = c.draft(county, "S1")
    seen = lambda user: JointApplication.objects.visible_to(user).exists()  # noqa: E731
    assert seen(county.owner)
    assert not seen(county.clerk)
    assert not seen(county.people["supervisor"])
    application = commands.filing.submit.perform(county.owner, draft)
    inside = [county.owner, county.clerk, county.people["supervisor"], county.lead(application)]
    inside += [county.reviewer(c.case(application, "105")), county.head(c.case(application, "113"))]
    assert all(seen(user) for user in inside)
    outside = ("other_owner", "stranger", ("reviewer", "WATER"), ("lead", "HOUSING"))
    assert not any(seen(county.people[who]) for who in outside)
    assert ItemCase.objects.visible_to(county.people["reviewer", "DRC"]).count() == 2
    assert not ItemCase.objects.visible_to(county.people["reviewer", "WATER"]).exists()


def test_whoever_acts_for_the_enterprise_decides_nothing_of_its_application(county):
    """However somebody came to hold both posts: the officer's post does not reach the own application."""
    both = county.owner
    application = c.submitted(county, "S1")
    for role, function in (("CLERK", "WINDOW"), ("REVIEWER", "DRC"), ("HEAD", "DRC"), ("LEAD", "DRC")):
        Membership.objects.create(
            user=both, role=role, department=county.departments[function], valid_from=date(2020, 1, 1)
        )
    ItemCase.objects.filter(application=application).update(department=county.departments["DRC"])
    JointApplication.objects.filter(pk=application.pk).update(lead=county.departments["DRC"])
    application.refresh_from_db()
    assert verbs(both, application) == {"withdraw"}
    with pytest.raises(NotPermitted):
        commands.window.accept.perform(both, application)
    commands.window.accept.perform(county.clerk, application)
    case = c.case(application, "105")
    assert verbs(both, case) == {"request_case_withdrawal"}
    commands.review.give_opinion.perform(county.people["reviewer", "DRC"], case, recommendation="PASS", text="同意")
    case.refresh_from_db()
    assert verbs(both, case) == {"request_case_withdrawal"}
    assert verbs(county.people["head", "DRC"], case) == {"sign", "return_to_reviewer"}
