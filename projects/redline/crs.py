"""The decision table of coordinate systems 坐标系判定: CGCS2000 in degrees or 3-degree zones, everything else refused.

Beijing 1954, Xi'an 1980 and New Beijing differ from CGCS2000 by tens of metres and PROJ shifts them by zero without
saying so, hence they are refused, never converted (测绘法: 2018-07-01 起全面使用 2000 国家大地坐标系).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyproj

from projects.redline.errors import Fault, RedlineError

STORED = 4490
#: CGCS2000 3-degree Gauss-Kruger: 4513–4533 carry the zone number in the easting, 4534–4554 do not.
FIRST_ZONE, LAST_ZONE = 25, 45
_PREFIXED, _PLAIN = 4513, 4534
_SIX_DEGREE = range(4491, 4513)

#: Mainland China in degrees and in Gauss-Kruger metres; the ranges do not meet, so a value tells its own axis.
LONGITUDES, LATITUDES = (73.0, 136.0), (17.0, 54.0)
NORTHINGS, PLAIN_EASTINGS = (1_900_000.0, 6_000_000.0), (100_000.0, 900_000.0)
PREFIXED_EASTINGS = (FIRST_ZONE * 1e6, (LAST_ZONE + 1) * 1e6)
SIX_DEGREE_EASTINGS = (13e6, 24e6)

#: How definitions in circulation name the datum.
_CGCS2000 = ("cgcs2000", "china2000", "chinageodeticcoordinatesystem2000", "gcschina")


@dataclass(frozen=True, slots=True)
class SourceCrs:
    """An accepted system 源坐标系. ``zone`` is ``None`` for degrees; ``prefixed``: easting begins with the zone."""

    epsg: int
    zone: int | None = None
    prefixed: bool = False

    @property
    def is_degrees(self) -> bool:
        """Longitude and latitude rather than metres."""
        return self.zone is None


DEGREES = SourceCrs(STORED)
WGS84 = SourceCrs(4326)


def zone_crs(zone: int, *, prefixed: bool) -> SourceCrs:
    """CGCS2000 3-degree zone ``zone`` 带号 (25–45) with or without the zone in its easting."""
    if not FIRST_ZONE <= zone <= LAST_ZONE:
        raise ValueError(f"no CGCS2000 3-degree zone {zone}")
    return SourceCrs((_PREFIXED if prefixed else _PLAIN) + zone - FIRST_ZONE, zone, prefixed)


def zone_at(longitude: float) -> int:
    """The 3-degree zone 带号 whose central meridian is nearest to ``longitude`` (degrees)."""
    return int(longitude / 3 + 0.5)


def from_epsg(code: int) -> SourceCrs:
    """The accepted system of an EPSG code, or the refusal that names what it is."""
    if code == STORED:
        return DEGREES
    if code == 4326:
        return WGS84
    if _PREFIXED <= code < _PLAIN:
        return zone_crs(code - _PREFIXED + FIRST_ZONE, prefixed=True)
    if _PLAIN <= code <= 4554:
        return zone_crs(code - _PLAIN + FIRST_ZONE, prefixed=False)
    if code in _SIX_DEGREE:
        raise RedlineError(Fault.CRS_SIX_DEGREE, zone=13 + (code - _SIX_DEGREE.start) % 11)
    try:
        crs = pyproj.CRS.from_epsg(code)
    except pyproj.exceptions.CRSError:
        raise RedlineError(Fault.CRS_OTHER, name=f"EPSG:{code}") from None
    raise _refusal(crs)


def from_definition(text: str) -> SourceCrs:
    """The accepted system of a ``.prj`` text, WKT, URN or ``EPSG:n``; decided by datum and parameters, not by name."""
    spoken = text.lower()
    if any(mark in spoken for mark in ("gcj", "bd09", "bd-09", "mars", "火星", "百度", "高德")):
        raise RedlineError(Fault.CRS_CONSUMER_MAP, name=_short(text))
    if spoken.replace("::", ":").endswith("crs84"):
        return WGS84
    try:
        crs = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        raise RedlineError(Fault.CRS_OTHER, name=_short(text)) from None
    return _decide(crs)


def from_values(easts: Iterable[float], norths: Iterable[float], stated_zone: int | None) -> SourceCrs:
    """The system of bare numbers in (east, north) order, when nothing names it.

    ``stated_zone``: what the applicant says. Raises ``ZONE_UNKNOWN`` for six-digit eastings without it, because
    the same number lies 3 degrees (some 300 km) apart in two zones of Jiangxi.
    """
    east, north = list(easts), list(norths)
    if _all_in(east, LONGITUDES) and _all_in(north, LATITUDES):
        return DEGREES
    if _all_in(north, NORTHINGS) and _all_in(east, PREFIXED_EASTINGS):
        zones = {int(value // 1e6) for value in east}
        zone = zones.pop()
        if zones or stated_zone not in (None, zone):
            raise RedlineError(Fault.CRS_ZONE_CONFLICT, found=sorted({zone, *zones}), stated=stated_zone)
        return zone_crs(zone, prefixed=True)
    if _all_in(north, NORTHINGS) and _all_in(east, SIX_DEGREE_EASTINGS):
        raise RedlineError(Fault.CRS_SIX_DEGREE, zone=int(east[0] // 1e6))
    if _all_in(north, NORTHINGS) and _all_in(east, PLAIN_EASTINGS):
        if stated_zone is None:
            raise RedlineError(Fault.ZONE_UNKNOWN, easting=round(east[0], 3))
        return zone_crs(stated_zone, prefixed=False)
    if looks_swapped(east, north):
        raise RedlineError(Fault.CRS_AXES_SWAPPED, first=east[0], second=north[0])
    raise RedlineError(Fault.CRS_OTHER, name=f"{east[0]:g}, {north[0]:g}")


def agree(source: SourceCrs, bounds: tuple[float, float, float, float]) -> None:
    """Raise when the numbers (minx, miny, maxx, maxy; east first) cannot be in the system the file names."""
    east, north = [bounds[0], bounds[2]], [bounds[1], bounds[3]]
    if looks_swapped(east, north):
        raise RedlineError(Fault.CRS_AXES_SWAPPED, first=east[0], second=north[0])
    metres = max(map(abs, bounds)) > 400
    if source.is_degrees:
        if metres:
            raise RedlineError(Fault.CRS_METRES_AS_DEGREES, east=east[0], north=north[0], zone=_prefix(east[0]))
        return
    if not metres:
        raise RedlineError(Fault.CRS_DEGREES_AS_METRES, east=east[0], north=north[0], epsg=source.epsg)
    found = sorted({zone for zone in map(_prefix, east) if zone is not None})
    if found != ([source.zone] if source.prefixed else []):
        raise RedlineError(Fault.CRS_ZONE_CONFLICT, found=found, stated=source.zone)


def looks_swapped(east: list[float], north: list[float]) -> bool:
    """Whether the pair reads north-first: only then do both numbers fall in China's ranges."""
    if _all_in(east, LATITUDES) and _all_in(north, LONGITUDES):
        return True
    return _all_in(east, NORTHINGS) and (_all_in(north, PREFIXED_EASTINGS) or _all_in(north, PLAIN_EASTINGS))


@lru_cache(maxsize=64)
def transformer(source_epsg: int, target_epsg: int) -> pyproj.Transformer:
    """Transformer in (east, north) / (lon, lat) order; all pairs used here are exact, offline and grid-free."""
    return pyproj.Transformer.from_crs(source_epsg, target_epsg, always_xy=True)


def _decide(crs: pyproj.CRS) -> SourceCrs:
    datum = _datum(crs)
    if datum == "wgs84" and crs.is_geographic:
        return WGS84
    if datum != "cgcs2000":
        raise _refusal(crs)
    if crs.is_geographic:
        return DEGREES
    operation = crs.coordinate_operation
    values = {one.name: float(one.value) for one in (operation.params if operation else [])}
    meridian = values.get("Longitude of natural origin", 0.0)
    easting = values.get("False easting", 0.0)
    plain = (
        values.get("Latitude of natural origin") == 0
        and values.get("Scale factor at natural origin") == 1
        and values.get("False northing") == 0
        and all(axis.unit_conversion_factor == 1 for axis in crs.axis_info)
    )
    zone = round(meridian / 3)
    if plain and abs(meridian - zone * 3) < 1e-9 and FIRST_ZONE <= zone <= LAST_ZONE:
        if easting == zone * 1e6 + 500_000:
            return zone_crs(zone, prefixed=True)
        if easting == 500_000:
            return zone_crs(zone, prefixed=False)
    if plain and (easting - 500_000) % 1e6 == 0 and (meridian + 3) % 6 == 0 and easting > 1e6:
        raise RedlineError(Fault.CRS_SIX_DEGREE, zone=int(easting // 1e6))
    raise RedlineError(Fault.CRS_LOCAL_GRID, name=_short(crs.name), meridian=round(meridian, 4))


def _datum(crs: pyproj.CRS) -> str:
    base = crs.geodetic_crs or crs
    names = " ".join(filter(None, (crs.name, base.name, base.datum.name if base.datum else ""))).lower()
    squeezed = names.replace("_", "").replace(" ", "").replace("'", "")
    if "newbeijing" in squeezed:
        return "newbeijing"
    if "beijing" in squeezed:
        return "beijing54"
    if "xian" in squeezed:
        return "xian80"
    ellipsoid = base.ellipsoid
    if ellipsoid is None or abs(ellipsoid.semi_major_metre - 6378137) > 1e-3:
        return "other"
    if abs(ellipsoid.inverse_flattening - 298.257222101) < 1e-8 and any(mark in squeezed for mark in _CGCS2000):
        return "cgcs2000"
    if "wgs84" in squeezed or "wgs1984" in squeezed or "worldgeodeticsystem1984" in squeezed:
        return "webmercator" if "mercator" in squeezed and "transverse" not in squeezed else "wgs84"
    return "other"


def _refusal(crs: pyproj.CRS) -> RedlineError:
    fault = {
        "beijing54": Fault.CRS_BEIJING54,
        "newbeijing": Fault.CRS_NEW_BEIJING,
        "xian80": Fault.CRS_XIAN80,
        "webmercator": Fault.CRS_WEB_MERCATOR,
    }.get(_datum(crs), Fault.CRS_OTHER)
    return RedlineError(fault, name=_short(crs.name))


def _prefix(easting: float) -> int | None:
    low, high = PREFIXED_EASTINGS
    return int(easting // 1e6) if low <= easting < high else None


def _all_in(values: list[float], span: tuple[float, float]) -> bool:
    return all(span[0] <= value < span[1] for value in values)


def _short(text: str) -> str:
    return " ".join(text.split())[:80]
