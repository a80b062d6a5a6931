"""The door for uploaded redline files 红线文件读取: every file is read by a child process that can be killed."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import IO

from projects import child
from projects.redline import content
from projects.redline.errors import Fault, RedlineError
from projects.redline.result import Hints, RedlineReading

#: Seconds of wall clock; the child's own CPU limit is lower, this catches one that waits.
WALL_SECONDS = 10
_FAULTS = {
    child.Ending.TIMEOUT: Fault.READER_TIMEOUT,
    child.Ending.MEMORY: Fault.READER_MEMORY,
    child.Ending.FAILED: Fault.READER_FAILED,
}


def read_upload(upload: bytes | IO[bytes], hints: Hints, *, wall_seconds: float = WALL_SECONDS) -> RedlineReading:
    """Read an uploaded file (zipped Shapefile, GeoPackage, GeoJSON, or a text of coordinates).

    Takes its bytes or an open binary file; its name is never asked for. Raises ``RedlineError`` with the reason,
    also when the child runs out of time (``READER_TIMEOUT``) or memory (``READER_MEMORY``).
    """
    with tempfile.TemporaryDirectory(prefix="redline-") as name:
        folder = Path(name)
        path = folder / "upload"
        child.store(upload, path)
        with path.open("rb") as source:
            content.sniff(source.read(4096), path.stat().st_size)  # an empty or foreign file needs no child
        (folder / "hints.json").write_text(json.dumps(hints.to_json()), "utf-8")
        try:
            answer = child.run("projects.redline.worker", folder, wall_seconds=wall_seconds)
        except child.ChildError as error:
            raise RedlineError(_FAULTS[error.ending], seconds=int(wall_seconds)) from None
    if "error" in answer:
        raise RedlineError.from_json(answer["error"])
    return RedlineReading.from_json(answer["reading"])
