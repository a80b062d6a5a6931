"""Evidence of a reuse: taken on the item's own day, confirmed or overruled by an officer, and worth zero days."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from approvals import commands
from approvals.doctor import check
from approvals.intake import filing_of
from approvals.models import JointApplication, ReuseEvidence
from approvals.reuse import queries, sparing
from approvals.reuse.deciding import confirm, override
from catalogue.rules import NeededMaterial
from clocks.models import Clock
from core.errors import Invalid, NotPermitted
from core.geo import box_of, level_of, to_wkb
from core.numbers import next_number
from core.time import travel
from projects.models import Project
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units import cover
from regional_assessments.units.kinds import kinds
from regional_assessments.units.record import MAP_VERSION
from tests.approvals import county as life
from tests.commitments import world as promises

pytestmark = pytest.mark.django_db

GROUND = shapely.box(114.93, 25.82, 114.97, 25.86)
INSIDE = shapely.box(114.94, 25.83, 114.942, 25.832)
DAY = date(2026, 3, 2)


@pytest.fixture
def county() -> life.County:
    cover.forget()
    return life.build()


def unit(county: life.County, kind: str, shape: Any = GROUND, **changed: Any) -> AssessmentUnit:
    zone, _new = Zone.objects.get_or_create(
        code="JXMA", defaults={"name": "垚鑫经济开发区", "level": "PROVINCIAL", "region": county.region}
    )
    told = {
        "zone": zone, "kind": kind, "code": f"JXMA-{kind}-01", "name": f"垚鑫{kinds()[kind].name.zh}评估",
        "state": "PUBLISHED", "geometry": to_wkb(shape), **box_of(shape), "level": level_of(shape.bounds), "area": 1,
        "effective_from": date(2025, 1, 1), "effective_to": date(2028, 1, 1), "last_day": date(2028, 1, 1),
        "producer": "园区", "reviewer": county.departments["WATER"], "document_number": "样1号",
        "document_on": date(2024, 12, 1), "drafted_by": county.owner, "drafted_at": datetime(2024, 12, 1, tzinfo=UTC),
        "published_at": datetime(2024, 12, 2, tzinfo=UTC), "cleared": True,
    }  # fmt: skip
    row = AssessmentUnit.objects.create(**{**told, **changed})
    next_number(MAP_VERSION)
    return row


def place(project: Project, shape: Any) -> None:
    row = project.redlines.get(current=True)
    row.geometry, row.level = to_wkb(shape), level_of(shape.bounds)
    for name, value in box_of(shape).items():
        setattr(row, name, value)
    row.save()


def accepted(
    county: life.County, items: list[str], shape: Any = INSIDE, on: date = DAY, earthwork: int = 60000
) -> JointApplication:
    """Items beside the stages, of a project on `shape`, accepted on a day."""
    with travel(on):
        row = life.project(county, traffic_impact=True, over_mineral=True, earthwork=earthwork)
        place(row, shape)
        life.hand_in_papers(row, "PX", items)
        application = commands.filing.create_draft.perform(county.owner, row, stage="PX")
        application = commands.filing.save_draft.perform(county.owner, application, form={**life.FORM, "items": items})
        application = commands.filing.submit.perform(county.owner, application)
        return commands.window.accept.perform(county.clerk, application)


def evidence(application: JointApplication, item: str) -> ReuseEvidence:
    return ReuseEvidence.objects.select_related("unit").get(case=life.case(application, item))


def test_the_evidence_is_taken_on_the_items_own_day_with_unit_ratio_and_both_outlines(county: life.County) -> None:
    row = unit(county, "R02")
    application = accepted(county, ["215"])
    taken = evidence(application, "215")
    assert (taken.unit, taken.on, taken.found, taken.ratio, taken.state) == (row, DAY, "WAIVE", 1.0, "TAKEN")
    assert taken.unit_hash == hashlib.sha256(to_wkb(GROUND)).hexdigest()
    assert taken.redline_hash == hashlib.sha256(to_wkb(INSIDE)).hexdigest()


@pytest.mark.parametrize(("on", "found"), [(date(2026, 6, 30), "COMMIT"), (date(2026, 7, 1), "NOT_ELIGIBLE")])
def test_scenario_18_the_last_day_of_the_unit_counts(county: life.County, on: date, found: str) -> None:
    unit(county, "R01", effective_to=date(2026, 6, 30), last_day=date(2026, 6, 30))
    assert evidence(accepted(county, ["207"], on=on), "207").found == found


def test_ground_without_assessment_leaves_no_evidence(county: life.County) -> None:
    unit(county, "R02", shapely.box(115.2, 25.8, 115.3, 25.9))
    application = accepted(county, ["215"])
    assert not ReuseEvidence.objects.filter(case__application=application).exists()


def test_a_waived_case_is_closed_and_spends_no_day_of_the_union(county: life.County) -> None:
    unit(county, "R02")
    application = accepted(county, ["215"])
    case = life.case(application, "215")
    with travel(DAY + timedelta(days=3)):
        confirm.perform(county.reviewer(case), case, said={"TRUNK_ROAD_ACCESS": False})
    case.refresh_from_db()
    clock = Clock.objects.get(subject_type="approvals.itemcase", subject_id=case.pk, kind="PROMISED")
    assert (case.state, case.decided_on, clock.ended_on) == ("WAIVED", DAY, DAY)
    cap = Clock.objects.get(project_id=application.project_id, kind="CAP")
    assert cap.used == 0
    assert evidence(application, "215").saved_days == case.promised_days
    assert list(check()) == []


def test_a_case_on_commitment_keeps_running_with_the_shorter_limit(county: life.County) -> None:
    unit(county, "R01")
    application = accepted(county, ["207"])
    case = life.case(application, "207")
    with travel(DAY):
        confirm.perform(county.reviewer(case), case, said={"SPOIL_OUTSIDE": False})
    case.refresh_from_db()
    clock = Clock.objects.get(subject_type="approvals.itemcase", subject_id=case.pk, kind="PROMISED")
    assert (case.state, case.promised_days, clock.limit) == ("OPEN", 1, 1)
    assert list(check()) == []


def test_an_officer_who_finds_an_exclusion_cannot_confirm_but_decide_otherwise(county: life.County) -> None:
    unit(county, "R01", exclusions=["SPOIL_OUTSIDE"])
    application = accepted(county, ["207"])
    case = life.case(application, "207")
    assert evidence(application, "207").confirm == ["SPOIL_OUTSIDE"]
    officer = county.reviewer(case)
    with travel(DAY):
        with pytest.raises(Invalid) as unanswered:
            confirm.perform(officer, case, said={})
        assert set(unanswered.value.fields) == {"say_SPOIL_OUTSIDE"}
        with pytest.raises(Invalid):
            confirm.perform(officer, case, said={"SPOIL_OUTSIDE": True})
        with pytest.raises(Invalid) as silent:
            override.perform(officer, case, result="NOT_ELIGIBLE", reason=" ")
        assert set(silent.value.fields) == {"reason"}
        override.perform(officer, case, result="NOT_ELIGIBLE", reason="弃渣场在园区外")
    case.refresh_from_db()
    assert (case.state, case.promised_days) == ("OPEN", 7)
    assert evidence(application, "207").state == "OVERRIDDEN"
    with pytest.raises(NotPermitted), travel(DAY):
        confirm.perform(officer, case, said={"SPOIL_OUTSIDE": False})


def test_partial_cover_is_not_stretched_by_the_rule_but_an_officer_may_with_a_reason(county: life.County) -> None:
    unit(county, "R02", shapely.box(114.93, 25.82, 114.9419, 25.86))
    application = accepted(county, ["215"])
    taken, case = evidence(application, "215"), life.case(application, "215")
    assert taken.found == "NOT_ELIGIBLE"
    assert taken.ratio == pytest.approx(0.95)
    assert queries.outside_area(queries.outside(taken))
    officer = county.reviewer(case)
    with travel(DAY):
        with pytest.raises(NotPermitted):
            confirm.perform(officer, case, said={})
        with pytest.raises(Invalid):
            override.perform(officer, case, result="SIMPLIFY", reason="x")
        override.perform(officer, case, result="WAIVE", reason="未覆盖部分为绿化带")
    case.refresh_from_db()
    assert case.state == "WAIVED"
    assert list(check()) == []


def test_nobody_else_decides_on_a_reuse(county: life.County) -> None:
    unit(county, "R02")
    case = life.case(accepted(county, ["215"]), "215")
    for person in (county.owner, county.clerk, county.head(case)):
        with pytest.raises(NotPermitted), travel(DAY):
            confirm.perform(person, case, said={"TRUNK_ROAD_ACCESS": False})


def test_the_end_of_the_unit_after_acceptance_does_not_undo_the_reuse(county: life.County) -> None:
    row = unit(county, "R02")
    application = accepted(county, ["215"])
    case = life.case(application, "215")
    AssessmentUnit.objects.filter(pk=row.pk).update(state="WITHDRAWN", ended_on=DAY, last_day=DAY - timedelta(days=1))
    with travel(DAY + timedelta(days=1)):
        confirm.perform(county.reviewer(case), case, said={"TRUNK_ROAD_ACCESS": False})
    case.refresh_from_db()
    assert case.state == "WAIVED"


def test_a_unit_that_was_wrong_names_every_project_that_relied_on_it(county: life.County) -> None:
    row = unit(county, "R02")
    case = life.case(accepted(county, ["215"]), "215")
    assert [one.case_id for one in queries.relied_on(row, county.reviewer(case))] == [case.pk]
    with travel(DAY):
        override.perform(county.reviewer(case), case, result="NOT_ELIGIBLE", reason="另设出入口")
    assert list(queries.relied_on(row, county.reviewer(case))) == []


def test_the_doctor_names_an_outline_that_changed_under_the_evidence(county: life.County) -> None:
    row = unit(county, "R02")
    accepted(county, ["215"])
    AssessmentUnit.objects.filter(pk=row.pk).update(geometry=to_wkb(shapely.box(114.9, 25.8, 115, 25.9)))
    assert [sentence for sentence in check() if "not the one that was relied on" in sentence]


def test_the_officer_confirms_on_the_page_and_the_applicant_reads_the_evidence(county: life.County) -> None:
    unit(county, "R02", exclusions=["TRUNK_ROAD_ACCESS"])
    case = life.case(accepted(county, ["215"]), "215")
    client = Client()
    client.force_login(county.reviewer(case))
    assert reverse("approvals:reuse", args=[case.pk]) in client.get(reverse("approvals:case", args=[case.pk])).text
    page = client.get(reverse("approvals:reuse", args=[case.pk]))
    code = next(iter(page.context["forms"]["confirm"].evidence.confirm), None)
    url = reverse("approvals:reuse_act", args=[case.pk, "confirm"])
    if code:
        assert client.post(url, {}).status_code == 422
    answer = client.post(url, {f"say_{code}": "no"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "WAIVED"
    client.force_login(county.owner)
    assert client.get(reverse("approvals:reuse", args=[case.pk])).status_code == 200
    assert client.get(reverse("regional_assessments:reuse", args=[case.application.project_id])).status_code == 200


def keys(application: JointApplication) -> set[str]:
    return {paper.need.key for paper in filing_of(application.project, "PX", application.form["items"]).papers}


def drafted(county: life.County, items: list[str], **facts: Any) -> JointApplication:
    """A filing beside the stages of a project inside the zone, no paper handed in."""
    row = life.project(county, **facts)
    place(row, INSIDE)
    application = commands.filing.create_draft.perform(county.owner, row, stage="PX")
    return commands.filing.save_draft.perform(county.owner, application, form={**life.FORM, "items": items})


def test_a_paper_the_unit_stands_for_is_not_asked_and_the_case_is_filed_without_it(county: life.County) -> None:
    with travel(DAY):
        application = drafted(county, ["207"], earthwork=60000)
        assert {"soil_report", "soil_report_review"} <= keys(application)
        with pytest.raises(Invalid) as refusal:
            commands.filing.submit.perform(county.owner, application)
        assert "material_soil_report" in refusal.value.fields
        row = unit(county, "R01")
        filing = filing_of(application.project, "PX", ["207"])
        assert not {"soil_report", "soil_report_review"} & keys(application)
        assert {one.need.key: one.units for one in filing.spared}["soil_report"] == (row.name,)
        application = commands.filing.submit.perform(county.owner, application)
    assert application.state == "RECEIVED"


def test_a_paper_another_item_needs_too_stays_and_serves_that_item_alone() -> None:
    paper: Any = SimpleNamespace(key="soil_report")
    stands: Any = SimpleNamespace(drops=("soil_report",), unit=SimpleNamespace(name="水保区评"))
    both = NeededMaterial(paper, True, (("207", "207"), ("201", "201")))
    asked, spared = sparing.split([both], {"207": stands})
    assert ([need.asked_by for need in asked], spared) == ([(("201", "201"),)], [])
    asked, spared = sparing.split([both], {"207": stands, "201": stands})
    assert (asked, [one.items for one in spared]) == ([], [("201", "207")])


def test_outside_the_unit_or_past_its_last_day_every_paper_is_asked(county: life.County) -> None:
    unit(county, "R01", effective_to=date(2026, 2, 27), last_day=date(2026, 2, 27))
    with travel(DAY):
        assert "soil_report" in keys(drafted(county, ["207"], earthwork=60000))


def test_commitment_of_the_item_is_offered_while_filing_and_again_when_the_officer_confirms(
    county: life.County,
) -> None:
    unit(county, "R01")
    with travel(DAY):
        application = drafted(county, ["208"], earthwork=9000)
        client = Client()
        client.force_login(county.owner)
        page = client.get(reverse("approvals:draft", args=[application.pk]))
        letter = reverse("commitments:draft", args=[application.project_id, "NC", "208"])
        assert letter in page.text
        life.hand_in_papers(application.project, "PX", ["208"])
        application = commands.filing.submit.perform(county.owner, application)
        application = commands.window.accept.perform(county.clerk, application)
        case = life.case(application, "208")
        confirm.perform(county.reviewer(case), case, said={"SPOIL_OUTSIDE": False})
    assert "reuse_to_promise" in life.messages_of(county.owner)


def test_a_signed_promise_becomes_the_ground_of_the_case_when_the_reuse_is_confirmed(county: life.County) -> None:
    unit(county, "R01")
    application = accepted(county, ["208"], earthwork=9000)
    case = life.case(application, "208")
    with travel(DAY):
        letter = promises.sign(county, promises.draft(county, application.project, item="208"))
    with travel(DAY):
        confirm.perform(county.reviewer(case), case, said={"SPOIL_OUTSIDE": False})
    case.refresh_from_db()
    assert case.commitment == letter


def test_a_promise_signed_after_the_confirmation_becomes_the_ground_of_the_case_too(county: life.County) -> None:
    unit(county, "R01")
    application = accepted(county, ["208"], earthwork=9000)
    case = life.case(application, "208")
    officer = county.reviewer(case)
    with travel(DAY):
        letter = promises.draft(county, application.project, item="208")
        confirm.perform(officer, case, said={"SPOIL_OUTSIDE": False})
        case.refresh_from_db()
        assert case.commitment is None
        other = promises.sign(county, promises.draft(county, application.project, item="203"))
        letter = promises.sign(county, letter)
    case.refresh_from_db()
    assert case.commitment == letter != other
    assert "reuse_promise_came" in life.messages_of(officer)
    assert list(check()) == []
