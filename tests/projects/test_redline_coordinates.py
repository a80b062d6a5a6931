"""Coordinate lists as departments paste them."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.redline import crs
from projects.redline.coordinates import read_list
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Hints
from projects.redline.typed import read_typed
from tests.projects.survey_files import GANZHOU_PLOT, NANCHANG_PLOT, county, table

LAND_EXCHANGE = """[属性描述]
格式版本号=1.01
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
转换参数=0,0,0,0,0,0,0
[地块坐标]
5,1.0,1,䶮垚厂区,面,G50G001001,工业用地,,@
J1,1,2858444.927,38593746.196
J2,1,2858444.927,38593846.196
J3,1,2858344.927,38593846.196
J4,1,2858344.927,38593746.196
J1,1,2858444.927,38593746.196
J5,2,2858424.927,38593766.196
J6,2,2858424.927,38593786.196
J7,2,2858404.927,38593786.196
J5,2,2858424.927,38593766.196
"""

TRIANGLES = {
    "tabs with a side-length column": "点号\tX\tY\t边长\nJ1\t3174669.149\t39388382.945\t100.00\nJ2\t3174669.149\t39388482.945\t\nJ3\t3174569.149\t39388482.945",
    "running number and point number": "1 1 3174669.149 39388382.945\n2 2 3174669.149 39388482.945\n3 3 3174569.149 39388482.945",
    "full-width letters and marks": "Ｘ＝３１７４６６９．１４９，Ｙ＝３９３８８３８２．９４５；\nX=3174669.149；Y=39388482.945\nX:3174569.149 Y:39388482.945",
    "thousands commas": "1 3,174,669.149 39,388,382.945\n2 3,174,669.149 39,388,482.945\n3 3,174,569.149 39,388,482.945",
    "east first": "39388382.945,3174669.149\n39388482.945,3174669.149\n39388482.945,3174569.149",
    "a blank line after every line": "J1 3174669.149 39388382.945\n\nJ2 3174669.149 39388482.945\n\nJ3 3174569.149 39388482.945\n",
    "Chinese pauses": "界址点1、3174669.149、39388382.945\n界址点2、3174669.149、39388482.945\n界址点3、3174569.149、39388482.945",
}
DEGREES = {
    "minutes and seconds": "115°51′28.8″E, 28°40′58.8″N\n115°51′32.4″E, 28°40′58.8″N\n115°51′32.4″E，28°41′02.4″N",
    "Chinese units": "东经115度51分28.8秒 北纬28度40分58.8秒\n115度51分32.4秒 28度40分58.8秒\n115度51分32.4秒 28度41分2.4秒",
    "dashes": "115-51-28.8 28-40-58.8\n115-51-32.4 28-40-58.8\n115-51-32.4 28-41-2.4",
    "decimal, latitude first": "28.683 115.858\n28.683 115.859\n28.684 115.859",
    "point numbers that look like latitudes": "25, 115.858, 28.683\n26, 115.859, 28.683\n27, 115.859, 28.684",
    "letters before": "E115.858 N28.683\nE115.859 N28.683\n东经115.859 北纬28.684",
}


@pytest.mark.parametrize("text", TRIANGLES.values(), ids=TRIANGLES.keys())
def test_metres_are_read_whatever_the_separators(text):
    typed = read_list(text)
    assert typed.source.epsg == 4527
    assert typed.rings == [[(39388382.945, 3174669.149), (39388482.945, 3174669.149), (39388482.945, 3174569.149)]]


@pytest.mark.parametrize("text", DEGREES.values(), ids=DEGREES.keys())
def test_degrees_are_read_whatever_the_notation(text):
    typed = read_list(text)
    assert typed.source.epsg == 4490
    assert typed.rings[0] == [pytest.approx(p) for p in [(115.858, 28.683), (115.859, 28.683), (115.859, 28.684)]]


def test_the_exchange_text_of_the_land_departments_is_read_with_its_hole():
    reading = read_typed(LAND_EXCHANGE, Hints())
    assert (reading.source_crs, reading.zone) == (4526, 38)
    assert reading.area_zone_m2 == pytest.approx(10_000 - 200, abs=0.01)
    assert {note.remark for note in reading.notes} == {Remark.NORTH_FIRST, Remark.HOLES_FOUND}


def test_two_plots_in_one_list_become_two_parts():
    text = (
        table(GANZHOU_PLOT.exterior.coords)
        + "\n地块二\n"
        + table([(e + 500, n) for e, n in GANZHOU_PLOT.exterior.coords])
    )
    reading = read_typed(text, Hints())
    assert reading.geometry.geom_type == "MultiPolygon"
    assert reading.area_zone_m2 == pytest.approx(20_000, abs=0.1)


def test_a_list_that_does_not_repeat_its_first_point_is_closed_and_says_so():
    reading = read_typed(table(list(NANCHANG_PLOT.exterior.coords)[:-1]), Hints())
    assert Remark.RING_CLOSED in {note.remark for note in reading.notes}
    assert Remark.RING_CLOSED not in {
        note.remark for note in read_typed(table(NANCHANG_PLOT.exterior.coords), Hints()).notes
    }


@pytest.mark.parametrize(
    ("text", "fault", "params"),
    [
        ("", Fault.TEXT_EMPTY, {}),
        ("点号 X Y\n", Fault.TEXT_EMPTY, {}),
        ("J1 3174669.149 39388382.945\nJ2 3174669.149", Fault.LINE_UNREADABLE, {"line": 2}),
        ("J1 3174669.149 39388382.945\nJ2 nan nan", Fault.LINE_UNREADABLE, {"line": 2}),
        ("J1 1234.5 5678.9", Fault.LINE_UNREADABLE, {"line": 1}),
        ("115°61′28.8″ 28°40′58.8″", Fault.LINE_UNREADABLE, {"line": 1}),
        ("115.858 28.683\nJ2 3174669.149 39388382.945", Fault.UNITS_MIXED, {"line": 2}),
        ("坐标系：西安80\n1 3174669.149 39388382.945", Fault.CRS_XIAN80, {}),
        ("坐标系=80国家大地坐标系\n1 3174669.149 39388382.945", Fault.CRS_XIAN80, {}),
        ("1954年北京坐标系\n1 3174669.149 39388382.945", Fault.CRS_BEIJING54, {}),
        ("（高德坐标）\n115.858 28.683", Fault.CRS_CONSUMER_MAP, {}),
        ("几度分带=6\n1 3174669.149 39388382.945", Fault.CRS_SIX_DEGREE, {}),
        ("1 3174669.149 20388382.945", Fault.CRS_SIX_DEGREE, {"zone": 20}),
        ("1 3174669.149 39388382.945\n2 3174669.149 39388482.945", Fault.RING_TOO_SHORT, {"ring": 1}),
    ],
)
def test_an_unreadable_list_names_its_line_and_reason(text, fault, params):
    with pytest.raises(RedlineError) as refused:
        read_list(text)
    assert refused.value.fault is fault
    assert params.items() <= refused.value.params.items()


def test_six_digit_eastings_ask_for_the_zone_and_the_county_suggests_it():
    plain = [(east - 38_000_000, north) for east, north in GANZHOU_PLOT.exterior.coords]
    with pytest.raises(RedlineError) as refused:
        read_typed(table(plain), Hints())
    assert refused.value.fault is Fault.ZONE_UNKNOWN
    zhanggong = county("360702")
    with pytest.raises(RedlineError) as refused:
        read_typed(table(plain), Hints(county=zhanggong, county_name="章贡区"))
    assert refused.value.params["suggested"] == 38
    assert read_typed(table(plain), Hints(stated="zone_38", county=zhanggong)).source_crs == 4547


@settings(max_examples=80, deadline=None)
@given(
    zone=st.sampled_from([38, 39]),
    lon=st.floats(-1.4, 1.4),
    lat=st.floats(24.5, 30.0),
    prefixed=st.booleans(),
    width=st.floats(5, 2_000),
    height=st.floats(5, 2_000),
    north_first=st.booleans(),
)
def test_zone_coordinates_come_back_from_degrees_to_the_millimetre(
    zone, lon, lat, prefixed, width, height, north_first
):
    source = crs.zone_crs(zone, prefixed=prefixed)
    east, north = crs.transformer(4490, source.epsg).transform(zone * 3 + lon, lat)
    corners = [(east, north), (east + width, north), (east + width, north + height), (east, north + height)]
    lines = [f"{n:.4f}, {e:.4f}" if north_first else f"{e:.4f}, {n:.4f}" for e, n in corners]
    reading = read_typed("\n".join(lines), Hints(stated=f"zone_{zone}"))
    assert reading.source_crs == source.epsg
    back = crs.transformer(4490, source.epsg)
    for (e, n), (x, y) in zip(corners, reading.geometry.exterior.coords, strict=False):
        assert back.transform(x, y) == (pytest.approx(e, abs=0.001), pytest.approx(n, abs=0.001))
    assert reading.area_zone_m2 == pytest.approx(width * height, rel=1e-4, abs=0.01)
    assert reading.area_ellipsoidal_m2 == pytest.approx(width * height, rel=1e-3)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=400) | st.text(alphabet="0123456789.,-XYJ \n°'\"@[]=地块带号", max_size=400))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    with contextlib.suppress(RedlineError):  # a refusal will do; any other exception fails
        read_typed(text, Hints())
