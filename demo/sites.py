"""Plots of the seeded province: small, valid, inside their county, never a real parcel."""

import json
import math
from functools import cache
from random import Random

import shapely
from shapely import affinity
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from accounts.models import Region
from core.geo import from_wkb
from regional_assessments import demo as zones

ZONES = zones.FILE
METRES_PER_DEGREE = 111_320.0


@cache
def county(code: str) -> tuple[Region, BaseGeometry]:
    """A county and its boundary in EPSG:4490."""
    region = Region.objects.get(code=code)
    if region.boundary is None:
        raise LookupError(f"region {code} has no boundary; run `manage.py bootstrap`")
    return region, from_wkb(region.boundary)


@cache
def heart(code: str) -> BaseGeometry:
    """The county without its outer kilometre, prepared for many comparisons."""
    _region, boundary = county(code)
    inner = boundary.buffer(-0.01) or boundary
    shapely.prepare(inner)
    return inner


def plot(code: str, area: float, random: Random) -> Polygon:
    """A five-cornered plot of about `area` m² somewhere well inside the county, longitude and latitude."""
    core = heart(code)
    minx, miny, maxx, maxy = core.bounds
    for _attempt in range(200):
        centre = shapely.Point(random.uniform(minx, maxx), random.uniform(miny, maxy))
        shape = _around(centre, area, random)
        if core.contains(shape):
            return shape
    return _around(core.representative_point(), area, random)


@cache
def _zone(code: str) -> BaseGeometry | None:
    """The demo zone of the county a little drawn in, prepared; None where it has none."""
    for feature in json.loads(ZONES.read_text("utf-8"))["features"]:
        if feature["properties"]["region"] == code:
            inner = shapely.geometry.shape(feature["geometry"]).buffer(-0.0006)
            shapely.prepare(inner)
            return inner
    return None


def settled(code: str, shape: Polygon) -> Polygon:
    """Every second or third plot lies in the county's zone, where something has been assessed; which ones follows from the plot."""
    return zoned(code, shape) if int(shape.centroid.x * 1e7) % 3 == 0 else shape


def zoned(code: str, shape: Polygon) -> Polygon:
    """The plot moved into the county's zone; as it is where there is none, or no room."""
    zone = _zone(code)
    if zone is None:
        return shape
    number = int(shape.centroid.x * 1e7)
    west, south, east, north = zone.bounds
    for step in range(24):
        x = west + (east - west) * ((number * 7 + step * 37) % 101) / 101
        y = south + (north - south) * ((number * 13 + step * 53) % 97) / 97
        moved = affinity.translate(shape, x - shape.centroid.x, y - shape.centroid.y)
        if zone.contains(moved):
            return moved
    return shape


def coordinate_list(shape: Polygon) -> str:
    """The plot as a department would paste it: point number, longitude, latitude."""
    return "\n".join(f"J{n},{x:.8f},{y:.8f}" for n, (x, y) in enumerate(shape.exterior.coords[:-1], start=1))


def _around(centre: shapely.Point, area: float, random: Random) -> Polygon:
    width = math.sqrt(area * random.uniform(0.9, 1.6))
    height = area / width
    east = METRES_PER_DEGREE * math.cos(math.radians(centre.y))
    half_x, half_y = width / 2 / east, height / 2 / METRES_PER_DEGREE
    cut = random.uniform(0.75, 0.95)
    corners = [
        (-half_x, -half_y), (half_x, -half_y), (half_x, half_y * (2 * cut - 1)), (half_x * (2 * cut - 1), half_y),
        (-half_x, half_y),
    ]  # fmt: skip
    turn = random.uniform(-0.5, 0.5)
    cosine, sine = math.cos(turn), math.sin(turn)
    stretch = east / METRES_PER_DEGREE
    return Polygon(
        (centre.x + (x * stretch * cosine - y * sine) / stretch, centre.y + x * stretch * sine + y * cosine)
        for x, y in corners
    )
