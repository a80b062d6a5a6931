"""前置关系图: done, running, waiting, with whom and since when; the same for the applicant without names of officers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.prerequisites.drawing import drawing_of
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


@pytest.fixture
def application(county):
    return c.accepted(county, "S1")


def nodes(user, application):
    return {node.code: node for node in drawing_of(user, application).nodes}


def test_what_cannot_start_names_what_it_waits_for_and_with_whom_that_lies(county, application):
    case = c.case(application, "105")
    found = nodes(county.head(case), application)
    assert found["105"].tone == "now"
    waiting = found["113"]
    assert waiting.tone == "wait"
    assert [node.code for node in waiting.waits] == ["105"]
    assert str(county.reviewer(case)) in waiting.waits[0].holder
    assert waiting.waits[0].since == MONDAY
    assert "105" in waiting.before


def test_the_arrow_and_the_day_follow_the_decision(county, application):
    with travel(date(2026, 3, 4)):
        c.decide(county, c.case(application, "105"))
        found = nodes(county.owner, application)
    assert (found["105"].tone, found["105"].since) == ("done", date(2026, 3, 4))
    assert (found["113"].tone, found["113"].waits) == ("now", [])


def test_the_applicant_reads_departments_and_no_names(county, application):
    case = c.case(application, "105")
    holder = nodes(county.owner, application)["105"].holder
    assert str(county.reviewer(case)) not in holder
    assert holder == case.department.short_label


def test_an_item_decided_in_an_earlier_stage_is_drawn_as_a_precheck(county):
    project = c.project(county)
    c.passed_before(project, "103", "105", "112", "113")
    c.hand_in_papers(project, "S2")
    from approvals import commands

    draft = commands.filing.create_draft.perform(county.owner, project, stage="S2")
    application = commands.filing.submit.perform(county.owner, draft, form=c.FORM)
    roles = {code: str(node.role) for code, node in nodes(county.owner, application).items()}
    assert "PRECHECK" in roles.values()
    assert all(roles[code] == "PRECHECK" for code in roles if code in ("103", "105", "112", "113"))


def test_the_drawing_takes_the_same_number_of_queries_before_and_after_decisions(county, application):
    counts = []
    for _step in range(2):
        with CaptureQueriesContext(connection) as seen:
            drawing_of(county.clerk, application)
        counts.append(len(seen))
        c.decide(county, application.cases.select_related("item", "department").filter(state="OPEN").first())
    assert counts[1] <= counts[0]


def test_the_pages_show_drawing_table_and_reason(county, application, client):
    client.force_login(county.owner)
    page = client.get(reverse("approvals:application", args=[application.pk])).content.decode()
    assert "<svg" in page
    assert 'class="bs-graph"' in page
    assert "前置关系" in page
    waiting = c.case(application, "113")
    shown = client.get(reverse("approvals:case", args=[waiting.pk])).content.decode()
    assert "暂不能开始" in shown
