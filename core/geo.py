"""Geometry in plain columns: WKB in EPSG:4490 with a box and a level, on any database.

A row keeps its shape as WKB, its bounding box in `minx, miny, maxx, maxy` (degrees) and a `level`
that bounds its size from above. Within one level no box is wider than 2**level, so a window query
is a range on `minx` and one composite B-tree index (level, minx, miny, maxx, maxy) answers it.
The exact geometric test follows in shapely, on the few rows that remain.
"""

from collections.abc import Collection, Iterable
from math import ceil, log2
from typing import Any, Final

import shapely
from django.db.models import Q, QuerySet
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]
"""(minx, miny, maxx, maxy) in degrees of longitude and latitude."""

LOWEST_LEVEL: Final = -24
"""About six millimetres: points and anything smaller share this level."""


def level_of(bounds: Bounds) -> int:
    """ceil(log2(larger extent in degrees)): the box of `bounds` is never wider nor taller than 2**level.

    Raises ValueError for bounds that are empty or not finite.
    """
    minx, miny, maxx, maxy = bounds
    width, height = maxx - minx, maxy - miny
    if not (0 <= width <= 360 and 0 <= height <= 360):
        raise ValueError(f"no bounding box in degrees: {bounds}")
    extent = max(width, height)
    if extent == 0:
        return LOWEST_LEVEL
    level = max(LOWEST_LEVEL, ceil(log2(extent)))
    # log2 rounds: an extent one bit above a power of two must not fall into the level below.
    return level + (2.0**level < extent)


def window_q(bounds: Bounds, levels: Collection[int]) -> Q:
    """Rows of these `levels` whose box touches the window `bounds`; no level, no row.

    Give the levels in use (`levels_of`): each is one range of the index.
    """
    x0, y0, x1, y1 = bounds
    touched = Q(pk__in=[])
    for level in sorted(set(levels)):
        touched |= Q(level=level, minx__gte=x0 - 2.0**level, minx__lte=x1, maxx__gte=x0, miny__lte=y1, maxy__gte=y0)
    return touched


def levels_of(rows: "QuerySet[Any]") -> list[int]:
    """The levels in use among `rows`, in order (usually about six)."""
    return list(rows.order_by("level").values_list("level", flat=True).distinct())


def to_wkb(geometry: BaseGeometry) -> bytes:
    """The stored form: two-dimensional little-endian WKB without an SRID (EPSG:4490 by convention)."""
    return shapely.to_wkb(geometry, output_dimension=2, byte_order=1, include_srid=False)


def from_wkb(wkb: bytes | memoryview) -> BaseGeometry:
    """The geometry of a stored value; PostgreSQL hands out a memoryview, SQLite bytes."""
    return shapely.from_wkb(bytes(wkb))


def polygons(wkb: bytes | memoryview) -> Polygon | MultiPolygon:
    """The stored value of a column that holds areas only. Raises TypeError for anything else."""
    shape = from_wkb(wkb)
    if not isinstance(shape, Polygon | MultiPolygon):
        raise TypeError(f"an area was expected, a {shape.geom_type} is stored")
    return shape


def box_of(geometry: BaseGeometry) -> dict[str, float]:
    """`minx, miny, maxx, maxy` as keyword arguments for a row. Raises ValueError for an empty geometry."""
    if geometry.is_empty:
        raise ValueError("an empty geometry has no bounding box")
    return dict(zip(("minx", "miny", "maxx", "maxy"), map(float, geometry.bounds), strict=True))


def union_bounds(boxes: Iterable[Bounds]) -> Bounds | None:
    """The smallest window around all `boxes`; None without any."""
    columns = list(zip(*boxes, strict=True))
    if not columns:
        return None
    return min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3])
