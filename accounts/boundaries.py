"""Simplified boundaries for the map (行政区划界线): GeoJSON in EPSG:4490, gap-free, small."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

import shapely
from django.core.cache import cache
from django.db.models import Count, Sum
from django.db.models.functions import Length

from accounts.models import Region

ATTRIBUTION: Final = "天地图 审图号 GS(2024)0650"
"""Source and map approval number; shown wherever a boundary is."""
KEPT_FOR: Final = 24 * 3600
_TOLERANCES: Final = {"province": 0.01, "city": 0.002, "county": 0.0005}
"""Degrees; one pixel or less at the zoom at which that whole region fills a screen of 1280 pixels."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A FeatureCollection as bytes, with the tag that changes when its content does."""

    body: bytes
    etag: str


def version() -> str:
    """Changes whenever a stored boundary does (one query over about a hundred rows)."""
    stored = Region.objects.aggregate(
        number=Count("code"), size=Sum(Length("boundary")), west=Sum("minx"), north=Sum("maxy")
    )
    return hashlib.sha256(repr(sorted(stored.items())).encode()).hexdigest()[:16]


def boundaries(code: str | None = None) -> Boundaries | None:
    """The counties under the region `code`, that county itself, or all counties when None; None for an unknown code."""
    prefix, tolerance = "", _TOLERANCES["province"]
    if code is not None:
        region = Region.objects.visible_to(None).defer("boundary").filter(code=code).first()
        if region is None:
            return None
        prefix, tolerance = region.prefix, _TOLERANCES[region.level.lower()]
    key = f"boundaries:{prefix}:{version()}"
    found = cache.get(key)
    if found is None:
        body = _collection(prefix, tolerance)
        found = Boundaries(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        cache.set(key, found, KEPT_FOR)
    return found


def _collection(prefix: str, tolerance: float) -> bytes:
    counties = list(
        Region.objects.in_force()
        .under(prefix)
        .filter(level=Region.Level.COUNTY, boundary__isnull=False)
        .values_list("code", "name", "name_en", "parent_id", "boundary")
    )
    # Simplifying the coverage as a whole keeps common borders common: no slivers between neighbours.
    shapes = shapely.coverage_simplify([shapely.from_wkb(bytes(row[4] or b"")) for row in counties], tolerance)
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": name, "name_en": name_en, "parent": parent},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-5))),
        }
        for (code, name, name_en, parent, _), shape in zip(counties, shapes, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "attribution": ATTRIBUTION,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
