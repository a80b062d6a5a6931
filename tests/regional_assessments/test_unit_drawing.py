"""Drawing an assessed area: the kind first, then the outline by hand or pasted, and changes until it is handed in."""

import json
from datetime import date
from typing import Any

import pytest
import shapely
from django.test import Client
from django.urls import reverse
from shapely.geometry import mapping

from core.time import travel
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import commands
from tests.regional_assessments.conftest import Land

JUNE = date(2026, 6, 15)
INSIDE = shapely.box(116.105, 28.71, 116.115, 28.72)


@pytest.fixture(autouse=True)
def _june():
    with travel(JUNE):
        yield


def words(**changes: Any) -> dict[str, Any]:
    return {
        "name": "东片水土保持", "producer": "䶮章新城管理委员会", "effective_from": "2026-07-01", "industries": "C26，C31",
        "exclusions": ["MAJOR_WORKS"], "limit_earthwork": "300000", "drawn": json.dumps(mapping(INSIDE)), **changes,
    }  # fmt: skip


def draw(client: Client, kind: str = "R01", **changes: Any) -> Any:
    return client.post(reverse("regional_assessments:unit_draw", args=["JXYZ"]) + f"?kind={kind}", words(**changes))


def test_a_drawn_outline_becomes_a_draft_with_everything_its_kind_lets_it_say(land: Land, client: Client) -> None:
    land.department("WATER")
    client.force_login(land.manager)
    assert draw(client).status_code == 302
    unit = AssessmentUnit.objects.get()
    assert (unit.kind, unit.state, unit.name) == ("R01", "DRAFT", "东片水土保持")
    assert unit.shape.symmetric_difference(INSIDE).area < 1e-12
    assert (unit.industries, unit.exclusions, unit.limits) == (["C26", "C31"], ["MAJOR_WORKS"], {"earthwork": "300000"})
    assert unit.effective_to == date(2031, 6, 30), "five years, the usual validity of the kind"


def test_pasted_coordinates_draw_it_too(land: Land, client: Client) -> None:
    land.department("WATER")
    client.force_login(land.manager)
    corners = "\n".join(f"{lon},{lat}" for lon, lat in INSIDE.exterior.coords)
    assert draw(client, drawn="", coordinates=corners).status_code == 302
    assert AssessmentUnit.objects.get().shape.symmetric_difference(INSIDE).area < 1e-12


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"drawn": ""}, "drawn"),
        ({"drawn": json.dumps(mapping(shapely.box(116.135, 28.71, 116.15, 28.72)))}, "drawn"),
        ({"coordinates": "gibberish"}, "coordinates"),
        ({"name": " "}, "name"),
        ({"effective_from": ""}, "effective_from"),
        ({"effective_to": "2026-01-01"}, "effective_to"),
        ({"industries": "C2x"}, "industries"),
        ({"limit_earthwork": "-3"}, "limit_earthwork"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    land: Land, client: Client, changes: dict[str, Any], field: str
) -> None:
    land.department("WATER")
    client.force_login(land.manager)
    page = draw(client, **changes)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "东片水土保持" in page.content.decode() or field == "name"
    assert not AssessmentUnit.objects.exists()


def test_the_approval_may_choose_where_a_kind_has_two_effects(land: Land, client: Client) -> None:
    land.department("WATER")
    client.force_login(land.manager)
    assert draw(client, "R09", exclusions=[], result_209="WAIVE").status_code == 302
    assert AssessmentUnit.objects.get().results == {"209": "WAIVE"}


def test_a_returned_unit_is_changed_and_an_outline_left_alone_keeps_its_source(land: Land, client: Client) -> None:
    unit = land.draft("R01", INSIDE, source_name="单元.zip", source_crs="EPSG:4527")
    unit = commands.submit.perform(land.manager, unit)
    unit = commands.return_.perform(land.head("WATER"), unit, reason="名称不对")
    client.force_login(land.manager)
    page = client.get(reverse("regional_assessments:unit_change", args=[unit.pk]))
    form = page.context["form"]
    data = {
        name: "" if form[name].value() is None else form[name].value()
        for name in form.fields
        if name not in ("once", "report")
    }
    answer = client.post(reverse("regional_assessments:unit_change", args=[unit.pk]), data | {"name": "改名"})
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert (unit.state, unit.name, unit.source_name, unit.source_crs) == ("DRAFT", "改名", "单元.zip", "EPSG:4527")
    assert unit.report is not None


def test_a_published_unit_is_not_changed(land: Land, client: Client) -> None:
    unit = land.unit("R01", INSIDE)
    client.force_login(land.manager)
    assert client.post(reverse("regional_assessments:unit_change", args=[unit.pk]), words(name="改")).status_code == 302
    unit.refresh_from_db()
    assert unit.name != "改"


def test_the_kind_is_asked_first_and_the_ways_in_are_shown_to_who_runs_the_zone(land: Land, client: Client) -> None:
    land.department("WATER")
    client.force_login(land.manager)
    page = client.get(reverse("regional_assessments:unit_draw", args=["JXYZ"]))
    assert len(page.context["form"].fields["kind"].choices) == 14
    assert (
        reverse("regional_assessments:unit_draw", args=["JXYZ"])
        in client.get(reverse("regional_assessments:units")).content.decode()
    )
    client.force_login(land.owner)
    assert client.get(reverse("regional_assessments:unit_draw", args=["JXYZ"]) + "?kind=R01").status_code == 403
