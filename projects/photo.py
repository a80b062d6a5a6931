"""A photo without what the camera wrote into it (去除照片元数据). Runs in the child process of `projects.child`; no Django."""

import json
import sys
from pathlib import Path
from typing import Final

from projects import sandbox

LONGEST: Final = 2560
"""Pixels of the longer side that are kept: enough to read a crack, small enough for a site's connection."""


def clean(source: Path, target: Path) -> dict[str, int]:
    """Write `source` upright as JPEG to `target`, pixels only; its size."""
    from PIL import Image, ImageOps

    with Image.open(source, formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST, LONGEST))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    plain.save(target, "JPEG", quality=85, optimize=True)
    return {"width": plain.width, "height": plain.height}


def main(folder: Path) -> dict[str, int]:
    """For the parent: `folder`/upload becomes `folder`/clean.jpg."""
    sandbox.enter()
    return clean(folder / "upload", folder / "clean.jpg")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
