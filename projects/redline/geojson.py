"""GeoJSON read with ``json`` and shapely 读取 GeoJSON: GDAL never sees it, so it cannot name another file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import Polygon

from projects.redline import content, rings
from projects.redline.errors import Fault, RedlineError
from projects.redline.result import Note

MAX_FEATURES = 500
MAX_PREVIEW_ROWS, MAX_PREVIEW_FIELDS, MAX_PREVIEW_TEXT = 5, 12, 80
MAX_FIELDS, MAX_TEXT = 60, 300


@dataclass(slots=True)
class Row:
    """One feature of a layer: its polygons in the file's numbers, and its attributes as short texts."""

    parts: list[Polygon]
    values: dict[str, str]


@dataclass(slots=True)
class Layer:
    """Polygons of a file in its own numbers; ``system`` is what the file says about them, "" when silent."""

    parts: list[Polygon]
    system: str = ""
    encoding: str = ""
    attributes: list[dict[str, str]] = field(default_factory=list)
    """The first rows of the attribute table, for a person to check the decoding."""
    rows: list[Row] = field(default_factory=list)
    """Every feature by itself, for layers that hold more than one thing."""
    notes: list[Note] = field(default_factory=list)
    """What the reader of this format assumed."""


def read(data: bytes) -> Layer:
    """Read a geometry, feature or feature collection of polygons. Raises ``RedlineError``."""
    text, encoding = content.decode(data)
    try:
        root = json.loads(text, parse_constant=_refuse_constant)
    except RedlineError:
        raise
    except RecursionError:
        raise RedlineError(Fault.JSON_STRUCTURE) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise RedlineError(Fault.JSON_SYNTAX, line=line) from None
    if not isinstance(root, dict):
        raise RedlineError(Fault.JSON_STRUCTURE)
    layer = Layer([], _system(root), encoding)
    for geometry, properties in _features(root):
        parts = _polygons(geometry)
        layer.parts += parts
        layer.rows.append(Row(parts, values(properties)))
        if properties and len(layer.attributes) < MAX_PREVIEW_ROWS:
            layer.attributes.append(preview(properties))
    if not layer.parts:
        raise RedlineError(Fault.NO_FEATURES)
    return layer


def preview(properties: dict[str, Any]) -> dict[str, str]:
    """The first fields of one row as short texts, for a person to check."""
    chosen = list(properties.items())[:MAX_PREVIEW_FIELDS]
    return {str(key)[:40]: "" if value is None else str(value)[:MAX_PREVIEW_TEXT] for key, value in chosen}


def values(properties: dict[str, Any]) -> dict[str, str]:
    """All fields of one row as texts that are not absurdly long."""
    chosen = list(properties.items())[:MAX_FIELDS]
    return {str(key)[:40]: "" if value is None else str(value)[:MAX_TEXT] for key, value in chosen}


def _features(root: dict[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    if root.get("type") == "FeatureCollection":
        members = root.get("features")
        if not isinstance(members, list):
            raise RedlineError(Fault.JSON_STRUCTURE)
    else:
        members = [root]
    if len(members) > MAX_FEATURES:
        raise RedlineError(Fault.TOO_MANY_FEATURES, count=len(members), limit=MAX_FEATURES)
    found: list[tuple[Any, dict[str, Any]]] = []
    for member in members:
        if not isinstance(member, dict):
            raise RedlineError(Fault.JSON_STRUCTURE)
        if member.get("type") == "Feature":
            properties = member.get("properties")
            found.append((member.get("geometry"), properties if isinstance(properties, dict) else {}))
        else:
            found.append((member, {}))
    return found


def _polygons(geometry: Any) -> list[Polygon]:
    if not isinstance(geometry, dict):
        raise RedlineError(Fault.NOT_POLYGON, found="null")
    kind, numbers = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        numbers = [numbers]
    elif kind != "MultiPolygon":
        known = {"Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection"}
        if kind not in known:
            raise RedlineError(Fault.JSON_STRUCTURE)
        raise RedlineError(Fault.NOT_POLYGON, found=kind)
    if not isinstance(numbers, list) or not numbers:
        raise RedlineError(Fault.JSON_STRUCTURE)
    return [_polygon(part) for part in numbers]


def _polygon(part: Any) -> Polygon:
    if not isinstance(part, list) or not part:
        raise RedlineError(Fault.JSON_STRUCTURE)
    read_rings = [_ring(ring, number) for number, ring in enumerate(part, start=1)]
    return Polygon(read_rings[0], read_rings[1:])


def _ring(ring: Any, number: int) -> list[tuple[float, float]]:
    if not isinstance(ring, list) or not ring:
        raise RedlineError(Fault.JSON_STRUCTURE)
    if len(ring) > rings.MAX_VERTICES_PER_RING:
        raise RedlineError(Fault.TOO_MANY_VERTICES, count=len(ring), limit=rings.MAX_VERTICES_PER_RING, ring=number)
    points: list[tuple[float, float]] = []
    for index, point in enumerate(ring, start=1):
        if not isinstance(point, list) or len(point) < 2 or not all(type(value) in (int, float) for value in point[:2]):
            raise RedlineError(Fault.JSON_STRUCTURE)
        try:
            points.append((float(point[0]), float(point[1])))
        except OverflowError:
            raise RedlineError(Fault.NOT_FINITE, ring=number, point=index) from None
    rings.check_numbers(points, number)
    rings.check_closed(points, number)
    return points


def _system(root: dict[str, Any]) -> str:
    """The pre-2016 ``crs`` member; RFC 7946 dropped it and says WGS 84, national files still carry it."""
    member = root.get("crs")
    if not isinstance(member, dict):
        return ""
    properties = member.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:200] if isinstance(name, str) else ""


def _refuse_constant(_name: str) -> float:
    raise RedlineError(Fault.NOT_FINITE, ring=1, point=0)
