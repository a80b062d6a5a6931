"""The source of the running copy (AGPL-3.0 §13): a zip of exactly the files this installation runs."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

SKIPPED = {".venv", ".git", "node_modules", "var", "__pycache__", ".env", ".hypothesis"}


def archive() -> Path:
    """The archive, made anew when a file is newer than it."""
    target = Path(settings.VAR_DIR) / "bingshen-source.zip"
    files = sorted(_files(settings.BASE_DIR))
    newest = max((path.stat().st_mtime for path in files), default=0)
    if not target.exists() or target.stat().st_mtime < newest:
        # Everyone writes their own copy: two first visitors at once must not share one.
        with (
            tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as temporary,
            zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as packed,
        ):
            for path in files:
                packed.write(path, Path("bingshen") / path.relative_to(settings.BASE_DIR))
        Path(temporary.name).replace(target)
    return target


def _files(folder: Path) -> Iterator[Path]:
    data = {Path(place).resolve() for place in (settings.VAR_DIR, settings.FILE_STORE, settings.STATIC_ROOT)}
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.name not in {
            ".ci",
            ".npmrc",
            ".dockerignore",
            ".gitignore",
            ".env.example",
        }
        if path.name in SKIPPED or hidden or path.is_symlink() or path.resolve() in data:
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.suffix not in {".pyc", ".sqlite3", ".part"}:
            yield path
