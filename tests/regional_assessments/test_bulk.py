"""Many plots at once: two engines, one answer, and it is that of a plain intersection."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from regional_assessments.units.bulk import Engine, engines, shares

numba = pytest.mark.skipif("numba" not in engines(), reason="numba is an optional extra (requirements-bench.txt)")
ENGINES = [pytest.param("shapely"), pytest.param("numba", marks=numba)]
#: (east, north, size): metres of zone 39, and degrees.
SYSTEMS = {"metres": (39_400_000.0, 3_170_000.0, 4000.0), "degrees": (116.1, 28.7, 0.04)}


def star(rng: np.random.Generator, x: float, y: float, radius: float, count: int) -> shapely.Polygon:
    angles = (np.arange(count) + rng.uniform(0, 0.8, count)) / count * 2 * np.pi
    radii = radius * rng.uniform(0.3, 1, count)
    return shapely.Polygon(np.column_stack([x + radii * np.cos(angles), y + radii * np.sin(angles)]))


def country(rng: np.random.Generator, system: str, units: int, plots: int) -> tuple[np.ndarray, np.ndarray]:
    """Units with holes and further parts, and plots with holes, all valid, in one small country."""
    x, y, size = SYSTEMS[system]

    def ground(radius: float, count: int) -> shapely.Geometry:
        at = x + rng.uniform(0, size), y + rng.uniform(0, size)
        shape: shapely.Geometry = star(rng, *at, radius, count)
        if rng.random() < 0.5:
            shape = shape.difference(star(rng, *at, radius * 0.4, 7))
        if rng.random() < 0.5:
            shape = shape.union(star(rng, at[0] + radius * 0.9, at[1], radius * 0.5, 9))
        return (
            shape if shape.is_valid and shape.area > 0 and "Polygon" in shape.geom_type else star(rng, *at, radius, 5)
        )

    return (
        np.array([ground(size * 0.3, int(rng.integers(5, 200))) for _ in range(units)]),
        np.array([ground(size * rng.uniform(0.005, 0.2), int(rng.integers(5, 20))) for _ in range(plots)]),
    )


def plainly(plots: np.ndarray, units: np.ndarray) -> np.ndarray:
    return np.array([[shapely.intersection(p, u).area / p.area for u in units] for p in plots])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("system", SYSTEMS)
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_shares_are_those_of_a_plain_intersection(engine: Engine, system: str, seed: int) -> None:
    units, plots = country(np.random.default_rng(seed), system, 5, 12)
    found = shares(plots, units, engine)
    table = np.zeros((len(plots), len(units)))
    table[found.plot, found.unit] = found.ratio
    assert table == pytest.approx(plainly(plots, units), abs=1e-9)


@numba
@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), cells=st.integers(2, 12))
def test_shared_borders_steps_and_corners_agree_between_the_engines(seed: int, cells: int) -> None:
    """Plots and units on one grid: edges that coincide, corners that touch, upright lines: the worst for an integral."""
    rng = np.random.default_rng(seed)
    grid = [shapely.box(c, r, c + 1, r + 1) for c in range(cells) for r in range(cells)]
    units = np.array([shapely.union_all([g for g in grid if rng.random() < 0.6] or grid[:1]) for _ in range(4)])
    plots = np.array([shapely.union_all([g for g in grid if rng.random() < 0.2] or grid[:1]) for _ in range(10)])
    one, other = shares(plots, units, "shapely"), shares(plots, units, "numba")
    assert list(one.plot) == list(other.plot)
    assert list(one.unit) == list(other.unit)
    assert one.ratio == pytest.approx(other.ratio, abs=1e-9)
    assert list(one.whole) == list(other.whole)


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_part_touching_and_apart(engine: Engine) -> None:
    unit = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    plots = [
        shapely.box(1, 1, 2, 2),  # inside
        shapely.box(9, 1, 11, 2),  # half
        shapely.box(10, 1, 11, 2),  # touching
        shapely.box(20, 1, 21, 2),  # apart
        shapely.box(4.5, 4.5, 5.5, 5.5),  # in the hole
        shapely.box(3, 4, 5, 6),  # half in the hole
        shapely.box(0, 0, 10, 10),  # around everything
        shapely.box(0, 0, 4, 10),  # along three borders
    ]
    found = shares(plots, [unit], engine)
    assert dict(zip(found.plot.tolist(), found.ratio.tolist(), strict=True)) == pytest.approx(
        {0: 1.0, 1: 0.5, 5: 0.5, 6: 0.96, 7: 1.0}
    )
    assert [int(p) for p in found.plot[found.whole]] == [0, 7]


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_asked_nothing_answered(engine: Engine) -> None:
    assert len(shares([], [shapely.box(0, 0, 1, 1)], engine).plot) == 0
    assert len(shares([shapely.box(0, 0, 1, 1)], [shapely.box(5, 5, 6, 6)], engine).plot) == 0
