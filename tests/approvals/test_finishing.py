"""A project whose last paper is issued is finished, on its pages and in the list; it is not while anything is owed."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import ItemCase, JointApplication
from core.time import travel
from projects import finishing
from projects.models import Project
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
LAST = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def county():
    with travel(datetime(2026, 3, 2).date()):
        yield c.build()


@pytest.fixture
def done(county) -> Project:
    """Every item of the first stage put into the last one, decided and issued: the rows the rule reads, no more."""
    application = c.accepted(county, "S1")
    project = application.project
    closing = finishing_item(project)
    c.passed_before(project, closing)
    JointApplication.objects.filter(project=project).update(state="ISSUED", stage="S4", issued_at=LAST)
    ItemCase.objects.filter(application__project=project).update(state="PASSED", decided_on=LAST.date())
    return Project.objects.get(pk=project.pk)


def finishing_item(project: Project) -> str:
    from catalogue.queries import catalogue_of, published

    return catalogue_of(published()).flow_of(project.flow_code).critical["S4"][-1]


def is_finished(project: Project) -> bool:
    return finishing.finished_at(Project.objects.get(pk=project.pk)) is not None


def test_a_finished_project_says_so_with_its_date_and_the_filters_of_the_list_follow(county, done):
    visitor = Client()
    visitor.force_login(county.owner)
    for name in ("projects:detail", "approvals:timeline"):
        page = visitor.get(reverse(name, args=[done.pk])).content.decode()
        head = page.partition("<h1")[2].partition("</header>")[0] or page
        assert "已办结（2026年3月2日）" in head
        assert "审批中" not in head
    found = {state: visitor.get(reverse("projects:list"), {"state": state}).content.decode()
             for state in ("COMPLETED", "ACTIVE", "")}  # fmt: skip
    assert done.name in found["COMPLETED"]
    assert "已办结（2026年3月2日）" in found["COMPLETED"]
    assert done.name in found[""]
    assert done.name not in found["ACTIVE"]


@pytest.mark.parametrize("owed", ["open", "failed", "closing item", "late papers"])
def test_nothing_is_finished_while_something_is_owed(done, owed):
    assert is_finished(done)
    case = ItemCase.objects.filter(application__project=done).exclude(item__code=finishing_item(done)).first()
    if owed == "open":
        JointApplication.objects.filter(pk=case.application_id).update(state="ACCEPTED")
    elif owed == "closing item":
        ItemCase.objects.filter(application__project=done, item__code=finishing_item(done)).update(state="CLOSED")
    else:
        ItemCase.objects.filter(pk=case.pk).update(state="FAILED" if owed == "failed" else "LATE_FILES")
    assert not is_finished(done)
