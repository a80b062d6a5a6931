"""Closed polylines of a DXF drawing 读取 DXF, by ezdxf. Imported only in the child process, after ``sandbox.enter``.

A drawing names no coordinate system: the numbers and the applicant decide it. Block references and external references
are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ezdxf
from ezdxf import path as paths
from ezdxf.entities import DXFEntity, LWPolyline, Polyline
from shapely.geometry import Polygon

from projects.redline import geojson, rings
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Note

#: How far a flattened arc may lie from its drawing, in drawing units: metres, or degrees.
SAGITTA_M, SAGITTA_DEGREES = 0.005, 5e-8
LAYER = "图层"
_CLOSE_ENOUGH = 1e-6


def read(path: Path) -> geojson.Layer:
    """Every closed polyline of the model space; one inside another of its layer is a hole. Raises ``RedlineError``."""
    try:
        document = ezdxf.readfile(path)  # type: ignore[attr-defined]
        entities = list(document.modelspace().query("LWPOLYLINE POLYLINE"))
    except Exception as error:
        raise RedlineError(Fault.FILE_UNREADABLE) from error
    if len(entities) > 20 * geojson.MAX_FEATURES:
        raise RedlineError(Fault.TOO_MANY_FEATURES, count=len(entities), limit=20 * geojson.MAX_FEATURES)
    found: dict[str, list[Polygon]] = {}
    opened = arcs = 0
    for entity in entities:
        ring = _ring(entity)
        if ring is None:
            opened += 1
            continue
        arcs += _has_arcs(entity)
        name = _name(entity.dxf.layer)
        number = sum(map(len, found.values())) + 1
        rings.check_numbers(ring, number)
        polygon = Polygon(ring)
        rings.check_valid(polygon, degrees=_degrees(ring))
        found.setdefault(name, []).append(polygon)
    if not found:
        raise RedlineError(Fault.NOT_POLYGON, found="LWPOLYLINE" if opened else "DXF")
    layer = geojson.Layer([], encoding=document.encoding)
    for name, simple in found.items():
        for part in rings.nest(simple):
            layer.rows.append(geojson.Row([part], {LAYER: name}))
    if len(layer.rows) > geojson.MAX_FEATURES:
        raise RedlineError(Fault.TOO_MANY_FEATURES, count=len(layer.rows), limit=geojson.MAX_FEATURES)
    layer.parts = [part for row in layer.rows for part in row.parts]
    layer.attributes = [row.values for row in layer.rows[: geojson.MAX_PREVIEW_ROWS]]
    if arcs:
        layer.notes.append(Note(Remark.ARCS_FLATTENED, {"count": arcs}))
    if opened:
        layer.notes.append(Note(Remark.OPEN_LINES_SKIPPED, {"count": opened}))
    return layer


def one_layer(layer: geojson.Layer) -> geojson.Layer:
    """The drawing as a redline: all closed polylines must lie on one layer. Raises ``LAYERS_SEVERAL``."""
    names = list(dict.fromkeys(row.values[LAYER] for row in layer.rows))
    if len(names) > 1:
        raise RedlineError(Fault.LAYERS_SEVERAL, names=[name[:60] for name in names[:6]])
    return layer


def _ring(entity: DXFEntity) -> list[tuple[float, float]] | None:
    """The points of a closed polyline in world coordinates, first one repeated; None for an open one or a mesh."""
    if isinstance(entity, Polyline) and not (entity.is_2d_polyline or entity.is_3d_polyline):
        return None
    points = list(_points(entity))
    if len(points) < 3:
        return None
    closed = bool(entity.closed) if isinstance(entity, LWPolyline) else bool(getattr(entity, "is_closed", False))
    first, last = points[0], points[-1]
    meets = abs(first[0] - last[0]) <= _CLOSE_ENOUGH and abs(first[1] - last[1]) <= _CLOSE_ENOUGH
    if not closed and not meets:
        return None
    ring = points[:-1] if meets else points
    return [*ring, ring[0]] if len(ring) > 2 else None


def _points(entity: DXFEntity) -> Iterator[tuple[float, float]]:
    outline = paths.make_path(entity)
    near = [(point.x, point.y) for point in outline.control_vertices()]
    sagitta = SAGITTA_DEGREES if _degrees(near) else SAGITTA_M
    for point in outline.flattening(sagitta):
        yield point.x, point.y


def _has_arcs(entity: DXFEntity) -> bool:
    return bool(getattr(entity, "has_arc", False))


def _degrees(points: list[tuple[float, float]]) -> bool:
    return bool(points) and max(abs(value) for point in points for value in point) < 400


def _name(text: str) -> str:
    """A layer's name; bytes that the drawing's code page did not know are read as GB 18030."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return text
