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
        told = json.loads((folder / "hints.json").read_text("utf-8"))
        read = _read_each if told["each"] else _read
        return {"reading": read(folder, Hints.from_json(told)).to_json()}
    except RedlineError as error:
        return {"error": error.to_json()}
    except MemoryError:
        return {"error": RedlineError(Fault.READER_MEMORY).to_json()}


def _read(folder: Path, hints: Any) -> Any:
    """The file as one redline."""
    from projects.redline import files, typed

    text, layer, known = _contents(folder)
    if text is not None:
        return typed.read_typed(text, hints)
    if known.pop("drawing", False):
        from projects.redline import drawing

        layer = drawing.one_layer(layer)
    return files.accept_layer(layer, hints, **known)


def _read_each(folder: Path, hints: Any) -> Any:
    """Every feature of the file by itself; a list of points is one feature."""
    from projects.redline import files, typed
    from projects.redline.result import LayerReading

    text, layer, _known = _contents(folder)
    if text is not None:
        return LayerReading((typed.read_typed(text, hints),), ({},), (1,))
    return files.accept_each(layer, hints)


def _contents(folder: Path) -> tuple[str | None, Any, dict[str, Any]]:
    """Text of a coordinate list, or a layer with what is known of its file. Readers are imported as they are needed."""
    from projects.redline import archive, content, geojson
    from projects.redline.errors import Fault, RedlineError

    upload = folder / "upload"
    with upload.open("rb") as source:
        kind = content.sniff(source.read(4096), upload.stat().st_size)
    if kind is content.Kind.TEXT:
        return content.decode(upload.read_bytes())[0], None, {}
    if kind is content.Kind.GEOJSON:
        return None, geojson.read(upload.read_bytes()), {}
    if kind is content.Kind.KML:
        from projects.redline import kml

        return None, kml.read(upload.read_bytes()), {}
    if kind is content.Kind.DXF:
        from projects.redline import drawing

        return None, drawing.read(upload), {"drawing": True}
    if kind is content.Kind.ZIP:
        from projects.redline import sheet

        if sheet.is_workbook(upload):
            return sheet.text_of(upload), None, {}
    # pyogrio is imported only for the two formats that need it
    from projects.redline import vector

    if sandbox.FORBIDDEN_DRIVERS & set(vector.pyogrio.list_drivers()):
        raise RedlineError(Fault.READER_FAILED)
    if kind is content.Kind.GPKG:
        path = folder / "layer.gpkg"
        upload.rename(path)
        return None, vector.read_geopackage(path), {}
    unpacked = archive.unpack_shapefile(upload, folder)
    known = {
        "source_name": unpacked.name,
        "is_shapefile": True,
        "has_table": ".dbf" in unpacked.parts,
        "has_cpg": ".cpg" in unpacked.parts,
    }
    return None, vector.read_shapefile(unpacked.parts), known


if __name__ == "__main__":
    outcome = json.dumps(main(Path(sys.argv[1])), allow_nan=False)
    sys.stdout.write(outcome)
