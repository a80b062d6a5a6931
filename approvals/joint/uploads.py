"""Drawings at the door (图纸核验): checked and read in a child process before a row knows of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from projects.photos import Photo, read_in_child, read_photo
from projects.uploads import check_upload, clean_name

__all__ = ["Drawing", "Photo", "read_drawing", "read_photo"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sound PDF and what its pages are: `w`, `h` in points and `print`."""

    upload: BinaryIO
    name: str
    pages: Sequence[Mapping[str, Any]]

    def __str__(self) -> str:
        return f"{self.name} {[page['print'] for page in self.pages]}"


def read_drawing(upload: BinaryIO, name: str, size: int) -> Drawing:
    """A PDF drawing set. Raises `UploadError`, worded by `projects.words`."""
    check_upload(upload, name, size, ("pdf",))
    pages = read_in_child("approvals.joint.pdf_pages", upload, lambda folder, pages: pages)
    return Drawing(upload, clean_name(name), pages)
