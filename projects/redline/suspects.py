"""A plot that lies in the wrong county 位置不符: try the usual mistakes and name the one that explains it."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from projects.redline import area, crs

Shape = Polygon | MultiPolygon
#: Consumer maps (GCJ-02) shift Jiangxi by 480–530 m east and 310–370 m south; the middle is enough to name them.
CONSUMER_SHIFT_M = (505.0, -340.0)
#: BD-09 adds 0.0065° of longitude and 0.006° of latitude to GCJ-02.
BAIDU_SHIFT_M = (1_150.0, 320.0)


def likely_mistake(stored: Shape, source: crs.SourceCrs, boundary: BaseGeometry) -> str | None:
    """Code of the mistake that would put ``stored`` (EPSG:4490) inside ``boundary``, or ``None``.

    Codes: ``zone_38`` … ``zone_40`` (six-digit eastings read in the wrong zone), ``consumer_map``, ``baidu_map``.
    """
    for name, moved in _alternatives(stored, source):
        if area.share_inside(moved, boundary) >= 0.999:
            return name
    return None


def zone_that_fits(ring: list[tuple[float, float]], boundary: BaseGeometry) -> int | None:
    """The only zone 38–40 in which six-digit (east, north) numbers fall inside ``boundary``, to suggest it."""
    fits = []
    for zone in (38, 39, 40):
        step = crs.transformer(crs.zone_crs(zone, prefixed=False).epsg, crs.STORED)
        points = shapely.points([step.transform(east, north) for east, north in ring[:200]])
        if shapely.contains(boundary, points).all():
            fits.append(zone)
    return fits[0] if len(fits) == 1 else None


def _alternatives(stored: Shape, source: crs.SourceCrs) -> Iterator[tuple[str, Shape]]:
    if source.zone is not None and not source.prefixed:
        plane = area.project(stored, source.zone)
        for zone in (38, 39, 40):
            if zone != source.zone:
                yield f"zone_{zone}", area.to_stored(plane, crs.zone_crs(zone, prefixed=False))
    if source.is_degrees:
        zone = crs.zone_at(stored.centroid.x)
        if crs.FIRST_ZONE <= zone <= crs.LAST_ZONE:
            yield "consumer_map", _shifted(stored, zone, CONSUMER_SHIFT_M)
            yield "baidu_map", _shifted(stored, zone, BAIDU_SHIFT_M)


def _shifted(stored: Shape, zone: int, shift: tuple[float, float]) -> Shape:
    plane = shapely.transform(area.project(stored, zone), lambda points: points - shift)
    return area.to_stored(plane, crs.zone_crs(zone, prefixed=False))
