"""What silence means is data per region with a document and two administrators; the safety list and permits stand above."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Membership, User
from approvals import commands as approvals
from approvals import doctor
from approvals.joint.members import members_of
from approvals.joint.rules import Kind
from approvals.models import AssumedPrerequisite, JointMember, SilenceRule
from approvals.opinions.matters import matters_of
from approvals.silence import commands, pilot
from approvals.silence.queries import rule_of
from approvals.silence.rules import SITUATIONS, Situation, Who, item_on_safety_list, may_be_assumed
from clocks.models import Clock
from core import sweeps
from core.errors import Invalid, NotPermitted
from core.time import today, travel
from tests.approvals import county as c

DOCUMENT = "赣市府办〔2026〕8号（虚构）"


@pytest.fixture
def county(db: None) -> c.County:
    return c.build()


@pytest.fixture
def administrators(county: c.County) -> tuple[User, User]:
    people = [User.objects.create(username=f"admin{n}", name=f"管理员{n}") for n in (1, 2)]
    for user in people:
        Membership.objects.create(user=user, role="ADMIN", region=county.region.parent, valid_from=c.SINCE)
    return people[0], people[1]


Switch = Callable[..., SilenceRule]


@pytest.fixture
def switch(county: c.County, administrators: tuple[User, User]) -> Switch:
    """Enter a rule for the county and confirm it."""

    def enter(situation: str, on: bool, **more: Any) -> SilenceRule:
        values: dict[str, Any] = {"region": county.region, "document_number": DOCUMENT, "valid_from": today(), **more}
        rule = commands.propose.perform(administrators[0], situation=situation, on=on, **values)
        return commands.confirm.perform(administrators[1], rule)

    return enter


# ---- the rules -----------------------------------------------------------------------------------------------


def test_no_region_can_let_a_permit_pass_by_silence(county: c.County, administrators: tuple[User, User]) -> None:
    assert SITUATIONS[Situation.PERMIT].who is Who.LAW
    assert not SITUATIONS[Situation.PERMIT].on
    for fixed in (Situation.PERMIT, Situation.ACCEPTANCE, Situation.RENEWAL, Situation.PUBLICITY):
        with pytest.raises(Invalid) as refused:
            commands.propose.perform(
                administrators[0], region=county.region, situation=str(fixed), on=True, document_number=DOCUMENT,
                valid_from=today(),
            )  # fmt: skip
        assert "situation" in refused.value.fields


def test_a_rule_needs_a_document_a_second_person_and_never_reaches_back(
    county: c.County, administrators: tuple[User, User]
) -> None:
    one, other = administrators
    with pytest.raises(Invalid) as refused:
        commands.propose.perform(
            one, region=county.region, situation="PILOT", on=True, document_number=" ",
            valid_from=today() - timedelta(days=1),
        )  # fmt: skip
    assert set(refused.value.fields) == {"document_number", "valid_from"}
    rule = commands.propose.perform(
        one, region=county.region, situation="PILOT", on=True, document_number=DOCUMENT, valid_from=today()
    )
    assert not rule_of(Situation.PILOT, county.region.pk, today()).on
    with pytest.raises(NotPermitted):
        commands.confirm.perform(one, rule)
    with pytest.raises(IntegrityError), transaction.atomic():
        SilenceRule.objects.filter(pk=rule.pk).update(state="IN_FORCE", decided_by=one)
    commands.confirm.perform(other, rule)
    assert rule_of(Situation.PILOT, county.region.pk, today()).basis == DOCUMENT


def test_the_nearest_region_and_the_latest_rule_count(county: c.County, switch: Switch) -> None:
    switch("OPINION", False, region=county.region.parent)
    assert not rule_of(Situation.OPINION, county.region.pk, today()).on
    switch("OPINION", True)
    assert rule_of(Situation.OPINION, county.region.pk, today()).on
    assert not rule_of(Situation.OPINION, "360703", today()).on
    assert rule_of(Situation.OPINION, "360400", today()).on  # another city: what ships


def test_a_switched_off_rule_makes_silence_no_answer(county: c.County, switch: Switch) -> None:
    case = c.case(c.accepted(county, "S1"), "105")
    assert any(matter.silence for matter in matters_of(case).values())
    switch("OPINION", False)
    assert not any(matter.silence for matter in matters_of(case).values())
    switch("JOINT", False)
    assert not any(member.silence for member in members_of(Kind.PRECOORDINATION, case.application.project))


# ---- the safety list -----------------------------------------------------------------------------------------

SAFETY = ("FIRE", "CIVIL_DEFENCE", "HAZARDOUS_CHEMICALS", "GEOHAZARD", "CULTURAL_RELICS", "ECOLOGY")


@pytest.mark.parametrize("code", SAFETY)
def test_silence_never_stands_for_an_opinion_on_the_safety_list(county: c.County, switch: Switch, code: str) -> None:
    switch("OPINION", True)
    case = c.case(c.accepted(county, "S1"), "105")
    JointMember.objects.create(
        region=county.region, kind="OPINION", code=code, name=code, function="ECOLOGY" if code == "ECOLOGY" else "HOUSING",
        days=5, silence=True, basis=DOCUMENT,
    )  # fmt: skip
    assert not matters_of(case)[code].silence


@pytest.mark.parametrize("function", ["ECOLOGY", "CULTURAL_RELICS", "CIVIL_DEFENCE", "EMERGENCY"])
def test_pre_coordination_waits_for_the_safety_list_even_where_a_region_wrote_otherwise(
    county: c.County, switch: Switch, function: str
) -> None:
    switch("JOINT", True)
    JointMember.objects.create(
        region=county.region, kind="PRECOORDINATION", code="ANY", name="任意", function=function, days=5, silence=True,
        basis=DOCUMENT,
    )  # fmt: skip
    (member,) = members_of(Kind.PRECOORDINATION, c.project(county))
    assert not member.silence


@pytest.mark.parametrize(
    ("code", "function"),
    [("302", "HOUSING"), ("403", "HOUSING"), ("404", "HOUSING"), ("301", "HOUSING"), ("110", "NATURAL_RESOURCES"),
     ("212", "CIVIL_DEFENCE"), ("221", "EMERGENCY"), ("211", "CULTURAL_RELICS"), ("107", "ECOLOGY")],
)  # fmt: skip
def test_no_late_permit_on_the_safety_list_is_ever_assumed(code: str, function: str) -> None:
    assert item_on_safety_list(code, function)
    assert not may_be_assumed(code, function, late=True, switched_on=True, basis=DOCUMENT)


# ---- late permits --------------------------------------------------------------------------------------------


def test_a_late_permit_stays_open_for_ever(county: c.County) -> None:
    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
    with travel(date(2026, 12, 1)):
        sweeps.run_all()
        assert c.states(application) == {"105": "OPEN", "113": "WAITING"}
        case = c.decide(county, c.case(application, "105"))
    assert case.late_by_days > 100


def test_the_pilot_lets_the_next_item_begin_and_the_late_one_stays_owed(county: c.County, switch: Switch) -> None:
    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
        switch("PILOT", True)
    due = Clock.objects.get(
        subject_id=c.case(application, "105").pk, kind="PROMISED", subject_type="approvals.itemcase"
    )
    assert due.due_on is not None
    with travel(due.due_on):
        assert pilot.begin_behind_late() == 0  # the last day is in time
    with travel(due.due_on + timedelta(days=3)):
        assert pilot.begin_behind_late() == 1
        assert pilot.begin_behind_late() == 0
        assert c.states(application) == {"105": "OPEN", "113": "OPEN"}
        assumed = AssumedPrerequisite.objects.get()
        assert (assumed.late_case.item.code, assumed.rule.document_number) == ("105", DOCUMENT)
        assert c.case(application, "113").opened_on == today()
        assert "assumed" in c.messages_of(county.reviewer(assumed.late_case))
        assert not list(doctor.check())


def test_what_began_on_an_assumption_does_not_pass_once_that_item_failed(county: c.County, switch: Switch) -> None:
    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
        switch("PILOT", True)
    with travel(date(2026, 6, 1)):
        pilot.begin_behind_late()
        c.decide(county, c.case(application, "105"), "FAIL")
        case = c.case(application, "113")
        approvals.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="符合")
        with pytest.raises(Invalid) as refused:
            approvals.review.sign.perform(
                county.head(case), case, outcome="PASS", official_number="赣〔2026〕1号", title="批复"
            )
    assert "outcome" in refused.value.fields


def test_without_the_pilot_nothing_begins_behind_a_late_permit(county: c.County) -> None:
    with travel(date(2026, 3, 2)):
        application = c.accepted(county, "S1")
    with travel(date(2026, 6, 1)):
        assert pilot.begin_behind_late() == 0
    assert c.states(application)["113"] == "WAITING"


# ---- the page ------------------------------------------------------------------------------------------------


def test_one_administrator_enters_a_rule_and_another_confirms_it_on_the_page(
    county: c.County, administrators: tuple[User, User]
) -> None:
    one, other = Client(), Client()
    one.force_login(administrators[0])
    other.force_login(administrators[1])
    sent = {"region": county.region.pk, "situation": "PILOT", "on": "on", "document_number": "", "valid_from": today()}
    assert one.post("/approvals/silence/", sent).status_code == 422
    one.post("/approvals/silence/", {**sent, "document_number": DOCUMENT})
    rule = SilenceRule.objects.get()
    assert one.post(f"/approvals/silence/{rule.pk}/confirm/").status_code == 403
    assert other.post(f"/approvals/silence/{rule.pk}/confirm/").status_code == 302
    assert DOCUMENT in other.get(f"/approvals/silence/?region={county.region.pk}").content.decode()
