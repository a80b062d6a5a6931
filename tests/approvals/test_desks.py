"""The desks: most urgent first, and the same number of queries for two rows as for many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import commands, desks, queries
from approvals.models import ItemCase, JointApplication
from clocks.models import Clock
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


def more(county, count):
    """So many further applications under review, cheaply: accepted by command, one after another."""
    for n in range(count):
        with travel(MONDAY + timedelta(days=n)):
            row = c.project(county, code=f"2601-360702-04-01-3{n:05d}")
            c.hand_in_papers(row, "S1")
            draft = commands.filing.create_draft.perform(county.owner, row, stage="S1")
            application = commands.filing.submit.perform(county.owner, draft, form=c.FORM)
            commands.window.accept.perform(county.clerk, application)
            yield application


def queries_of(user, url):
    client = Client()
    client.force_login(user)
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_first_row_of_the_inbox_is_the_most_urgent(county):
    applications = list(more(county, 3))
    reviewer = county.reviewer(c.case(applications[0], "105"))
    urgent = c.case(applications[2], "105")
    Clock.objects.filter(subject_type=queries.CASE, subject_id=urgent.pk).update(due_on=date(2026, 2, 2))
    desk = desks.inbox(reviewer)
    assert [row.subject.application_id for row in desk.rows] == [a.pk for a in (applications[2], *applications[:2])]
    assert [row.task for row in desk.rows] == ["review"] * 3
    assert desk.counts == {"todo": 3, "paused": 0}
    assert queries.todo_count(reviewer) == 3


def test_a_case_moves_from_the_reviewer_to_the_head_and_off_both_desks(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    reviewer, head = county.reviewer(case), county.head(case)
    assert [row.task for row in desks.inbox(reviewer).rows] == ["review"]
    assert desks.inbox(head).rows == []
    commands.review.give_opinion.perform(reviewer, case, recommendation="PASS", text="同意")
    assert desks.inbox(reviewer).rows == []
    assert [row.task for row in desks.inbox(head).rows] == ["sign"]
    commands.review.sign.perform(head, case, outcome="PASS", official_number="1", title="t")
    assert desks.inbox(head).rows == []
    assert [row.subject.pk for row in desks.inbox(head, "done").rows] == [case.pk]
    waiting = county.reviewer(c.case(application, "113"))
    assert [row.task for row in desks.inbox(waiting).rows] == ["review"]


def test_a_request_for_a_special_procedure_waits_on_the_heads_desk(county):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    commands.pauses.request_special_procedure.perform(
        county.reviewer(case), case, kind="HEARING", legal_basis="第四十五条", reason="听证", evidence="章发〔2026〕3号",
        planned_end_on=date(2026, 3, 10),
    )  # fmt: skip
    assert [row.task for row in desks.inbox(county.head(case)).rows] == ["grant"]
    assert desks.inbox(county.reviewer(case)).rows == []
    commands.pauses.start_special_procedure.perform(county.head(case), case)
    assert [row.task for row in desks.inbox(county.reviewer(case), "paused").rows] == ["special"]


def test_the_window_sees_what_must_be_answered_first_and_what_may_be_issued(county):
    first = c.submitted(county, "S1")
    desk = desks.window_queue(county.clerk)
    assert [row.subject.pk for row in desk.rows] == [first.pk]
    assert desk.counts == {"check": 1, "issue": 0, "correction": 0}
    assert desk.rows[0].clock.due_on == date(2026, 3, 9)
    commands.window.accept.perform(county.clerk, first)
    JointApplication.objects.filter(pk=first.pk).update(state="CONSOLIDATED", consolidated_at=first.received_at)
    assert [row.subject.pk for row in desks.window_queue(county.clerk, "issue").rows] == [first.pk]
    assert desks.window_queue(county.clerk).rows == []


def test_the_lead_sees_who_is_late_and_who_is_against(county):
    application = c.accepted(county, "S1")
    c.decide(county, c.case(application, "105"))
    with travel(date(2026, 3, 20)):
        [row] = desks.lead_board(county.lead(application)).rows
    assert (row.more["done"], row.more["late"], row.more["against"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("page", "who", "most"),
    [("inbox", ("reviewer", "DRC"), 12), ("window", "clerk", 12), ("lead", ("lead", "NATURAL_RESOURCES"), 13), ("mine", "owner", 13)],
)  # fmt: skip
def test_a_desk_costs_the_same_number_of_queries_for_any_number_of_rows(county, page, who, most):
    made = more(county, 6)
    user, url = county.people[who], reverse(f"approvals:{page}")
    next(made)
    if page == "window":
        for row in JointApplication.objects.all():
            JointApplication.objects.filter(pk=row.pk).update(state="CONSOLIDATED", consolidated_at=row.received_at)
        url += "?tab=issue"
    few = queries_of(user, url)
    for row in made:
        if page == "window":
            JointApplication.objects.filter(pk=row.pk).update(state="CONSOLIDATED", consolidated_at=row.received_at)
    assert queries_of(user, url) == few
    assert few <= most


def test_the_case_page_costs_the_same_for_any_number_of_other_projects(county):
    made = more(county, 3)
    case = next(made).cases.first()
    url = reverse("approvals:case", args=[case.pk])
    few = queries_of(county.reviewer(case), url)
    list(made)
    assert queries_of(county.reviewer(case), url) == few
    assert ItemCase.objects.count() == 6
