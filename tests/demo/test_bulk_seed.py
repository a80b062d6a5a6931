"""The large province: every state, nothing the doctor objects to, and alive under real commands."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import transaction
from django.test import Client, TestCase

from accounts.models import Department, Membership, User
from approvals.commands.pauses import resume_due
from approvals.commands.system import accept_silent, return_lapsed
from approvals.models import ItemCase, JointApplication, SpecialProcedure
from catalogue.fit import promise_for
from catalogue.models import FlowType
from catalogue.rules import applicable_items, promised_days
from clocks.lights import Light
from clocks.models import Clock
from core import commands, doctor
from core.models import JournalEntry, JournalHead
from core.time import today, travel
from demo.bulk.fates import ROUND
from demo.overtime import explain_if_late
from projects.facts import catalogue_for, facts_of
from projects.models import Project
from tests.demo.acceptance import lacking

TODAY = date(2026, 11, 24)
HOLIDAY = date(2026, 10, 3)
ROUNDS = sum(ROUND.values())
pytestmark = pytest.mark.django_db


def seeded(count: int = ROUNDS, seed: int = 1) -> str:
    said = StringIO()
    call_command("seed", projects=count, seed=seed, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """Forty projects on an empty database, shared by the tests of this file; each takes back what it does."""
    before, configured.DEMO_MODE = configured.DEMO_MODE, True
    with django_db_blocker.unblock(), travel(TODAY), transaction.atomic():  # type: ignore[attr-defined]
        yield seeded()
        transaction.set_rollback(True)
    configured.DEMO_MODE = before


def objections() -> list[tuple[str, str]]:
    return list(doctor.check_all())


def give(name: str, user: User, subject: object, /, **data: object) -> object:
    """A command as it is given in life: what waits for the commit runs when it is done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return commands.get(name).perform(user, subject, **data)


def officer(department: Department, role: str) -> User:
    return Membership.objects.filter(department=department, role=role).order_by("pk")[0].user


ODD = {"WAIVED", "CORRECTING", "LATE_FILES", "RECALLED", "REVOKED"}
"""States that the large province leaves to the played one."""


def owner(application: JointApplication) -> User:
    return Membership.objects.filter(enterprise=application.project.enterprise, role="OWNER")[0].user


# ---- what is there -------------------------------------------------------------------------------------------


def test_the_doctor_finds_nothing(province: str) -> None:
    assert objections() == []


def test_the_doctor_would_see_a_row_that_was_changed(province: str) -> None:
    Clock.objects.filter(pk=Clock.objects.running().filter(kind="PROMISED")[0].pk).update(due_on=date(2026, 1, 5))
    ItemCase.objects.filter(pk=ItemCase.objects.filter(state="PASSED")[0].pk).update(state="FAILED")
    assert {room for room, _ in objections()} == {"clocks", "approvals"}


def test_forty_projects_stand_in_every_state(province: str) -> None:
    assert set(JointApplication.objects.values_list("state", flat=True)) == set(JointApplication.State.values)
    assert set(ItemCase.objects.values_list("state", flat=True)) == set(ItemCase.State.values) - ODD
    assert set(Project.objects.values_list("state", flat=True)) == {"DRAFT", "ACTIVE"}
    issued = JointApplication.objects.filter(state="ISSUED")
    assert set(issued.values_list("stage", flat=True)) >= {"S1", "S2", "S3", "S4"}
    for light in Light:
        assert Clock.objects.at_light(light, TODAY).filter(kind="PROMISED").exists(), light
    under_review = Counter(JointApplication.objects.filter(state__in=JointApplication.OPEN_STATES).values_list("state"))
    assert under_review.most_common(1)[0][0] == ("ACCEPTED",)


def test_every_flow_type_and_every_county_with_departments_has_projects(province: str) -> None:
    flows = set(FlowType.objects.values_list("code", flat=True))
    assert set(Project.objects.values_list("flow_code", flat=True)) == flows
    counties = set(
        Department.objects.filter(is_window=True, region__level="COUNTY").values_list("region_id", flat=True)
    )
    assert set(Project.objects.values_list("region_id", flat=True)) == counties
    assert len(counties) == 8


def test_items_days_and_departments_are_those_the_catalogue_gives_each_project(province: str) -> None:
    for case in ItemCase.objects.select_related("application__project", "item", "department"):
        project = case.application.project
        facts, catalogue = facts_of(project), catalogue_for(project)
        flow = catalogue.flow_of(project.flow_code)
        entry = applicable_items(facts, flow, catalogue)[case.item.code]
        days = promised_days(catalogue, flow, project.cap_scope)[case.item.code]
        assert case.promised_days == promise_for(entry.item, facts, days)
        assert entry.stage == case.application.stage
        assert case.department.region_id in (project.region_id, f"{project.region_id[:4]}00", "360000")


def test_histories_run_forward_and_end_before_the_present(province: str) -> None:
    present = datetime(2026, 11, 24, tzinfo=UTC)
    first = present
    for chain in JournalHead.objects.filter(chain__startswith="project:").values_list("chain", flat=True):
        entered = list(JournalEntry.objects.filter(chain=chain).order_by("seq").values_list("entered_at", flat=True))
        assert entered == sorted(entered)
        assert entered[-1] < present
        first = min(first, entered[0])
    assert (present - first).days > 250


def test_nothing_is_overdue_for_the_sweeps(province: str) -> None:
    assert (accept_silent(), return_lapsed(), resume_due()) == (0, 0, 0)


def test_all_official_numbers_differ_and_the_series_go_on_behind_them(province: str) -> None:
    assert Project.objects.values("code").distinct().count() == ROUNDS
    project = Project.objects.filter(region_id="360702")[0]
    with travel(project.created_at):
        entered: Project = give(  # type: ignore[assignment]
            "projects.create",
            project.created_by,
            None,
            enterprise=project.enterprise,
            region=project.region,
            name="䶮泉再建工程",
            industry="C3072",
            facts={
                **project.facts,
                **{name: getattr(project, name) for name in ("investment_kind", "regime", "investment", "land_mode")},
                "land_area": project.land_area,
                "floor_area": project.floor_area,
            },
        )
    assert entered.code > project.code
    assert entered.code[:14] == project.code[:14]


def test_no_stage_of_acceptance_is_concluded_with_an_item_of_its_matrix_missing(province: str) -> None:
    assert JointApplication.objects.filter(stage="S4", state="ISSUED").exists()
    assert list(lacking()) == []


def test_the_command_says_how_far_it_is_and_what_it_wrote(province: str) -> None:
    assert f"{ROUNDS} / {ROUNDS} projects" in province
    assert f"{Clock.objects.count():>9}  Clock" in province
    assert "s of processor time" in province


# ---- it lives on ---------------------------------------------------------------------------------------------


def finish(application: JointApplication) -> JointApplication:
    """Let people take an application from where it stands to its documents."""
    application.refresh_from_db()
    if application.state == "CORRECTION":
        notice = application.notices.get(answered_at=None)
        answers = {line.pk: {"answer": "已补正"} for line in notice.lines.all()}
        give("approvals.answer_notice", owner(application), application, answers=answers)
    if application.state in ("RECEIVED", "CORRECTED", "CORRECTION"):
        give("approvals.accept", officer(application.window, "CLERK"), application)
    while case := application.cases.filter(state__in=["OPEN", "REVIEWED", "SPECIAL"]).order_by("pk").first():
        reviewer, head = officer(case.department, "REVIEWER"), officer(case.department, "HEAD")
        if case.state == "SPECIAL":
            give("approvals.end_special_procedure", head, case)
        elif case.state == "OPEN":
            give("approvals.give_opinion", reviewer, case, recommendation="PASS", text="符合条件")
        else:
            explain_if_late(case, head, today())
            number = f"赣样审〔2026〕{case.pk}号"
            give(
                "approvals.sign", head, case, outcome="PASS", official_number=number, title=case.item.outcome or "批复"
            )
    application.refresh_from_db()
    if application.state == "CONSOLIDATING":
        give("approvals.consolidate", officer(application.lead, "LEAD"), application, text="同意")
    give("approvals.issue", officer(application.window, "CLERK"), application)
    application.refresh_from_db()
    return application


@pytest.mark.parametrize("state", JointApplication.OPEN_STATES)
def test_an_open_application_can_be_taken_to_its_documents_by_commands(province: str, state: str) -> None:
    application = JointApplication.objects.filter(state=state).order_by("pk")[0]
    assert not application.processes.exists()
    finish(application)
    assert application.state == "ISSUED"
    assert not application.cases.exclude(state__in=["PASSED", "FAILED", "CLOSED"]).exists()
    assert objections() == []


def test_a_paused_case_goes_on_by_command(province: str) -> None:
    special = SpecialProcedure.objects.filter(state="RUNNING").order_by("pk")[0]
    assert finish(special.case.application).state == "ISSUED"
    assert special.case.decision.document is not None  # signed here, so printed here
    assert objections() == []


def test_every_page_of_an_application_opens_without_papers(province: str) -> None:
    for state in JointApplication.State.values:
        application = JointApplication.objects.filter(state=state).order_by("pk")[0]
        pages = {
            f"/approvals/{application.pk}/": owner(application),
            f"/approvals/projects/{application.project_id}/": owner(application),
            f"/projects/{application.project_id}/": owner(application),
        }
        for case in application.cases.select_related("department"):
            pages[f"/approvals/cases/{case.pk}/"] = officer(case.department, "HEAD")
        for page, user in pages.items():
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            assert client.get(page).status_code in (200, 302), page
