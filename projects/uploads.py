"""Materials at the door 材料上传核验: name, size and content are checked before a byte reaches the store."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings

from projects import child
from projects.redline.errors import RedlineError
from projects.upload_checks import MEDIA_TYPES, Checked, Flaw, UploadError

WALL_SECONDS = 20
#: Everything an applicant may hand in; a material's own list (from the catalogue) narrows it.
ALLOWED = frozenset(MEDIA_TYPES)
_NAME_LENGTH = 200


def check_upload(upload: BinaryIO, name: str, size: int, allowed: Collection[str] = ALLOWED) -> Checked:
    """Verify an uploaded file by its content, in a child process with limits.

    ``name`` as the browser gave it, ``size`` in bytes, ``allowed`` extensions without dot. Raises ``UploadError``,
    or ``RedlineError`` for an unsafe archive; both are worded by ``projects.words``.
    """
    extension = extension_of(name)
    if extension not in allowed or extension not in ALLOWED:
        raise UploadError(Flaw.NOT_ALLOWED, extension=extension, allowed=sorted(ALLOWED & set(allowed)))
    if size == 0:
        raise UploadError(Flaw.EMPTY)
    if size > settings.MAX_UPLOAD_BYTES:
        raise UploadError(Flaw.TOO_BIG, size=size, limit=settings.MAX_UPLOAD_BYTES)
    with tempfile.TemporaryDirectory(prefix="material-") as folder_name:
        folder = Path(folder_name)
        child.store(upload, folder / "upload")
        (folder / "extension").write_text(extension, "ascii")
        try:
            answer = child.run("projects.upload_checks", folder, wall_seconds=WALL_SECONDS)
        except child.ChildError as error:
            late = error.ending is child.Ending.TIMEOUT
            raise UploadError(Flaw.CHECK_TIMEOUT if late else Flaw.CHECK_FAILED) from None
    if "archive" in answer:
        raise RedlineError.from_json(answer["archive"])
    if "error" in answer:
        raise UploadError.from_json(answer["error"])
    return Checked(**answer["checked"])


def extension_of(name: str) -> str:
    """Lower-case extension without dot of a file name, ``jpeg`` as ``jpg`` and ``json`` as ``geojson``."""
    extension = PurePosixPath(clean_name(name)).suffix.lower().lstrip(".")
    return {"jpeg": "jpg", "json": "geojson"}.get(extension, extension)


def clean_name(name: str) -> str:
    """A file name fit to be shown and stored: no path, no control or direction-changing characters, 200 at most."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"))
    kept = " ".join(kept.split()).strip(". ") or "file"
    if len(kept) <= _NAME_LENGTH:
        return kept
    suffix = PurePosixPath(kept).suffix[:12]
    return kept[: _NAME_LENGTH - len(suffix)] + suffix
