"""The verbs of the dossier: who may, in which state, what is written, what is refused whole."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from core import files, journal
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from projects import commands, doctor, queries
from projects.models import Material, Project, Redline
from projects.redline import geojson
from projects.redline.typed import read_typed
from projects.upload_checks import Checked
from tests.people import CODE
from tests.projects.survey_files import GANZHOU_PLOT, table

FACTS: dict[str, Any] = {
    "investment_kind": "ENT",
    "regime": "FILING",
    "investment": Decimal("86000000"),
    "land_mode": "GRANTED",
    "land_area": Decimal(10_000),
    "floor_area": Decimal(15_000),
    "sector": "INDUSTRIAL",
}
PDF = Checked("pdf", "application/pdf", 1, True)


def entered(world, who: str = "owner", facts: dict[str, Any] | None = None, **plain: Any) -> Project:
    return commands.create_project.perform(
        world[who],
        enterprise=world.land.enterprise,
        region=world.land.regions["360702"],
        facts={**FACTS, **(facts or {})},
        **{"name": "䶮垚一期厂房", "industry": "C39", **plain},
    )


def filed(world, project: Project, content: bytes = b"%PDF one", key: str = "project_info", **more: Any) -> Material:
    return commands.upload_material.perform(
        world["owner"],
        project,
        key=key,
        upload=io.BytesIO(content),
        original_name=more.pop("original_name", "基本信息表.pdf"),
        checked=PDF,
        **more,
    )


def test_a_new_project_is_classified_pinned_to_the_catalogue_and_journalled(world):
    project = entered(world)
    assert (project.flow_code, project.cap, project.state) == ("ENT_FILING_GRANTED", 37, "DRAFT")
    assert project.catalogue.state == "PUBLISHED"
    assert "37" in project.classification["reason"]["zh"]
    assert "37" in project.classification["reason"]["en"]
    entry = JournalEntry.objects.get(chain=project.chain)
    assert (entry.verb, entry.actor_org) == ("projects.create", "赣州垚鑫新材料有限公司")
    assert list(journal.verify()) == []


@pytest.mark.parametrize(
    ("facts", "flow", "cap", "exempt"),
    [
        ({"investment_kind": "GOV", "regime": "EXAM", "linear": True, "sector": "MUNICIPAL"}, "GOV_LINEAR", 79, ""),
        ({"special": "EMERGENCY"}, None, None, "SPECIAL_EMERGENCY"),
        ({"subsidy_share": Decimal("0.1"), "land_mode": "ALLOCATED"}, "ENT_FILING", 60, ""),
    ],
)
def test_the_facts_decide_flow_and_cap(world, facts, flow, cap, exempt):
    project = entered(world, facts=facts)
    assert flow in (None, project.flow_code)
    assert (project.cap, project.exempt_reason) == (cap, exempt)


def test_a_classified_project_is_never_stored(world):
    with pytest.raises(Invalid) as refused:
        entered(world, facts={"special": "CLASSIFIED"})
    assert "special" in refused.value.fields
    assert not Project.objects.exists()
    assert not JournalEntry.objects.filter(verb="projects.create").exists()


def test_contradictory_facts_are_refused_at_their_field(world):
    with pytest.raises(Invalid) as refused:
        entered(world, facts={"regime": "EXAM"})
    assert list(refused.value.fields) == ["regime"]


@pytest.mark.parametrize("name", ["<b>未闭合厂房", "厂房\u202e房厂", "厂房\x07", "   "])
def test_a_name_with_markup_or_hidden_characters_is_refused(world, name):
    with pytest.raises(Invalid) as refused:
        entered(world, name=name)
    assert "name" in refused.value.fields
    assert not Project.objects.exists()


def test_codes_are_assigned_in_order_checked_and_never_given_twice(world):
    first, second = entered(world), entered(world)
    assert first.code[:-6] == second.code[:-6]
    assert int(second.code[-6:]) == int(first.code[-6:]) + 1
    assert entered(world, code=CODE).code == CODE
    for wrong in (CODE, "2403-360702", "2403-360702-04-01-12345X"):
        with pytest.raises(Invalid) as refused:
            entered(world, code=wrong)
        assert "code" in refused.value.fields


def test_only_the_enterprise_and_its_whole_agents_enter_projects(world):
    assert entered(world, "agent").enterprise == world.land.enterprise
    for name in ("reviewer", "supervisor", "nobody", "limited_agent"):
        assert not commands.create_project.is_open(world[name]), "a button that shows is a verb that works"
        with pytest.raises(NotPermitted):
            entered(world, name)
    with pytest.raises(Invalid) as refused:
        entered(world, "other_owner")
    assert "enterprise" in refused.value.fields


def test_an_agent_acts_on_behalf_of_the_enterprise_and_only_within_the_delegation(world):
    project, other = entered(world, code=CODE), entered(world)
    for agent, allowed in (("agent", {project, other}), ("limited_agent", {project})):
        assert set(Project.objects.visible_to(world[agent])) == allowed
        assert commands.update_project.is_open(world[agent], other) == (other in allowed)
    commands.update_project.perform(world["limited_agent"], project, facts=FACTS, name="䶮垚二期厂房")
    assert JournalEntry.objects.filter(verb="projects.update").get().on_behalf_of == "赣州垚鑫新材料有限公司"


def test_officers_see_filed_projects_of_their_region_and_no_drafts(world):
    project = entered(world)
    watchers = ("clerk", "reviewer", "lead", "supervisor", "province_supervisor", "zone")
    assert not any(Project.objects.visible_to(world[name]).exists() for name in watchers)
    Project.objects.update(state="ACTIVE")
    assert all(Project.objects.visible_to(world[name]).get() == project for name in watchers)
    for name in ("far_reviewer", "other_owner", "nobody", "admin"):
        assert not Project.objects.visible_to(world[name]).exists()
        assert not Redline.objects.visible_to(world[name]).exists()


def test_changing_facts_classifies_anew_and_journals_before_and_after(world):
    project = entered(world)
    commands.update_project.perform(
        world["owner"], project, facts={**FACTS, "land_mode": "ALLOCATED"}, name="䶮垚一期厂房"
    )
    project.refresh_from_db()
    assert (project.flow_code, project.cap) == ("ENT_FILING", 60)
    data = JournalEntry.objects.get(verb="projects.update").data
    assert (data["before"]["cap"], data["after"]["cap"]) == (37, 60)


def test_a_filed_project_changes_its_category_only_with_a_reason(world):
    project = entered(world)
    Project.objects.update(state="ACTIVE")
    changed = {**FACTS, "land_mode": "ALLOCATED"}
    with pytest.raises(Invalid) as refused:
        commands.update_project.perform(world["owner"], project, facts=changed, name=project.name)
    assert "reason" in refused.value.fields
    project.refresh_from_db()
    assert project.cap == 37
    commands.update_project.perform(
        world["owner"], project, facts=changed, name=project.name, reason="土地供应方式改为划拨"
    )
    project.refresh_from_db()
    assert project.cap == 60


def test_a_closed_project_is_not_changed(world):
    project = entered(world)
    Project.objects.update(state="CLOSED")
    with pytest.raises(WrongState):
        commands.update_project.perform(world["owner"], project, facts=FACTS, name="x")


def test_major_works_need_a_reference_and_a_second_person(world):
    claim = {**FACTS, "sector": "TRANSPORT", "major": "TRANSPORT", "major_reference": "国高清单〔2024〕7号"}
    project = entered(world, facts=claim)
    assert project.cap == 37
    assert project.classification["notes"]
    with pytest.raises(NotPermitted):
        commands.confirm_major.perform(world["owner"], project)
    commands.confirm_major.perform(world["lead"], project)
    project.refresh_from_db()
    assert (project.cap, project.exempt_reason) == (None, "MAJOR_TRANSPORT")
    # another claim is another thing to confirm
    commands.update_project.perform(
        world["owner"], project, facts={**claim, "major_reference": "另一文号"}, name=project.name
    )
    project.refresh_from_db()
    assert project.cap == 37


def test_each_redline_is_a_new_version_and_the_old_ones_stay(world):
    project = entered(world)
    reading = read_typed(table(GANZHOU_PLOT.exterior.coords), queries.hints_for(project))
    first = commands.set_redline.perform(world["owner"], project, reading=reading, source="typed")
    second = commands.set_redline.perform(world["owner"], project, reading=reading, source="typed")
    first.refresh_from_db()
    assert (first.current, second.current, second.version) == (False, True, 2)
    assert second.area_zone == Decimal("10000.00")
    assert second.shape.equals(reading.geometry)
    assert second.source_crs == "EPSG:4526"
    with pytest.raises(NotPermitted):
        commands.set_redline.perform(world["reviewer"], project, reading=reading, source="typed")


def test_a_redline_is_filed_as_a_material_by_itself(world):
    project = entered(world)
    reading = read_typed(table(GANZHOU_PLOT.exterior.coords), queries.hints_for(project))
    commands.set_redline.perform(world["owner"], project, reading=reading, source="typed")
    material = Material.objects.get(key="redline")
    assert material.original_name.endswith(".geojson")
    layer = geojson.read(files.read(material.file))
    assert layer.system.endswith("4490")
    assert layer.parts[0].equals(reading.geometry)


def test_the_doctor_finds_a_dossier_that_was_changed_behind_its_back(world):
    project = entered(world)
    reading = read_typed(table(GANZHOU_PLOT.exterior.coords), queries.hints_for(project))
    commands.set_redline.perform(world["owner"], project, reading=reading, source="typed")
    filed(world, project)
    assert list(doctor.check()) == []
    Project.objects.update(cap=99)
    Redline.objects.update(minx=1)
    files.path_of(Material.objects.get(key="project_info").file.sha256).unlink()
    found = " ".join(doctor.check())
    assert "99" in found
    assert "its box" in found
    assert "is lost" in found


def test_the_declared_area_can_be_taken_from_the_redline(world):
    project = entered(world, facts={"land_area": Decimal(9_000)})
    hints = queries.hints_for(project, compare_area=False)
    reading = read_typed(table(GANZHOU_PLOT.exterior.coords), hints)
    commands.set_redline.perform(world["owner"], project, reading=reading, source="typed", adopt_area=True)
    project.refresh_from_db()
    assert project.land_area == Decimal("10000.00")


def test_a_material_is_filed_once_versioned_and_kept_by_content(world):
    project = entered(world)
    first = filed(world, project)
    with pytest.raises(Invalid) as refused:
        filed(world, project)
    assert "upload" in refused.value.fields
    second = filed(world, project, b"%PDF two", original_name="../../基本信息表（改）.pdf")
    first.refresh_from_db()
    assert (first.current, second.current, second.version) == (False, True, 2)
    assert second.original_name == "基本信息表（改）.pdf"
    assert second.name == "项目单位与项目基本信息表"
    assert first.file.sha256 != second.file.sha256


@pytest.mark.parametrize("key", ["unknown", "application_form", "redline"])
def test_only_named_materials_of_the_enterprise_are_accepted(world, key):
    with pytest.raises(Invalid):
        filed(world, entered(world), key=key)
    assert not Material.objects.exists()


def test_the_vault_lists_every_paper_once_with_all_items_it_serves(world):
    project = entered(world)
    plan = queries.plan_of(project)
    before = queries.vault(project, plan)
    assert len({slot.need.key for slot in before}) == len(before)
    assert any(len(slot.items) > 1 for slot in before)
    wanted = next(slot for slot in before if slot.need.uploaded)
    filed(world, project, key=wanted.need.key)
    after = {slot.need.key: slot for slot in queries.vault(project, plan)}
    assert after[wanted.need.key].current is not None


def test_pressing_submit_twice_enters_one_project(world):
    asked = {
        "enterprise": world.land.enterprise,
        "region": world.land.regions["360702"],
        "facts": FACTS,
        "name": "䶮垚一期厂房",
        "industry": "C39",
    }
    first = commands.create_project.perform(world["owner"], idempotency_key="k1", **asked)
    again = commands.create_project.perform(world["owner"], idempotency_key="k1", **asked)
    assert first == again
    assert Project.objects.count() == 1
