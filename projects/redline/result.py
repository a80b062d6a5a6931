"""What a read redline is 红线读取结果, and what the reader is told beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from projects.redline.errors import Remark

Shape = Polygon | MultiPolygon
#: What the applicant may state about a file that does not say it itself.
StatedSystem = Literal["", "degrees", "zone_38", "zone_39", "zone_40"]
STATED_ZONES: dict[str, int] = {"zone_38": 38, "zone_39": 39, "zone_40": 40}


@dataclass(frozen=True, slots=True)
class Note:
    """A note 提示 with the facts its sentence needs (``params`` is JSON-ready)."""

    remark: Remark
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the applicant and the system already know 读取条件.

    ``stated``: coordinate system stated by the applicant, "" when left to the file.
    ``declared_area_m2``: land area the dossier declares, compared within ±0.5 %.
    ``county`` / ``province``: boundaries in EPSG:4490 lon/lat; ``None`` skips that comparison.
    ``border_tolerance_m``: how far beyond the county line a plot may reach, for generalised boundary data.
    """

    stated: StatedSystem = ""
    declared_area_m2: Decimal | None = None
    county: BaseGeometry | None = None
    county_name: str = ""
    province: BaseGeometry | None = None
    border_tolerance_m: float = 0.0
    kml: bool = False
    """Whether KML is accepted: it comes from consumer maps, so a redline is never read from it."""

    @property
    def zone(self) -> int | None:
        """3-degree zone 带号 the applicant stated, if any."""
        return STATED_ZONES.get(self.stated)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the pipe to the child process (geometry as WKB hex)."""
        return {
            "stated": self.stated,
            "declared_area_m2": None if self.declared_area_m2 is None else str(self.declared_area_m2),
            "county": None if self.county is None else shapely.to_wkb(self.county, hex=True),
            "county_name": self.county_name,
            "province": None if self.province is None else shapely.to_wkb(self.province, hex=True),
            "border_tolerance_m": self.border_tolerance_m,
            "kml": self.kml,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Hints:
        """Inverse of :meth:`to_json`."""
        area = data["declared_area_m2"]
        return cls(
            stated=data["stated"],
            declared_area_m2=None if area is None else Decimal(area),
            county=None if data["county"] is None else shapely.from_wkb(data["county"]),
            county_name=data["county_name"],
            province=None if data["province"] is None else shapely.from_wkb(data["province"]),
            border_tolerance_m=data["border_tolerance_m"],
            kml=data["kml"],
        )


@dataclass(frozen=True, slots=True)
class RedlineReading:
    """An accepted redline 用地红线.

    ``geometry``: polygon(s), EPSG:4490, lon/lat degrees. ``source_crs``: EPSG code it came in.
    ``source_name``: file member or "" for typed lists. ``encoding``: of the attribute table, "" without one.
    ``area_ellipsoidal_m2``: on the CGCS2000 ellipsoid; ``area_zone_m2``: in the plane of 3-degree zone ``zone``.
    ``attributes``: the first rows of the attribute table, for a person to check the decoding.
    """

    geometry: Shape
    source_crs: int
    source_name: str
    encoding: str
    area_ellipsoidal_m2: float
    area_zone_m2: float
    zone: int
    notes: tuple[Note, ...] = ()
    attributes: tuple[dict[str, str], ...] = ()

    @property
    def vertex_count(self) -> int:
        """Number of boundary points 界址点, each ring's repeated last point not counted."""
        return vertex_count(self.geometry)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the pipe from the child process (geometry as WKB hex)."""
        return {
            "geometry": shapely.to_wkb(self.geometry, hex=True),
            "source_crs": self.source_crs,
            "source_name": self.source_name,
            "encoding": self.encoding,
            "area_ellipsoidal_m2": self.area_ellipsoidal_m2,
            "area_zone_m2": self.area_zone_m2,
            "zone": self.zone,
            "notes": [[note.remark.value, note.params] for note in self.notes],
            "attributes": list(self.attributes),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RedlineReading:
        """Inverse of :meth:`to_json`."""
        plain = dict(data)
        plain["geometry"] = shapely.from_wkb(plain["geometry"])
        plain["notes"] = tuple(Note(Remark(code), params) for code, params in plain["notes"])
        plain["attributes"] = tuple(plain["attributes"])
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class LayerReading:
    """Every feature of a file by itself (图层读取): each read, checked and measured like a redline, none of them saved.

    ``refused``: features that were not accepted, by number from 1, with the refusal's code and facts.
    """

    features: tuple[RedlineReading, ...]
    values: tuple[dict[str, str], ...]
    """Attributes of the accepted features, in the same order."""
    numbers: tuple[int, ...]
    """Their numbers in the file, from 1."""
    refused: tuple[tuple[int, dict[str, Any]], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for the pipe from the child process."""
        return {
            "features": [one.to_json() for one in self.features],
            "values": list(self.values),
            "numbers": list(self.numbers),
            "refused": [list(one) for one in self.refused],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> LayerReading:
        """Inverse of :meth:`to_json`."""
        return cls(
            tuple(RedlineReading.from_json(one) for one in data["features"]),
            tuple(data["values"]),
            tuple(data["numbers"]),
            tuple((number, error) for number, error in data["refused"]),
        )


def rings_of(geometry: Shape) -> list[Any]:
    """Every ring of ``geometry``: exterior first, then its holes, part by part."""
    parts = geometry.geoms if isinstance(geometry, MultiPolygon) else [geometry]
    return [ring for part in parts for ring in (part.exterior, *part.interiors)]


def vertex_count(geometry: Shape) -> int:
    """Number of boundary points 界址点 of ``geometry``, each ring's repeated last point not counted."""
    return sum(len(ring.coords) - 1 for ring in rings_of(geometry))
