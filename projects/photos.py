"""Photos at the door (照片核验): read in a child process, turned upright, without what the camera noted."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from projects import child
from projects.upload_checks import Flaw, UploadError
from projects.uploads import check_upload

SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo turned upright and written anew, without what the camera noted (EXIF, position, thumbnail)."""

    content: bytes
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height} {len(self.content)}"


def read_photo(upload: BinaryIO, name: str, size: int) -> Photo:
    """A JPEG or PNG from a camera. Raises `UploadError`."""
    check_upload(upload, name, size, ("jpg", "png"))
    return read_in_child(
        "projects.photo",
        upload,
        lambda folder, facts: Photo((folder / "clean.jpg").read_bytes(), facts["width"], facts["height"]),
    )


def read_in_child(module: str, upload: BinaryIO, read: Callable[[Path, Any], Any]) -> Any:
    """What `module` says of the upload in a child process, through `read(folder, answer)`. Raises `UploadError`."""
    with tempfile.TemporaryDirectory(prefix="upload-") as name:
        folder = Path(name)
        child.store(upload, folder / "upload")
        try:
            answer = child.run(module, folder, wall_seconds=SECONDS)
        except child.ChildError as error:
            late = error.ending is child.Ending.TIMEOUT
            raise UploadError(Flaw.CHECK_TIMEOUT if late else Flaw.CHECK_FAILED) from None
        upload.seek(0)
        return read(folder, answer)
