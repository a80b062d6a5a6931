"""Shapefile and GeoPackage through pyogrio 读取矢量文件. Imported only in the child process, after ``sandbox.enter``."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pyogrio
import pyogrio.raw
import shapely
from shapely.geometry import MultiPolygon, Polygon

from projects.redline import geojson
from projects.redline.errors import Fault, RedlineError

SHAPEFILE, GEOPACKAGE = "ESRI Shapefile", "GPKG"
#: dBase language drivers that mean Simplified Chinese.
_CHINESE_LDID = {0x4D}


def read_shapefile(parts: dict[str, Path]) -> geojson.Layer:
    """Read the unpacked Shapefile ``parts`` (suffix → path); the table's encoding is decided here, not by GDAL."""
    shp = parts[".shp"]
    if shp.read_bytes()[:4] != b"\x00\x00\x27\x0a":
        raise RedlineError(Fault.FILE_UNREADABLE)
    layer = _read(shp, SHAPEFILE, encoding="ISO-8859-1" if ".dbf" in parts else None)
    if ".dbf" in parts:
        layer.encoding = _table_encoding(parts, [row.values for row in layer.rows])
        for row in layer.rows:
            row.values = {
                _decode(key, layer.encoding): _decode(value, layer.encoding) for key, value in row.values.items()
            }
    else:
        for row in layer.rows:
            row.values = {}
    _preview(layer)
    if ".prj" in parts:
        layer.system = parts[".prj"].read_bytes()[:8192].decode("utf-8", "replace").strip("\x00 \r\n\t")
    return layer


def read_geopackage(path: Path) -> geojson.Layer:
    """Read the one polygon layer of a GeoPackage."""
    try:
        layers = [(str(name), str(kind or "")) for name, kind in pyogrio.list_layers(path)]
    except Exception as error:
        raise RedlineError(Fault.FILE_UNREADABLE) from error
    polygons = [name for name, kind in layers if "Polygon" in kind or kind in ("Unknown", "Geometry", "")]
    if not layers:
        raise RedlineError(Fault.NO_FEATURES)
    if not polygons:
        raise RedlineError(Fault.NOT_POLYGON, found=layers[0][1] or "table")
    if len(polygons) > 1:
        raise RedlineError(Fault.LAYERS_SEVERAL, names=[name[:60] for name in polygons[:6]])
    layer = _read(path, GEOPACKAGE, layer=polygons[0])
    layer.encoding = "UTF-8"
    _preview(layer)
    return layer


def _read(path: Path, driver: str, **options: Any) -> geojson.Layer:
    try:
        info = pyogrio.read_info(path, **options)
        if info["driver"] != driver:
            raise RedlineError(Fault.FILE_POINTS_ELSEWHERE)
        count = int(info["features"])
        if count > geojson.MAX_FEATURES:
            raise RedlineError(Fault.TOO_MANY_FEATURES, count=count, limit=geojson.MAX_FEATURES)
        meta, _, wkb, values = pyogrio.raw.read(path, force_2d=True, **options)
    except RedlineError:
        raise
    except Exception as error:
        raise RedlineError(Fault.FILE_UNREADABLE) from error
    shapes = [_polygons(one) for one in (wkb if wkb is not None else [])]
    parts = [part for shape in shapes for part in shape]
    if not parts:
        raise RedlineError(Fault.NO_FEATURES)
    names = [str(name) for name in meta["fields"]]
    layer = geojson.Layer(parts, str(meta.get("crs") or "") if driver == GEOPACKAGE else "")
    for number, shape in enumerate(shapes):
        row = {name: _text(column[number]) for name, column in zip(names, values, strict=True)}
        # decoding may still shorten a text of the table, cutting it is for later
        layer.rows.append(geojson.Row(shape, row))
    return layer


def _preview(layer: geojson.Layer) -> None:
    for row in layer.rows:
        row.values = geojson.values(row.values)
    layer.attributes = [geojson.preview(row.values) for row in layer.rows[: geojson.MAX_PREVIEW_ROWS] if row.values]


def _polygons(wkb: bytes | None) -> list[Polygon]:
    if wkb is None:
        return []
    try:
        shape = shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        if "closed linestring" in str(error) or "LinearRing" in str(error):
            raise RedlineError(Fault.NOT_CLOSED, ring=1, first=[], last=[]) from None
        raise RedlineError(Fault.FILE_UNREADABLE) from error
    if isinstance(shape, MultiPolygon):
        return list(shape.geoms)
    if isinstance(shape, Polygon):
        return [shape] if not shape.is_empty else []
    raise RedlineError(Fault.NOT_POLYGON, found=shape.geom_type)


def _table_encoding(parts: dict[str, Path], rows: list[dict[str, str]]) -> str:
    """``.cpg`` wins, then the table's language byte, then strict UTF-8, otherwise GB 18030."""
    if ".cpg" in parts:
        named = parts[".cpg"].read_bytes()[:40].decode("ascii", "ignore").strip().lower().replace("ansi ", "")
        known = {"936": "GB18030", "gbk": "GB18030", "gb2312": "GB18030", "cp936": "GB18030", "65001": "UTF-8"}
        try:
            return known.get(named) or codecs.lookup(named).name.upper()
        except LookupError:
            pass
    with parts[".dbf"].open("rb") as table:
        header = table.read(32)
    if len(header) == 32 and header[29] in _CHINESE_LDID:
        return "GB18030"
    try:
        for text in (text for row in rows for pair in row.items() for text in pair):
            # a fixed-width field may end inside a character, hence final=False
            codecs.getincrementaldecoder("utf-8")().decode(text.encode("latin-1", "replace"), final=False)
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _decode(text: str, encoding: str) -> str:
    # a torn last character is dropped, not shown as a box
    return text.encode("latin-1", "replace").decode(encoding, "ignore")


def _text(value: Any) -> str:
    if value is None or value != value:  # NaN
        return ""
    return str(value)
