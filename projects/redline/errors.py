"""Why a land redline 用地红线 was refused: a stable code and the facts a sentence needs, never the sentence itself.

The words live in ``projects.redline_words`` (translated); this package stays free of Django so that the child
process, the importer and the tests can use it alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from projects.refusals import FileRefused


class Fault(StrEnum):
    """Code of a refusal 退回原因. The value is stored in logs and sent between processes: never rename one."""

    # the file itself
    FILE_EMPTY = "file_empty"
    FILE_TOO_BIG = "file_too_big"
    FILE_UNKNOWN = "file_unknown"
    FILE_UNREADABLE = "file_unreadable"
    FILE_POINTS_ELSEWHERE = "file_points_elsewhere"
    FILE_KML = "file_kml"
    FILE_XML = "file_xml"
    FILE_CAD = "file_cad"
    FILE_OTHER_ARCHIVE = "file_other_archive"
    FILE_BARE_SHP = "file_bare_shp"
    FILE_DOCUMENT = "file_document"
    # archives
    ZIP_BROKEN = "zip_broken"
    ZIP_ENCRYPTED = "zip_encrypted"
    ZIP_TOO_MANY = "zip_too_many"
    ZIP_TOO_BIG = "zip_too_big"
    ZIP_ESCAPES = "zip_escapes"
    ZIP_LINK = "zip_link"
    ZIP_NESTED = "zip_nested"
    ZIP_NO_SHP = "zip_no_shp"
    ZIP_SEVERAL_SHP = "zip_several_shp"
    ZIP_PART_MISSING = "zip_part_missing"
    # layers and geometry types
    LAYERS_SEVERAL = "layers_several"
    NO_FEATURES = "no_features"
    TOO_MANY_FEATURES = "too_many_features"
    NOT_POLYGON = "not_polygon"
    JSON_SYNTAX = "json_syntax"
    JSON_STRUCTURE = "json_structure"
    # typed lists
    TEXT_EMPTY = "text_empty"
    TEXT_TOO_LONG = "text_too_long"
    LINE_UNREADABLE = "line_unreadable"
    UNITS_MIXED = "units_mixed"
    RING_TOO_SHORT = "ring_too_short"
    # coordinate system
    CRS_BEIJING54 = "crs_beijing54"
    CRS_XIAN80 = "crs_xian80"
    CRS_NEW_BEIJING = "crs_new_beijing"
    CRS_WEB_MERCATOR = "crs_web_mercator"
    CRS_CONSUMER_MAP = "crs_consumer_map"
    CRS_SIX_DEGREE = "crs_six_degree"
    CRS_LOCAL_GRID = "crs_local_grid"
    CRS_OTHER = "crs_other"
    CRS_METRES_AS_DEGREES = "crs_metres_as_degrees"
    CRS_DEGREES_AS_METRES = "crs_degrees_as_metres"
    CRS_AXES_SWAPPED = "crs_axes_swapped"
    CRS_ZONE_CONFLICT = "crs_zone_conflict"
    ZONE_UNKNOWN = "zone_unknown"
    # the ring
    NOT_FINITE = "not_finite"
    NOT_CLOSED = "not_closed"
    SELF_CROSSING = "self_crossing"
    HOLE_OUTSIDE = "hole_outside"
    PARTS_OVERLAP = "parts_overlap"
    SHAPE_INVALID = "shape_invalid"
    AREA_ZERO = "area_zero"
    TOO_MANY_VERTICES = "too_many_vertices"
    AREA_MISMATCH = "area_mismatch"
    OUTSIDE_PROVINCE = "outside_province"
    OUTSIDE_COUNTY = "outside_county"
    # the child process
    READER_TIMEOUT = "reader_timeout"
    READER_MEMORY = "reader_memory"
    READER_FAILED = "reader_failed"


class Remark(StrEnum):
    """Code of a note 提示 shown beside an accepted redline: what was assumed, so that a person can object."""

    WGS84_AS_CGCS2000 = "wgs84_as_cgcs2000"
    PRJ_MISSING_ZONE_FROM_EASTING = "prj_missing_zone_from_easting"
    PRJ_MISSING_DEGREES = "prj_missing_degrees"
    CRS_BY_STATEMENT = "crs_by_statement"
    NORTH_FIRST = "north_first"
    RING_CLOSED = "ring_closed"
    HOLES_FOUND = "holes_found"
    PARTS_MERGED = "parts_merged"
    ENCODING_GUESSED = "encoding_guessed"
    DBF_MISSING = "dbf_missing"
    SPANS_ZONES = "spans_zones"
    ON_THE_BORDER = "on_the_border"
    ARCS_FLATTENED = "arcs_flattened"
    OPEN_LINES_SKIPPED = "open_lines_skipped"
    KML_FROM_A_MAP = "kml_from_a_map"


class RedlineError(FileRefused):
    """A redline was refused 退回: ``fault`` plus the facts of the sentence.

    ``params`` may hold ``place`` = ``[lon, lat]`` in degrees (EPSG:4490) so that a map can mark the spot.
    """

    codes = Fault

    def __init__(self, fault: Fault, **params: Any) -> None:
        super().__init__(fault, **params)
        self.fault = fault
