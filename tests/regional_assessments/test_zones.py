"""Zones: whoever runs one sees what is built in it, exactly that, on the map and in the table."""

import json

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Region, User
from accounts.seed import seed_regions
from core.geo import from_wkb, to_wkb
from regional_assessments.demo import FILE, load_zones
from regional_assessments.models import Zone
from regional_assessments.queries import managed_zones, projects_in
from tests.regional_assessments.conftest import OUTLINE, Land, plot

INSIDE = plot(116.11, 28.71)
CROSSING = plot(116.139, 28.72)
BESIDE = plot(116.14, 28.72)
FAR = plot(116.30, 28.80)


def names(land: Land, user: User) -> list[tuple[str, int]]:
    return [(p.project.code[-6:], p.percent) for p in projects_in(land.zone, user)]


def test_the_manager_sees_plots_inside_and_crossing_but_none_beside(land: Land) -> None:
    for number, shape in enumerate([INSIDE, CROSSING, BESIDE, FAR], start=1):
        land.project(number, shape)
    assert names(land, land.manager) == [("000001", 100), ("000002", 50)]


def test_a_plot_in_a_notch_of_the_zone_is_outside_although_its_box_is_inside(land: Land) -> None:
    bitten = OUTLINE.difference(shapely.box(116.105, 28.705, 116.12, 28.72))
    land.zone.geometry = to_wkb(bitten)
    land.zone.save()
    land.project(1, INSIDE)
    assert names(land, land.manager) == []


def test_only_the_current_redline_counts(land: Land) -> None:
    project = land.project(1, FAR)
    land.redline(project, 2, INSIDE, current=False)
    assert names(land, land.manager) == []


def test_a_draft_is_seen_by_its_enterprise_only(land: Land) -> None:
    land.project(1, INSIDE, state="DRAFT")
    assert names(land, land.manager) == []
    assert names(land, land.owner) == [("000001", 100)]


def test_others_see_in_the_zone_what_they_may_see_anyway(land: Land) -> None:
    other = Enterprise.objects.create(uscc="91360000MA00000002", name="燚河建材有限公司")
    land.project(1, INSIDE)
    land.project(2, INSIDE, enterprise=other)
    land.project(3, INSIDE, enterprise=other, region=land.neighbour)
    watcher = land.person("watcher", "SUPERVISOR", region=land.county)
    other_manager = land.person("other", "ZONE_MANAGER", region=land.neighbour)
    assert [code for code, _ in names(land, land.owner)] == ["000001"]
    assert [code for code, _ in names(land, watcher)] == ["000001", "000002"]
    assert [code for code, _ in names(land, other_manager)] == ["000003"]


def test_a_dossier_of_another_region_is_named_to_whoever_runs_the_zone_but_does_not_open(land: Land) -> None:
    land.project(1, INSIDE)
    land.project(2, INSIDE, region=land.neighbour)
    assert [(p.project.code[-6:], p.opens) for p in projects_in(land.zone, land.manager)] == [
        ("000001", True),
        ("000002", False),
    ]


def test_a_manager_without_a_committee_runs_the_zones_of_the_region(land: Land) -> None:
    of_city = land.person("city", "ZONE_MANAGER", region=land.city)
    of_neighbour = land.person("neighbour", "ZONE_MANAGER", region=land.neighbour)
    assert [zone.code for zone in managed_zones(land.manager)] == ["JXYZ"]
    assert [zone.code for zone in managed_zones(of_city)] == ["JXYZ"]
    assert not managed_zones(of_neighbour).exists()
    assert not managed_zones(land.owner).exists()


def test_the_page_and_its_map_tell_of_the_same_projects(land: Land, client: Client) -> None:
    land.project(1, INSIDE)
    land.project(2, CROSSING)
    client.force_login(land.manager)
    page = client.get(reverse("regional_assessments:zone", args=["JXYZ"]))
    assert page.status_code == 200
    assert [p.project.code for p in page.context["plots"]] == [f"2611-360121-04-01-{n:06d}" for n in (1, 2)]
    assert "翀1号厂房" in page.text
    answer = client.get(reverse("regional_assessments:zone_map", args=["JXYZ"]))
    assert answer["Content-Type"] == "application/geo+json"
    features = json.loads(answer.content)["features"]
    assert [f["properties"]["code"] for f in features] == ["JXYZ", *[p.project.code for p in page.context["plots"]]]
    assert shapely.geometry.shape(features[1]["geometry"]).equals(INSIDE)


def test_the_desk_of_a_manager_of_one_zone_is_that_zone(land: Land, client: Client) -> None:
    client.force_login(land.manager)
    assert client.get(reverse("regional_assessments:home"))["Location"] == reverse(
        "regional_assessments:zone", args=["JXYZ"]
    )
    client.force_login(land.owner)
    assert client.get(reverse("regional_assessments:home"))["Location"] == reverse("regional_assessments:list")


def test_the_list_shows_every_zone_to_anyone_signed_in_and_to_nobody_else(land: Land, client: Client) -> None:
    for name in ("list", "outlines", "home"):
        answer = client.get(reverse(f"regional_assessments:{name}"))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
    client.force_login(land.owner)
    assert land.zone.name in client.get(reverse("regional_assessments:list")).text
    outlines = json.loads(client.get(reverse("regional_assessments:outlines")).content)["features"]
    assert [f["properties"]["name"] for f in outlines] == [land.zone.name]


def test_a_zone_that_does_not_exist_is_not_found(land: Land, client: Client) -> None:
    client.force_login(land.manager)
    assert client.get(reverse("regional_assessments:zone", args=["NONE"])).status_code == 404


def test_a_zone_without_an_outline_has_a_page_without_projects(land: Land, client: Client) -> None:
    Zone.objects.filter(pk=land.zone.pk).update(geometry=None, minx=None, miny=None, maxx=None, maxy=None)
    land.project(1, INSIDE)
    client.force_login(land.manager)
    assert client.get(reverse("regional_assessments:zone", args=["JXYZ"])).context["plots"] == []
    assert client.get(reverse("regional_assessments:list")).status_code == 200


@pytest.mark.parametrize("many", [3, 30])
def test_the_page_of_a_zone_costs_the_same_queries_for_any_number_of_projects(
    land: Land, client: Client, django_assert_max_num_queries, many: int
) -> None:
    for number in range(many):
        land.project(number, plot(116.101 + 0.001 * number, 28.71, 0.0009))
    client.force_login(land.manager)
    with django_assert_max_num_queries(12):
        assert len(client.get(reverse("regional_assessments:zone", args=["JXYZ"])).context["plots"]) == many


def test_the_demonstration_zones_lie_in_the_counties_they_name(db: None) -> None:
    seed_regions()
    assert load_zones() == len(json.loads(FILE.read_text("utf-8"))["features"]) >= 6
    for zone in Zone.objects.select_related("region"):
        outline = from_wkb(zone.geometry)
        assert outline.is_valid
        assert from_wkb(zone.region.boundary).contains(outline), zone.name


def test_loading_the_demonstration_zones_again_adds_nothing(db: None) -> None:
    Region.objects.create(code="360121", name="南昌县", level="COUNTY")
    assert load_zones() == 1
    assert load_zones() == 0
