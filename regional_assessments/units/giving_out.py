"""Units as files that other programs open (成果数据导出): GeoJSON, GeoPackage, zipped Shapefile, CSV; always EPSG:4490."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas
import shapely

from core.sheets import safe
from regional_assessments.models import AssessmentUnit
from regional_assessments.units.features import collection, feature


@dataclass(frozen=True, slots=True)
class Form:
    """One format: what people call it, its ending and its media type."""

    name: str
    ending: str
    media_type: str


FORMS: Final = {
    "geojson": Form("GeoJSON", "geojson", "application/geo+json"),
    "gpkg": Form("GeoPackage", "gpkg", "application/geopackage+sqlite3"),
    "shp": Form("Shapefile", "zip", "application/zip"),
    "csv": Form("CSV", "csv", "text/csv; charset=utf-8"),
}
SHORT: Final = {
    "effective_from": "valid_from", "effective_to": "valid_to", "document_number": "doc_no", "document_on": "doc_on",
    "report_sha256": "report_sha", "industries": "industry", "exclusions": "excluded",
}  # fmt: skip
"""Columns whose names are longer than the ten letters a DBF file knows."""
DBF_BYTES: Final = 254
LAYER: Final = "assessment_units"


def written(units: Iterable[AssessmentUnit], form: str) -> bytes:
    """The file of `units` in one of `FORMS`. Raises KeyError for any other."""
    return {"geojson": _geojson, "gpkg": _geopackage, "shp": _shapefile, "csv": _csv}[form](units)


def _geojson(units: Iterable[AssessmentUnit]) -> bytes:
    return json.dumps(collection(units), ensure_ascii=False).encode()


def _flat(unit: AssessmentUnit) -> dict[str, Any]:
    """The properties of a feature, lists and tables as JSON text."""
    told = feature(unit)["properties"]
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for name, value in told.items()
    }


def _frame(units: Iterable[AssessmentUnit], names: dict[str, str] | None = None) -> geopandas.GeoDataFrame:
    rows = list(units)
    shapes = [
        shape if isinstance(shape, shapely.MultiPolygon) else shapely.MultiPolygon([shape])
        for shape in (unit.shape for unit in rows)
    ]
    frame = geopandas.GeoDataFrame([_flat(unit) for unit in rows], geometry=shapes, crs="EPSG:4490")
    return frame.rename(columns=names or {})


def _geopackage(units: Iterable[AssessmentUnit]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "units.gpkg"
        _frame(units).to_file(path, driver="GPKG", layer=LAYER, engine="pyogrio")
        return path.read_bytes()


def _shapefile(units: Iterable[AssessmentUnit]) -> bytes:
    """Five files in one archive. A DBF cell holds 254 bytes: longer text is cut at a whole letter."""
    frame = _frame(units, SHORT)
    for name in frame.columns.drop("geometry"):
        frame[name] = frame[name].map(lambda cell: _cut(cell) if isinstance(cell, str) else cell)
    with tempfile.TemporaryDirectory() as folder:
        frame.to_file(Path(folder) / f"{LAYER}.shp", driver="ESRI Shapefile", engine="pyogrio", encoding="UTF-8")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.write(path, path.name)
        return packed.getvalue()


def _cut(text: str) -> str:
    return text.encode()[:DBF_BYTES].decode(errors="ignore")


def _csv(units: Iterable[AssessmentUnit]) -> bytes:
    """With the outline as WKT in the last column, and a mark by which Excel knows the encoding."""
    lines = io.StringIO()
    writer = None
    for unit in units:
        row = _flat(unit)
        if writer is None:
            writer = csv.writer(lines)
            writer.writerow([*row, "wkt"])
        cells = [safe(cell) if isinstance(cell, str) else cell for cell in row.values()]
        writer.writerow([*cells, shapely.to_wkt(unit.shape, rounding_precision=9)])
    return b"\xef\xbb\xbf" + lines.getvalue().encode()
