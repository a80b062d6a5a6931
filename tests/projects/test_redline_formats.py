"""Drawings, Excel tables and KML: read for what they are, with everything that was assumed said."""

import io
import zipfile
from typing import Any

import ezdxf
import pytest
import shapely
from openpyxl import Workbook
from shapely.geometry import Polygon

from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.reading import read_layer, read_upload
from projects.redline.result import Hints
from tests.projects.survey_files import NANCHANG_PLOT, zipped_shapefile

POINTS = list(NANCHANG_PLOT.exterior.coords)[:-1]
PLAIN = [(x - 39_000_000, y) for x, y in POINTS]


def dxf(*polylines: tuple[str, list, bool], version: str = "R2010", **attributes: Any) -> bytes:
    document = ezdxf.new(version)
    for layer, points, closed in polylines:
        if layer not in document.layers:
            document.layers.add(layer)
        document.modelspace().add_lwpolyline(points, close=closed, format="xyb" if len(points[0]) == 3 else "xy",
                                             dxfattribs={"layer": layer})  # fmt: skip
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode("gb18030" if version == "R2000" else "utf-8")


def xlsx(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def kml(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'.encode()


def placemark(shape: Polygon, name: str) -> str:
    ring = " ".join(f"{x:.9f},{y:.9f},0" for x, y in shape.exterior.coords)
    return (
        f"<Placemark><name>{name}</name><ExtendedData><Data name='类别'><value>水保</value></Data></ExtendedData><Polygon>"
        f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )


def fault(data: bytes, hints: Hints = Hints()) -> Fault:  # noqa: B008
    with pytest.raises(RedlineError) as refused:
        read_upload(data, hints)
    return refused.value.fault


def test_a_closed_polyline_with_the_zone_in_its_eastings_is_read_at_once() -> None:
    reading = read_upload(dxf(("红线", POINTS, True)), Hints())
    assert reading.source_crs == 4527
    assert reading.area_zone_m2 == pytest.approx(10_000, abs=0.01)


def test_a_drawing_with_six_digit_eastings_asks_for_the_zone() -> None:
    drawing = dxf(("红线", PLAIN, True))
    assert fault(drawing) is Fault.ZONE_UNKNOWN
    assert read_upload(drawing, Hints(stated="zone_39")).source_crs == 4548


def test_a_polyline_that_ends_where_it_began_is_closed_and_an_open_one_is_left_out_and_said() -> None:
    reading = read_upload(dxf(("红线", [*POINTS, POINTS[0]], False), ("红线", POINTS[:3], False)), Hints())
    assert reading.area_zone_m2 == pytest.approx(10_000, abs=0.01)
    assert Remark.OPEN_LINES_SKIPPED in {note.remark for note in reading.notes}
    assert fault(dxf(("红线", POINTS, False))) is Fault.NOT_POLYGON


def test_arcs_are_drawn_as_chords_and_said() -> None:
    east, north = POINTS[0]
    circle = [(east, north, 1.0), (east + 100, north, 1.0)]
    reading = read_upload(dxf(("红线", circle, True)), Hints())
    assert reading.area_zone_m2 == pytest.approx(3.14159265 * 2500, rel=1e-3)
    assert Remark.ARCS_FLATTENED in {note.remark for note in reading.notes}


def test_a_ring_inside_another_of_its_layer_is_a_hole() -> None:
    inner = list(shapely.box(39388400, 3174680, 39388420, 3174700).exterior.coords)[:-1]
    assert read_upload(dxf(("红线", POINTS, True), ("红线", inner, True)), Hints()).area_zone_m2 == pytest.approx(
        9_600, abs=0.01
    )


def test_a_redline_is_one_layer_of_a_drawing_an_import_takes_them_all() -> None:
    other = [(x + 500, y) for x, y in POINTS]
    drawing = dxf(("水保评估", POINTS, True), ("地灾评估", other, True))
    assert fault(drawing) is Fault.LAYERS_SEVERAL
    found = read_layer(drawing, Hints())
    assert [(v["图层"], round(f.area_zone_m2)) for v, f in zip(found.values, found.features, strict=True)] == [
        ("水保评估", 10_000),
        ("地灾评估", 10_000),
    ]


@pytest.mark.parametrize("version", ["R2000", "R2010"])
def test_chinese_layer_names_are_read_in_old_and_new_drawings(version: str) -> None:
    drawing = dxf(("垚山界线", POINTS, True), version=version)
    if version == "R2000":
        drawing = drawing.replace(b"ANSI_1252", b"ANSI_936")
    assert read_layer(drawing, Hints()).values[0] == {"图层": "垚山界线"}


def test_an_excel_table_of_points_reads_like_the_pasted_list() -> None:
    rows = [["界址点成果表"], ["点号", "X", "Y"], *[[f"J{n}", y, x] for n, (x, y) in enumerate(POINTS, start=1)]]
    reading = read_upload(xlsx(rows), Hints())
    assert (reading.source_crs, round(reading.area_zone_m2)) == (4527, 10_000)
    assert Remark.NORTH_FIRST in {note.remark for note in reading.notes}
    assert fault(xlsx([["点号", "X", "Y"]])) is Fault.TEXT_EMPTY
    assert fault(xlsx([["x"]] * 3 + [["J1", "三百", 2]])) is not None


def test_kml_is_refused_as_redline_and_read_as_import_with_a_warning() -> None:
    shape = shapely.box(116.1, 28.7, 116.11, 28.71)
    file = kml(placemark(shape, "东片") + placemark(shapely.box(116.2, 28.7, 116.21, 28.71), "西片"))
    assert fault(file) is Fault.FILE_KML
    found = read_layer(file, Hints(kml=True))
    assert [v["name"] for v in found.values] == ["东片", "西片"]
    assert found.values[0]["类别"] == "水保"
    assert found.features[0].geometry.equals_exact(shape, 1e-9)
    assert {note.remark for note in found.features[0].notes} >= {Remark.KML_FROM_A_MAP, Remark.WGS84_AS_CGCS2000}


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
        b'<!doctype kml><kml xmlns="http://www.opengis.net/kml/2.2"></kml>',
        kml("<NetworkLink><Link><href>http://127.0.0.1/x.kml</href></Link></NetworkLink>"),
        kml("<Placemark><Model><Link><href>file:///etc/passwd</href></Link></Model></Placemark>"),
    ],
)
def test_a_kml_that_points_elsewhere_is_refused(body: bytes) -> None:
    assert fault(body, Hints(kml=True)) in (Fault.FILE_POINTS_ELSEWHERE, Fault.FILE_XML)


def test_every_feature_of_a_shapefile_is_read_by_itself_with_its_chinese_table() -> None:
    second = shapely.box(39388582.945, 3174669.149, 39388682.945, 3174769.149)
    bow_tie = Polygon([(39388700, 3174700), (39388800, 3174800), (39388800, 3174700), (39388700, 3174800)])
    data = zipped_shapefile(
        [NANCHANG_PLOT, bow_tie, second], 4527, encoding="GB18030", without=(".cpg", ".prj"), 编号=["甲", "乙", "丙"]
    )
    found = read_layer(data, Hints())
    assert [v["编号"] for v in found.values] == ["甲", "丙"]
    assert found.numbers == (1, 3)
    assert [(number, error["code"]) for number, error in found.refused] == [(2, "self_crossing")]


def test_a_workbook_that_is_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 200_000_000)
    assert fault(out.getvalue()) is Fault.ZIP_TOO_BIG
