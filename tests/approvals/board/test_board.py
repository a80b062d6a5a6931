"""The lead sees one stage at a glance, reminds a department once a day, and can hold nothing back that waits for nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.board.queries import board_of
from approvals.board.reminding import remind
from approvals.models import OpinionRequest
from core.errors import Invalid, NotPermitted
from core.time import now, travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county(db: None) -> c.County:
    return c.build()


@pytest.fixture
def application(county: c.County) -> Any:
    """105 is under review, 113 waits for it."""
    with travel(MONDAY):
        return c.accepted(county, "S1")


def test_a_department_is_reminded_once_a_day(county: c.County, application: Any) -> None:
    case = c.case(application, "105")
    with travel(MONDAY + timedelta(days=1)):
        remind.perform(county.lead(application), application, department=case.department_id)
        with pytest.raises(Invalid):
            remind.perform(county.lead(application), application, department=case.department_id)
    with travel(MONDAY + timedelta(days=2)):
        remind.perform(county.lead(application), application, department=case.department_id)
    assert c.messages_of(county.head(case)).count("reminded") == 2


def test_nobody_is_reminded_of_what_is_not_theirs_to_answer(county: c.County, application: Any) -> None:
    with pytest.raises(Invalid):
        remind.perform(county.lead(application), application, department=county.departments["WATER"].pk)
    with pytest.raises(NotPermitted):
        remind.perform(county.clerk, application, department=c.case(application, "105").department_id)


def test_the_board_shows_answers_opinions_and_what_waits(county: c.County, application: Any) -> None:
    case = c.case(application, "105")
    for number, state in enumerate(("ANSWERED", "OPEN", "CLOSED")):
        OpinionRequest.objects.create(
            case=case, department=county.departments["WATER"], code=f"M{number}", name="水利", question="？", days=5,
            due_on=date(2026, 3, 9), state=state, asked_by=county.owner, asked_at=now(),
            **({"position": "NO_OBJECTION", "author": county.owner, "answered_at": now()} if state == "ANSWERED" else {}),
        )  # fmt: skip
    with travel(date(2026, 6, 1)):
        board = board_of(application, "阶段")
        assert (board.total, board.done, board.late, board.conflicts) == (2, 0, 1, 0)
        first, second = board.lines
    assert (first.course.case.item.code, first.asked, first.answered) == ("105", 2, 1)
    assert second.course.waits_for


def test_the_page_costs_the_same_for_more_opinions_and_is_the_leads_alone(county: c.County, application: Any) -> None:
    browser = Client()
    browser.force_login(county.lead(application))
    address = f"/approvals/{application.pk}/board/"
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        assert browser.get(address).status_code == 200
    case = c.case(application, "105")
    for number in range(5):
        OpinionRequest.objects.create(
            case=case, department=county.departments["WATER"], code=f"M{number}", name="水利", question="？", days=5,
            due_on=date(2026, 3, 9), asked_by=county.owner, asked_at=now(),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)
    browser.force_login(county.clerk)
    assert browser.get(address).status_code == 403
