"""Which assessed ground a million plots lie on: the product's two engines beside its peers, in one run.

    python -m bench.cover [plots] [plots for peers] [units]

Plots have 6–20 vertices and some nine hectares, units 200–2,000 vertices and some 18 km², a tenth of them with a hole and a
twentieth in two parts, all in degrees of EPSG:4490. Half the plots are placed in assessed ground. Every engine answers which
pairs share ground and to what share; answers are compared with shapely's to 1e-9. Peers run on fewer plots and are scaled. Goals
are judged by core-seconds, because this machine may be shared; wall seconds stand beside them.
DuckDB, SedonaDB and PostGIS (`bench.cover_peers`) are measured where they are installed; the result names what was not.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from bench.clocks import processor
from bench.cover_peers import PEERS, NotHere
from regional_assessments.units import bulk
from regional_assessments.units.tree import UnitTree

RESULT = Path(__file__).parent / "results" / "cover.json"
GOALS = {
    "shapely alone, core-seconds a million": 25.0,
    "numba, core-seconds a million": 4.0,
    "look-up in process, p95 ms": 0.3,
    "memory of the bulk run, GB": 4.0,
}
WEST, SOUTH, EAST, NORTH = 113.6, 24.6, 118.4, 30.0
M_PER_DEGREE = 105_000.0


def stars(
    rng: np.random.Generator, x: NDArray[Any], y: NDArray[Any], radius: float, low: int, high: int, rough: float = 0.4
) -> NDArray[Any]:
    """Valid polygons around the given places: vertices at even angles, shaken, the outline waved, and rough by a share."""
    counts = rng.integers(low, high + 1, len(x))
    ring = np.repeat(np.arange(len(x)), counts)
    place = np.arange(len(ring)) - np.repeat(np.cumsum(counts) - counts, counts)
    angle = (place + rng.uniform(0, 0.8, len(ring))) / counts[ring] * 2 * np.pi
    wave = 0.9 + 0.1 * np.sin(3 * angle + rng.uniform(0, 2 * np.pi, len(x))[ring])
    reach = radius * wave * rng.uniform(1 - rough, 1, len(ring)) / M_PER_DEGREE
    points = np.column_stack([x[ring] + reach * np.cos(angle), y[ring] + reach * np.sin(angle)])
    return np.asarray(shapely.polygons(shapely.linearrings(points, indices=ring)))


def country(plots: int, units: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The same plots and units at every run."""
    rng = np.random.default_rng(20261127)
    x, y = rng.uniform(WEST, EAST, units), rng.uniform(SOUTH, NORTH, units)
    ground = stars(rng, x, y, 2_700, 200, 2_000, 0.01)
    tenth, twentieth = units // 10, units // 20
    ground[:tenth] = shapely.difference(ground[:tenth], stars(rng, x[:tenth], y[:tenth], 600, 50, 200, 0.01))
    second = stars(rng, x[-twentieth:] + 0.08, y[-twentieth:], 1_500, 100, 400, 0.01)
    ground[-twentieth:] = [shapely.MultiPolygon([a, b]) for a, b in zip(ground[-twentieth:], second, strict=True)]
    near = rng.integers(0, units, plots // 2)
    angle, reach = rng.uniform(0, 2 * np.pi, len(near)), 2_300 * np.sqrt(rng.random(len(near))) / M_PER_DEGREE
    px = np.concatenate([x[near] + reach * np.cos(angle), rng.uniform(WEST, EAST, plots - len(near))])
    py = np.concatenate([y[near] + reach * np.sin(angle), rng.uniform(SOUTH, NORTH, plots - len(near))])
    order = rng.permutation(plots)
    return stars(rng, px[order], py[order], 205, 6, 20), ground


def by_geopandas(plots: NDArray[Any], units: NDArray[Any]) -> bulk.Pairs:
    """sjoin, then the intersection of every pair that is not covered."""
    left = geopandas.GeoDataFrame(geometry=plots, crs=4490)
    right = geopandas.GeoDataFrame(geometry=units, crs=4490)
    joined = left.sjoin(right, predicate="intersects")
    plot, unit = joined.index.to_numpy(), joined["index_right"].to_numpy()
    one, other = left.geometry.iloc[plot].reset_index(drop=True), right.geometry.iloc[unit].reset_index(drop=True)
    ratio = np.array(shapely.area(one.intersection(other).values) / shapely.area(one.values))
    return _tidy(plot, unit, ratio)


def by_prepared(plots: NDArray[Any], units: NDArray[Any]) -> bulk.Pairs:
    """The usual way round: a tree of units, every unit prepared once, asked plot by plot in one array."""
    shapely.prepare(units)
    plot, unit = shapely.STRtree(units).query(plots, predicate="intersects")
    whole = shapely.covers(units[unit], plots[plot])
    ratio = np.ones(len(plot))
    cut = ~whole
    ratio[cut] = shapely.area(shapely.intersection(plots[plot[cut]], units[unit[cut]])) / shapely.area(plots[plot[cut]])
    shapely.destroy_prepared(units)
    return _tidy(plot, unit, ratio)


def _tidy(plot: NDArray[Any], unit: NDArray[Any], ratio: NDArray[Any]) -> bulk.Pairs:
    ratio = np.where(ratio > 1 - bulk.NOISE, 1.0, ratio)
    kept = ratio >= bulk.NOISE
    order = np.lexsort((unit[kept], plot[kept]))
    return bulk.Pairs(plot[kept][order], unit[kept][order], ratio[kept][order])


def differing(found: bulk.Pairs, expected: bulk.Pairs) -> dict[str, Any]:
    """Pairs that only one of them has, and the largest difference of a share."""
    ours = dict(zip(zip(found.plot.tolist(), found.unit.tolist(), strict=True), found.ratio.tolist(), strict=True))
    theirs = dict(
        zip(zip(expected.plot.tolist(), expected.unit.tolist(), strict=True), expected.ratio.tolist(), strict=True)
    )
    common = ours.keys() & theirs.keys()
    return {
        "pairs only here": len(ours.keys() - theirs.keys()),
        "pairs only in shapely": len(theirs.keys() - ours.keys()),
        "largest difference": max((abs(ours[key] - theirs[key]) for key in common), default=0.0),
    }


def spent(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """The answer, with wall and core seconds of this process."""
    wall, core = time.perf_counter(), time.process_time()
    answer = work()
    return answer, {"wall": time.perf_counter() - wall, "core": time.process_time() - core}


def look_ups(plots: NDArray[Any], units: NDArray[Any]) -> dict[str, Any]:
    """One plot at a time through the tree the product keeps in memory, milliseconds."""
    tree = UnitTree(units)
    wall, core = [], []
    for plot in plots:
        start = time.perf_counter(), time.thread_time()
        list(tree.covers(plot))
        wall.append((time.perf_counter() - start[0]) * 1000)
        core.append((time.thread_time() - start[1]) * 1000)
    return {
        "plots": len(wall),
        **{
            f"p{p} ms of {kind}": round(float(np.percentile(took, p)), 4)
            for kind, took in (("wall", wall), ("core", core))
            for p in (50, 95)
        },
    }


def measure(plots: int, for_peers: int, units: int) -> dict[str, Any]:
    """Every engine on the same country."""
    every, ground = country(plots, units)
    few = every[:for_peers]
    seconds: dict[str, dict[str, float]] = {}
    wrong: dict[str, Any] = {}
    expected, seconds["shapely alone"] = spent(lambda: bulk.shares(every, ground, "shapely"))
    if "numba" in bulk.engines():
        _, seconds["numba, compiling"] = spent(lambda: bulk.shares(every[:100], ground[:50], "numba"))
        found, seconds["numba"] = spent(lambda: bulk.shares(every, ground, "numba"))
        wrong["numba"] = differing(found, expected)
    bulk_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    head = expected.plot < for_peers
    of_few = bulk.Pairs(expected.plot[head], expected.unit[head], expected.ratio[head])
    for name, work in (("prepared shapely, by plot", by_prepared), ("geopandas sjoin + intersection", by_geopandas)):
        found, seconds[name] = spent(lambda work=work: work(few, ground))  # type: ignore[misc]
        wrong[name] = differing(found, of_few)
    absent = {}
    for name, ask in PEERS.items():
        try:
            answer, seconds[name] = ask(few, ground)
            wrong[name] = differing(_tidy(*answer), of_few)
        except NotHere as why:
            absent[name] = str(why)
    single = look_ups(every[:20_000], ground)
    per_million = {
        name: {
            kind: round(value * 1e6 / (plots if name in ("shapely alone", "numba") else for_peers), 2)
            for kind, value in cost.items()
        }
        for name, cost in seconds.items()
        if name != "numba, compiling"
    }
    figures = {
        "shapely alone, core-seconds a million": per_million["shapely alone"]["core"],
        "numba, core-seconds a million": per_million["numba"]["core"] if "numba" in per_million else None,
        "look-up in process, p95 ms": single["p95 ms of core"],
        "memory of the bulk run, GB": round(bulk_memory, 2),
    }
    return {
        "what": "plots classified whole, partial with share, or none, against assessment units in degrees of EPSG:4490",
        "plots": plots,
        "plots for peers": for_peers,
        "units": units,
        "vertices of units": int(shapely.get_num_coordinates(ground).sum()),
        "pairs": len(expected.plot),
        "whole": int(expected.whole.sum()),
        "goals": {
            name: {"goal": f"at most {bound}", "found": figures[name],
                   "met": _within(figures[name], bound)}
            for name, bound in GOALS.items()
        },
        "agreement with shapely": wrong,
        "seconds per million plots": per_million,
        "compiling, s, once": seconds.get("numba, compiling"),
        "look-up": single,
        "times as fast as, by core-seconds": _ahead(per_million),
        "not measured": absent,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip(),
        "machine": {"processor": processor(), "cores": os.cpu_count(), "python": platform.python_version(),
                    "load": [round(value, 1) for value in os.getloadavg()]},
        "versions": {name: version(name) for name in ("shapely", "geopandas", "numpy", "numba", "duckdb", "sedonadb") if _there(name)},
    }  # fmt: skip


def _ahead(per_million: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """How many times the core-seconds of each engine of the product a peer spends."""
    ours = [name for name in ("shapely alone", "numba") if name in per_million]
    return {
        name: {own: round(cost["core"] / per_million[own]["core"], 1) for own in ours}
        for name, cost in per_million.items()
        if name not in ours
    }


def _within(found: float | None, bound: float) -> bool:
    return found is not None and found <= bound


def _there(name: str) -> bool:
    try:
        return bool(version(name))
    except ModuleNotFoundError:
        return False


def main(plots: int = 1_000_000, for_peers: int = 50_000, units: int = 5_000) -> None:
    """Measure, write `bench/results/cover.json`, and fail if an answer differs or a goal is missed."""
    result = measure(plots, min(for_peers, plots), units)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    bad = [
        name
        for name, one in result["agreement with shapely"].items()
        if one["pairs only here"] or one["pairs only in shapely"] or one["largest difference"] > 1e-9
    ]
    missed = [name for name, goal in result["goals"].items() if not goal["met"]]
    if bad or missed:
        raise SystemExit(f"differs: {', '.join(bad) or 'none'}; goals missed: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
