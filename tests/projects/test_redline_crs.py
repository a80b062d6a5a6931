"""Which coordinate systems a redline may come in, and what is said about the others."""

import pyproj
import pytest
import shapely

from projects.redline import area, crs
from projects.redline.errors import Fault, RedlineError


@pytest.mark.parametrize(
    ("lon", "lat", "epsg", "east", "north"),
    [
        (115.858, 28.683, 4527, 39388382.945, 3174669.149),
        (115.858, 28.683, 4548, 388382.945, 3174669.149),
        (114.935, 25.831, 4526, 38593746.196, 2858444.927),
    ],
)
def test_the_published_points_project_to_the_millimetre(lon, lat, epsg, east, north):
    x, y = crs.transformer(4490, epsg).transform(lon, lat)
    assert (x, y) == (pytest.approx(east, abs=0.001), pytest.approx(north, abs=0.001))


@pytest.mark.parametrize("code", [4490, 4326, *range(4513, 4555)])
@pytest.mark.parametrize("dialect", ["WKT1_ESRI", "WKT2_2019"])
def test_every_accepted_system_is_recognised_from_its_definition(code, dialect):
    assert crs.from_definition(pyproj.CRS.from_epsg(code).to_wkt(dialect)).epsg == code
    assert crs.from_epsg(code).epsg == code


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (4214, Fault.CRS_BEIJING54),
        (2414, Fault.CRS_BEIJING54),
        (2436, Fault.CRS_BEIJING54),
        (4610, Fault.CRS_XIAN80),
        (2362, Fault.CRS_XIAN80),
        (2384, Fault.CRS_XIAN80),
        (4555, Fault.CRS_NEW_BEIJING),
        (4796, Fault.CRS_NEW_BEIJING),
        (3857, Fault.CRS_WEB_MERCATOR),
        (4498, Fault.CRS_SIX_DEGREE),
        (32650, Fault.CRS_OTHER),
    ],
)
def test_every_other_system_is_refused_by_its_name(code, fault):
    with pytest.raises(RedlineError) as refused:
        crs.from_epsg(code)
    assert refused.value.fault is fault
    with pytest.raises(RedlineError) as refused:
        crs.from_definition(pyproj.CRS.from_epsg(code).to_wkt("WKT1_ESRI"))
    assert refused.value.fault is fault


def test_a_city_grid_that_calls_itself_cgcs2000_is_not_taken_for_a_zone():
    grid = (
        pyproj.CRS.from_epsg(4548).to_wkt("WKT1_ESRI").replace('"Central_Meridian",117.0', '"Central_Meridian",115.9')
    )
    with pytest.raises(RedlineError) as refused:
        crs.from_definition(grid)
    assert refused.value.fault is Fault.CRS_LOCAL_GRID
    assert refused.value.params["meridian"] == 115.9


@pytest.mark.parametrize("text", ["GCJ-02", "高德 GCJ02", "BD09", 'GEOGCS["GCJ02",DATUM["D_WGS_1984"]]'])
def test_consumer_map_systems_are_named_as_such(text):
    with pytest.raises(RedlineError) as refused:
        crs.from_definition(text)
    assert refused.value.fault is Fault.CRS_CONSUMER_MAP


def test_eight_digits_know_their_zone_and_six_digits_do_not():
    assert crs.from_values([39388382.9], [3174669.1], None).epsg == 4527
    assert crs.from_values([38593746.1], [2858444.9], None).epsg == 4526
    with pytest.raises(RedlineError) as refused:
        crs.from_values([388382.9], [3174669.1], None)
    assert refused.value.fault is Fault.ZONE_UNKNOWN
    assert crs.from_values([388382.9], [3174669.1], 39).epsg == 4548


def test_a_prefix_that_contradicts_the_statement_is_asked_back():
    with pytest.raises(RedlineError) as refused:
        crs.from_values([39388382.9], [3174669.1], 38)
    assert refused.value.fault is Fault.CRS_ZONE_CONFLICT


def test_a_six_degree_easting_is_recognised():
    with pytest.raises(RedlineError) as refused:
        crs.from_values([20388382.9], [3174669.1], None)
    assert (refused.value.fault, refused.value.params["zone"]) == (Fault.CRS_SIX_DEGREE, 20)


@pytest.mark.parametrize(("zone", "plane"), [(38, 1_090_254.1), (39, 1_091_027.4)])
def test_the_area_of_one_hundredth_degree_matches_the_measured_oracle(zone, plane):
    plot = shapely.box(115.0, 28.0, 115.01, 28.01)
    assert area.ellipsoidal_m2(plot) == pytest.approx(1_089_991.3, abs=0.1)
    assert area.zone_m2(plot, zone) == pytest.approx(plane, abs=0.1)
