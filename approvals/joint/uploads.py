"""Drawings and photos at the door (图纸与照片核验): checked and read in a child process before a row knows of them."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from projects import child
from projects.upload_checks import Flaw, UploadError
from projects.uploads import check_upload, clean_name

SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sound PDF and what its pages are: `w`, `h` in points and `print`."""

    upload: BinaryIO
    name: str
    pages: Sequence[Mapping[str, Any]]

    def __str__(self) -> str:
        return f"{self.name} {[page['print'] for page in self.pages]}"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo turned upright and written anew, without what the camera noted (EXIF, position, thumbnail)."""

    content: bytes
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height} {len(self.content)}"


def read_drawing(upload: BinaryIO, name: str, size: int) -> Drawing:
    """A PDF drawing set. Raises `UploadError`, worded by `projects.words`."""
    check_upload(upload, name, size, ("pdf",))
    return Drawing(upload, clean_name(name), _child("approvals.joint.pdf_pages", upload, lambda folder, pages: pages))


def read_photo(upload: BinaryIO, name: str, size: int) -> Photo:
    """A JPEG or PNG from a camera. Raises `UploadError`."""
    check_upload(upload, name, size, ("jpg", "png"))
    return _child(
        "approvals.joint.photo",
        upload,
        lambda folder, facts: Photo((folder / "clean.jpg").read_bytes(), facts["width"], facts["height"]),
    )


def _child(module: str, upload: BinaryIO, read: Any) -> Any:
    with tempfile.TemporaryDirectory(prefix="joint-") as name:
        folder = Path(name)
        child.store(upload, folder / "upload")
        try:
            answer = child.run(module, folder, wall_seconds=SECONDS)
        except child.ChildError as error:
            late = error.ending is child.Ending.TIMEOUT
            raise UploadError(Flaw.CHECK_TIMEOUT if late else Flaw.CHECK_FAILED) from None
        upload.seek(0)
        return read(folder, answer)
