"""增加事项: one more item while the others run; its own clock, the join waits, the others are untouched."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import doctor
from approvals.models import ItemCase, SupplementaryItem
from approvals.supplements import answering
from clocks.models import Clock
from core import sweeps
from core.errors import Invalid, NotPermitted, WrongState
from core.time import travel
from tests.approvals import county as c
from tests.approvals.supplements.joining import THURSDAY, add, codes, promised

pytestmark = pytest.mark.django_db


def test_the_applicant_adds_the_window_accepts_and_the_stage_waits_for_it(county, application):
    first = c.case(application, "105")
    before = (promised(first).origin_on, promised(first).due_on)
    with travel(THURSDAY):
        case = add(county.owner, application)
        assert (case.state, codes(case)) == ("RECEIVED", [1])
        answering.accept_item.perform(county.clerk, case)
    case.refresh_from_db()
    assert (case.state, case.accepted_on, codes(case)) == ("WAITING", THURSDAY, [1, 3])
    with travel(date(2026, 3, 6)):
        c.decide(county, first)
        application.refresh_from_db()
        assert application.state == "ACCEPTED"
    case = c.case(application, "113")
    assert (case.state, case.opened_on, codes(case)) == ("OPEN", date(2026, 3, 6), [1, 3, 8])
    assert (promised(first).origin_on, promised(first).due_on) == before
    with travel(date(2026, 3, 9)):
        c.decide(county, case)
    application.refresh_from_db()
    assert application.state == "CONSOLIDATING"
    assert codes(case) == [1, 3, 8, 11]
    with travel(date(2026, 3, 9)):
        assert list(doctor.check()) == []


def test_day_0_of_an_item_that_waits_for_nothing_is_its_own_acceptance(county, application):
    ItemCase.objects.filter(application=application, item__code="105").update(state="OPEN")
    with travel(THURSDAY):
        case = add(county.owner, application)
        ItemCase.objects.filter(pk=case.pk).update(prerequisites=[])
        answering.accept_item.perform(county.clerk, case)
    case.refresh_from_db()
    assert (case.state, case.opened_on) == ("OPEN", THURSDAY)
    assert promised(case).origin_on == THURSDAY


def test_what_the_lead_adds_is_accepted_at_once_and_the_applicant_is_told(county, application):
    with travel(THURSDAY):
        case = add(county.lead(application), application)
    assert codes(case) == [1, 3]
    row = SupplementaryItem.objects.get(case=case)
    assert (row.by_authority, row.state) == (True, "ACCEPTED")
    assert "牵头部门" in str(row.document.facts)
    with travel(THURSDAY):
        assert "item_accepted" in c.messages_of(county.owner)


def test_silence_accepts_an_added_item_as_of_the_day_it_came_however_late_the_sweep(county, application):
    with travel(THURSDAY):
        case = add(county.owner, application)
    with travel(date(2026, 3, 12)):
        sweeps.run_all()
        case.refresh_from_db()
        assert case.state == "RECEIVED"
    with travel(date(2026, 3, 20)):
        with pytest.raises(WrongState):
            answering.refuse_item.perform(county.clerk, case, reason="x", clause="y")
        sweeps.run_all()
        assert answering.accept_silent() == 0
    case.refresh_from_db()
    row = case.supplement
    assert (case.state, case.accepted_on, row.deemed) == ("WAITING", THURSDAY, True)
    with travel(date(2026, 3, 20)):
        assert list(doctor.check()) == []


def test_a_refused_item_ends_with_5_and_a_letter_and_the_others_go_on(county, application):
    with travel(THURSDAY):
        case = add(county.owner, application)
        with pytest.raises(Invalid):
            answering.refuse_item.perform(county.clerk, case, reason="", clause="")
        answering.refuse_item.perform(county.clerk, case, reason="不属于本阶段事项", clause="指导目录")
    case.refresh_from_db()
    assert (case.state, codes(case)) == ("CLOSED", [1, 5])
    assert "不属于本阶段事项" in str(case.supplement.document.facts)
    application.refresh_from_db()
    assert application.state == "ACCEPTED"
    with travel(THURSDAY):
        assert list(doctor.check()) == []


def test_withdrawing_the_stage_takes_the_added_item_along(county, application):
    with travel(THURSDAY):
        case = add(county.owner, application)
        c.withdraw(county, application)
    case.refresh_from_db()
    assert (application.state, case.state, case.blzt) == ("WITHDRAWN", "WITHDRAWN", 2)
    assert not Clock.objects.open().exclude(kind="CAP").exists()
    with travel(THURSDAY):
        assert list(doctor.check()) == []


@pytest.mark.parametrize(
    ("item", "reason", "field"), [("105", "x", "item"), ("999", "x", "item"), ("113", " ", "reason")]
)
def test_what_cannot_join_is_refused_at_its_field(county, application, item, reason, field):
    with travel(THURSDAY), pytest.raises(Invalid) as refusal:
        add(county.owner, application, item, reason)
    assert field in refusal.value.fields
    assert not SupplementaryItem.objects.exists()


def test_once_the_stage_is_with_the_lead_nothing_joins_any_more(county, application):
    with travel(THURSDAY):
        c.decide(county, c.case(application, "105"))
        application.refresh_from_db()
        assert application.state == "CONSOLIDATING"
        with pytest.raises(WrongState):
            add(county.owner, application)


def test_only_applicant_and_lead_add_and_only_window_and_lead_answer(county, application):
    with travel(THURSDAY):
        for other in (county.clerk, county.people["other_owner"], county.people["head", "WATER"]):
            with pytest.raises(NotPermitted):
                add(other, application)
        case = add(county.owner, application)
        for other in (county.owner, county.people["supervisor"]):
            with pytest.raises(NotPermitted):
                answering.accept_item.perform(other, case)


def test_an_item_filed_with_the_stage_is_never_accepted_alone(county):
    submitted = c.submitted(county, "S1")
    case = c.case(submitted, "105")
    with pytest.raises(NotPermitted):
        answering.accept_item.perform(county.clerk, case)


def test_the_pages_lead_from_the_list_to_the_acceptance(county, application, client):
    with travel(THURSDAY):
        client.force_login(county.owner)
        page = reverse("approvals:item_add", args=[application.pk])
        assert client.get(page).status_code == 200
        assert client.post(page, {"once": "a", "item": "113", "reason": ""}).status_code == 422
        assert client.post(page, {"once": "b", "item": "113", "reason": "新增"}).status_code == 302
        case = c.case(application, "113")
        client.force_login(county.clerk)
        assert application.number in client.get(reverse("approvals:window")).content.decode()
        shown = client.get(reverse("approvals:application", args=[application.pk])).content.decode()
        to = reverse("approvals:item_answer", args=[case.pk, "accept"])
        assert to in shown
        assert client.post(to).status_code == 302
    case.refresh_from_db()
    assert case.state == "WAITING"
