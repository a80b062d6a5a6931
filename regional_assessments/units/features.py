"""Published units as GeoJSON (成果数据输出), longitude and latitude in EPSG:4490."""

from collections.abc import Iterable
from typing import Any, Final

from shapely.geometry import mapping

from regional_assessments.models import AssessmentUnit

CRS: Final[dict[str, Any]] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}


def collection(units: Iterable[AssessmentUnit], **more: Any) -> dict[str, Any]:
    """A feature collection of rows read with their zone and reviewer."""
    return {"type": "FeatureCollection", "crs": CRS, "features": [feature(unit) for unit in units], **more}


def feature(unit: AssessmentUnit) -> dict[str, Any]:
    """One unit with everything its approval says. Dates are ISO 8601, the area in m² on the ellipsoid."""
    return {
        "type": "Feature",
        "id": f"{unit.code}/{unit.version}",
        "geometry": mapping(unit.shape),
        "properties": {
            "code": unit.code,
            "version": unit.version,
            "kind": unit.kind,
            "kind_name": unit.kind_label,
            "name": unit.name,
            "zone": unit.zone.code,
            "state": unit.state,
            "area_m2": float(unit.area),
            "effective_from": unit.effective_from.isoformat(),
            "effective_to": unit.effective_to.isoformat() if unit.effective_to else None,
            "last_day": unit.last_day.isoformat() if unit.last_day else None,
            "producer": unit.producer,
            "reviewer": unit.reviewer.name,
            "document_number": unit.document_number,
            "document_on": unit.document_on.isoformat() if unit.document_on else None,
            "report_sha256": unit.report.sha256 if unit.report else None,
            "results": {
                item: unit.results.get(item, str(effect.results[0])) for item, effect in unit.told.effects.items()
            },
            "limits": unit.limits,
            "industries": unit.industries,
            "exclusions": unit.exclusions,
            "cleared": unit.cleared,
        },
    }
