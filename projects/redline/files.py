"""From the polygons of a file to an accepted redline 文件红线: which system they are in, and what was assumed."""

from __future__ import annotations

from projects.redline import checks, crs, rings, suspects
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.geojson import Layer
from projects.redline.result import Hints, LayerReading, Note, RedlineReading


def accept_layer(
    layer: Layer,
    hints: Hints,
    *,
    source_name: str = "",
    is_shapefile: bool = False,
    has_table: bool = True,
    has_cpg: bool = True,
) -> RedlineReading:
    """Decide the system of ``layer``, join its parts and check them. Raises ``RedlineError``."""
    for part in layer.parts:
        for number, ring in enumerate((part.exterior, *part.interiors), start=1):
            rings.check_numbers(ring.coords, number)
    source, notes = _system(layer, hints)
    notes += layer.notes
    try:
        shape, merged = rings.parts_as_one(layer.parts, degrees=source.is_degrees)
    except RedlineError as error:
        raise checks.with_place(error, source) from None
    notes += merged
    if is_shapefile and not has_table:
        notes.append(Note(Remark.DBF_MISSING))
    elif is_shapefile and not has_cpg and layer.encoding != "UTF-8":
        notes.append(Note(Remark.ENCODING_GUESSED, {"encoding": layer.encoding}))
    return checks.accept(
        shape, source, hints, notes=notes, source_name=source_name, encoding=layer.encoding, attributes=layer.attributes
    )


def accept_each(layer: Layer, hints: Hints) -> LayerReading:
    """Decide the system of the whole ``layer`` once, then check every feature by itself; refused ones are told apart.

    Raises ``RedlineError`` where the system cannot be decided or no feature has an area.
    """
    _source, notes = _system(layer, hints)
    accepted: list[RedlineReading] = []
    values, numbers, refused = [], [], []
    for number, row in enumerate(layer.rows, start=1):
        single = Layer(row.parts, layer.system, layer.encoding, notes=layer.notes)
        try:
            if not row.parts:
                raise RedlineError(Fault.NO_FEATURES)
            accepted.append(accept_layer(single, hints))
        except RedlineError as error:
            refused.append((number, error.to_json()))
        else:
            values.append(row.values)
            numbers.append(number)
    return LayerReading(tuple(accepted), tuple(values), tuple(numbers), tuple(refused))


def _system(layer: Layer, hints: Hints) -> tuple[crs.SourceCrs, list[Note]]:
    """What the file says wins; then what the applicant says; then what the numbers say."""
    east = [value for part in layer.parts for value in (part.bounds[0], part.bounds[2])]
    north = [value for part in layer.parts for value in (part.bounds[1], part.bounds[3])]
    box = (min(east), min(north), max(east), max(north))
    if layer.system:
        source = crs.from_definition(layer.system)
        if hints.zone is not None and source.zone not in (None, hints.zone):
            raise RedlineError(Fault.CRS_ZONE_CONFLICT, found=[source.zone], stated=hints.zone)
        crs.agree(source, box)
        return source, []
    if crs.looks_swapped(east, north):
        raise RedlineError(Fault.CRS_AXES_SWAPPED, first=east[0], second=north[0])
    if hints.stated == "degrees":
        crs.agree(crs.DEGREES, box)
        return crs.DEGREES, [Note(Remark.CRS_BY_STATEMENT, {"epsg": crs.STORED})]
    source = _from_numbers(layer, east, north, hints)
    if source.is_degrees:
        return source, [Note(Remark.PRJ_MISSING_DEGREES)]
    if hints.zone is not None:
        return source, [Note(Remark.CRS_BY_STATEMENT, {"epsg": source.epsg})]
    return source, [Note(Remark.PRJ_MISSING_ZONE_FROM_EASTING, {"zone": source.zone, "epsg": source.epsg})]


def _from_numbers(layer: Layer, east: list[float], north: list[float], hints: Hints) -> crs.SourceCrs:
    try:
        return crs.from_values(east, north, hints.zone)
    except RedlineError as error:
        if error.code is Fault.ZONE_UNKNOWN and hints.county is not None:
            points = [(x, y) for x, y in layer.parts[0].exterior.coords]
            error.params["suggested"] = suspects.zone_that_fits(points, hints.county)
        raise
