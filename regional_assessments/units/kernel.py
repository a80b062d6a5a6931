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
Edges = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int8]]
"""Offsets of the shapes, edges as (x left, y left, x right, y right), and +1 above ground, −1 below it."""


def edges_of(shapes: NDArray[Any]) -> Edges:
    """The edges of polygons and multipolygons, exteriors counter-clockwise; upright ones bound no strip but may enter a box."""
    parts, of_shape = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[:-1] == ring[1:]
    ends = np.hstack([points[:-1][joined], points[1:][joined]])
    shape = of_shape[of_part[ring[:-1][joined]]]
    run = ends[:, 2] - ends[:, 0]
    left = run < 0  # a top edge of a counter-clockwise ring runs to the left
    ends[left] = ends[left][:, [2, 3, 0, 1]]
    starts = np.searchsorted(shape, np.arange(len(shapes) + 1)).astype(np.int64)
    return starts, np.ascontiguousarray(ends), np.where(left, 1, -1).astype(np.int8)


class Index:
    """Units ready to be asked; building it reads every edge twice."""

    def __init__(self, units: NDArray[Any]) -> None:
        starts, self._ends, self._signs = edges_of(units)
        self._boxes = shapely.bounds(units)
        slabs = np.clip(np.diff(starts) // _EDGES_PER_SLAB, 1, 4096)
        self._first = np.concatenate([[0], np.cumsum(slabs)]).astype(np.int64)
        self._offsets, self._members = _slabs(starts, self._ends, self._boxes, self._first)

    def ratios(self, plots: NDArray[Any], plot: NDArray[np.intp], unit: NDArray[np.intp]) -> NDArray[np.float64]:
        """The share of each plot inside its unit, pair by pair."""
        starts, ends, signs = edges_of(plots)
        boxes = shapely.bounds(plots)
        # neighbours in memory first: one unit at a time
        order = np.lexsort((boxes[plot, 0], unit))
        out = np.empty(len(plot))
        out[order] = _shares(
            plot[order], unit[order], starts, ends, signs, boxes,
            self._ends, self._signs, self._boxes, self._first, self._offsets, self._members,
        )  # fmt: skip
        return out


@numba.njit(cache=True)
def _slabs(starts, ends, boxes, first):  # type: ignore[no-untyped-def]
    offsets = np.zeros(first[-1] + 1, np.int64)
    for turn in range(2):
        if turn:
            members = np.empty(offsets[-1], np.int64)
            place = offsets[:-1].copy()
        for unit in range(len(starts) - 1):
            west, count = boxes[unit, 0], first[unit + 1] - first[unit]
            width = (boxes[unit, 2] - west) / count
            for edge in range(starts[unit], starts[unit + 1]):
                low = min(max(int((ends[edge, 0] - west) / width), 0), count - 1)
                high = min(max(int((ends[edge, 2] - west) / width), 0), count - 1)
                # rounding must not lose an edge that ends on a line between slabs
                for slab in range(first[unit] + max(low - 1, 0), first[unit] + min(high + 1, count - 1) + 1):
                    a = west + (slab - first[unit]) * width
                    if ends[edge, 0] >= a + width * (1 + 1e-9) or ends[edge, 2] <= a - width * 1e-9:
                        continue
                    if turn:
                        members[place[slab]] = edge
                        place[slab] += 1
                    else:
                        offsets[slab + 1] += 1
        if not turn:
            offsets = np.cumsum(offsets)
    return offsets, members


@numba.njit(cache=True)
def _below(xa, ya, xb, yb, x):  # type: ignore[no-untyped-def]
    return ya + (x - xa) * ((yb - ya) / (xb - xa))


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
def _enters(west, south, east, north, ends, members, offsets, low, high):  # type: ignore[no-untyped-def]
    for place in range(offsets[low], offsets[high + 1]):
        edge = members[place]
        if ends[edge, 0] < east and ends[edge, 2] > west:
            ya, yb = ends[edge, 1], ends[edge, 3]
            if max(ya, yb) > south and min(ya, yb) < north:
                return True
    return False


@numba.njit(cache=True)
def _winding(x, south, north, ends, signs, members, offsets, slab):  # type: ignore[no-untyped-def]
    total = 0
    for place in range(offsets[slab], offsets[slab + 1]):
        edge = members[place]
        if ends[edge, 0] <= x < ends[edge, 2] and ends[edge, 1] + ends[edge, 3] > south + north:
            total += signs[edge]
    return total


@numba.njit(parallel=True, cache=True)
def _shares(  # type: ignore[no-untyped-def]
    plot, unit, p_starts, p_ends, p_signs, p_boxes, u_ends, u_signs, u_boxes, first, offsets, members
):
    out = np.zeros(len(plot))
    for pair in numba.prange(len(plot)):
        p, u = plot[pair], unit[pair]
        west, south, east, north = p_boxes[p]
        origin, count = u_boxes[u, 0], first[u + 1] - first[u]
        width = (u_boxes[u, 2] - origin) / count
        low = first[u] + min(max(int((west - origin) / width), 0), count - 1)
        high = first[u] + min(max(int((east - origin) / width), 0), count - 1)
        if not _enters(west, south, east, north, u_ends, members, offsets, low, high):
            middle = (west + east) * 0.5
            slab = first[u] + min(max(int((middle - origin) / width), 0), count - 1)
            if origin <= middle <= u_boxes[u, 2]:
                out[pair] = min(_winding(middle, south, north, u_ends, u_signs, members, offsets, slab), 1)
            continue
        shared, whole = 0.0, 0.0
        for i in range(p_starts[p], p_starts[p + 1]):
            whole += p_signs[i] * (p_ends[i, 1] + p_ends[i, 3] - 2 * south) * 0.5 * (p_ends[i, 2] - p_ends[i, 0])
        for slab in range(low, high + 1):
            place_in_unit = slab - first[u]
            a = west if place_in_unit == 0 else max(west, origin + place_in_unit * width)
            b = east if place_in_unit == count - 1 else min(east, origin + (place_in_unit + 1) * width)
            for place in range(offsets[slab], offsets[slab + 1]):
                j = members[place]
                ja, jb = max(a, u_ends[j, 0]), min(b, u_ends[j, 2])
                if jb <= ja or max(u_ends[j, 1], u_ends[j, 3]) <= south:
                    continue
                strip = 0.0
                for i in range(p_starts[p], p_starts[p + 1]):
                    x0, x1 = max(ja, p_ends[i, 0]), min(jb, p_ends[i, 2])
                    if x1 <= x0:
                        continue
                    p0 = _below(p_ends[i, 0], p_ends[i, 1], p_ends[i, 2], p_ends[i, 3], x0) - south
                    p1 = _below(p_ends[i, 0], p_ends[i, 1], p_ends[i, 2], p_ends[i, 3], x1) - south
                    q0 = _below(u_ends[j, 0], u_ends[j, 1], u_ends[j, 2], u_ends[j, 3], x0) - south
                    q1 = _below(u_ends[j, 0], u_ends[j, 1], u_ends[j, 2], u_ends[j, 3], x1) - south
                    strip += p_signs[i] * _integral(x1 - x0, p0, p1, q0, q1)
                shared += u_signs[j] * strip
        out[pair] = shared / whole
    return out
