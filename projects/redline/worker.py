"""The child process 读取子进程: reads one file behind the walls of ``sandbox`` and prints one line of JSON.

``python -m projects.redline.worker FOLDER`` reads ``FOLDER/upload`` and ``FOLDER/hints.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from projects import sandbox


def main(folder: Path) -> dict[str, Any]:
    """Outcome for the parent: ``{"reading": …}`` or ``{"error": …}``."""
    sandbox.enter()
    from projects.redline.errors import Fault, RedlineError
    from projects.redline.result import Hints

    try:
        hints = Hints.from_json(json.loads((folder / "hints.json").read_text("utf-8")))
        return {"reading": _read(folder, hints).to_json()}
    except RedlineError as error:
        return {"error": error.to_json()}
    except MemoryError:
        return {"error": RedlineError(Fault.READER_MEMORY).to_json()}


def _read(folder: Path, hints: Any) -> Any:
    from projects.redline import archive, content, files, geojson, typed
    from projects.redline.errors import Fault, RedlineError

    upload = folder / "upload"
    with upload.open("rb") as source:
        kind = content.sniff(source.read(4096), upload.stat().st_size)
    if kind is content.Kind.TEXT:
        text, _ = content.decode(upload.read_bytes())
        return typed.read_typed(text, hints)
    if kind is content.Kind.GEOJSON:
        return files.accept_layer(geojson.read(upload.read_bytes()), hints)
    # pyogrio is imported only for the two formats that need it
    from projects.redline import vector

    if sandbox.FORBIDDEN_DRIVERS & set(vector.pyogrio.list_drivers()):
        raise RedlineError(Fault.READER_FAILED)
    if kind is content.Kind.GPKG:
        path = folder / "layer.gpkg"
        upload.rename(path)
        return files.accept_layer(vector.read_geopackage(path), hints)
    unpacked = archive.unpack_shapefile(upload, folder)
    layer = vector.read_shapefile(unpacked.parts)
    return files.accept_layer(
        layer,
        hints,
        source_name=unpacked.name,
        is_shapefile=True,
        has_table=".dbf" in unpacked.parts,
        has_cpg=".cpg" in unpacked.parts,
    )


if __name__ == "__main__":
    outcome = json.dumps(main(Path(sys.argv[1])), allow_nan=False)
    sys.stdout.write(outcome)
