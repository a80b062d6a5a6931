"""The last gate of a redline 红线校核: from a ring in a known system to an accepted ``RedlineReading``."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry import MultiPolygon, Polygon

from projects.redline import area, crs, rings, suspects
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Hints, Note, RedlineReading, rings_of

#: Share of the plot that must lie in the stated county; the rest is drawing tolerance.
INSIDE = 0.999
#: Declared against measured area.
AREA_TOLERANCE = 0.005


def accept(
    shape: Polygon | MultiPolygon,
    source: crs.SourceCrs,
    hints: Hints,
    *,
    notes: Sequence[Note] = (),
    source_name: str = "",
    encoding: str = "",
    attributes: Sequence[dict[str, str]] = (),
) -> RedlineReading:
    """Check ``shape`` (in ``source``, east first), convert it to EPSG:4490 and measure it.

    Raises ``RedlineError`` for vertices, numbers, system, validity, county and declared area, in this order.
    """
    shape = shapely.force_2d(shape)
    found = list(notes)
    _count(shape)
    for number, ring in enumerate(rings_of(shape), start=1):
        rings.check_numbers(ring.coords, number)
    crs.agree(source, shape.bounds)
    _valid_with_place(shape, source)
    stored = area.to_stored(shape, source)
    _on_the_map(stored)
    if source is crs.WGS84:
        found.append(Note(Remark.WGS84_AS_CGCS2000))
    _located(stored, source, hints, found)
    zone = source.zone or crs.zone_at(stored.centroid.x)
    if {crs.zone_at(stored.bounds[0]), crs.zone_at(stored.bounds[2])} != {zone}:
        found.append(Note(Remark.SPANS_ZONES, {"zone": zone}))
    ellipsoidal, plane = area.ellipsoidal_m2(stored), area.zone_m2(stored, zone)
    _declared(hints, ellipsoidal, plane)
    return RedlineReading(
        geometry=stored,
        source_crs=source.epsg,
        source_name=source_name,
        encoding=encoding,
        area_ellipsoidal_m2=ellipsoidal,
        area_zone_m2=plane,
        zone=zone,
        notes=tuple(found),
        attributes=tuple(attributes),
    )


def with_place(error: RedlineError, source: crs.SourceCrs) -> RedlineError:
    """Add ``place`` [lon, lat] to an error that knows ``at`` in its source numbers, so that a map can mark it."""
    at = error.params.get("at")
    if at and "place" not in error.params:
        lon, lat = at if source.is_degrees else crs.transformer(source.epsg, crs.STORED).transform(*at)
        error.params["place"] = [round(lon, 7), round(lat, 7)]
    return error


def _valid_with_place(shape: Polygon | MultiPolygon, source: crs.SourceCrs) -> None:
    try:
        rings.check_valid(shape, degrees=source.is_degrees)
    except RedlineError as error:
        raise with_place(error, source) from None


def _on_the_map(stored: Polygon | MultiPolygon) -> None:
    """A number far outside its zone has no longitude: name the point instead of reckoning with infinity."""
    for number, ring in enumerate(rings_of(stored), start=1):
        rings.check_numbers(ring.coords, number)


def _count(shape: Polygon | MultiPolygon) -> None:
    total = int(shapely.get_num_coordinates(shape))
    if total > rings.MAX_VERTICES:
        raise RedlineError(Fault.TOO_MANY_VERTICES, count=total, limit=rings.MAX_VERTICES, ring=None)


def _located(stored: Polygon | MultiPolygon, source: crs.SourceCrs, hints: Hints, found: list[Note]) -> None:
    for boundary, fault in ((hints.province, Fault.OUTSIDE_PROVINCE), (hints.county, Fault.OUTSIDE_COUNTY)):
        if boundary is None:
            continue
        inside = area.share_inside(stored, boundary)
        if inside >= INSIDE:
            continue
        if hints.border_tolerance_m > 0:
            reach = shapely.buffer(boundary, hints.border_tolerance_m / 100_000)
            if area.share_inside(stored, reach) >= INSIDE:
                found.append(Note(Remark.ON_THE_BORDER, {"inside_percent": round(inside * 100, 1)}))
                continue
        centre = stored.representative_point()
        raise RedlineError(
            fault,
            county=hints.county_name,
            inside_percent=round(inside * 100, 1),
            likely=suspects.likely_mistake(stored, source, hints.county or boundary),
            place=[round(centre.x, 6), round(centre.y, 6)],
        )


def _declared(hints: Hints, ellipsoidal: float, plane: float) -> None:
    declared = hints.declared_area_m2
    if not declared:
        return
    difference = min(abs(float(declared) - ellipsoidal), abs(float(declared) - plane)) / float(declared)
    if difference > AREA_TOLERANCE:
        raise RedlineError(
            Fault.AREA_MISMATCH,
            declared_m2=float(declared),
            measured_m2=round(plane, 2),
            percent=round((plane - float(declared)) / float(declared) * 100, 2),
        )
