"""Vector tiles of a layer with many shapes (矢量瓦片), on the geographic grid of the Tianditu's matrix set "c" (EPSG:4490).

What is smaller than two pixels is drawn as a point from its box alone, so an overview reads no outlines at all; larger
shapes are cut to the tile and simplified to half a pixel. A tile is kept under the edition of its layer.
"""

import gzip
import hashlib
from typing import Any, Final

import mapbox_vector_tile
import numpy as np
import shapely
from django.core.cache import cache
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from core.geo import Bounds, levels_of, window_q
from core.map_layers import Layer

EXTENT: Final = 4096
"""Units of a tile's side, sixteen to a pixel."""
DEEPEST: Final = 17
PIXEL: Final = EXTENT / 256
BEYOND: Final = 4 * PIXEL
"""How far shapes reach over the edge, so that their border is not drawn along it."""
KEPT_FOR: Final = 24 * 3600


def bounds_of(z: int, x: int, y: int) -> Bounds | None:
    """West, south, east, north of a tile in degrees; None outside the grid. Level 1 has two tiles of 180°."""
    side = 360 / 2**z
    west, north = -180 + x * side, 90 - y * side
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and y >= 0 and north > -90):
        return None
    return west, north - side, west + side, north


def etag(layer: Layer, z: int, x: int, y: int) -> str:
    """Changes with what is in the layer, and with the language of its labels. Only for layers with an edition."""
    assert layer.edition is not None
    told = f"{layer.key} {layer.edition()} {z}/{x}/{y} {get_language()}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def kept(layer: Layer, user: Any, z: int, x: int, y: int) -> bytes:
    """The tile, gzipped: as it was made for this edition, or made now."""
    key = f"tile:{etag(layer, z, x, y)}"
    found = cache.get(key)
    if found is None:
        box = bounds_of(z, x, y)
        assert box is not None
        found = gzip.compress(tile(layer, layer.rows(user), box), 5, mtime=0)
        cache.set(key, found, KEPT_FOR)
    return bytes(found)


def tile(layer: Layer, rows: "QuerySet[Any]", box: Bounds) -> bytes:
    """The Mapbox vector tile of those of `rows` that touch `box`, as one layer of the layer's key."""
    unit = (box[2] - box[0]) / EXTENT
    reach = BEYOND * unit
    window = (box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
    near = rows.order_by("pk").filter(window_q(window, levels_of(rows)))
    least = 2 * PIXEL * unit
    large = Q(maxx__gte=F("minx") + least) | Q(maxy__gte=F("miny") + least)
    columns = layer.mark_columns
    few = list(near.filter(~large).values_list(*columns, "minx", "miny", "maxx", "maxy"))
    many = list(near.filter(large).values_list(*columns, layer.geometry))
    width = len(columns)
    features = []
    if few:
        corners = np.array([row[width:] for row in few])
        middles = np.column_stack([corners[:, [0, 2]].mean(axis=1), corners[:, [1, 3]].mean(axis=1)])
        features += _features(layer, few, width, shapely.points(np.rint((middles - box[:2]) / unit)))
    if many:
        shapes = shapely.from_wkb(np.array([bytes(row[width]) for row in many], dtype=object))
        features += _features(layer, many, width, _drawn(shapes, box, window, unit))
    return bytes(
        mapbox_vector_tile.encode(
            [{"name": layer.key, "features": features}],
            # shapes come in tile units and turned the way the format asks for
            default_options={"extents": EXTENT, "check_winding_order": False},
        )
    )


def _drawn(shapes: Any, box: Bounds, window: Bounds, unit: float) -> Any:
    """Cut, simplified to half a pixel, in whole units of the tile, outer rings clockwise."""
    cut = shapely.clip_by_rect(shapes, *window)
    simple = shapely.simplify(cut, PIXEL / 2 * unit, preserve_topology=False)
    lost = shapely.is_empty(simple) & ~shapely.is_empty(cut)
    simple[lost] = shapely.envelope(cut[lost])
    whole = shapely.transform(simple, lambda points: np.rint((points - box[:2]) / unit))
    return shapely.orient_polygons(whole, exterior_cw=True)


def _features(layer: Layer, rows: list[Any], width: int, shapes: Any) -> list[dict[str, Any]]:
    flat = {0, 3, 6}  # points and polygons; what an edge of the tile reduces to a line is not drawn
    kinds, empty = shapely.get_type_id(shapes), shapely.is_empty(shapes)
    assert layer.mark is not None
    found = []
    for row, shape, kind, nothing in zip(rows, shapes, kinds.tolist(), empty.tolist(), strict=True):
        if nothing or kind not in flat:
            continue
        key, name, tone = layer.mark(row[:width])
        found.append({"geometry": shape, "properties": {"key": key, "name": name, "tone": tone}})
    return found
