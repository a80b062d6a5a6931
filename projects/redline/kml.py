"""Polygons of a KML file 读取 KML: longitude and latitude in WGS 84 by definition. Child process only.

Parsed as plain XML: no document type, no links, no styles. A file that points elsewhere is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from shapely.geometry import Polygon

from projects.redline import content, geojson, rings
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Note

_ELSEWHERE = {"NetworkLink", "NetworkLinkControl", "Model"}


def read(data: bytes) -> geojson.Layer:
    """Every placemark with polygons. Raises ``RedlineError``."""
    text, encoding = content.decode(data)
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.I):
        raise RedlineError(Fault.FILE_POINTS_ELSEWHERE)
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314  (no document type, no entities; limited child)
    except (ElementTree.ParseError, ValueError, RecursionError):
        raise RedlineError(Fault.FILE_UNREADABLE) from None
    if any(_tag(element) in _ELSEWHERE for element in root.iter()):
        raise RedlineError(Fault.FILE_POINTS_ELSEWHERE)
    layer = geojson.Layer([], "EPSG:4326", encoding, notes=[Note(Remark.KML_FROM_A_MAP)])
    others = ""
    for placemark in _all(root, "Placemark"):
        parts = [_polygon(one) for one in _all(placemark, "Polygon")]
        if not parts:
            others = next((_tag(one) for one in placemark.iter() if _tag(one) in ("Point", "LineString")), others)
            continue
        layer.rows.append(geojson.Row(parts, geojson.values(_values(placemark))))
        layer.parts += parts
        if len(layer.rows) > geojson.MAX_FEATURES:
            raise RedlineError(Fault.TOO_MANY_FEATURES, count=len(layer.rows), limit=geojson.MAX_FEATURES)
    if not layer.parts:
        raise RedlineError(Fault.NOT_POLYGON, found=others) if others else RedlineError(Fault.NO_FEATURES)
    layer.attributes = [geojson.preview(row.values) for row in layer.rows[: geojson.MAX_PREVIEW_ROWS] if row.values]
    return layer


def _polygon(element: ElementTree.Element) -> Polygon:
    outer = [_ring(one, 1) for side in _all(element, "outerBoundaryIs") for one in _all(side, "LinearRing")]
    inner = [
        _ring(one, number)
        for number, side in enumerate(_all(element, "innerBoundaryIs"), start=2)
        for one in _all(side, "LinearRing")
    ]
    if len(outer) != 1:
        raise RedlineError(Fault.FILE_UNREADABLE)
    return Polygon(outer[0], inner)


def _ring(element: ElementTree.Element, number: int) -> list[tuple[float, float]]:
    text = next((one.text or "" for one in _all(element, "coordinates")), "")
    try:
        points = [(float(x), float(y)) for x, y, *_ in (triple.split(",") for triple in text.split())]
    except ValueError:
        raise RedlineError(Fault.FILE_UNREADABLE) from None
    rings.check_numbers(points, number)
    rings.check_closed(points, number)
    return points


def _values(placemark: ElementTree.Element) -> dict[str, str]:
    found = {"name": next((one.text or "" for one in placemark if _tag(one) == "name"), "")}
    for element in placemark.iter():
        if _tag(element) == "SimpleData":
            found[element.get("name", "")] = element.text or ""
        elif _tag(element) == "Data":
            found[element.get("name", "")] = next((one.text or "" for one in _all(element, "value")), "")
    return found


def _all(element: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    return (one for one in element.iter() if _tag(one) == tag)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
