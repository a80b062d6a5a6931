"""What an uploaded redline file really is 文件识别: decided by its first bytes, never by its name."""

from __future__ import annotations

import re
from enum import Enum

from projects.redline.errors import Fault, RedlineError

#: 20 MB of zipped Shapefile hold some half a million vertices; a redline has hundreds.
MAX_BYTES = 20 * 1024 * 1024


class Kind(Enum):
    """Kinds the reader can open."""

    ZIP = "zip"
    GPKG = "gpkg"
    GEOJSON = "geojson"
    TEXT = "text"
    DXF = "dxf"
    KML = "kml"


def sniff(head: bytes, size: int, limit: int = MAX_BYTES) -> Kind:
    """Kind of a file from its first 4 kB and its size in bytes; raises ``RedlineError`` saying what it is instead."""
    if size == 0:
        raise RedlineError(Fault.FILE_EMPTY)
    if size > limit:
        raise RedlineError(Fault.FILE_TOO_BIG, size=size, limit=limit)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind.ZIP
    if head.startswith(b"SQLite format 3\x00"):
        return Kind.GPKG
    if head.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or head[257:262] == b"ustar":
        raise RedlineError(Fault.FILE_OTHER_ARCHIVE)
    if head.startswith(b"\x00\x00\x27\x0a"):
        raise RedlineError(Fault.FILE_BARE_SHP)
    if head.startswith(b"AC10"):
        raise RedlineError(Fault.FILE_CAD)
    if re.match(rb"(?:\xef\xbb\xbf)?(?:\s*999\s*\r?\n[^\n]*\n)*\s*0\s*\r?\n\s*SECTION|AutoCAD Binary DXF", head):
        return Kind.DXF
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"II*\x00", b"MM\x00*")):
        raise RedlineError(Fault.FILE_DOCUMENT)
    return _text_kind(head)


def _text_kind(head: bytes) -> Kind:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lowered = start.lower()
    if lowered.startswith(b"<"):
        if b"ogrvrt" in lowered or b"vrtdataset" in lowered or b"srcdatasource" in lowered:
            raise RedlineError(Fault.FILE_POINTS_ELSEWHERE)
        if b"<kml" in lowered:
            return Kind.KML
        raise RedlineError(Fault.FILE_XML)
    if lowered.startswith((b"{", b"[{")):
        return Kind.GEOJSON
    if lowered and b"\x00" not in head:
        return Kind.TEXT
    raise RedlineError(Fault.FILE_UNKNOWN)


def decode(data: bytes) -> tuple[str, str]:
    """Text and its encoding name: UTF-8 (with or without mark) when it is strictly that, otherwise GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), "UTF-8" if encoding.startswith("utf") else "GB18030"
        except UnicodeDecodeError:
            continue
    raise RedlineError(Fault.FILE_UNKNOWN)
