"""The numbers beside joint procedures and opinion requests: what their tabs hold, for one query a request."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import scope
from accounts.models import User
from approvals import badges
from approvals.joint.queries import listed
from approvals.models import OpinionRequest
from approvals.opinions import asking
from core.time import travel
from tests.approvals import county as c
from tests.approvals.joint import world as j

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def fresh(user: User) -> User:
    """The person as the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_a_request_stands_beside_the_line_of_the_department_asked_and_of_no_other(county):
    case = c.accepted(county, "S1").cases.filter(state="OPEN").first()
    asker, asked = county.reviewer(case), county.people["reviewer", "WATER"]
    assert badges.opinion_count(fresh(asked)) == 0
    asking.ask_opinion.perform(asker, case, matters=["WATER"], question="有无不同意见？")
    assert badges.opinion_count(fresh(asked)) == 1
    assert badges.opinion_count(fresh(asker)) == 0
    OpinionRequest.objects.update(state="CLOSED")
    assert badges.opinion_count(fresh(asked)) == 0


def test_a_joint_procedure_is_counted_as_often_as_the_tab_lists_it(county, tmp_path):
    review = j.drawing_review(county, tmp_path)
    officers = [j.officer(county, part) for part in review.parts.select_related("department")]
    for user in (*officers, j.lead(county, review), county.owner, county.people["reviewer", "FORESTRY"]):
        assert badges.joint_count(fresh(user)) == len(listed(user, "mine"))
    assert badges.joint_count(fresh(officers[0])) == 1
    assert badges.joint_count(fresh(county.owner)) == 0


def test_both_numbers_cost_one_query_and_nothing_who_has_no_desk(county):
    for user, queries in ((county.people["reviewer", "WATER"], 1), (county.owner, 1), (county.people["supervisor"], 0)):
        reader = fresh(user)
        scope.acting(reader)
        with CaptureQueriesContext(connection) as asked:
            badges.joint_count(reader), badges.opinion_count(reader)
        assert len(asked) == queries
