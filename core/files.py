"""File store: content-addressed, outside the web root, written in two phases (temporary, then rename)."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from core.models import StoredFile
from core.time import now

CHUNK = 1 << 20


def store(content: bytes | BinaryIO | Iterable[bytes], media_type: str) -> StoredFile:
    """Keep `content` under its SHA-256 and return its row; equal content is kept once.

    The bytes are on disk (fsync) before the row exists, so a row never points at nothing.
    """
    digest, size = hashlib.sha256(), 0
    root = Path(settings.FILE_STORE)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root, prefix=".incoming-", delete=False) as temporary:
        try:
            for chunk in _chunks(content):
                digest.update(chunk)
                size += len(chunk)
                temporary.write(chunk)
            temporary.flush()
            os.fsync(temporary.fileno())
        except BaseException:
            os.unlink(temporary.name)
            raise
    sha256 = digest.hexdigest()
    target = path_of(sha256)
    if target.exists():
        os.unlink(temporary.name)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(temporary.name, 0o640)
        os.replace(temporary.name, target)
    row = StoredFile(sha256=sha256, size=size, media_type=media_type, created_at=now())
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return StoredFile.objects.get(sha256=sha256)


def path_of(sha256: str) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.FILE_STORE) / sha256[:2] / sha256[2:4] / sha256


def read(stored: StoredFile) -> bytes:
    """The whole content. Raises FileNotFoundError when the store lost it."""
    return path_of(stored.sha256).read_bytes()


def is_intact(stored: StoredFile) -> bool:
    """Whether the stored bytes are there and still have their digest."""
    try:
        with path_of(stored.sha256).open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest() == stored.sha256
    except FileNotFoundError:
        return False


def _chunks(content: bytes | BinaryIO | Iterable[bytes]) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return (content,)
    if hasattr(content, "chunks"):  # an uploaded file of Django
        return content.chunks()
    if hasattr(content, "read"):
        return iter(lambda: content.read(CHUNK), b"")
    return content
