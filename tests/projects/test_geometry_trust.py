"""T19: hostile and odd geometry. Nothing of this machine comes back, nothing goes out, and every area is right."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyproj
import pytest
import shapely

from projects.redline.errors import Fault
from tests.projects.geometry_cases import OK, PLOT, SECRET, Case, cases, geojson

ROOT = Path(__file__).resolve().parents[2]
FUZZED, SEED = 5_000, 20261127
#: Refused before a reader starts.
AT_THE_DOOR = {Fault.FILE_EMPTY, Fault.FILE_KML}


def oracle_m2(shape: shapely.Geometry) -> float:
    """Area of lon/lat rings on GRS 80, each edge cut into pieces of ten metres: knows nothing of the product."""
    geod = pyproj.Geod(ellps="GRS80")
    parts = shapely.get_parts(shapely.segmentize(shape, 1e-4))
    total = 0.0
    for part in parts:
        total += abs(geod.polygon_area_perimeter(*part.exterior.coords.xy)[0])
        total -= sum(abs(geod.polygon_area_perimeter(*hole.coords.xy)[0]) for hole in part.interiors)
    return total


def write(folder: Path, chosen: list[Case]) -> None:
    for number, case in enumerate(chosen):
        place = folder / f"{number:04d}"
        place.mkdir()
        (place / "upload").write_bytes(case.data)
        (place / "hints.json").write_text(json.dumps(case.hints.to_json()), "utf-8")


def probe(folder: Path, *arguments: int) -> tuple[list[dict[str, Any]], int, int]:
    """Lines of a probe, its exit code, and the number of the case it worked on last."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.projects.geometry_probe", str(folder), *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    begun = [int(line) for line in done.stderr.splitlines() if line.isdigit()]
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode, begun[-1] if begun else -1


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("elsewhere") / "secret.geojson"
    path.write_text(geojson(PLOT).decode().replace("\\u579a", SECRET), "utf-8")
    return path


def test_a_hundred_and_twenty_named_files_have_their_outcome_and_the_right_area(canary: Path, tmp_path: Path) -> None:
    every = cases(canary)
    assert len(every) >= 120
    write(tmp_path, every)
    lines, code, last = probe(tmp_path)
    assert code == 0, every[last].name
    wrong, checked = [], 0
    for case, line in zip(every, lines, strict=False):
        outcome = line["outcome"]
        if set(case.outcome) & AT_THE_DOOR:  # the door refuses these before the child is started
            continue
        if outcome not in case.outcome:
            wrong.append((case.name, outcome, case.outcome))
        if SECRET in line.get("told", ""):
            wrong.append((case.name, "a file of this machine came back", ()))
        if outcome == OK:
            shape = shapely.from_wkb(line["wkb"])
            checked += 1
            if abs(line["area"] - oracle_m2(shape)) > 0.001 * oracle_m2(shape):
                wrong.append((case.name, f"area {line['area']} against {oracle_m2(shape)}", ()))
    assert wrong == []
    assert checked >= 30
    assert lines[-1]["strangers"] == []
    assert lines[-1]["connected"] == []


def test_the_stored_place_is_the_drawn_place_in_every_accepted_system(canary: Path, tmp_path: Path) -> None:
    accepted = [c for c in cases(canary) if " in EPSG:" in c.name and c.outcome == (OK,)]
    write(tmp_path, accepted)
    lines, _code, _last = probe(tmp_path)
    for case, line in zip(accepted, lines, strict=False):
        apart = shapely.hausdorff_distance(shapely.from_wkb(line["wkb"]), PLOT)
        assert apart < 2e-9, f"{case.name}: {apart * 111_000:.4f} m"


@pytest.mark.slow
def test_five_thousand_mutated_files_are_read_or_refused_and_never_anything_else(canary: Path, tmp_path: Path) -> None:
    from tests.projects.test_redline_formats import POINTS, dxf, xlsx

    small = [case for case in cases(canary) if len(case.data) < 120_000]
    text = "\n".join(f"J{n} {y:.3f} {x:.3f}" for n, (x, y) in enumerate(POINTS, start=1)).encode()
    plain = replace(small[0], data=text)
    write(
        tmp_path,
        [
            *small,
            plain,
            plain,
            replace(plain, data=xlsx([["1", y, x] for x, y in POINTS])),
            replace(plain, data=dxf(("红线", POINTS, True))),
        ],
    )
    outcomes: dict[str, int] = {}
    crashed, killed, start = [], 0, 0
    while start < FUZZED:
        lines, code, last = probe(tmp_path, SEED, FUZZED, start)
        for line in lines:
            if "outcome" not in line:
                assert line["strangers"] == []
                assert line["connected"] == []
                continue
            outcomes[line["outcome"]] = outcomes.get(line["outcome"], 0) + 1
            if line["outcome"].startswith("crash"):
                crashed.append((line["number"], line["outcome"]))
            assert SECRET not in line.get("told", "")
        if code == 0:
            break
        killed += 1  # a C library gave up: the parent would say so, and the next file is read
        start = last + 1
    assert crashed == []
    assert sum(outcomes.values()) + killed == FUZZED
    assert killed <= 5, "a reader that dies is survived, but it must be rare"
    assert outcomes.get(OK, 0) > 50
