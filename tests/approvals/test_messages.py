"""Who is told: the people whose post is in force, and stand-ins within what was lent to them."""

from datetime import date

import pytest

from accounts.models import Delegation, Membership, User
from core.time import now, travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def stand_in(holder, *codes):
    person = User.objects.create(username="standin", name="代办")
    Delegation.objects.create(
        membership=Membership.objects.get(user=holder),
        to_user=person,
        project_codes=list(codes),
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 6, 1),
        granted_at=now(),
    )
    return person


def test_an_agent_limited_to_another_project_is_not_told_about_this_one(county):
    agent = stand_in(county.owner, "2601-360702-04-01-100009")
    c.accepted(county, "S1")
    assert c.messages_of(agent) == []
    assert c.messages_of(county.owner) == ["accepted"]


def test_an_agent_limited_to_this_project_is_told(county):
    agent = stand_in(county.owner, c.CODE)
    c.accepted(county, "S1")
    assert c.messages_of(agent) == ["accepted"]


def test_who_stood_in_for_somebody_dismissed_is_told_nothing_more(county):
    person = stand_in(county.clerk)
    c.submitted(county, "S1")
    assert c.messages_of(person) == ["received"]
    Membership.objects.filter(user=county.clerk).update(revoked_at=now())
    c.submitted(county, "S1", code="2601-360702-04-01-100002")
    assert c.messages_of(person) == ["received"]
