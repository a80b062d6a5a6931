"""Areas of a redline 用地面积: on the ellipsoid and in the plane of a 3-degree zone. Both in m²."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
import shapely
from shapely.geometry import MultiPolygon, Polygon

from projects.redline import crs

LONGEST_SIDE = 0.005
"""Degrees, about 500 m: a geodesic that long leaves the straight side by less than 3 mm."""


@lru_cache(maxsize=1)
def _geod() -> pyproj.Geod:
    # CGCS2000 and GRS80 differ in the flattening's twelfth digit only
    return pyproj.Geod(a=6378137.0, rf=298.257222101)


def ellipsoidal_m2(geometry: Polygon | MultiPolygon) -> float:
    """Area on the CGCS2000 ellipsoid of ``geometry`` in EPSG:4490 lon/lat; holes are taken off.

    Sides are straight in longitude and latitude, as they are stored, drawn and laid over each other; the geodesics that
    are measured follow them closely once a side is short.
    """
    sides = shapely.segmentize(shapely.orient_polygons(geometry), LONGEST_SIDE)
    area, _ = _geod().geometry_area_perimeter(sides)
    return abs(float(area))


def zone_m2(geometry: Polygon | MultiPolygon, zone: int) -> float:
    """Area in the plane of 3-degree zone ``zone`` 带号, as departments compute it from plane coordinates."""
    return float(project(geometry, zone).area)


def project(geometry: Polygon | MultiPolygon, zone: int) -> Polygon | MultiPolygon:
    """``geometry`` (EPSG:4490 lon/lat) in metres of zone ``zone``, easting first, without zone prefix."""
    return _moved(geometry, crs.STORED, crs.zone_crs(zone, prefixed=False).epsg)


def to_stored(geometry: Polygon | MultiPolygon, source: crs.SourceCrs) -> Polygon | MultiPolygon:
    """``geometry`` in its source system (east, north) as EPSG:4490 lon/lat; degrees stay as they are."""
    return geometry if source.is_degrees else _moved(geometry, source.epsg, crs.STORED)


def share_inside(geometry: Polygon | MultiPolygon, boundary: shapely.Geometry) -> float:
    """Share 0–1 of ``geometry`` within ``boundary`` (both EPSG:4490 lon/lat)."""
    if shapely.contains(boundary, geometry):
        return 1.0
    # degrees shrink alike over one plot, so the ratio of planar areas is the ratio of areas
    return float(shapely.intersection(boundary, geometry).area / geometry.area)


def _moved(geometry: Polygon | MultiPolygon, source: int, target: int) -> Polygon | MultiPolygon:
    step = crs.transformer(source, target)
    return shapely.transform(geometry, lambda points: np.column_stack(step.transform(points[:, 0], points[:, 1])))
