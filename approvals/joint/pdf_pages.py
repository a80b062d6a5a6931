"""Sizes and fingerprints of the pages of a drawing (图页尺寸与指纹). Runs in the child process of `projects.child`; no Django.

The fingerprint of a page is the SHA-256 over its box, its content streams and the bytes of what it draws with, so
that a page exported again without a change keeps it and any change on the page breaks it.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from projects import sandbox

MAX_DEPTH = 6


def pages_of(path: Path) -> list[dict[str, Any]]:
    """`{"w", "h", "print"}` per page; sizes in points as shown, turned pages turned."""
    import pikepdf

    found = []
    with pikepdf.open(path) as document:
        seen: dict[tuple[int, int], bytes] = {}
        for page in document.pages:
            left, bottom, right, top = (float(value) for value in page.cropbox)
            width, height = abs(right - left), abs(top - bottom)
            turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
            digest = hashlib.sha256(f"{width:.2f} {height:.2f} {turned}".encode())
            contents = page.obj.get("/Contents")
            for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
                if stream is not None:
                    digest.update(stream.read_raw_bytes())
            digest.update(_digest(page.obj.get("/Resources"), seen, 0))
            w, h = (height, width) if turned else (width, height)
            found.append({"w": round(w, 2), "h": round(h, 2), "print": digest.hexdigest()[:32]})
    return found


def _digest(value: Any, seen: dict[tuple[int, int], bytes], depth: int) -> bytes:
    """A digest of a PDF object and what it refers to, deep enough for fonts, images and forms."""
    import pikepdf

    if depth > MAX_DEPTH or value is None:
        return b""
    key = getattr(value, "objgen", (0, 0)) if isinstance(value, pikepdf.Object) else (0, 0)
    if key != (0, 0) and key in seen:
        return seen[key]
    digest = hashlib.sha256()
    if isinstance(value, pikepdf.Stream):
        digest.update(value.read_raw_bytes())
        value = value.stream_dict
    if isinstance(value, pikepdf.Dictionary):
        for name in sorted(value.keys()):
            if name not in ("/Parent", "/P", "/Length", "/Metadata", "/BaseFont", "/FontName"):
                digest.update(name.encode())
                digest.update(_digest(value[name], seen, depth + 1))
    elif isinstance(value, pikepdf.Array):
        for member in value:
            digest.update(_digest(member, seen, depth + 1))
    else:
        digest.update(str(value).encode())
    result = digest.digest()
    if key != (0, 0):
        seen[key] = result
    return result


def main(folder: Path) -> list[dict[str, Any]]:
    """For the parent: the pages of `folder`/upload."""
    sandbox.enter()
    return pages_of(folder / "upload")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
