"""Shapes in plain columns: a window query finds exactly the boxes that touch the window."""

import random
from datetime import UTC, datetime

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Enterprise, Region, User
from core.geo import LOWEST_LEVEL, box_of, from_wkb, level_of, levels_of, to_wkb, union_bounds, window_q
from projects.models import Project, Redline

degrees = st.floats(113.5, 118.5, allow_nan=False)
sizes = st.floats(0, 3, allow_nan=False)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[float, float, float, float]:
    x, y = draw(degrees), draw(st.floats(24, 30.5, allow_nan=False))
    return x, y, x + draw(sizes), y + draw(sizes)


@given(boxes())
def test_no_box_is_larger_than_its_level(box: tuple[float, float, float, float]) -> None:
    extent = max(box[2] - box[0], box[3] - box[1])
    level = level_of(box)
    assert extent <= 2.0**level
    assert level == LOWEST_LEVEL or extent > 2.0 ** (level - 1)


@pytest.mark.parametrize(
    ("extent", "level"), [(0.0, LOWEST_LEVEL), (0.25, -2), (0.2500001, -1), (1.0, 0), (1e-12, LOWEST_LEVEL)]
)
def test_the_level_is_the_next_power_of_two(extent: float, level: int) -> None:
    assert level_of((0.0, 0.0, extent, 0.0)) == level


@pytest.mark.parametrize("bounds", [(1.0, 0.0, 0.0, 1.0), (float("nan"), 0.0, 0.0, 0.0), (0.0, 0.0, 500000.0, 3e6)])
def test_what_is_no_box_in_degrees_has_no_level(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="degrees"):
        level_of(bounds)


@pytest.fixture
def project(db: None) -> Project:
    province = Region.objects.create(code="360000", name="江西省", level="PROVINCE")
    return Project.objects.create(
        code="2611-360000-04-01-000001",
        name="䶮江标准厂房",
        enterprise=Enterprise.objects.create(uscc="91360000MA00000001", name="垚鑫置业"),
        region=province,
        investment_kind="ENT",
        regime="FILING",
        industry="C3921",
        investment=1,
        land_mode="GRANTED",
        land_area=1,
        created_by=User.objects.create(username="owner"),
        created_at=datetime(2026, 3, 5, tzinfo=UTC),
    )


def redline(project: Project, version: int, box: tuple[float, float, float, float]) -> Redline:
    return Redline(
        project=project,
        version=version,
        current=False,
        geometry=to_wkb(shapely.box(*box)),
        **box_of(shapely.box(*box)),
        level=level_of(box),
        source="typed",
        source_crs="EPSG:4490",
        zone=39,
        area_ellipsoidal=1,
        area_zone=1,
        created_by=project.created_by,
        created_at=project.created_at,
    )


def test_a_window_query_finds_exactly_the_boxes_that_touch_the_window(project: Project) -> None:
    dice = random.Random(2026)
    made = []
    for number in range(400):
        x, y, size = dice.uniform(113, 118), dice.uniform(24, 30), 2 ** dice.uniform(-14, 1)
        box = (x, y, x + size * dice.random(), y + size * dice.random())
        made.append((number, box))
    Redline.objects.bulk_create(redline(project, number, box) for number, box in made)
    levels = levels_of(Redline.objects.all())
    found_any = 0
    for _ in range(60):
        x, y, width = dice.uniform(113, 118), dice.uniform(24, 30), 2 ** dice.uniform(-6, 1)
        window = (x, y, x + width, y + width)
        expected = {
            pk for pk, b in made if b[0] <= window[2] and b[2] >= window[0] and b[1] <= window[3] and b[3] >= window[1]
        }
        assert set(Redline.objects.filter(window_q(window, levels)).values_list("version", flat=True)) == expected
        found_any += bool(expected)
    assert found_any > 20


@pytest.mark.django_db
def test_without_levels_nothing_is_found() -> None:
    assert not Redline.objects.filter(window_q((110, 20, 120, 32), [])).exists()


def test_the_stored_form_is_flat_and_reads_back_from_bytes_and_memoryview() -> None:
    shape = shapely.Polygon([(115, 28, 7), (115.1, 28, 7), (115.1, 28.1, 7)])
    stored = to_wkb(shapely.set_srid(shape, 4490))
    assert from_wkb(stored).equals(from_wkb(memoryview(stored)))
    assert not from_wkb(stored).has_z
    assert shapely.get_srid(from_wkb(stored)) == 0
    assert box_of(shape) == {"minx": 115, "miny": 28, "maxx": 115.1, "maxy": 28.1}


def test_an_empty_shape_has_no_box() -> None:
    with pytest.raises(ValueError, match="empty"):
        box_of(shapely.Polygon())


def test_the_window_around_boxes_covers_all_of_them() -> None:
    assert union_bounds([(1, 5, 2, 6), (0, 5.5, 1, 9)]) == (0, 5, 2, 9)
    assert union_bounds([]) is None
