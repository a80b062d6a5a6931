"""The map of lights: every project once, under its most urgent open clock, for whoever may open it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from shapely.geometry import Point, Polygon, box

from clocks.models import Clock
from core.geo import box_of, to_wkb
from projects.models import Project, Redline
from supervision.tallies import SHOWN
from tests.supervision.conftest import TODAY, Land

HORSESHOE = Polygon(
    [
        (115.0, 26.0),
        (115.3, 26.0),
        (115.3, 26.3),
        (115.2, 26.3),
        (115.2, 26.1),
        (115.1, 26.1),
        (115.1, 26.3),
        (115.0, 26.3),
    ]
)
"""Its middle lies outside of it."""


def redline(land: Land, project: Project, shape: Polygon) -> Redline:
    return Redline.objects.create(
        project=project, version=1, geometry=to_wkb(shape), level=-5, source="typed", source_crs="EPSG:4490", zone=38,
        area_ellipsoidal=1, area_zone=1, created_by=land.owner, created_at=datetime(2026, 3, 1, tzinfo=UTC), **box_of(shape),
    )  # fmt: skip


def watched(
    land: Land, *due: int | None, region: str = "360121", name: str = "䶮江学校", shape: Polygon | None = None
) -> Project:
    """A project with a redline and a running clock for every due date, in days from today; None is a stopped one."""
    project = land.project(region, name=name)
    redline(land, project, shape or box(115, 26, 115.01, 26.01))
    facts = {"region": region, "project_id": project.pk, "project_name": name, "project_code": project.code}
    land.rows(
        *(
            land.row(None, state="STOPPED", left=3, used=2, stopped_on=TODAY, **facts)
            if days is None
            else land.row(TODAY + timedelta(days=days), **facts)
            for days in due
        )
    )
    return project


def points(client: Client, **query: str) -> dict[int, str]:
    """Project → light on the map."""
    answer = client.get(reverse("supervision:map_points"), query).json()
    return {key: one["properties"]["light"] for one in answer["features"] for key in one["properties"]["ids"]}


def test_a_project_shows_the_light_of_its_most_urgent_open_clock(client: Client, land: Land) -> None:
    client.force_login(land.province)
    expected = {
        watched(land, 20, -20, -1).pk: "RED",
        watched(land, 20, -1, None).pk: "YELLOW",
        watched(land, 20, 1).pk: "WARN",
        watched(land, 20, None).pk: "GREEN",
        watched(land, None).pk: "STOPPED",
    }
    ended = watched(land, 20)
    Clock.objects.filter(project_id=ended.pk).update(state="ENDED", ended_on=TODAY)
    assert points(client) == expected


def test_the_numbers_of_the_legend_open_exactly_these_points_and_rows(client: Client, land: Land) -> None:
    client.force_login(land.province)
    for due in ((-20,), (-20, 5), (-1,), (1,), (20,), (20, None), (None,)):
        watched(land, *due)
    page = client.get(reverse("supervision:map"))
    for level, number, address in page.context["tiles"]:
        narrowed = client.get(reverse("supervision:map") + address)
        assert len(narrowed.context["rows"]) == number
        assert [row.light.value for row in narrowed.context["rows"]] == [level] * number
        assert set(points(client, light=level).values()) == ({level} if number else set())
    assert [number for _level, number, _address in page.context["tiles"]] == [2, 1, 1, 2, 1]
    ranks = [SHOWN.index(row.light) for row in page.context["rows"]]
    assert ranks == sorted(ranks)


def test_the_point_lies_inside_the_redline_even_when_its_middle_does_not(client: Client, land: Land) -> None:
    client.force_login(land.province)
    watched(land, 3, shape=HORSESHOE)
    [feature] = client.get(reverse("supervision:map_points")).json()["features"]
    assert not HORSESHOE.contains(HORSESHOE.centroid)
    assert HORSESHOE.contains(Point(feature["geometry"]["coordinates"][0]))


def test_a_supervisor_sees_the_projects_of_the_own_region_only(client: Client, land: Land) -> None:
    here, there = watched(land, -20), watched(land, -20, region="360702")
    client.force_login(land.person("county", "SUPERVISOR", region=land.regions["360702"]))
    assert points(client) == {there.pk: "RED"}
    assert points(client, region="360121") == {there.pk: "RED"}  # not a choice of this person: no condition
    assert [row.project.pk for row in client.get(reverse("supervision:map")).context["rows"]] == [there.pk]
    assert client.get(reverse("supervision:map_card", args=[here.pk])).status_code == 404
    both = client.get(reverse("supervision:map_card", args=[there.pk]), {"also": [here.pk, "x"]})
    assert [row.project.pk for row in both.context["rows"]] == [there.pk]


def test_an_officer_sees_the_projects_the_department_works_on(client: Client, land: Land) -> None:
    own = watched(land, 5)
    other = watched(land, 5)
    Clock.objects.filter(project_id=other.pk).update(department=land.departments["360121", "WATER"])
    client.force_login(land.officer("360121", "HOUSING"))
    assert points(client) == {own.pk: "GREEN"}


def test_a_draft_is_nobody_elses_business_even_with_a_clock(client: Client, land: Land) -> None:
    Project.objects.filter(pk=watched(land, 5).pk).update(state="DRAFT")
    client.force_login(land.province)
    assert points(client) == {}
    assert client.get(reverse("supervision:map")).context["counts"].total == 0


def test_a_project_without_a_redline_is_in_the_table_alone(client: Client, land: Land) -> None:
    project = watched(land, 5)
    Redline.objects.all().delete()
    client.force_login(land.province)
    assert points(client) == {}
    [row] = client.get(reverse("supervision:map")).context["rows"]
    assert (row.project.pk, row.point) == (project.pk, None)


def test_the_card_names_the_most_urgent_limits_first(client: Client, land: Land) -> None:
    project = watched(land, 20, -20, -1, None)
    client.force_login(land.province)
    [row] = client.get(reverse("supervision:map_card", args=[project.pk])).context["rows"]
    assert [one.light.value for one in row.urgent] == ["RED", "YELLOW", "GREEN"]
    assert row.clocks == 4


@pytest.mark.parametrize(("name", "most"), [("map", 13), ("map_points", 9)])
def test_they_cost_the_same_queries_however_many_projects(client: Client, land: Land, name: str, most: int) -> None:
    client.force_login(land.province)
    costs = []
    for number in (3, 40):
        for _ in range(number):
            watched(land, -1, 5)
        client.get(reverse(f"supervision:{name}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"supervision:{name}"))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= most


def test_what_is_sent_grows_by_numbers_not_by_names(client: Client, land: Land) -> None:
    client.force_login(land.province)
    sizes = []
    for number in (10, 100):
        for _ in range(number):
            watched(land, 5, name="骉" * 150)
        sizes.append(len(client.get(reverse("supervision:map_points"), headers={"accept-encoding": ""}).content))
    assert (sizes[1] - sizes[0]) / 100 < 40


def test_the_map_of_land_draws_each_redline_under_the_same_light(client: Client, land: Land) -> None:
    client.force_login(land.province)
    watched(land, -20, 5, name="红江学校")
    watched(land, 20, name="绿江学校")
    ended = watched(land, 20, name="白江学校")
    Clock.objects.filter(project_id=ended.pk).update(state="ENDED", ended_on=TODAY)
    address = reverse("regional_assessments:map_features", args=["projects"])
    drawn = {one["properties"]["name"]: one["properties"]["tone"] for one in client.get(address).json()["features"]}
    assert drawn == {"红江学校": "red", "绿江学校": "green", "白江学校": "redline"}
    asked = {"chosen": "1", "layer": "projects", "tone": "red"}
    shown = client.get(reverse("regional_assessments:map_table"), asked)
    assert [line.thing.name for line in shown.context["lines"]] == ["红江学校"]
    assert "红牌" in shown.content.decode() or "Red card" in shown.content.decode()


def test_both_maps_stand_behind_one_line_of_the_navigation(client: Client, land: Land) -> None:
    client.force_login(land.province)
    for here in ("supervision:map", "regional_assessments:map"):
        page = client.get(reverse(here))
        assert [line["url"] for line in page.context["nav"] if line["active"]] == [reverse("regional_assessments:map")]
        for name in ("supervision:map", "regional_assessments:map"):
            assert f'href="{reverse(name)}"' in page.content.decode()
