"""延期 (domain §4.4, scenario 7): once, before the limit passes, by two people, told in writing, day 0 unmoved."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from approvals import commands
from approvals.commands import extension
from approvals.models import Extension, ItemCase
from clocks.extension import ENTERPRISE_APPROVAL, JOINT, SINGLE, SOIL_CONSERVATION, promised_share, rule_for
from clocks.models import Clock
from core.commands import available
from core.errors import Invalid, NotPermitted
from core.time import travel
from documents.models import DocumentKind
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
ACCEPTED = date(2025, 12, 22)


@pytest.fixture
def county():
    with travel(date(2025, 12, 22)):
        yield c.build()


def opened(county: c.County, **limits: Any) -> ItemCase:
    """Planning permission accepted on 2025-12-22 with a statutory limit of 20 working days."""
    application = c.accepted(county, "S1")
    case = application.cases.select_related("item", "department", "application__project").filter(state="OPEN").first()
    Clock.objects.of_subject(case._meta.label_lower, case.pk).filter(kind="STATUTORY").delete()
    from clocks import commands as clocks

    clocks.start_clock(
        "STATUTORY", case, clocks.Place.of(case.application.project), label=case.item.name, origin_on=ACCEPTED,
        limit=limits.get("limit", 20), unit=limits.get("unit", "WORKING_DAY"), department_id=case.department_id,
    )  # fmt: skip
    return case


def ask(county: c.County, case: ItemCase, days: int = 10, **more: Any) -> Extension:
    return extension.request_extension.perform(
        county.reviewer(case), case, days=days, reason="案情复杂，需补充论证", **more
    )


def clock(case: ItemCase, kind: str = "STATUTORY") -> Clock:
    return Clock.objects.of_subject(case._meta.label_lower, case.pk).get(kind=kind)


def test_scenario_7_twenty_days_and_ten_more(county):
    case = opened(county)
    assert clock(case).due_on == date(2026, 1, 20)
    ask(county, case)
    assert clock(case).due_on == date(2026, 1, 20)  # asked for is not granted
    given = extension.grant_extension.perform(county.head(case), case)
    after = clock(case)
    assert (after.due_on, after.limit, after.extended_by, after.origin_on) == (date(2026, 2, 3), 30, 10, ACCEPTED)
    assert (given.state, given.document.kind) == ("GRANTED", DocumentKind.EXTENSION)
    assert given.document.released_at is not None
    text = "".join(given.document.facts["sections"][0]["paragraphs"])
    assert "案情复杂，需补充论证" in text
    assert "第四十二条第一款" in text


def test_scenario_7_joint_handling_forty_five_and_fifteen_more_by_the_government(county):
    case = opened(county, limit=45)
    assert clock(case).due_on == date(2026, 3, 2)
    with pytest.raises(Invalid) as refused:
        ask(county, case, 15)
    assert set(refused.value.fields) == {"approval_number"}
    ask(county, case, 15, approval_number="章府字〔2026〕3号")
    given = extension.grant_extension.perform(county.head(case), case)
    assert clock(case).due_on == date(2026, 3, 23)
    assert "章府字〔2026〕3号" in "".join(given.document.facts["sections"][0]["paragraphs"])


def test_scenario_7_a_second_extension_is_refused(county):
    case = opened(county)
    ask(county, case)
    extension.grant_extension.perform(county.head(case), case)
    with pytest.raises(NotPermitted):
        ask(county, case)
    assert "approvals.request_extension" not in {command.name for command in available(county.reviewer(case), case)}


def test_scenario_7_the_last_day_is_in_time_and_the_day_after_is_late(county):
    case = opened(county)
    Clock.objects.filter(pk=clock(case, "PROMISED").pk).update(due_on=date(2026, 1, 20))
    with travel(date(2026, 1, 21)), pytest.raises(Invalid) as refused:
        ask(county, case)
    assert set(refused.value.fields) == {"days"}
    with travel(date(2026, 1, 20)):
        ask(county, case)
    with travel(date(2026, 1, 21)), pytest.raises(Invalid):
        extension.grant_extension.perform(county.head(case), case)
    assert clock(case).extended_by == 0


def test_the_promised_limit_grows_with_the_statutory_one_and_never_beyond_it(county):
    case = opened(county)
    promised = clock(case, "PROMISED")
    ask(county, case)
    extension.grant_extension.perform(county.head(case), case)
    assert clock(case, "PROMISED").limit == min(promised.limit + 10, 30)
    assert promised_share(10, 20, 25) == 5
    assert promised_share(10, 25, 25) == 0


@pytest.mark.parametrize(
    ("code", "limit", "rule"),
    [("203", 20, SINGLE), ("203", 45, JOINT), ("207", 10, SOIL_CONSERVATION), ("104", 20, ENTERPRISE_APPROVAL)],
)
def test_each_item_has_its_rule(code, limit, rule):
    assert rule_for(code, limit) is rule
    assert {SINGLE: 10, JOINT: 15, SOIL_CONSERVATION: 10, ENTERPRISE_APPROVAL: 40}[rule] == rule.longest


def test_longer_than_the_law_or_without_reason_is_refused(county):
    case = opened(county)
    with pytest.raises(Invalid) as refused:
        extension.request_extension.perform(county.reviewer(case), case, days=11, reason=" ")
    assert set(refused.value.fields) == {"days", "reason"}


def test_a_limit_in_calendar_days_is_not_extended_here(county):
    case = opened(county, limit=30, unit="CALENDAR_DAY")
    with pytest.raises(Invalid):
        ask(county, case)


def test_who_asks_does_not_grant(county):
    case = opened(county)
    ask(county, case)
    with pytest.raises(NotPermitted):
        extension.grant_extension.perform(county.reviewer(case), case)
    asked = case.extensions.get()
    asked.requested_by = county.head(case)
    asked.save()
    with pytest.raises(NotPermitted):
        extension.grant_extension.perform(county.head(case), case)


def test_a_declined_request_changes_nothing_and_may_be_asked_again(county):
    case = opened(county)
    ask(county, case)
    extension.decline_extension.perform(county.head(case), case, reason="可按期办结")
    assert clock(case).extended_by == 0
    assert ask(county, case).state == "REQUESTED"


def test_the_request_is_dropped_with_the_opinion(county):
    case = opened(county)
    ask(county, case)
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="符合", conditions=[])
    assert case.extensions.get().state == "DECLINED"


def test_the_case_page_carries_it_from_request_to_notice(county, client):
    case = opened(county)
    act = lambda verb: reverse("approvals:act", args=[case.pk, verb])  # noqa: E731
    client.force_login(county.reviewer(case))
    refused = client.post(act("extend"), {"days": "30", "reason": "案情复杂", "once": "a"})
    assert refused.status_code == 422
    assert client.post(act("extend"), {"days": "10", "reason": "案情复杂", "once": "b"}).status_code == 302
    client.force_login(county.head(case))
    inbox = client.get(reverse("approvals:inbox")).text
    assert reverse("approvals:case", args=[case.pk]) in inbox
    assert "答复申请" in inbox
    assert "案情复杂" in client.get(reverse("approvals:case", args=[case.pk])).text
    assert client.post(act("grant_extension"), {"once": "c"}).status_code == 302
    assert "延长" in client.get(reverse("approvals:case", args=[case.pk])).text
    client.force_login(county.owner)
    assert case.extensions.get().document.number in client.get(reverse("approvals:case", args=[case.pk])).text


def test_the_doctor_finds_nothing_after_an_extension(county):
    from approvals import doctor
    from clocks import doctor as clock_doctor

    case = opened(county)
    ask(county, case)
    extension.grant_extension.perform(county.head(case), case)
    assert list(doctor.check()) == []
    assert list(clock_doctor.check()) == []
