"""How long a vector tile of 5,000 shapes takes when it is made for the first time: `manage.py`-free, one core.

    python -m bench.tile [--shapes 5000]

Writes parcels (6–20 vertices) and assessment-sized outlines (200–2,000 vertices) into a database in memory and times
`board.tiles.tile` on the tile that holds them all, at the zoom where they are largest, and one level at which they are
points. Milliseconds of processor time, the best of five, and the size of the tile gzipped; into `bench/results/tile.json`.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

import numpy as np  # noqa: E402
import shapely  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import Region, User  # noqa: E402
from bench.clocks import processor  # noqa: E402
from core import geo, map_layers  # noqa: E402
from regional_assessments.board import tiles  # noqa: E402
from regional_assessments.models import Parcel, Zone  # noqa: E402

RESULT = Path(__file__).parent / "results" / "tile.json"
GOAL_MS = 500
"""A tile of 5,000 shapes, made for the first time."""


def outlines(count: int, least: int, most: int, seed: int) -> list[shapely.Polygon]:
    """Star-shaped outlines side by side, about 500 m across, so that one tile of level 8 (1.4°) holds them all."""
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count)))
    made: list[shapely.Polygon] = []
    for number in range(count):
        corners = int(random.integers(least, most + 1))
        turn = np.sort(random.uniform(0, 2 * np.pi, corners))
        reach = random.uniform(0.6, 1.0, corners) * 0.45 * 1.3 / side
        x, y = 115.4 + (number % side) * 1.3 / side, 27.4 - (number // side) * 1.3 / side
        shape = shapely.Polygon(np.column_stack([x + reach * np.cos(turn), y + reach * np.sin(turn)]))
        made.append(shape if shape.is_valid else shapely.Polygon(shapely.get_coordinates(shape.convex_hull)))
    return made


def write(shapes: list[shapely.Polygon], zone: Zone, person: User) -> None:
    """Replace all parcels by `shapes`."""
    Parcel.objects.all().delete()
    Parcel.objects.bulk_create(
        Parcel(
            zone=zone, code=f"B-{number}", name="x", land_use="x", state="PUBLISHED", notice_number="1",
            notice_on="2026-01-01", geometry=geo.to_wkb(shape), **geo.box_of(shape), level=geo.level_of(shape.bounds),
            area=1, prepared_by=person, prepared_at="2026-01-01T00:00:00Z",
        )
        for number, shape in enumerate(shapes)
    )  # fmt: skip


def best(z: int, rounds: int = 5) -> tuple[float, int]:
    """(milliseconds of processor time, bytes gzipped) of the tile at level `z` that holds the middle of the shapes."""
    layer = map_layers.get("land", User.objects.get())
    side = 360 / 2**z
    box = tiles.bounds_of(z, int((116.0 + 180) // side), int((90 - 26.8) // side))
    assert layer is not None
    assert box is not None
    times, body = [], b""
    for _round in range(rounds):
        started = time.process_time()
        body = tiles.tile(layer, layer.rows(User.objects.get()), box)
        times.append(time.process_time() - started)
    return min(times) * 1000, len(gzip.compress(body, 5))


def main() -> None:
    """Measure, write the result, and fail where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapes", type=int, default=5000)
    count = parser.parse_args().shapes
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    region = Region.objects.create(code="360121", name="x", level="COUNTY")
    zone = Zone.objects.create(code="BENCH", name="x", level="LOCAL", region=region)
    person = User.objects.create(username="bench")
    found: dict[str, dict[str, float]] = {}
    for name, least, most in (("parcels, 6-20 vertices", 6, 20), ("outlines, 200-2000 vertices", 200, 2000)):
        write(outlines(count, least, most, 7), zone, person)
        for z in (8, 5):
            took, size = best(z)
            found[f"{name}, level {z}"] = {"ms": round(took, 1), "KB gzipped": round(size / 1024, 1)}
    worst = max(one["ms"] for one in found.values())
    report = {
        "what": "one vector tile with every shape in it, processor time, best of five",
        "shapes": count,
        "found": found,
        "goal": {"ms at most": GOAL_MS, "met": worst <= GOAL_MS},
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip(),
        "machine": {"processor": processor(), "cores": os.cpu_count(), "load": [round(n, 1) for n in os.getloadavg()]},
    }
    RESULT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    if worst > GOAL_MS:
        raise SystemExit(f"goal missed: {worst:.0f} ms")


if __name__ == "__main__":
    main()
