"""Outlines in memory, asked plot by plot (空间索引): a tree of boxes, prepared outlines, exact shares. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from projects.redline.result import Shape
from regional_assessments.units.reuse import covered


class UnitTree:
    """Built once over outlines in EPSG:4490; reading it from several threads is safe."""

    def __init__(self, shapes: Sequence[Any] | NDArray[Any]) -> None:
        self._shapes = np.asarray(shapes, dtype=object)
        shapely.prepare(self._shapes)
        # A prepared outline makes its indexes at its first question; it is asked here, so that nobody waits for it later.
        x, y = shapely.get_coordinates(shapely.centroid(self._shapes)).T
        shapely.contains(self._shapes, shapely.box(x, y, x + 1e-6, y + 1e-6))
        self._tree = shapely.STRtree(self._shapes)

    def covers(self, plot: Shape) -> Iterator[tuple[int, float]]:
        """Position of every outline that shares ground with `plot`, in order, and the share (0–1] of the plot."""
        near = np.sort(self._tree.query(plot))
        # Most boxes that meet hold outlines that do not; a prepared outline says so in a tenth of the time of an overlay.
        for place in near[shapely.intersects(self._shapes[near], plot)]:
            ratio = covered(plot, self._shapes[place])
            if ratio > 0:
                yield int(place), ratio
