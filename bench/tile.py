"""How long a vector tile of 5,000 shapes takes when it is made for the first time: `manage.py`-free, one core.

    python -m bench.tile [--shapes 5000]

Writes parcels (6–20 vertices) and assessment-sized outlines (200–2,000 vertices) into a database in memory and times
`board.tiles.tile` on the tile that holds them all, at the zoom where they are largest, and one level at which they are
points. Prints milliseconds of processor time, the best of five, and the size of the tile gzipped.
"""

import argparse
import gzip
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

import numpy as np  # noqa: E402
import shapely  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import Region, User  # noqa: E402
from core import geo, map_layers  # noqa: E402
from regional_assessments.board import tiles  # noqa: E402
from regional_assessments.models import Parcel, Zone  # noqa: E402


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
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapes", type=int, default=5000)
    count = parser.parse_args().shapes
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    call_command("migrate", verbosity=0)
    region = Region.objects.create(code="360121", name="x", level="COUNTY")
    zone = Zone.objects.create(code="BENCH", name="x", level="LOCAL", region=region)
    person = User.objects.create(username="bench")
    for name, least, most in (("parcels, 6-20 vertices", 6, 20), ("outlines, 200-2000 vertices", 200, 2000)):
        write(outlines(count, least, most, 7), zone, person)
        for z in (8, 5):
            took, size = best(z)
            print(f"{count} {name}: level {z} {took:7.0f} ms, {size / 1024:6.1f} KB gzipped")


if __name__ == "__main__":
    main()
