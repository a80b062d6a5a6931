"""From rings to a polygon 闭合环 → 面, refusing what is wrong at the spot where it is wrong. Nothing is repaired."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import shapely
from shapely.geometry import MultiPolygon, Polygon

from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Note

#: Law knows no limit; a boundary survey has hundreds of points, and checks grow faster than linearly.
MAX_VERTICES_PER_RING = 20_000
MAX_VERTICES = 100_000
#: Overlap in square metres (or share of a square degree worth as much) below which two parts merely touch.
TOUCH_M2 = 0.01
_METRES_PER_DEGREE = 111_000.0

Ring = Sequence[Sequence[float]]
_REASON = re.compile(r"^(?P<what>[^\[]+?)\s*(?:\[(?P<x>[^ \]]+) (?P<y>[^ \]]+)[^\]]*\])?$")


def check_numbers(ring: Ring, number: int = 1) -> None:
    """Refuse a ring with too many vertices, or with a number that is not finite (NaN, ±inf, beyond any map)."""
    if len(ring) > MAX_VERTICES_PER_RING:
        raise RedlineError(Fault.TOO_MANY_VERTICES, count=len(ring), limit=MAX_VERTICES_PER_RING, ring=number)
    for index, point in enumerate(ring, start=1):
        if not all(math.isfinite(value) and abs(value) < 1e9 for value in point[:2]):
            raise RedlineError(Fault.NOT_FINITE, ring=number, point=index)


def check_closed(ring: Ring, number: int = 1) -> None:
    """Refuse a ring of a file whose last point differs from its first, or that has fewer than three corners."""
    if len({(point[0], point[1]) for point in ring}) < 3:
        raise RedlineError(Fault.RING_TOO_SHORT, ring=number, points=len(ring))
    if tuple(ring[0][:2]) != tuple(ring[-1][:2]):
        raise RedlineError(Fault.NOT_CLOSED, ring=number, first=list(ring[0][:2]), last=list(ring[-1][:2]))


def assemble(rings: Sequence[Ring], *, degrees: bool) -> tuple[Polygon | MultiPolygon, list[Note]]:
    """Polygon(s) from unordered rings: a ring inside another is its hole, otherwise a part of its own.

    Every ring must be simple in itself; raises ``SELF_CROSSING`` with the place otherwise.
    """
    simple = []
    for number, ring in enumerate(rings, start=1):
        check_numbers(ring, number)
        simple.append(Polygon(ring))
        check_valid(simple[-1], degrees=degrees)
    parts = nest(simple)
    holes = sum(len(part.interiors) for part in parts)
    return parts_as_one(parts, degrees=degrees, notes=[Note(Remark.HOLES_FOUND, {"count": holes})] if holes else [])


def nest(simple: Sequence[Polygon]) -> list[Polygon]:
    """Polygons from simple rings, the largest first: a ring inside another is its hole, an island in it a part."""
    shells: list[tuple[Polygon, list[Polygon]]] = []
    for polygon in sorted(simple, key=lambda one: -one.area):
        holders = [shell for shell in shells if shell[0].contains(polygon)]
        inner = holders[-1] if holders else None
        if inner is not None and not any(hole.contains(polygon) for hole in inner[1]):
            inner[1].append(polygon)
        else:
            shells.append((polygon, []))
    return [Polygon(shell.exterior, [hole.exterior for hole in holes]) for shell, holes in shells]


def parts_as_one(
    parts: Sequence[Polygon], *, degrees: bool, notes: Sequence[Note] = ()
) -> tuple[Polygon | MultiPolygon, list[Note]]:
    """One geometry from valid parts: neighbours that share an edge are merged (and noted), overlaps refused."""
    found = list(notes)
    for part in parts:
        check_valid(part, degrees=degrees)
    if len(parts) == 1:
        return parts[0], found
    whole = MultiPolygon(list(parts))
    if whole.is_valid:
        return whole, found
    merged = shapely.union_all(list(parts))
    scale = _METRES_PER_DEGREE**2 if degrees else 1.0
    overlap = (sum(part.area for part in parts) - merged.area) * scale
    if overlap > TOUCH_M2 or not isinstance(merged, Polygon | MultiPolygon):
        spot = _overlap_spot(parts)
        raise RedlineError(Fault.PARTS_OVERLAP, overlap_m2=round(overlap, 2), at=[spot.x, spot.y])
    found.append(Note(Remark.PARTS_MERGED, {"count": len(parts)}))
    return merged, found


def check_valid(polygon: Polygon | MultiPolygon, *, degrees: bool) -> None:
    """Refuse a polygon that is not valid, naming the place ``at`` in the numbers it was given in."""
    reason = shapely.is_valid_reason(polygon)
    if reason == "Valid Geometry":
        if polygon.area * (_METRES_PER_DEGREE**2 if degrees else 1.0) < 1e-3:
            raise RedlineError(Fault.AREA_ZERO)
        return
    match = _REASON.match(reason)
    what = match["what"] if match else reason
    at = [float(match["x"]), float(match["y"])] if match and match["x"] else None
    fault = {
        "Self-intersection": Fault.SELF_CROSSING,
        "Ring Self-intersection": Fault.SELF_CROSSING,
        "Hole lies outside shell": Fault.HOLE_OUTSIDE,
        "Holes are nested": Fault.HOLE_OUTSIDE,
        "Nested shells": Fault.PARTS_OVERLAP,
        "Duplicate Rings": Fault.PARTS_OVERLAP,
        "Interior is disconnected": Fault.SELF_CROSSING,
        "Too few points in geometry component": Fault.RING_TOO_SHORT,
    }.get(what, Fault.SHAPE_INVALID)
    params: dict[str, object] = {"at": at, "near": nearest_vertices(polygon, at)} if at else {}
    if fault is Fault.SHAPE_INVALID:
        params["reason"] = what[:60]
    raise RedlineError(fault, **params)


def nearest_vertices(polygon: Polygon | MultiPolygon, at: Sequence[float]) -> list[int]:
    """Numbers (from 1, over all rings) of the two edges' first points nearest to ``at``: where to look in the list."""
    points = shapely.get_coordinates(polygon)
    if len(points) < 2:
        return []
    edges = shapely.linestrings([[a, b] for a, b in zip(points[:-1], points[1:], strict=True)])
    distance = shapely.distance(edges, shapely.Point(at[0], at[1]))
    return sorted(int(index) + 1 for index in distance.argsort()[:2])


def _overlap_spot(parts: Sequence[Polygon]) -> shapely.Point:
    tree = shapely.STRtree(list(parts))
    first, second = tree.query(list(parts), predicate="intersects")
    best, size = parts[0].representative_point(), 0.0
    for one, other in zip(first, second, strict=True):
        if one < other:
            common = parts[one].intersection(parts[other])
            if common.area > size:
                best, size = common.representative_point(), common.area
    return best
