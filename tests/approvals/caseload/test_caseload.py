"""认领、改派、代班与批量签发: who handles a case, who stands in for whom, and one page for many signatures."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Membership, User
from approvals import commands, desks
from approvals.caseload import absences, assigning, batch
from approvals.models import Absence, Decision
from core.commands import available
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


@pytest.fixture
def case(county):
    return c.case(c.accepted(county, "S1"), "105")


@pytest.fixture
def other(case):
    """A second reviewer of the same department."""
    user = User.objects.create(username="other", name="䶮二")
    Membership.objects.create(user=user, role="REVIEWER", department=case.department, valid_from=c.SINCE)
    return user


def opinion(user, case):
    return commands.review.give_opinion.perform(user, case, recommendation="PASS", text="同意")


def todo(user):
    return [row.subject.pk for row in desks.inbox(user).rows]


def test_a_case_somebody_took_leaves_the_desks_of_the_others_until_it_is_given_back(county, case, other):
    me = county.reviewer(case)
    assert case.pk in todo(me)
    assert case.pk in todo(other)
    assigning.claim.perform(me, case)
    case.refresh_from_db()
    assert case.pk in todo(me)
    assert case.pk not in todo(other)
    for verb in (lambda: opinion(other, case), lambda: assigning.claim.perform(other, case)):
        with pytest.raises(NotPermitted):
            verb()
    assigning.release.perform(me, case)
    case.refresh_from_db()
    assert (case.holder, case.held_at) == (None, None)
    assert opinion(other, case).author == other


def test_the_head_assigns_with_a_reason_and_both_are_told(county, case, other):
    me, head = county.reviewer(case), county.head(case)
    assigning.claim.perform(me, case)
    with pytest.raises(Invalid) as refusal:
        assigning.assign.perform(head, case, to=other, reason="")
    assert set(refusal.value.fields) == {"reason"}
    assigning.assign.perform(head, case, to=other, reason="连续加班，调整工作量")
    case.refresh_from_db()
    assert case.holder == other
    assert "case_assigned" in c.messages_of(other)
    assert "case_taken_away" in c.messages_of(me)
    entry = JournalEntry.objects.get(verb="approvals.assign_case")
    assert (entry.data["from"], entry.data["to"]) == (str(me), str(other))


def test_nobody_outside_the_department_is_given_a_case(county, case):
    stranger = county.people["reviewer", "WATER"]
    with pytest.raises(Invalid):
        assigning.assign.perform(county.head(case), case, to=stranger)
    with pytest.raises(NotPermitted):
        assigning.assign.perform(county.reviewer(case), case, to=county.reviewer(case))


def away(user, substitute, case, first=MONDAY, last=date(2026, 3, 6), **more):
    return absences.mark_absence.perform(
        user,
        None,
        absent=user,
        department=case.department,
        substitute=substitute,
        valid_from=first,
        valid_to=last,
        **more,
    )


def test_a_held_case_goes_to_the_stand_in_and_the_journal_names_both(county, case, other):
    me = county.reviewer(case)
    assigning.claim.perform(me, case)
    case.refresh_from_db()
    away(me, other, case, reason="培训")
    assert case.pk in todo(other)
    opinion(other, case)
    entry = JournalEntry.objects.get(verb="approvals.give_opinion")
    assert (entry.actor_name, entry.on_behalf_of) == (str(other), str(me))


def test_after_the_last_day_and_after_coming_back_nobody_stands_in(county, case, other):
    me = county.reviewer(case)
    assigning.claim.perform(me, case)
    absence = away(me, other, case)
    with travel(date(2026, 3, 7)):
        assert case.pk not in todo(User.objects.get(pk=other.pk))
    absences.end_absence.perform(me, absence)
    assert case.pk not in todo(User.objects.get(pk=other.pk))
    with pytest.raises(Invalid):
        absences.end_absence.perform(me, absence)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last": date(2026, 3, 1)}, "valid_to"),
        ({"first": date(2026, 3, 6), "last": date(2026, 3, 4)}, "valid_to"),
    ],
)
def test_an_absence_in_wrong_days_is_refused_at_its_field(county, case, other, wrong, field):
    with pytest.raises(Invalid) as refusal:
        away(county.reviewer(case), other, case, **wrong)
    assert field in refusal.value.fields
    assert not Absence.objects.exists()


def test_the_stand_in_is_a_colleague_and_absences_do_not_overlap(county, case, other):
    me = county.reviewer(case)
    with pytest.raises(Invalid) as refusal:
        away(me, county.people["reviewer", "WATER"], case)
    assert set(refusal.value.fields) == {"substitute"}
    away(me, other, case)
    with pytest.raises(Invalid) as refusal:
        away(me, other, case, first=date(2026, 3, 5), last=date(2026, 3, 9))
    assert set(refusal.value.fields) == {"valid_from"}


def to_sign(county, number):
    with travel(MONDAY):
        project = c.project(county, code=f"2601-360702-04-01-4{number:05d}")
        c.hand_in_papers(project, "S1")
        draft = commands.filing.create_draft.perform(county.owner, project, stage="S1")
        filed = commands.filing.submit.perform(county.owner, draft, form={**c.FORM, "items": ["105"]})
        commands.window.accept.perform(county.clerk, filed)
        case = c.case(filed, "105")
        opinion(county.reviewer(case), case)
    return c.case(filed, "105")


def test_each_case_of_a_batch_is_its_own_command_and_a_failure_stops_no_other(county):
    cases = [to_sign(county, number) for number in range(3)]
    head = county.head(cases[0])
    waiting = list(batch.signable(head))
    assert [case.pk for case in waiting] == [case.pk for case in cases]
    # Another head was faster with the second one.
    second = User.objects.create(username="second", name="第二负责人")
    Membership.objects.create(user=second, role="HEAD", department=cases[1].department, valid_from=c.SINCE)
    commands.review.sign.perform(
        second, cases[1], outcome="PASS", official_number="赣〔2026〕900号", title="备案通知书"
    )
    results = batch.sign_all(head, waiting, "赣〔2026〕#号", 7, "")
    assert [bool(result.fault) for result in results] == [False, True, False]
    assert "第二负责人" in results[1].fault
    assert "2026-03-02" in results[1].fault
    assert list(Decision.objects.order_by("pk").values_list("official_number", flat=True)) == [
        "赣〔2026〕900号", "赣〔2026〕7号", "赣〔2026〕8号",
    ]  # fmt: skip
    assert JournalEntry.objects.filter(verb="approvals.pass").count() == 3


def test_one_s_own_opinions_and_recommended_refusals_are_not_offered(county):
    case = to_sign(county, 1)
    author = county.reviewer(case)
    Membership.objects.create(user=author, role="HEAD", department=case.department, valid_from=c.SINCE)
    assert not batch.signable(User.objects.get(pk=author.pk)).exists()
    case.opinions.update(recommendation="FAIL")
    assert not batch.signable(county.head(case)).exists()


def test_the_page_signs_what_is_ticked_and_names_what_failed(county, client):
    first, second = to_sign(county, 1), to_sign(county, 2)
    client.force_login(county.head(first))
    page = reverse("approvals:batch_sign")
    with travel(MONDAY):
        assert reverse("approvals:batch_sign") in client.get(reverse("approvals:inbox")).content.decode()
        assert client.post(page, {"once": "a", "pattern": "无序号", "first": "1"}).status_code == 422
        answer = client.post(page, {"once": "b", "pattern": "赣〔2026〕#号", "first": "1", "cases": [first.pk]})
    assert answer.status_code == 200
    assert "赣〔2026〕1号" in answer.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("PASSED", "REVIEWED")


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_cases(county, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    head = county.head(to_sign(county, 1))
    client.force_login(head)
    counts = []
    for number in (2, 3, 4):
        with travel(MONDAY), CaptureQueriesContext(connection) as seen:
            client.get(reverse("approvals:batch_sign"))
        counts.append(len(seen))
        to_sign(county, number)
    assert counts[1] == counts[2]


def test_the_pages_take_give_back_and_mark_absence(county, case, other, client):
    client.force_login(county.reviewer(case))
    assert client.post(reverse("approvals:case_holder", args=[case.pk, "claim"])).status_code == 302
    assert escape(str(county.reviewer(case))) in client.get(reverse("approvals:case", args=[case.pk])).content.decode()
    assert client.post(reverse("approvals:absences"), {"once": "a"}).status_code == 422
    filled = {
        "once": "b", "department": case.department_id, "substitute": other.pk, "valid_from": "2026-03-03",
        "valid_to": "2026-03-05",
    }  # fmt: skip
    assert client.post(reverse("approvals:absences"), filled).status_code == 302
    absence = Absence.objects.get()
    assert client.post(reverse("approvals:absence_end", args=[absence.pk])).status_code == 302
    client.force_login(other)
    assert client.post(reverse("approvals:case_holder", args=[case.pk, "claim"])).status_code == 403


def test_a_case_that_is_not_under_review_is_neither_taken_nor_assigned(county, case):
    opinion(county.reviewer(case), case)
    with pytest.raises(WrongState):
        assigning.assign.perform(county.head(case), case, to=county.reviewer(case))
    case.refresh_from_db()
    assert not {"approvals.claim_case", "approvals.assign_case"} & {
        command.name for command in available(county.head(case), case)
    }
