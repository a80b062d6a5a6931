"""初始数据: regions, boundaries, departments, and the map's GeoJSON."""

import json
import time
from pathlib import Path

import pytest
import shapely
import yaml

from accounts import boundaries
from accounts.models import Department, Region
from accounts.seed import seed_departments, seed_regions
from core.codes import region as region_code
from core.codes import uscc


@pytest.fixture
def regions(db: None) -> None:
    seed_regions()


def test_the_province_has_11_cities_and_100_counties(regions: None) -> None:
    levels = list(Region.objects.values_list("level", flat=True))
    assert (levels.count("PROVINCE"), levels.count("CITY"), levels.count("COUNTY")) == (1, 11, 100)
    for region in Region.objects.defer("boundary"):
        assert region.parent_id == region_code.parent(region.code)
        assert region.level.lower() == region_code.level(region.code)
        assert region.prefix == region_code.subtree_prefix(region.code)
        assert region.name_en
        assert region.minx < region.maxx


def test_boundaries_are_valid_and_lie_within_their_parent(regions: None) -> None:
    shapes = {r.code: shapely.from_wkb(bytes(r.boundary)) for r in Region.objects.all()}
    assert all(shape.is_valid for shape in shapes.values())
    province = shapes["360000"]
    assert 113 < province.bounds[0] < province.bounds[2] < 119
    for code, shape in shapes.items():
        parent = region_code.parent(code)
        if parent:
            assert shape.difference(shapes[parent]).area < 1e-6 * shape.area, code


def test_seeding_twice_changes_nothing_and_is_quick(regions: None) -> None:
    seed_departments()
    before = list(Department.objects.values_list("pk", "code", "name")), list(Region.objects.values_list("code"))
    begun = time.perf_counter()
    seed_regions()
    seed_departments()
    assert time.perf_counter() - begun < 3
    assert (list(Department.objects.values_list("pk", "code", "name")), list(Region.objects.values_list("code"))) == (
        before
    )


def test_every_function_of_the_catalogue_has_an_authority_at_every_level(regions: None) -> None:
    seed_departments()
    vocabulary = Path(__file__).parents[2] / "catalogue/data/vocabulary.yaml"
    wanted = {d["code"] for d in yaml.safe_load(vocabulary.read_text(encoding="utf-8"))["departments"]}
    for level in Region.Level:
        for code in Region.objects.filter(level=level, departments__isnull=False).values_list("code", flat=True):
            held = set(Department.objects.filter(region=code).values_list("function", flat=True))
            assert wanted - held <= {"APPROVAL_BUREAU"}, code
            assert "WINDOW" in held


def test_approval_bureaus_exist_in_some_counties_only(regions: None) -> None:
    seed_departments()
    bureaus = Department.objects.filter(is_approval_bureau=True)
    assert bureaus.count() >= 2
    assert all(b.region.level == "COUNTY" and b.function == "APPROVAL_BUREAU" for b in bureaus)
    assert Department.objects.filter(is_window=True).count() == Department.objects.filter(function="WINDOW").count() > 5


def test_credit_codes_of_departments_are_well_formed_and_unique(regions: None) -> None:
    seed_departments()
    codes = list(Department.objects.values_list("uscc", flat=True))
    assert len(set(codes)) == len(codes)
    assert all(uscc.parse(code).organisation_check_ok for code in codes)


def test_other_regions_can_be_given_departments(regions: None) -> None:
    assert seed_departments(["361100"]) >= 25
    assert set(Department.objects.values_list("region_id", flat=True)) == {"361100"}


def collection(code: str | None) -> dict:
    found = boundaries.boundaries(code)
    assert found is not None
    return json.loads(found.body)


def test_the_map_gets_one_county_a_city_or_all(regions: None) -> None:
    assert [f["id"] for f in collection("360702")["features"]] == ["360702"]
    assert len(collection("360700")["features"]) == 18
    assert len(collection("360000")["features"]) == len(collection(None)["features"]) == 100
    assert boundaries.boundaries("999999") is None
    assert "GS(2024)0650" in collection(None)["attribution"]


def test_simplified_counties_still_share_their_borders(regions: None) -> None:
    shapes = [shapely.geometry.shape(f["geometry"]) for f in collection(None)["features"]]
    whole = shapely.union_all(shapes)
    assert abs(sum(s.area for s in shapes) - whole.area) < 1e-4 * whole.area
    assert sum(len(p.interiors) for p in getattr(whole, "geoms", [whole])) == 0


def test_an_operator_who_replaces_a_boundary_sees_it_on_the_map(regions: None) -> None:
    before = boundaries.boundaries("360702")
    county = Region.objects.get(code="360702")
    county.boundary = shapely.to_wkb(shapely.box(114.9, 25.7, 115.0, 25.9))
    county.minx, county.miny, county.maxx, county.maxy = 114.9, 25.7, 115.0, 25.9
    county.save()
    after = boundaries.boundaries("360702")
    assert before is not None
    assert after is not None
    assert before.etag != after.etag
