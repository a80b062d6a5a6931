"""The cover of many plots at once (批量覆盖判定): every pair of plot and unit that share ground, with the share. Pure.

Two engines with one answer. `shapely` is the reference and always there. `numba`, an optional extra, integrates over
pairs of edges (see `kernel`) and is proven equal to 1e-9 on holes, several parts, metres and degrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

Engine = Literal["shapely", "numba"]
NOISE: Final = 1e-9
"""Shares below this merely touch, shares closer than this to 1 are whole: the rounding of two ways to reckon."""
_BLOCK: Final = 100_000
"""Plots handled together; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that share ground, by plot and then by unit: positions in the given arrays and the share (0–1] of the plot."""

    plot: NDArray[np.intp]
    unit: NDArray[np.intp]
    ratio: NDArray[np.float64]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Where the plot lies in the unit wholly."""
        return self.ratio == 1.0


def engines() -> tuple[Engine, ...]:
    """The engines of this installation, the quickest first."""
    return ("numba", "shapely") if find_spec("numba") else ("shapely",)


def shares(
    plots: Sequence[Any] | NDArray[Any], units: Sequence[Any] | NDArray[Any], engine: Engine = "shapely"
) -> Pairs:
    """Every pair of `plots` and `units` (valid polygons in one system of coordinates) that share ground.

    Raises ModuleNotFoundError for the engine numba where it is not installed.
    """
    every, ground = np.asarray(plots, dtype=object), np.asarray(units, dtype=object)
    if engine == "numba":
        from regional_assessments.units import kernel

        index = kernel.Index(ground)
    tree = shapely.STRtree(ground)
    found = []
    for low in range(0, len(every), _BLOCK):
        block = every[low : low + _BLOCK]
        plot, unit = tree.query(block)
        ratio = index.ratios(block, plot, unit) if engine == "numba" else _by_shapely(block, ground, plot, unit)
        ratio[ratio > 1 - NOISE] = 1.0
        kept = ratio >= NOISE
        plot, unit, ratio = plot[kept], unit[kept], ratio[kept]
        order = np.lexsort((unit, plot))
        found.append((plot[order] + low, unit[order], ratio[order]))
    if not found:
        found = [(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))]
    return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _by_shapely(
    plots: NDArray[Any], units: NDArray[Any], plot: NDArray[np.intp], unit: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Unit by unit: a prepared outline answers whole and none at once, only the rest is cut."""
    ratio = np.zeros(len(plot))
    order = np.argsort(unit, kind="stable")
    edges = np.flatnonzero(np.diff(unit[order])) + 1
    for places in np.split(order, edges):
        if not len(places):
            continue
        outline = units[unit[places[0]]]
        shapely.prepare(outline)
        inside = shapely.contains_properly(outline, plots[plot[places]])
        ratio[places[inside]] = 1.0
        rest = places[~inside]
        rest = rest[shapely.intersects(outline, plots[plot[rest]])]
        shapely.destroy_prepared(outline)
        if len(rest):
            shapes = plots[plot[rest]]
            ratio[rest] = shapely.area(shapely.intersection(outline, shapes)) / shapely.area(shapes)
    return ratio
