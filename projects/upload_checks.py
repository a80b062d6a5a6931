"""Does the content keep what the file name promises 材料文件核验. Runs in the child process of ``projects.uploads``.

PDF is opened with pikepdf, images with Pillow, archives and office files by their directory; drawings and models
by their first bytes only, so those are never shown in the browser, only downloaded. No Django here.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from projects import sandbox
from projects.redline import archive
from projects.redline.errors import RedlineError
from projects.refusals import FileRefused

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
    "dwg": "image/vnd.dwg",
    "dxf": "image/vnd.dxf",
    "ifc": "application/x-step",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
}
#: Verified by opening them whole; the only ones a browser may show.
SHOWN = frozenset(("pdf", "jpg", "png"))
SHOWN_TYPES = frozenset(MEDIA_TYPES[extension] for extension in SHOWN)
#: An A0 sheet scanned at 300 dpi has 140 million pixels; JPEG is decoded small, PNG only at full size.
MAX_PIXELS = {"jpg": 200_000_000, "png": 60_000_000}
MAX_PAGES = 5_000
MAX_MEMBERS, MAX_UNPACKED = 2_000, 400 * 1024 * 1024
_INSIDE = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "ofd": "OFD.xml"}
_STARTS = {
    "dwg": re.compile(rb"AC10\d\d"),
    "dxf": re.compile(rb"\s*(?:999[^\n]*\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION|AutoCAD Binary DXF"),
    "ifc": re.compile(rb"\s*ISO-10303-21;"),
    "gpkg": re.compile(rb"SQLite format 3\x00"),
    "geojson": re.compile(rb"(?:\xef\xbb\xbf)?\s*\{"),
}


class Flaw(StrEnum):
    """Code of a refusal 退回原因 of a material."""

    EMPTY = "upload_empty"
    TOO_BIG = "upload_too_big"
    NOT_ALLOWED = "upload_not_allowed"
    OTHER_CONTENT = "upload_other_content"
    PDF_BROKEN = "pdf_broken"
    PDF_LOCKED = "pdf_locked"
    PDF_ACTIVE = "pdf_active"
    PDF_PAGES = "pdf_pages"
    IMAGE_BROKEN = "image_broken"
    IMAGE_TOO_LARGE = "image_too_large"
    OFFICE_MACROS = "office_macros"
    CHECK_TIMEOUT = "check_timeout"
    CHECK_FAILED = "check_failed"


class UploadError(FileRefused):
    """A material 材料 was refused."""

    codes = Flaw

    def __init__(self, flaw: Flaw, **params: Any) -> None:
        super().__init__(flaw, **params)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that is what it says 核验结果. ``pages`` is 0 for anything but a PDF; ``shown``: a browser may open it."""

    extension: str
    media_type: str
    pages: int
    shown: bool


def check(path: Path, extension: str) -> Checked:
    """Verify that ``path`` is a sound ``extension`` (lower case, without dot; ``jpeg`` counts as ``jpg``).

    Raises ``UploadError``, or ``RedlineError`` for an unsafe archive.
    """
    extension = {"jpeg": "jpg", "json": "geojson"}.get(extension, extension)
    pages = 0
    if extension == "pdf":
        pages = _pdf(path)
    elif extension in ("jpg", "png"):
        _image(path, extension)
    elif extension == "zip" or extension in _INSIDE:
        _archive(path, extension)
    else:
        with path.open("rb") as source:
            head = source.read(4096)
        if extension not in _STARTS or not _STARTS[extension].match(head):
            raise UploadError(Flaw.OTHER_CONTENT, claimed=extension, found=found_kind(path))
    return Checked(extension, MEDIA_TYPES[extension], pages, extension in SHOWN)


def found_kind(path: Path) -> str:
    """Best guess of what the file really is, as a bare extension; "" when nothing fits."""
    import puremagic

    with path.open("rb") as source:
        head = source.read(4096)
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return found[0].extension.lstrip(".") if found else ""


def _pdf(path: Path) -> int:
    import pikepdf

    with path.open("rb") as source:
        if b"%PDF-" not in source.read(1024):
            raise UploadError(Flaw.OTHER_CONTENT, claimed="pdf", found=found_kind(path))
    try:
        with pikepdf.open(path) as document:
            pages = len(document.pages)
            if pages > MAX_PAGES:
                raise UploadError(Flaw.PDF_PAGES, pages=pages, limit=MAX_PAGES)
            if pages == 0:
                raise UploadError(Flaw.PDF_BROKEN)
            if _is_active(document):
                raise UploadError(Flaw.PDF_ACTIVE)
            return pages
    except pikepdf.PasswordError:
        raise UploadError(Flaw.PDF_LOCKED) from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError):
        raise UploadError(Flaw.PDF_BROKEN) from None


def _is_active(document: Any) -> bool:
    """Whether opening the document could run a script or start a program."""
    root = document.Root
    if "/AA" in root or "/JavaScript" in root.get("/Names", {}):
        return True
    if _acts(root.get("/OpenAction")):
        return True
    return any(
        "/AA" in page.obj or any(_acts(note.get("/A")) for note in page.get("/Annots", [])) for page in document.pages
    )


def _acts(action: Any) -> bool:
    return hasattr(action, "get") and str(action.get("/S", "")) in (
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
    )


def _image(path: Path, extension: str) -> None:
    from PIL import Image

    wanted, limit = {"jpg": "JPEG", "png": "PNG"}[extension], MAX_PIXELS[extension]
    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            if picture.format != wanted:
                raise UploadError(Flaw.OTHER_CONTENT, claimed=extension, found=str(picture.format).lower())
            width, height = picture.size
            if width * height > limit:
                raise UploadError(Flaw.IMAGE_TOO_LARGE, width=width, height=height, limit=limit)
            picture.draft("L", (1024, 1024))
            picture.load()
    except Image.UnidentifiedImageError:
        raise UploadError(Flaw.OTHER_CONTENT, claimed=extension, found=found_kind(path)) from None
    except (OSError, SyntaxError, ValueError):
        raise UploadError(Flaw.IMAGE_BROKEN) from None


def _archive(path: Path, extension: str) -> None:
    try:
        opened = archive.open_archive(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UploadError(Flaw.OTHER_CONTENT, claimed=extension, found=found_kind(path)) from None
    with opened:
        members = [member for member in opened.infolist() if not member.is_dir()]
        archive.check_directory(members, max_members=MAX_MEMBERS, max_unpacked=MAX_UNPACKED)
        names = {member.filename for member in members}
    if extension in _INSIDE:
        if _INSIDE[extension] not in names:
            raise UploadError(Flaw.OTHER_CONTENT, claimed=extension, found="zip")
        if any("vbaProject" in name for name in names):
            raise UploadError(Flaw.OFFICE_MACROS)


def main(folder: Path) -> dict[str, Any]:
    """Outcome for the parent: ``{"checked": …}``, ``{"error": …}`` or ``{"archive": …}``."""
    sandbox.enter()
    extension = (folder / "extension").read_text("ascii")
    try:
        return {"checked": asdict(check(folder / "upload", extension))}
    except RedlineError as error:
        return {"archive": error.to_json()}
    except UploadError as error:
        return {"error": error.to_json()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
