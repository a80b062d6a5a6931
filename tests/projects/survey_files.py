"""Files as surveyors hand them in, and as attackers would: built in memory, nothing stored."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import geopandas
import shapely
from shapely.geometry import MultiPolygon, Polygon, box, shape

ROOT = Path(__file__).resolve().parents[2]

#: 100 m × 100 m in 南昌 (zone 39), its lower left corner the published test vector.
NANCHANG_PLOT = box(39388382.945, 3174669.149, 39388482.945, 3174769.149)
#: 100 m × 100 m in 赣州 (zone 38).
GANZHOU_PLOT = box(38593746.196, 2858444.927, 38593846.196, 2858544.927)


@cache
def county(adcode: str) -> Any:
    """County boundary 县界 in EPSG:4490."""
    with gzip.open(ROOT / "accounts/data/jiangxi_counties.geojson.gz") as source:
        features = json.load(source)["features"]
    return next(shape(one["geometry"]) for one in features if one["properties"]["adcode"] == adcode)


def shapefile_parts(
    geometry: Any, epsg: int | None, encoding: str = "UTF-8", name: str = "㛃垚厂区", **columns: Any
) -> dict[str, bytes]:
    """Members of a Shapefile by suffix."""
    rows = geometry if isinstance(geometry, list) else [geometry]
    frame = geopandas.GeoDataFrame({"地块": [name] * len(rows), **columns}, geometry=rows, crs=epsg)
    with tempfile.TemporaryDirectory() as folder:
        frame.to_file(Path(folder) / "a.shp", encoding=encoding)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def zipped(parts: dict[str, bytes], stem: str = "红线", names_in: str = "utf-8") -> bytes:
    """A zip of ``stem + suffix`` members; ``names_in="gbk"`` writes raw GBK names as Chinese Windows does."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, data in parts.items():
            archive.writestr((stem if names_in == "utf-8" else "X" * len(stem.encode("gbk"))) + suffix, data)
    data = out.getvalue()
    if names_in == "gbk":
        data = data.replace(b"X" * len(stem.encode("gbk")), stem.encode("gbk"))
    return data


def zipped_shapefile(geometry: Any, epsg: int | None, *, without: tuple[str, ...] = (), **options: Any) -> bytes:
    """A zipped Shapefile; ``without`` leaves members out."""
    return zipped(
        {suffix: data for suffix, data in shapefile_parts(geometry, epsg, **options).items() if suffix not in without}
    )


def geopackage(geometry: Any, epsg: int | None, layers: int = 1) -> bytes:
    """A GeoPackage with ``layers`` layers."""
    frame = geopandas.GeoDataFrame({"地块": ["燚园"]}, geometry=[geometry], crs=epsg)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        for number in range(layers):
            frame.to_file(path, layer=f"layer{number}", driver="GPKG")
        return path.read_bytes()


def geojson(geometry: Polygon | MultiPolygon | dict[str, Any], system: str | None = None, **properties: Any) -> bytes:
    """A feature collection of one feature, with the old ``crs`` member when ``system`` is given."""
    plain = geometry if isinstance(geometry, dict) else shapely.geometry.mapping(geometry)
    root: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": properties, "geometry": plain}],
    }
    if system:
        root["crs"] = {"type": "name", "properties": {"name": system}}
    return json.dumps(root, ensure_ascii=False).encode()


def table(ring: Any, digits: int = 3) -> str:
    """点号, X (north), Y (east): as departments print it."""
    return "\n".join(f"J{n}\t{north:.{digits}f}\t{east:.{digits}f}" for n, (east, north) in enumerate(ring, start=1))
