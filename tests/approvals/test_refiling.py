"""Delete and file again (domain §4.6): the same item of the same project keeps its day 0 for 30 calendar days."""

from datetime import date, timedelta

import pytest
from django.db.models import ProtectedError

from approvals import commands
from approvals.models import ItemCase
from clocks import commands as clocks
from clocks.models import Clock
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(FIRST):
        yield c.build()


def promised(case: ItemCase) -> Clock:
    return Clock.objects.of_subject(case._meta.label_lower, case.pk).get(kind="PROMISED")


def accepted_again(county, project) -> ItemCase:
    """The same stage filed and accepted once more."""
    again = commands.filing.create_draft.perform(county.owner, project, stage="S1")
    again = commands.filing.submit.perform(county.owner, again, form=c.FORM)
    return c.case(commands.window.accept.perform(county.clerk, again), "105")


def gone(case: ItemCase, ended_on: date | None) -> None:
    """Officers closed the application without a decision; its clocks ended on that day or were forgotten."""
    application = case.application
    with travel(ended_on or FIRST):
        if ended_on:
            for row in application.cases.all():
                clocks.end_clocks(row, on=ended_on, project_id=application.project_id)
        clocks.end_clocks(application, on=ended_on or FIRST, project_id=application.project_id)
    # Rows are protected from deletion; what is left is to close them without a decision.
    with pytest.raises(ProtectedError):
        application.cases.all().delete()
    application.cases.update(state="CLOSED")
    type(application).objects.filter(pk=application.pk).update(state="RETURNED")


@pytest.mark.parametrize(
    ("ended_on", "again_on", "keeps"),
    [
        (date(2026, 3, 5), date(2026, 3, 9), True),
        (date(2026, 3, 5), date(2026, 4, 4), True),  # the thirtieth day
        (date(2026, 3, 5), date(2026, 4, 7), False),
        (None, date(2026, 5, 6), True),  # its clock was never ended
    ],
)
def test_a_case_closed_without_a_decision_that_comes_again(county, ended_on, again_on, keeps):
    case = c.case(c.accepted(county, "S1"), "105")
    project, due_on = case.application.project, promised(case).due_on
    gone(case, ended_on)
    with travel(again_on):
        again = promised(accepted_again(county, project))
    assert (again.origin_on == FIRST) is keeps
    assert (again.due_on == due_on) is keeps


def test_after_the_applicant_withdrew_the_clock_begins_anew(county):
    application = c.accepted(county, "S1")
    c.withdraw(county, application)
    with travel(FIRST + timedelta(days=7)):
        again = accepted_again(county, application.project)
    assert promised(again).origin_on == FIRST + timedelta(days=7)
    assert again.opened_on == FIRST + timedelta(days=7)
