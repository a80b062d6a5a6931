"""A zipped Shapefile, unpacked with suspicion 压缩包检查: limits before bytes, names never used as paths."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from projects.redline.errors import Fault, RedlineError

MAX_MEMBERS = 100
MAX_UNPACKED = 120 * 1024 * 1024
#: Blank-padded attribute tables shrink 100-fold; a bomb shrinks 1000-fold. Small members may do as they like.
MAX_RATIO, RATIO_FROM = 250, 4 * 1024 * 1024
#: Parts a reader needs; ``.cpg`` and ``.prj`` are welcome, ``.dbf`` may be missing.
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NESTED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".kmz")
_CHUNK = 64 * 1024


@dataclass(slots=True)
class Unpacked:
    """Members of one Shapefile, written as ``layer.*``; ``name`` is the ``.shp`` member as it was called."""

    shp: Path
    name: str
    parts: dict[str, Path] = field(default_factory=dict)


def unpack_shapefile(path: Path, target: Path) -> Unpacked:
    """Unpack the one Shapefile of the archive ``path`` into the empty folder ``target``.

    Member names may be GBK bytes. Raises ``RedlineError`` for encrypted, nested, escaping, linked, oversized or
    incomplete archives; nothing is written before the whole directory was checked.
    """
    try:
        archive = open_archive(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise RedlineError(Fault.ZIP_BROKEN) from None
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir() and "__MACOSX" not in member.filename]
        check_directory(members)
        chosen = _choose(members)
        out = Unpacked(target / "layer.shp", PurePosixPath(chosen[".shp"].filename.replace("\\", "/")).name)
        budget = MAX_UNPACKED
        for suffix, member in chosen.items():
            out.parts[suffix] = target / f"layer{suffix}"
            budget -= _write(archive, member, out.parts[suffix], budget)
    return out


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive with member names read as UTF-8 where it says so and as GB 18030 otherwise."""
    try:
        return zipfile.ZipFile(path, metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(path)


def check_directory(
    members: list[zipfile.ZipInfo], *, max_members: int = MAX_MEMBERS, max_unpacked: int = MAX_UNPACKED
) -> None:
    """Refuse an archive by what its directory says: crowd, size (bytes), names that climb out, links, passwords,
    archives inside, bombs. Sizes are the sender's claim and are counted again while unpacking.
    """
    if len(members) > max_members:
        raise RedlineError(Fault.ZIP_TOO_MANY, count=len(members), limit=max_members)
    if sum(member.file_size for member in members) > max_unpacked:
        raise RedlineError(Fault.ZIP_TOO_BIG, limit=max_unpacked)
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in member.orig_filename:
            raise RedlineError(Fault.ZIP_ESCAPES, name=name[:80])
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise RedlineError(Fault.ZIP_LINK, name=name[:80])
        if member.flag_bits & 0x1:
            raise RedlineError(Fault.ZIP_ENCRYPTED)
        if name.lower().endswith(_NESTED):
            raise RedlineError(Fault.ZIP_NESTED, name=name[-80:])
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise RedlineError(Fault.ZIP_TOO_BIG, limit=max_unpacked)


def _choose(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    shapes = [member for member in members if member.filename.lower().endswith(".shp")]
    if not shapes:
        raise RedlineError(
            Fault.ZIP_NO_SHP, found=sorted({PurePosixPath(m.filename).suffix.lower() for m in members})[:8]
        )
    if len(shapes) > 1:
        raise RedlineError(Fault.ZIP_SEVERAL_SHP, names=[PurePosixPath(m.filename).name[:60] for m in shapes[:6]])
    stem = shapes[0].filename[:-4].lower()
    by_name = {member.filename.lower(): member for member in members}
    chosen = {suffix: by_name[stem + suffix] for suffix in PARTS if stem + suffix in by_name}
    if ".shx" not in chosen:
        raise RedlineError(Fault.ZIP_PART_MISSING, part=".shx")
    return chosen


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, budget: int) -> int:
    """Write one member, counting real bytes: the directory's sizes are the sender's claim."""
    written = 0
    try:
        with archive.open(member) as source, path.open("xb") as sink:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > budget:
                    raise RedlineError(Fault.ZIP_TOO_BIG, limit=MAX_UNPACKED)
                sink.write(chunk)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise RedlineError(Fault.ZIP_BROKEN) from error
    except Exception as error:  # zlib.error, lzma.LZMAError: one sentence for every broken stream
        if isinstance(error, RedlineError):
            raise
        raise RedlineError(Fault.ZIP_BROKEN) from error
    return written
