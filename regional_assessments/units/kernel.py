"""The area two polygons share, as one integral over pairs of their edges (数值核); needs numba, knows no overlay.

A polygon is the signed sum of the strips below its edges, so the shared area is
    Σ over edges i of one, j of the other:  s_i · s_j · ∫ min(y_i(x), y_j(x)) dx
Holes and further parts follow from the direction of their rings. Units are cut into slabs of x, so that a plot meets only
the edges near it; a plot whose box no edge enters lies inside or outside as a whole.
"""

from typing import Any

import numba
import numpy as np
import shapely
from numpy.typing import NDArray

_EDGES_PER_SLAB = 6
Rings = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]
"""Points; first point of each ring; first ring of each shape; +1 for rings that run the proper way round."""


def rings_of(shapes: NDArray[Any]) -> Rings:
    """The rings of polygons and multipolygons: exteriors properly run counter-clockwise, holes clockwise."""
    if _plain(shapes):  # the usual plot: one ring each, three times as quick
        ring = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(shapes))]).astype(np.int64)
        points, shape = shapely.get_coordinates(shapes), np.arange(len(ring))
        return points, ring, shape, _ways(points, ring, shape)
    kind, points, offsets = shapely.to_ragged_array(shapes)
    ring, polygon = (np.ascontiguousarray(one, np.int64) for one in offsets[:2])
    shape = polygon if kind == shapely.GeometryType.POLYGON else polygon[np.asarray(offsets[2], np.int64)]
    points = np.ascontiguousarray(points[:, :2])
    return points, ring, shape, _ways(points, ring, polygon)


def _plain(shapes: NDArray[Any]) -> bool:
    kinds = shapely.get_type_id(shapes)
    return bool((kinds == shapely.GeometryType.POLYGON).all()) and not shapely.get_num_interior_rings(shapes).any()


class Index:
    """Units ready to be asked; building it reads every edge twice."""

    def __init__(self, units: NDArray[Any]) -> None:
        self._points, ring, shape, ways = rings_of(units)
        self._boxes = shapely.bounds(units)
        slabs = np.clip((ring[shape[1:]] - ring[shape[:-1]]) // _EDGES_PER_SLAB, 1, 4096)
        self._first = np.concatenate([[0], np.cumsum(slabs)]).astype(np.int64)
        self._offsets, self._edges, self._signs = _slabs(self._points, ring, shape, ways, self._boxes, self._first)

    def ratios(self, plots: NDArray[Any], plot: NDArray[np.intp], unit: NDArray[np.intp]) -> NDArray[np.float64]:
        """The share of each plot inside its unit, pair by pair."""
        boxes = shapely.bounds(plots)
        order = np.argsort(unit, kind="stable")  # one unit at a time stays in the cache
        out = np.empty(len(plot))
        out[order] = _shares(
            plot[order], unit[order], *rings_of(plots), boxes,
            self._points, self._boxes, self._first, self._offsets, self._edges, self._signs,
        )  # fmt: skip
        return out


@numba.njit(cache=True)
def _ways(points, ring, polygon):  # type: ignore[no-untyped-def]
    ways = np.empty(len(ring) - 1, np.int8)
    for part in range(len(polygon) - 1):
        for r in range(polygon[part], polygon[part + 1]):
            x, y = points[ring[r], 0], points[ring[r], 1]
            area = 0.0
            for v in range(ring[r], ring[r + 1] - 1):
                area += (points[v, 0] - x) * (points[v + 1, 1] - y) - (points[v + 1, 0] - x) * (points[v, 1] - y)
            ways[r] = 1 if (area > 0) == (r == polygon[part]) else -1
    return ways


@numba.njit(cache=True)
def _slabs(points, ring, shape, ways, boxes, first):  # type: ignore[no-untyped-def]
    """Slab by slab, the edges (by their first point) and their signs: +1 with ground below, −1 above, 0 upright."""
    offsets = np.zeros(first[-1] + 1, np.int64)
    edges, signs = np.empty(0, np.int64), np.empty(0, np.int8)
    place = offsets
    for turn in range(2):
        if turn:
            offsets = np.cumsum(offsets)
            edges, signs = np.empty(offsets[-1], np.int64), np.empty(offsets[-1], np.int8)
            place = offsets[:-1].copy()
        for unit in range(len(shape) - 1):
            west, count = boxes[unit, 0], first[unit + 1] - first[unit]
            per = count / (boxes[unit, 2] - west)
            for r in range(shape[unit], shape[unit + 1]):
                for v in range(ring[r], ring[r + 1] - 1):
                    a, b = (points[v, 0] - west) * per, (points[v + 1, 0] - west) * per
                    # an edge that ends on the line between two slabs belongs to both: rounding must not lose it
                    low = min(max(int(min(a, b) - 1e-6), 0), count - 1)
                    high = min(max(int(max(a, b) + 1e-6), 0), count - 1)
                    for slab in range(first[unit] + low, first[unit] + high + 1):
                        if turn:
                            edges[place[slab]] = v
                            signs[place[slab]] = ways[r] if b < a else -ways[r] if b > a else 0
                            place[slab] += 1
                        else:
                            offsets[slab + 1] += 1
    return offsets, edges, signs


@numba.njit(cache=True)
def _integral(dx, p0, p1, q0, q1):  # type: ignore[no-untyped-def]
    """∫ min over a width `dx` of two straight lines running from p0 to p1 and from q0 to q1."""
    d0, d1 = p0 - q0, p1 - q1
    if d0 <= 0 and d1 <= 0:
        return (p0 + p1) * 0.5 * dx
    if d0 >= 0 and d1 >= 0:
        return (q0 + q1) * 0.5 * dx
    t = d0 / (d0 - d1)
    y = p0 + (p1 - p0) * t
    return (min(p0, q0) + y) * 0.5 * dx * t + (y + min(p1, q1)) * 0.5 * dx * (1 - t)


@numba.njit(cache=True)
def _enters(west, south, east, north, points, edges, low, high):  # type: ignore[no-untyped-def]
    for place in range(low, high):
        v = edges[place]
        ya, yb = points[v, 1], points[v + 1, 1]
        if max(ya, yb) > south and min(ya, yb) < north:
            xa, xb = points[v, 0], points[v + 1, 0]
            if min(xa, xb) < east and max(xa, xb) > west:
                return True
    return False


@numba.njit(cache=True)
def _winding(x, south, north, points, edges, signs, low, high):  # type: ignore[no-untyped-def]
    total = 0
    for place in range(low, high):
        v = edges[place]
        meets = min(points[v, 0], points[v + 1, 0]) <= x < max(points[v, 0], points[v + 1, 0])
        if meets and points[v, 1] + points[v + 1, 1] > south + north:
            total += signs[place]
    return total


@numba.njit(cache=True)
def _strip(left, right, south, xa, ya, slope, points, ring, low, high, ways):  # type: ignore[no-untyped-def]
    """Σ over the plot's edges of s · ∫ min(edge, line through (xa, ya)), between `left` and `right`."""
    total = 0.0
    for r in range(low, high):
        for v in range(ring[r], ring[r + 1] - 1):
            x0, y0, x1, y1 = points[v, 0], points[v, 1], points[v + 1, 0], points[v + 1, 1]
            sign = ways[r]
            if x0 <= x1:
                sign = -sign
            else:
                x0, y0, x1, y1 = x1, y1, x0, y0
            a, b = max(left, x0), min(right, x1)
            if b <= a:
                continue
            own = (y1 - y0) / (x1 - x0)
            total += sign * _integral(
                b - a,
                y0 - south + (a - x0) * own,
                y0 - south + (b - x0) * own,
                ya - south + (a - xa) * slope,
                ya - south + (b - xa) * slope,
            )
    return total


@numba.njit(cache=True)
def _area(south, points, ring, low, high, ways):  # type: ignore[no-untyped-def]
    total = 0.0
    for r in range(low, high):
        part = 0.0
        for v in range(ring[r], ring[r + 1] - 1):
            part += (points[v, 1] + points[v + 1, 1] - 2 * south) * (points[v, 0] - points[v + 1, 0])
        total += ways[r] * part
    return total * 0.5


@numba.njit(parallel=True, cache=True)
def _shares(  # type: ignore[no-untyped-def]
    plot, unit, p_points, p_ring, p_shape, p_ways, p_boxes, points, boxes, first, offsets, edges, signs
):
    out = np.zeros(len(plot))
    for pair in numba.prange(len(plot)):
        p, u = plot[pair], unit[pair]
        west, south, east, north = p_boxes[p, 0], p_boxes[p, 1], p_boxes[p, 2], p_boxes[p, 3]
        origin, count = boxes[u, 0], first[u + 1] - first[u]
        width = (boxes[u, 2] - origin) / count
        low = first[u] + min(max(int((west - origin) / width - 1e-6), 0), count - 1)
        high = first[u] + min(max(int((east - origin) / width + 1e-6), 0), count - 1)
        if not _enters(west, south, east, north, points, edges, offsets[low], offsets[high + 1]):
            middle = (west + east) * 0.5
            if origin <= middle <= boxes[u, 2]:
                slab = first[u] + min(max(int((middle - origin) / width), 0), count - 1)
                out[pair] = _winding(middle, south, north, points, edges, signs, offsets[slab], offsets[slab + 1])
            continue
        shared = 0.0
        for slab in range(low, high + 1):
            number = slab - first[u]
            a = west if number == 0 else max(west, origin + number * width)
            b = east if number == count - 1 else min(east, origin + (number + 1) * width)
            for place in range(offsets[slab], offsets[slab + 1]):
                v = edges[place]
                xa, xb = points[v, 0], points[v + 1, 0]
                left, right = max(a, min(xa, xb)), min(b, max(xa, xb))
                if right <= left or max(points[v, 1], points[v + 1, 1]) <= south:
                    continue
                slope = (points[v + 1, 1] - points[v, 1]) / (xb - xa)
                shared += signs[place] * _strip(
                    left, right, south, xa, points[v, 1], slope, p_points, p_ring, p_shape[p], p_shape[p + 1], p_ways
                )
        out[pair] = shared / _area(south, p_points, p_ring, p_shape[p], p_shape[p + 1], p_ways)
    return out
