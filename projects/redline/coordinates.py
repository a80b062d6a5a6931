"""Coordinate lists 界址点坐标 as departments paste them: point numbers, ring numbers, metres, degrees, DMS.

Reads the table columns 点号 / 圈号 / X / Y in any usual separator, the ``[属性描述]…[地块坐标]`` exchange text of the
land departments, and lists copied from drawings. In such lists X is north; which number is which is decided by
its range, because the ranges of northings, eastings, longitudes and latitudes in China do not meet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum

from projects.redline import crs
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.result import Note

MAX_CHARACTERS = 1_000_000
MAX_POINTS = 20_000

Point = tuple[float, float]


class Kind(Enum):
    """What a number can be, by its range."""

    NORTH = "north"
    EAST_PREFIXED = "east_prefixed"
    EAST_SIX = "east_six"
    EAST_PLAIN = "east_plain"
    LON = "lon"
    LAT = "lat"


_EASTS = {Kind.EAST_PREFIXED, Kind.EAST_SIX, Kind.EAST_PLAIN}
_PRIMES = str.maketrans(
    {"″": '"', "”": '"', "“": '"', "′": "'", "’": "'", "‘": "'", "º": "°", "˚": "°", "−": "-", "．": "."}
)
_ANGLE = re.compile(
    r"(?P<d>\d{1,3})\s*[°度]\s*(?P<m>\d{1,2}(?:\.\d+)?)\s*['分]\s*(?:(?P<s>\d{1,2}(?:\.\d+)?)\s*(?:\"|''|秒))?"
    r"|(?<![\w.-])(?P<d2>\d{2,3})-(?P<m2>\d{1,2})-(?P<s2>\d{1,2}\.\d+)(?![\w-])"
)
_AXIS = re.compile(
    r"(?<![A-Za-z])(?:X|Y|E|N|B|L|lon|lng|lat|东经|北纬|经度|纬度|纵坐标|横坐标|北坐标|东坐标)\s*[=:]?\s*(?=\d{2,}\.\d|\d{6,})",
    re.I,
)
_TOKEN = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w#.-]*|[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?![\w])|\S")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_PUNCTUATION = frozenset(",;|:/()[]{}<>=°\"'度")
_PART_HEADING = re.compile(r"地块|宗地|图斑|第.{1,3}[圈块环部]|^\W*(?:ring|part|parcel)\b", re.I)
_HEADING = re.compile(r"[\u4e00-\u9fff\[#]|^[\W_]*(?:(?:X|Y|Z|H|E|N|B|L|ID|No|Lon|Lng|Lat|Point)\b[\W_]*)+$", re.I)
_SETTING = re.compile(r"^\s*(坐标系|几度分带|带号|计量单位)\s*[=:]\s*(.+?)\s*$")


@dataclass(slots=True)
class TypedList:
    """A read list 坐标表: ``rings`` of (east, north) or (lon, lat), not closed; the system; what was assumed."""

    rings: list[list[Point]]
    source: crs.SourceCrs
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    line: int
    part: int
    ring: int | None
    point: Point
    degrees: bool
    north_first: bool


def read_list(text: str, zone: int | None = None) -> TypedList:
    """Parse a pasted list. ``zone``: 3-degree zone the applicant states, needed for six-digit eastings.

    Raises ``RedlineError`` with the line number and text of the first line that cannot be read.
    """
    if len(text) > MAX_CHARACTERS:
        raise RedlineError(Fault.TEXT_TOO_LONG, limit=MAX_POINTS)
    rows, zone = _rows(text, zone)
    if not rows:
        raise RedlineError(Fault.TEXT_EMPTY)
    if len(rows) > MAX_POINTS:
        raise RedlineError(Fault.TEXT_TOO_LONG, limit=MAX_POINTS)
    for row in rows:
        if row.degrees != rows[0].degrees:
            raise RedlineError(Fault.UNITS_MIXED, line=row.line)
    source = crs.from_values([row.point[0] for row in rows], [row.point[1] for row in rows], zone)
    notes = [Note(Remark.NORTH_FIRST)] if rows[0].north_first and not rows[0].degrees else []
    rings, implied = _rings(rows)
    if implied:
        notes.append(Note(Remark.RING_CLOSED, {"rings": implied}))
    return TypedList(rings, source, notes)


def _rows(text: str, zone: int | None) -> tuple[list[_Row], int | None]:
    rows: list[_Row] = []
    part, blank, seen = 0, False, 0
    groups: list[int] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = unicodedata.normalize("NFKC", raw.translate(_PRIMES).replace("、", " ")).strip()
        if not line:
            blank = True
            continue
        setting = _SETTING.match(line)
        if setting:
            zone = _apply_setting(setting.group(1), setting.group(2), zone)
            continue
        _refuse_named_system(line)
        row = _row(line, number, part)
        if row is None:
            if line.endswith("@") or _PART_HEADING.search(line):
                part += 1
            elif _has_coordinate(line) or not _HEADING.search(line):
                raise RedlineError(Fault.LINE_UNREADABLE, line=number, text=raw.strip()[:60])
            continue
        if blank and rows and rows[-1].part == part:
            groups.append(len(rows))
        blank = False
        seen += 1
        if seen > MAX_POINTS:
            raise RedlineError(Fault.TEXT_TOO_LONG, limit=MAX_POINTS)
        rows.append(row)
    _split_at_blank_lines(rows, groups)
    return rows, zone


def _split_at_blank_lines(rows: list[_Row], starts: list[int]) -> None:
    """Blank lines part rings only when every block could be a ring; word processors also sprinkle them."""
    edges = [0, *starts, len(rows)]
    if starts and all(after - before >= 3 for before, after in zip(edges, edges[1:], strict=False)):
        for block, (before, after) in enumerate(zip(edges, edges[1:], strict=False)):
            for row in rows[before:after]:
                row.part += block * 1000


def _row(line: str, number: int, part: int) -> _Row | None:
    found = _pair(line) or _pair(_THOUSANDS.sub("", line))
    if found is None:
        return None
    before, first, second, kind = found
    ring = int(before[-1]) if len(before) > 1 and before[-1].isdigit() and len(before[-1]) < 5 else None
    north_first = kind in (Kind.NORTH, Kind.LAT)
    point = (second, first) if north_first else (first, second)
    return _Row(number, part, ring, point, kind in (Kind.LON, Kind.LAT), north_first)


def _pair(line: str) -> tuple[list[str], float, float, Kind] | None:
    """Tokens before the first adjacent (north, east) or (lon, lat) pair in either order, and the pair."""
    plain = _AXIS.sub(" ", _ANGLE.sub(_decimal, line))
    tokens = [
        token
        for token in _TOKEN.findall(plain)
        if token not in _PUNCTUATION and token.upper() not in ("E", "N", "X", "Y")
    ]
    kinds = [_kind(token) for token in tokens]
    for index in range(len(tokens) - 1):
        first, second = kinds[index], kinds[index + 1]
        if first and second and _is_pair(first, second):
            return tokens[:index], float(tokens[index]), float(tokens[index + 1]), first
    return None


def _is_pair(first: Kind, second: Kind) -> bool:
    metres = (first is Kind.NORTH and second in _EASTS) or (second is Kind.NORTH and first in _EASTS)
    return metres or {first, second} == {Kind.LON, Kind.LAT}


def _kind(token: str) -> Kind | None:
    if not _NUMBER.fullmatch(token):
        return None
    value = float(token)
    spans = [
        (Kind.NORTH, crs.NORTHINGS),
        (Kind.EAST_PREFIXED, crs.PREFIXED_EASTINGS),
        (Kind.EAST_SIX, crs.SIX_DEGREE_EASTINGS),
    ]
    spans += [(Kind.EAST_PLAIN, crs.PLAIN_EASTINGS)]
    if "." in token:  # a bare 25 is a point number, never a latitude
        spans += [(Kind.LON, crs.LONGITUDES), (Kind.LAT, crs.LATITUDES)]
    return next((kind for kind, (low, high) in spans if low <= value < high), None)


def _decimal(match: re.Match[str]) -> str:
    degrees, minutes = match["d"] or match["d2"], float(match["m"] or match["m2"])
    seconds = float(match["s"] or match["s2"] or 0)
    if minutes >= 60 or seconds >= 60:
        return match[0]
    return f" {int(degrees) + minutes / 60 + seconds / 3600:.11f} "


def _has_coordinate(line: str) -> bool:
    return any(_kind(token) for token in _TOKEN.findall(line))


def _rings(rows: list[_Row]) -> tuple[list[list[Point]], int]:
    """Rings by part, ring number and repeated first point; also how many did not repeat it."""
    numbered = _numbers_are_rings(rows)
    rings: list[list[Point]] = []
    key: tuple[int, int | None] | None = None
    closed = True
    implied = 0
    for row in rows:
        here = (row.part, row.ring if numbered else None)
        if closed or here != key:
            implied += not closed
            rings.append([])
            key, closed = here, False
        if len(rings[-1]) >= 3 and row.point == rings[-1][0]:
            closed = True
            continue
        rings[-1].append(row.point)
    implied += not closed
    for number, ring in enumerate(rings, start=1):
        if len(set(ring)) < 3:
            raise RedlineError(Fault.RING_TOO_SHORT, ring=number, points=len(set(ring)))
    return rings, implied


def _numbers_are_rings(rows: list[_Row]) -> bool:
    """Two leading integers are 点号 + 圈号 only if the second stays the same over a whole ring."""
    if any(row.ring is None for row in rows):
        return False
    lengths: dict[tuple[int, int | None], int] = {}
    for row in rows:
        lengths[row.part, row.ring] = lengths.get((row.part, row.ring), 0) + 1
    return min(lengths.values()) >= 3


def _apply_setting(key: str, value: str, zone: int | None) -> int | None:
    if key == "坐标系":
        _refuse_named_system(value)
    elif key == "几度分带" and value.startswith("6"):
        raise RedlineError(Fault.CRS_SIX_DEGREE, zone=None)
    elif key == "带号" and value.isdigit() and 25 <= int(value) <= 45:
        if zone not in (None, int(value)):
            raise RedlineError(Fault.CRS_ZONE_CONFLICT, found=[int(value)], stated=zone)
        return int(value)
    return zone


def _refuse_named_system(line: str) -> None:
    squeezed = re.sub(r"[\s'’_-]", "", line).lower()
    for marks, fault in (
        (("北京54", "54北京", "1954年北京", "1954北京", "beijing54", "beijing1954"), Fault.CRS_BEIJING54),
        (
            ("西安80", "80西安", "1980西安", "1980年西安", "80国家大地", "1980国家大地", "xian80", "xian1980"),
            Fault.CRS_XIAN80,
        ),
        (("gcj02", "bd09", "火星坐标", "高德坐标", "百度坐标"), Fault.CRS_CONSUMER_MAP),
    ):
        if any(mark in squeezed for mark in marks):
            raise RedlineError(fault, name=line.strip()[:80])
