"""Where a redline must lie, and how large it must be."""

from decimal import Decimal

import pytest
import shapely

from projects.redline import area, crs
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Hints
from projects.redline.typed import read_typed
from tests.projects.survey_files import GANZHOU_PLOT, NANCHANG_PLOT, county, table


def read(plot, **hints):
    return read_typed(table(plot.exterior.coords), Hints(**hints))


def refusal(plot, **hints):
    with pytest.raises(RedlineError) as refused:
        read(plot, **hints)
    return refused.value


def test_a_plot_inside_its_county_is_accepted_and_one_in_another_county_refused():
    assert read(GANZHOU_PLOT, county=county("360702"), county_name="章贡区").zone == 38
    refused = refusal(NANCHANG_PLOT, county=county("360702"), county_name="章贡区")
    assert refused.fault is Fault.OUTSIDE_COUNTY
    assert refused.params["county"] == "章贡区"
    assert refused.params["inside_percent"] == 0
    assert refused.params["place"] == [pytest.approx(115.8585, abs=1e-3), pytest.approx(28.6834, abs=1e-3)]


@pytest.mark.parametrize(("outside", "accepted"), [(0.0005, True), (0.05, False)])
def test_a_thousandth_beyond_the_line_is_drawing_tolerance_and_a_twentieth_is_not(outside, accepted):
    west, south, east, north = area.to_stored(NANCHANG_PLOT, crs.from_epsg(4527)).bounds
    half = shapely.box(west - 1, south - 1, east - (east - west) * outside, north + 1)
    if accepted:
        assert read(NANCHANG_PLOT, county=half)
    else:
        assert refusal(NANCHANG_PLOT, county=half).fault is Fault.OUTSIDE_COUNTY
        reach = read(NANCHANG_PLOT, county=half, border_tolerance_m=20)
        assert Remark.ON_THE_BORDER in {note.remark for note in reach.notes}


def test_the_wrong_zone_is_named_when_it_explains_the_wrong_county():
    plain = shapely.transform(GANZHOU_PLOT, lambda xy: xy - (38_000_000, 0))
    refused = refusal(plain, stated="zone_39", county=county("360702"))
    assert (refused.fault, refused.params["likely"]) == (Fault.OUTSIDE_COUNTY, "zone_38")


def test_a_consumer_map_shift_is_named_when_it_explains_the_wrong_county():
    plot = shapely.box(115.8580, 28.6830, 115.8590, 28.6840)
    seat = plot.buffer(0.0005)
    shifted = shapely.transform(plot, lambda xy: xy + (0.00516, -0.00307))
    text = table([(lat, lon) for lon, lat in shifted.exterior.coords], digits=7)
    with pytest.raises(RedlineError) as refused:
        read_typed(text, Hints(county=seat))
    assert refused.value.params["likely"] == "consumer_map"


def test_a_plot_outside_the_province_is_refused_as_such():
    jiangxi = shapely.box(113.57, 24.48, 118.49, 30.09)
    hangzhou = "120.153 30.287\n120.154 30.287\n120.154 30.288"
    with pytest.raises(RedlineError) as refused:
        read_typed(hangzhou, Hints(province=jiangxi, county=county("360702")))
    assert refused.value.fault is Fault.OUTSIDE_PROVINCE


@pytest.mark.parametrize(
    ("declared", "accepted"), [("10049", True), ("9951", True), ("10060", False), ("9940", False), ("1", False)]
)
def test_the_declared_area_may_differ_by_half_a_percent(declared, accepted):
    if accepted:
        assert read(NANCHANG_PLOT, declared_area_m2=Decimal(declared))
        return
    refused = refusal(NANCHANG_PLOT, declared_area_m2=Decimal(declared))
    assert refused.fault is Fault.AREA_MISMATCH
    assert refused.params["measured_m2"] == pytest.approx(10_000, abs=0.1)


def test_a_plot_across_two_zones_is_measured_in_the_zone_of_its_centre():
    reading = read_typed("115.4990 28.0\n115.5050 28.0\n115.5050 28.01\n115.4990 28.01", Hints())
    assert reading.zone == 39
    assert Remark.SPANS_ZONES in {note.remark for note in reading.notes}


def test_a_ring_without_area_is_refused():
    with pytest.raises(RedlineError) as refused:
        read_typed("115.858 28.683\n115.859 28.683\n115.860 28.683", Hints())
    assert refused.value.fault in (Fault.AREA_ZERO, Fault.SELF_CROSSING, Fault.RING_TOO_SHORT)
