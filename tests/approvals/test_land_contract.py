"""37 working days run from the land contract (赣府厅发〔2018〕33号): known on filing, entered later, corrected."""

from datetime import date
from decimal import Decimal

import pytest

from approvals import commands
from approvals.models import JointApplication
from clocks import doctor as clocks_doctor
from clocks.models import Clock
from core.errors import Invalid
from core.models import JournalEntry
from core.time import travel
from projects.commands import update_project
from projects.facts import facts_of
from projects.models import Project
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
SIGNED = date(2026, 1, 5)


@pytest.fixture
def county():
    with travel(date(2026, 1, 7)):
        yield c.build()


def cap_of(project: Project) -> Clock:
    return Clock.objects.of_subject(project._meta.label_lower, project.pk).get(kind="CAP")


def signed(county: c.County, project: Project, on: date | None) -> Project:
    facts = {
        **project.facts,
        "investment_kind": "ENT",
        "regime": "FILING",
        "investment": project.investment,
        "land_mode": "GRANTED",
        "land_area": project.land_area,
        "floor_area": project.floor_area,
    }
    return update_project.perform(county.owner, project, facts=facts, name=project.name, land_contract_on=on)


def accepted_on_signing_day(county: c.County) -> JointApplication:
    """Filed and accepted on the day of the contract, with one item that outlasts the limit."""
    with travel(SIGNED):
        draft = c.draft(county, "S1")
        signed(county, draft.project, SIGNED)
        application = commands.filing.submit.perform(county.owner, JointApplication.objects.get(pk=draft.pk))
        return commands.window.accept.perform(county.clerk, application)


def test_a_limit_of_thirty_seven_days_from_the_contract_of_5_january_2026_ends_on_3_march(county):
    application = accepted_on_signing_day(county)
    cap = cap_of(application.project)
    assert (cap.limit, cap.origin_on, cap.origin_fixed) == (37, SIGNED, True)
    Clock.objects.filter(project_id=application.project_id, kind="PROMISED").update(limit=60)
    from clocks.commands import refresh_project_clock

    with travel(SIGNED):
        refresh_project_clock(application.project_id)
    assert cap_of(application.project).due_on == date(2026, 3, 3)


def test_days_before_the_contract_do_not_count(county):
    application = c.accepted(county, "S1")
    assert cap_of(application.project).origin_fixed is False
    with travel(date(2026, 1, 12)):
        assert cap_of(application.project).origin_on == date(2026, 1, 7)
        signed(county, application.project, date(2026, 1, 9))
        cap = cap_of(application.project)
        assert (cap.origin_on, cap.origin_fixed) == (date(2026, 1, 9), True)
        entry = JournalEntry.objects.filter(verb="projects.update").latest("seq")
        assert entry.data["before"]["land_contract_on"] is None
        assert entry.data["after"]["land_contract_on"] == "2026-01-09"
        assert list(clocks_doctor.check()) == []


def test_a_corrected_and_a_cleared_date_move_the_limit_again(county):
    application = c.accepted(county, "S1")
    project = application.project
    with travel(date(2026, 1, 13)):
        for on, origin in ((date(2026, 1, 12), date(2026, 1, 12)), (SIGNED, SIGNED), (None, date(2026, 1, 7))):
            project = signed(county, project, on)
            cap = cap_of(project)
            assert (cap.origin_on, cap.origin_fixed) == (origin, on is not None)
            assert list(clocks_doctor.check()) == []


@pytest.mark.parametrize("on", [date(2026, 1, 8), date(1989, 12, 31)])
def test_a_date_in_the_future_or_before_there_were_contracts_is_refused_at_its_field(county, on):
    project = c.project(county)
    with pytest.raises(Invalid) as refused:
        signed(county, project, on)
    assert list(refused.value.fields) == ["land_contract_on"]
    project.refresh_from_db()
    assert project.land_contract_on is None


def test_allocated_land_has_no_contract(county):
    project = c.project(county)
    facts = {"investment_kind": "ENT", "regime": "FILING", "investment": Decimal(1), "land_mode": "ALLOCATED",
             "land_area": Decimal(1), "floor_area": Decimal(1), "sector": "INDUSTRIAL"}  # fmt: skip
    with pytest.raises(Invalid) as refused:
        update_project.perform(county.owner, project, facts=facts, name=project.name, land_contract_on=SIGNED)
    assert "land_contract_on" in refused.value.fields


def test_a_flow_without_that_origin_ignores_the_date(county):
    project = c.project(county)
    assert facts_of(project).land_mode == "GRANTED"
    project.classification = {**project.classification, "clock_origin": "FIRST_ACCEPTANCE"}
    project.land_contract_on = SIGNED
    assert project.contract_origin is None
