"""The door for uploaded redline files 红线文件读取: every file is read by a child process that can be killed."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import IO, Any

from projects import child
from projects.redline import content
from projects.redline.errors import Fault, RedlineError
from projects.redline.result import Hints, LayerReading, RedlineReading

#: Seconds of wall clock; the child's own CPU limit is lower, this catches one that waits.
WALL_SECONDS = 10
_FAULTS = {
    child.Ending.TIMEOUT: Fault.READER_TIMEOUT,
    child.Ending.MEMORY: Fault.READER_MEMORY,
    child.Ending.FAILED: Fault.READER_FAILED,
}


def read_upload(upload: bytes | IO[bytes], hints: Hints, *, wall_seconds: float = WALL_SECONDS) -> RedlineReading:
    """Read an uploaded file (zipped Shapefile, GeoPackage, GeoJSON, DXF, XLSX or a text of coordinates) as one redline.

    Takes its bytes or an open binary file; its name is never asked for. Raises ``RedlineError`` with the reason,
    also when the child runs out of time (``READER_TIMEOUT``) or memory (``READER_MEMORY``).
    """
    return RedlineReading.from_json(_answer(upload, hints, wall_seconds, each=False))


def read_layer(upload: bytes | IO[bytes], hints: Hints, *, wall_seconds: float = WALL_SECONDS) -> LayerReading:
    """Read every feature of an uploaded file by itself, with its attributes. Raises ``RedlineError`` as ``read_upload``
    does; a single feature that is not accepted is reported beside the others.
    """
    return LayerReading.from_json(_answer(upload, hints, wall_seconds, each=True))


def _answer(upload: bytes | IO[bytes], hints: Hints, wall_seconds: float, *, each: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="redline-") as name:
        folder = Path(name)
        path = folder / "upload"
        child.store(upload, path)
        with path.open("rb") as source:  # an empty or foreign file needs no child
            kind = content.sniff(source.read(4096), path.stat().st_size)
        if kind is content.Kind.KML and not hints.kml:
            raise RedlineError(Fault.FILE_KML)
        (folder / "hints.json").write_text(json.dumps({**hints.to_json(), "each": each}), "utf-8")
        try:
            answer = child.run("projects.redline.worker", folder, wall_seconds=wall_seconds)
        except child.ChildError as error:
            raise RedlineError(_FAULTS[error.ending], seconds=int(wall_seconds)) from None
    if "error" in answer:
        raise RedlineError.from_json(answer["error"])
    return answer["reading"]  # type: ignore[no-any-return]
