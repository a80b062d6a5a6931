"""Redline files as surveyors hand them in, through the child process."""

import json

import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon

from projects.redline import area, crs
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.reading import read_upload
from projects.redline.result import Hints
from tests.projects.survey_files import (
    GANZHOU_PLOT,
    NANCHANG_PLOT,
    geojson,
    geopackage,
    shapefile_parts,
    table,
    zipped,
    zipped_shapefile,
)

PLAIN_NANCHANG = shapely.transform(NANCHANG_PLOT, lambda xy: xy - (39_000_000, 0))


def stored(plot, epsg=4527):
    return area.to_stored(plot, crs.from_epsg(epsg))


def remarks(reading):
    return {note.remark for note in reading.notes}


def refusal(data, hints=None):
    with pytest.raises(RedlineError) as refused:
        read_upload(data, hints or Hints())
    return refused.value


def test_a_zipped_shapefile_in_zone_39_keeps_its_area():
    reading = read_upload(zipped_shapefile(NANCHANG_PLOT, 4527), Hints())
    assert (reading.source_crs, reading.zone, reading.source_name) == (4527, 39, "红线.shp")
    assert reading.area_zone_m2 == pytest.approx(10_000, abs=0.01)
    assert reading.geometry.centroid.x == pytest.approx(115.8585, abs=1e-3)


def test_gbk_member_names_and_gbk_table_without_cpg_are_read_and_shown():
    data = zipped(
        {
            k: v
            for k, v in shapefile_parts(NANCHANG_PLOT, 4527, encoding="GB18030", name="垚翀厂区").items()
            if k != ".cpg"
        },
        stem="用地红线图",
        names_in="gbk",
    )
    reading = read_upload(data, Hints())
    assert reading.source_name == "用地红线图.shp"
    assert (reading.encoding, reading.attributes) == ("GB18030", ({"地块": "垚翀厂区"},))
    assert Remark.ENCODING_GUESSED in remarks(reading)


def test_a_utf8_table_without_cpg_is_not_mistaken_for_gbk():
    reading = read_upload(zipped_shapefile(NANCHANG_PLOT, 4527, without=(".cpg",), name="垚翀厂区"), Hints())
    assert (reading.encoding, reading.attributes[0]["地块"]) == ("UTF-8", "垚翀厂区")


def test_without_prj_eight_digits_give_the_zone_and_say_it_was_assumed():
    reading = read_upload(zipped_shapefile(GANZHOU_PLOT, 4526, without=(".prj",)), Hints())
    assert reading.source_crs == 4526
    note = next(note for note in reading.notes if note.remark is Remark.PRJ_MISSING_ZONE_FROM_EASTING)
    assert note.params == {"zone": 38, "epsg": 4526}


def test_without_prj_six_digits_ask_and_the_answer_is_used():
    data = zipped_shapefile(PLAIN_NANCHANG, 4548, without=(".prj",))
    assert refusal(data).fault is Fault.ZONE_UNKNOWN
    reading = read_upload(data, Hints(stated="zone_39"))
    assert reading.source_crs == 4548
    assert Remark.CRS_BY_STATEMENT in remarks(reading)


def test_a_missing_table_is_noted_and_a_missing_index_refused():
    assert Remark.DBF_MISSING in remarks(
        read_upload(zipped_shapefile(NANCHANG_PLOT, 4527, without=(".dbf", ".cpg")), Hints())
    )
    refused = refusal(zipped_shapefile(NANCHANG_PLOT, 4527, without=(".shx",)))
    assert (refused.fault, refused.params["part"]) == (Fault.ZIP_PART_MISSING, ".shx")


def test_a_geopackage_is_read_and_two_layers_are_asked_back():
    reading = read_upload(geopackage(PLAIN_NANCHANG, 4548), Hints())
    assert (reading.source_crs, round(reading.area_zone_m2)) == (4548, 10_000)
    assert refusal(geopackage(PLAIN_NANCHANG, 4548, layers=2)).fault is Fault.LAYERS_SEVERAL


@pytest.mark.parametrize("system", [None, "urn:ogc:def:crs:EPSG::4490", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_geojson_in_degrees_is_read_with_or_without_a_crs_member(system):
    reading = read_upload(geojson(stored(NANCHANG_PLOT), system, 名称="䶮园"), Hints())
    assert reading.area_zone_m2 == pytest.approx(10_000, abs=0.1)
    assert reading.attributes == ({"名称": "䶮园"},)
    assert (Remark.WGS84_AS_CGCS2000 in remarks(reading)) == (system in ("EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84"))


def test_geojson_in_a_named_zone_is_read():
    assert read_upload(geojson(NANCHANG_PLOT, "urn:ogc:def:crs:EPSG::4527"), Hints()).source_crs == 4527


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
def test_a_text_file_of_coordinates_is_read_like_a_pasted_list(encoding):
    text = "点号\tX\tY（界址点）\n" + table(NANCHANG_PLOT.exterior.coords)
    assert read_upload(text.encode(encoding), Hints()).area_zone_m2 == pytest.approx(10_000, abs=0.01)


def test_holes_are_taken_off_and_z_values_dropped():
    hole = shapely.box(39388400, 3174700, 39388410, 3174710)
    plot = shapely.force_3d(Polygon(NANCHANG_PLOT.exterior, [hole.exterior]), 31.5)
    reading = read_upload(zipped_shapefile(plot, 4527), Hints())
    assert reading.area_zone_m2 == pytest.approx(9_900, abs=0.01)
    assert not reading.geometry.has_z


def test_neighbouring_plots_are_merged_and_noted_but_overlapping_ones_refused():
    beside = shapely.transform(NANCHANG_PLOT, lambda xy: xy + (100, 0))
    reading = read_upload(zipped_shapefile([NANCHANG_PLOT, beside], 4527), Hints())
    assert reading.area_zone_m2 == pytest.approx(20_000, abs=0.1)
    assert Remark.PARTS_MERGED in remarks(reading)
    over = shapely.transform(NANCHANG_PLOT, lambda xy: xy + (60, 0))
    refused = refusal(zipped_shapefile([NANCHANG_PLOT, over], 4527))
    assert refused.fault is Fault.PARTS_OVERLAP
    assert refused.params["overlap_m2"] == pytest.approx(4_000, abs=0.1)
    assert len(refused.params["place"]) == 2


@pytest.mark.parametrize(
    ("epsg", "fault"),
    [(2415, Fault.CRS_BEIJING54), (2363, Fault.CRS_XIAN80), (3857, Fault.CRS_WEB_MERCATOR), (32650, Fault.CRS_OTHER)],
)
def test_a_shapefile_in_an_old_or_foreign_system_is_refused_by_name(epsg, fault):
    assert refusal(zipped_shapefile(NANCHANG_PLOT, epsg)).fault is fault


def test_metres_sold_as_degrees_name_the_zone_they_look_like():
    for data in (
        geojson(NANCHANG_PLOT, "EPSG:4490"),
        zipped_shapefile(NANCHANG_PLOT, 4490),
        geopackage(NANCHANG_PLOT, 4490),
    ):
        refused = refusal(data)
        assert (refused.fault, refused.params["zone"]) == (Fault.CRS_METRES_AS_DEGREES, 39)


def test_degrees_sold_as_metres_and_wrong_zones_are_refused():
    assert refusal(zipped_shapefile(stored(NANCHANG_PLOT), 4527)).fault is Fault.CRS_DEGREES_AS_METRES
    assert refusal(zipped_shapefile(NANCHANG_PLOT, 4526)).fault is Fault.CRS_ZONE_CONFLICT
    assert refusal(zipped_shapefile(NANCHANG_PLOT, 4548)).fault is Fault.CRS_ZONE_CONFLICT
    assert refusal(zipped_shapefile(PLAIN_NANCHANG, 4527)).fault is Fault.CRS_ZONE_CONFLICT


def test_swapped_axes_are_refused_in_files():
    turned = shapely.transform(NANCHANG_PLOT, lambda xy: xy[:, ::-1])
    turned_degrees = shapely.transform(stored(NANCHANG_PLOT), lambda xy: xy[:, ::-1])
    for data in (
        geojson(turned),
        geojson(turned_degrees),
        zipped_shapefile(turned, 4527),
        zipped_shapefile(turned_degrees, 4490),
    ):
        assert refusal(data).fault is Fault.CRS_AXES_SWAPPED


def test_a_bow_tie_is_refused_with_its_place_and_never_repaired():
    e, n = 39388400, 3174700
    tie = Polygon([(e, n), (e + 100, n + 100), (e + 100, n), (e, n + 100)])
    for data in (geojson(tie, "EPSG:4527"), zipped_shapefile(tie, 4527), geopackage(tie, 4527)):
        refused = refusal(data)
        assert refused.fault is Fault.SELF_CROSSING
        assert refused.params["at"] == [pytest.approx(e + 50), pytest.approx(n + 50)]
        assert refused.params["place"][0] == pytest.approx(115.8587, abs=1e-3)


def test_a_hole_outside_its_ring_is_refused():
    far = shapely.box(39390000, 3174700, 39390010, 3174710)
    assert refusal(geojson(Polygon(NANCHANG_PLOT.exterior, [far.exterior]), "EPSG:4527")).fault is Fault.HOLE_OUTSIDE


def test_an_open_ring_is_refused():
    ring = [list(point) for point in NANCHANG_PLOT.exterior.coords][:-1]
    refused = refusal(geojson({"type": "Polygon", "coordinates": [ring]}, "EPSG:4527"))
    assert refused.fault is Fault.NOT_CLOSED


def test_points_and_lines_are_not_redlines():
    assert refusal(geojson(shapely.Point(115.8, 28.6))).fault is Fault.NOT_POLYGON
    assert (
        refusal(zipped_shapefile(shapely.LineString([(115.8, 28.6), (115.9, 28.6)]), 4490)).fault is Fault.NOT_POLYGON
    )


def test_two_separate_parts_stay_two_parts():
    far = shapely.transform(NANCHANG_PLOT, lambda xy: xy + (900, 0))
    reading = read_upload(geojson(MultiPolygon([NANCHANG_PLOT, far]), "EPSG:4527"), Hints())
    assert len(reading.geometry.geoms) == 2
    assert reading.vertex_count == 8


def test_a_reading_survives_the_pipe_unchanged():
    reading = read_upload(zipped_shapefile(NANCHANG_PLOT, 4527), Hints())
    assert type(reading).from_json(json.loads(json.dumps(reading.to_json()))) == reading
