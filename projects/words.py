"""The sentences for refused and annotated files 退回与提示用语: what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.redline.errors import Fault, Remark
from projects.redline.result import Note
from projects.refusals import FileRefused
from projects.upload_checks import Flaw

Words = Promise | str
Params = Mapping[str, Any]

_OLD_SYSTEM = _(
    "The file is in %(system)s (%(name)s), which lies tens of metres from CGCS2000. Ask the surveyor or the natural "
    "resources department to convert it with official parameters and hand in CGCS2000."
)
SENTENCES: dict[str, Words] = {
    Fault.FILE_EMPTY: _("The file is empty (0 bytes). Export it again and choose the new file."),
    Fault.FILE_TOO_BIG: _("The file has %(size)s; at most %(limit)s are read. Hand in the redline layer only."),
    Fault.FILE_UNKNOWN: _(
        "The content of the file is not recognised. Hand in a zipped Shapefile, a GeoPackage, a GeoJSON, a DXF drawing, "
        "an Excel table or a text of coordinates."
    ),
    Fault.FILE_UNREADABLE: _("The file is damaged and cannot be read. Export it again from the drawing software."),
    Fault.FILE_POINTS_ELSEWHERE: _(
        "The file holds no coordinates but a reference to another file (VRT). Hand in the data themselves."
    ),
    Fault.FILE_KML: _(
        "This is a KML file of a consumer map, whose positions may be shifted. Hand in the surveyed redline "
        "in CGCS2000 as Shapefile, GeoPackage or GeoJSON."
    ),
    Fault.FILE_XML: _("This is an XML or web document, not a redline. Hand in a Shapefile, GeoPackage or GeoJSON."),
    Fault.FILE_CAD: _(
        "DWG drawings cannot be read. Save the drawing as DXF with the redline as one closed polyline, or paste its "
        "coordinates."
    ),
    Fault.FILE_OTHER_ARCHIVE: _("Only ZIP archives are read. Pack the files again as .zip."),
    Fault.FILE_BARE_SHP: _("A Shapefile has several parts. Pack .shp, .shx, .dbf and .prj together into one .zip."),
    Fault.FILE_DOCUMENT: _(
        "This is a document or picture. It belongs to the materials; the redline needs coordinates."
    ),
    Fault.ZIP_BROKEN: _("The archive is damaged. Pack it again and choose the new file."),
    Fault.ZIP_ENCRYPTED: _("The archive is locked with a password. Pack it again without one."),
    Fault.ZIP_TOO_MANY: _(
        "The archive has %(count)s members; at most %(limit)s are accepted. Keep only what belongs here."
    ),
    Fault.ZIP_TOO_BIG: _("Unpacked, the archive is larger than %(limit)s. Keep only what belongs here."),
    Fault.ZIP_ESCAPES: _(
        "The archive holds a member with an unsafe path (%(name)s). Pack the files again without folders."
    ),
    Fault.ZIP_LINK: _("The archive holds a link (%(name)s) instead of a file. Pack the files themselves."),
    Fault.ZIP_NESTED: _("The archive holds another archive (%(name)s). Unpack it and pack the files directly."),
    Fault.ZIP_NO_SHP: _("The archive holds no .shp file (found: %(found)s). Pack .shp, .shx, .dbf and .prj together."),
    Fault.ZIP_SEVERAL_SHP: _("The archive holds several Shapefiles (%(names)s). Leave only the redline in it."),
    Fault.ZIP_PART_MISSING: _(
        "The %(part)s part of the Shapefile is missing. Pack .shp, .shx, .dbf and .prj together."
    ),
    Fault.LAYERS_SEVERAL: _("The GeoPackage has several polygon layers (%(names)s). Leave only the redline in it."),
    Fault.NO_FEATURES: _("The file holds no polygon. Check that the redline layer was exported."),
    Fault.TOO_MANY_FEATURES: _(
        "The file holds %(count)s shapes; a redline has at most %(limit)s. Export the redline only."
    ),
    Fault.NOT_POLYGON: _("The file holds %(found)s shapes. The redline must be a closed area (polygon)."),
    Fault.JSON_SYNTAX: _("The GeoJSON is incomplete or mistyped near line %(line)s. Export it again."),
    Fault.JSON_STRUCTURE: _("The file is JSON but not GeoJSON with polygons. Export the redline as GeoJSON."),
    Fault.TEXT_EMPTY: _("No coordinates were found. Give one boundary point per line: number, X (north), Y (east)."),
    Fault.TEXT_TOO_LONG: _("The list is longer than %(limit)s points. Hand in a Shapefile instead."),
    Fault.LINE_UNREADABLE: _(
        "Line %(line)s, “%(text)s”, holds no pair of CGCS2000 coordinates. Give X (north) and Y (east) in "
        "metres, or longitude and latitude."
    ),
    Fault.UNITS_MIXED: _("From line %(line)s on degrees and metres are mixed. Use one of them throughout."),
    Fault.RING_TOO_SHORT: _("Ring %(ring)s has only %(points)s different points. A closed area needs at least three."),
    Fault.CRS_BEIJING54: _OLD_SYSTEM,
    Fault.CRS_XIAN80: _OLD_SYSTEM,
    Fault.CRS_NEW_BEIJING: _OLD_SYSTEM,
    Fault.CRS_WEB_MERCATOR: _(
        "The file is in Web Mercator (EPSG:3857), which makes areas here about 29%% too large. Export it "
        "again in CGCS2000."
    ),
    Fault.CRS_CONSUMER_MAP: _(
        "These are coordinates of a consumer map (GCJ-02 or BD-09), shifted by hundreds of metres. Hand in "
        "the surveyed redline in CGCS2000."
    ),
    Fault.CRS_SIX_DEGREE: _(
        "These are 6-degree zone coordinates%(zone)s. Redlines use 3-degree zones: convert to CGCS2000 zone "
        "38 or 39 and try again."
    ),
    Fault.CRS_LOCAL_GRID: _(
        "The projection (%(name)s, central meridian %(meridian)s°) is a local grid. Convert to a CGCS2000 "
        "3-degree zone (38 or 39)."
    ),
    Fault.CRS_OTHER: _(
        "The coordinate system (%(name)s) is not accepted. Hand in CGCS2000 in degrees or in 3-degree zone 38 or 39."
    ),
    Fault.CRS_METRES_AS_DEGREES: _(
        "The file says degrees, but its numbers are metres (%(east)s, %(north)s).%(zone)s Export it again "
        "with the right coordinate system."
    ),
    Fault.CRS_DEGREES_AS_METRES: _(
        "The file says metres (EPSG:%(epsg)s), but its numbers are degrees (%(east)s, %(north)s). Export it "
        "again with the right coordinate system."
    ),
    Fault.CRS_AXES_SWAPPED: _(
        "North and east are swapped in the file (it begins with %(first)s, %(second)s). In files east "
        "(longitude) comes first; swap the columns and export again."
    ),
    Fault.CRS_ZONE_CONFLICT: _(
        "The zones do not agree: the coordinates say %(found)s, the stated system says zone %(stated)s. "
        "Check the zone number and export again."
    ),
    Fault.ZONE_UNKNOWN: _(
        "The easting (%(easting)s) has six digits, so the zone is not known: zone 38 and zone 39 lie some "
        "300 km apart. Choose the zone below.%(suggested)s"
    ),
    Fault.NOT_FINITE: _(
        "Ring %(ring)s holds a value that is no coordinate (point %(point)s). Correct it and try again."
    ),
    Fault.NOT_CLOSED: _(
        "Ring %(ring)s is not closed: its last point differs from its first. Close it in the drawing and export again."
    ),
    Fault.SELF_CROSSING: _(
        "The boundary crosses itself at %(at)s%(near)s. Correct the order of the points; nothing was changed for you."
    ),
    Fault.HOLE_OUTSIDE: _("A hole lies outside its area, at %(at)s. Correct the ring numbers or the drawing."),
    Fault.PARTS_OVERLAP: _(
        "Two parts overlap at %(at)s%(overlap)s. Correct the drawing so that every place is counted once."
    ),
    Fault.SHAPE_INVALID: _("The boundary is not sound (%(reason)s) at %(at)s. Correct the drawing and try again."),
    Fault.AREA_ZERO: _("The points lie on one line and enclose no area. Check the coordinates."),
    Fault.TOO_MANY_VERTICES: _(
        "The boundary has %(count)s points; at most %(limit)s per ring are accepted. Hand in the surveyed "
        "boundary points only."
    ),
    Fault.AREA_MISMATCH: _(
        "The redline measures %(measured)s, the dossier declares %(declared)s: %(percent)s%% apart, 0.5%% "
        "are allowed. Correct the redline or the declared land area."
    ),
    Fault.OUTSIDE_PROVINCE: _(
        "The plot lies outside the province (%(inside)s%% inside).%(likely)s Check the coordinates and their zone."
    ),
    Fault.OUTSIDE_COUNTY: _(
        "Only %(inside)s%% of the plot lie in %(county)s.%(likely)s Check the coordinates and their zone, or "
        "the county of the project."
    ),
    Fault.READER_TIMEOUT: _(
        "Reading took longer than %(seconds)s seconds and was stopped. Hand in the surveyed boundary points only."
    ),
    Fault.READER_MEMORY: _(
        "Reading needed more memory than allowed and was stopped. Hand in the surveyed boundary points only."
    ),
    Fault.READER_FAILED: _(
        "The file could not be read. Export it again; if it fails again, paste the coordinates instead."
    ),
    Flaw.EMPTY: _("The file is empty (0 bytes). Choose the right file."),
    Flaw.TOO_BIG: _("The file has %(size)s; at most %(limit)s are accepted. Split or compress it."),
    Flaw.NOT_ALLOWED: _("Files of type “%(extension)s” are not accepted here. Accepted: %(allowed)s."),
    Flaw.OTHER_CONTENT: _(
        "The file is named .%(claimed)s, but its content is something else%(found)s. Choose the original file."
    ),
    Flaw.PDF_BROKEN: _("The PDF is damaged and cannot be opened. Export or scan it again."),
    Flaw.PDF_LOCKED: _("The PDF is locked with a password. Remove the password and upload it again."),
    Flaw.PDF_ACTIVE: _("The PDF contains scripts or starts programs. Print it to a plain PDF and upload that."),
    Flaw.PDF_PAGES: _("The PDF has %(pages)s pages; at most %(limit)s are accepted. Split it into volumes."),
    Flaw.IMAGE_BROKEN: _("The picture is damaged and cannot be opened. Export or scan it again."),
    Flaw.IMAGE_TOO_LARGE: _(
        "The picture has %(width)s × %(height)s pixels, which is too many. Save it smaller or as PDF."
    ),
    Flaw.OFFICE_MACROS: _("The document contains macros. Save it without macros and upload it again."),
    Flaw.CHECK_TIMEOUT: _("Checking the file took too long and was stopped. Save it anew or split it."),
    Flaw.CHECK_FAILED: _("The file could not be checked. Save it anew and upload it again."),
}
REMARKS: dict[str, Words] = {
    Remark.WGS84_AS_CGCS2000: _("The file says WGS 84; it is taken as CGCS2000 (they agree within decimetres)."),
    Remark.PRJ_MISSING_ZONE_FROM_EASTING: _(
        "The file names no coordinate system. From its eight-digit eastings it is taken as CGCS2000 zone "
        "%(zone)s (EPSG:%(epsg)s). Make sure that it is not Xi'an 1980 or Beijing 1954."
    ),
    Remark.PRJ_MISSING_DEGREES: _("The file names no coordinate system; its degrees are taken as CGCS2000."),
    Remark.CRS_BY_STATEMENT: _("The coordinate system is the one you chose (EPSG:%(epsg)s)."),
    Remark.NORTH_FIRST: _("The first number of each line is read as X (north), the second as Y (east)."),
    Remark.RING_CLOSED: _("The list does not repeat its first point; the last point was joined to the first."),
    Remark.HOLES_FOUND: _("%(count)s inner rings are taken as holes and not counted."),
    Remark.PARTS_MERGED: _("%(count)s adjoining parts were joined into one area."),
    Remark.ENCODING_GUESSED: _(
        "The attribute table names no encoding and is read as %(encoding)s; check the names below."
    ),
    Remark.DBF_MISSING: _("The attribute table (.dbf) is missing; only the boundary was read."),
    Remark.SPANS_ZONES: _(
        "The plot reaches across two zones; its area is measured in zone %(zone)s, where its centre lies."
    ),
    Remark.ON_THE_BORDER: _(
        "%(inside_percent)s%% of the plot lie inside the county's boundary data, the rest within their accuracy."
    ),
    Remark.ARCS_FLATTENED: _("%(count)s outlines have arcs; they were drawn as chords at most 5 mm beside them."),
    Remark.OPEN_LINES_SKIPPED: _("%(count)s polylines are not closed and were left out."),
    Remark.KML_FROM_A_MAP: _(
        "KML carries no survey. Compare the place with the map: positions of consumer maps are shifted by some 500 m."
    ),
}
_SYSTEMS: dict[str, Words] = {
    Fault.CRS_BEIJING54: _("Beijing 1954"),
    Fault.CRS_XIAN80: _("Xi'an 1980"),
    Fault.CRS_NEW_BEIJING: _("New Beijing 1954"),
}
_LIKELY: dict[str, Words] = {
    "zone_38": _(" In zone 38 it would lie inside: probably the zone is wrong."),
    "zone_39": _(" In zone 39 it would lie inside: probably the zone is wrong."),
    "zone_40": _(" In zone 40 it would lie inside: probably the zone is wrong."),
    "consumer_map": _(" It would fit after undoing the shift of consumer maps: probably these are GCJ-02 coordinates."),
    "baidu_map": _(" It would fit after undoing the shift of Baidu maps: probably these are BD-09 coordinates."),
}


def sentence(error: FileRefused) -> str:
    """The sentence of a refusal in the active language; what is wrong, where, and what to do."""
    return str(SENTENCES[error.code]) % _Spoken(error.code, error.params)


def remark(note: Note) -> str:
    """The sentence of a note beside an accepted redline."""
    return remark_of(note.remark.value, note.params)


def remark_of(code: str, params: Params) -> str:
    """The sentence of a stored note; "" for a code that is no longer spoken."""
    words = REMARKS.get(code)
    return str(words) % _Spoken(code, params) if words else ""


class _Spoken(dict[str, Any]):
    """Parameters as they are said: sizes in MB, lists joined, places in words; unknown ones as "—"."""

    def __init__(self, code: str, params: Params) -> None:
        super().__init__()
        self.code, self.params = code, params

    def __missing__(self, key: str) -> str:
        speak = _SPEAKERS.get(key)
        return speak(self.code, self.params) if speak else _plain(self.params.get(key))


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return gettext(", ").join(_plain(one) for one in value) or "—"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return str(value)


def _size(key: str) -> Callable[[str, Params], str]:
    def speak(code: str, params: Params) -> str:
        value = params.get(key)
        if code in (Fault.FILE_TOO_BIG, Fault.ZIP_TOO_BIG, Flaw.TOO_BIG) and isinstance(value, int):
            return f"{value / 1024 / 1024:.0f} MB"
        return _plain(value)

    return speak


def _at(_code: str, params: Params) -> str:
    at = params.get("at")
    if not at:
        return gettext("an unnamed place")
    if abs(at[0]) < 400:
        return gettext("longitude %(lon)s°, latitude %(lat)s°") % {"lon": f"{at[0]:.6f}", "lat": f"{at[1]:.6f}"}
    return gettext("X=%(north)s, Y=%(east)s") % {"north": f"{at[1]:.3f}", "east": f"{at[0]:.3f}"}


def _near(_code: str, params: Params) -> str:
    near = params.get("near") or []
    return gettext(" (near points %(points)s)") % {"points": _plain(near)} if near else ""


def _zone(code: str, params: Params) -> str:
    zone = params.get("zone")
    if code == Fault.CRS_SIX_DEGREE:
        return gettext(" (zone %(zone)s)") % {"zone": zone} if zone else ""
    if code == Fault.CRS_METRES_AS_DEGREES:
        return gettext(" They look like CGCS2000 zone %(zone)s.") % {"zone": zone} if zone else ""
    return _plain(zone)


def _found(code: str, params: Params) -> str:
    found = params.get("found")
    if code == Flaw.OTHER_CONTENT:
        return gettext(" (%(kind)s)") % {"kind": found} if found else ""
    if code == Fault.CRS_ZONE_CONFLICT:
        return gettext("zone %(zone)s") % {"zone": _plain(found)} if found else gettext("no zone number")
    return _plain(found)


def _overlap(_code: str, params: Params) -> str:
    overlap = params.get("overlap_m2")
    return gettext(" by %(area)s m²") % {"area": _plain(overlap)} if overlap else ""


def _suggested(_code: str, params: Params) -> str:
    zone = params.get("suggested")
    return gettext(" In zone %(zone)s the plot lies in the stated county.") % {"zone": zone} if zone else ""


def _points(code: str, params: Params) -> str:
    return str(params.get("points", "—"))


_SPEAKERS: dict[str, Callable[[str, Params], str]] = {
    "size": _size("size"),
    "limit": _size("limit"),
    "at": _at,
    "near": _near,
    "zone": _zone,
    "found": _found,
    "overlap": _overlap,
    "suggested": _suggested,
    "points": _points,
    "system": lambda code, _params: str(_SYSTEMS.get(code, "")),
    "likely": lambda _code, params: str(_LIKELY.get(params.get("likely") or "", "")),
    "measured": lambda _code, params: _square_metres(params.get("measured_m2")),
    "declared": lambda _code, params: _square_metres(params.get("declared_m2")),
    "inside": lambda _code, params: _plain(params.get("inside_percent")),
    "county": lambda _code, params: params.get("county") or gettext("the stated county"),
    "percent": lambda _code, params: f"{abs(params.get('percent', 0)):.2f}",
}


def _square_metres(value: float | None) -> str:
    return gettext("%(n)s m²") % {"n": _plain(value)}
