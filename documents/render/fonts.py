"""字体: the three embedded faces, and what happens to a character none of them has.

Body text is Song (宋), titles are bold Song, labels and headings are Hei (黑), as in GB/T 9704-2012.
All three are full fonts: names such as 䶮 or 𬱖 must print. A character without a glyph is
never a silent box: it prints as 〓 and the log names paper and character, or it raises `MissingGlyph`
inside `strict_glyphs()`.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

GETA: Final = "〓"


class Face(StrEnum):
    """The faces a paper is set in; the value is the font's name inside the PDF library."""

    SONG = "bingshen-song"
    SONG_BOLD = "bingshen-song-bold"
    HEI = "bingshen-hei"


FILES: Final[dict[Face, str]] = {
    Face.SONG: "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    Face.SONG_BOLD: "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    Face.HEI: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
}

_directories: list[Path] = [Path(__file__).resolve().parents[2] / "node_modules" / "@expo-google-fonts"]
_loading = threading.Lock()
_strict: ContextVar[bool] = ContextVar("strict_glyphs", default=False)


class FontNotFound(RuntimeError):
    """A font file is in none of the candidate folders; `make setup` installs them."""


class MissingGlyph(ValueError):
    """No embedded face has a glyph for these characters."""


def use_fonts_in(*directories: Path) -> None:
    """Look into these folders first; each may hold the packages or the bare files."""
    _directories[:0] = [folder for folder in directories if folder not in _directories]


def locate(face: Face, directories: Iterable[Path] | None = None) -> Path:
    """The file of `face` in the first folder that has it.

    Raises FontNotFound naming the folders looked into.
    """
    folders = list(_directories if directories is None else directories)
    relative = Path(FILES[face])
    for folder in folders:
        for candidate in (folder / relative, folder / relative.name):
            if candidate.is_file():
                return candidate
    raise FontNotFound(f"{relative.name} not found in {', '.join(map(str, folders))}; run `make setup`")


class _Slices:
    """The glyph table without the 10 MB copy the library would make for every subset."""

    def __init__(self, data: bytes, start: int, length: int) -> None:
        self._view = memoryview(data)[start : start + length]

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self._view[part])


class _Typeface(TTFontFace):
    """A face that cuts its tables out of the file once, not for every paper."""

    _tables: dict[str, Any]

    def get_table(self, tag: str) -> Any:
        tables = self.__dict__.setdefault("_tables", {})
        if tag not in tables:
            is_glyphs = tag == "glyf"
            tables[tag] = _Slices(self._ttf_data, *self.get_table_pos(tag)) if is_glyphs else super().get_table(tag)
        return tables[tag]


class _Font(TTFont):
    """A TrueType font whose characters beyond the BMP are also copied and searched correctly.

    Widths are written as one text: number by number they cost a tenth of a page.
    """

    def __init__(self, name: str, path: Path) -> None:
        # Without the block of all ASCII characters in every file: smaller and faster.
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        self.face.__class__ = _Typeface

    def addObjects(self, doc: Any) -> None:
        super().addObjects(doc)
        for name, thing in doc.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                thing.content = _ASTRAL.sub(_as_utf16, thing.content)
        for font in doc.idToObject["BasicFonts"].dict.values():
            if isinstance(font.Widths, PDFArray):
                font.Widths = f"[{' '.join(f'{width:g}' for width in font.Widths.sequence)}]"


_ASTRAL = re.compile(r"(?<=> )<([0-9A-F]{5,6})>")


def _as_utf16(found: re.Match[str]) -> str:
    """The library writes a bare code point where the format wants UTF-16BE."""
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


@lru_cache(maxsize=1)
def _fonts() -> dict[Face, _Font]:
    """Load and register the faces once per process (about 0.1 s each)."""
    fonts = {}
    for face in Face:
        font = _Font(face.value, locate(face))
        pdfmetrics.registerFont(font)
        fonts[face] = font
    return fonts


def load() -> dict[Face, _Font]:
    """The registered faces. Raises FontNotFound."""
    with _loading:
        return _fonts()


def has_glyph(face: Face, character: str) -> bool:
    """Whether `face` itself can draw `character`."""
    return ord(character) in load()[face].face.charToGlyph


def missing(text: str) -> str:
    """The characters of `text` that no face can draw, each once, in order."""
    return "".join(c for c in dict.fromkeys(text) if c not in drawable())


@contextmanager
def strict_glyphs() -> Iterator[None]:
    """Inside the block a character without a glyph raises MissingGlyph instead of printing 〓."""
    token = _strict.set(True)
    try:
        yield
    finally:
        _strict.reset(token)


def runs(text: str, face: Face) -> list[tuple[Face, str]]:
    """Split `text` into pieces one face can draw: `face`, else another face, else 〓."""
    if _own(face).issuperset(text):
        return [(face, text)] if text else []
    pieces: list[tuple[Face, str]] = []
    for character in text:
        usable, shown = _choose(character, face)
        if pieces and pieces[-1][0] is usable:
            pieces[-1] = (usable, pieces[-1][1] + shown)
        else:
            pieces.append((usable, shown))
    return pieces


def width(text: str, face: Face, size: float) -> float:
    """The advance of `text` in points at `size` points, fallbacks included."""
    return sum(map(advances(face).__getitem__, text)) * size


class _Advances(dict[str, float]):
    """Character → its advance in em, looked up when first met."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, character: str) -> float:
        usable, shown = _choose(character, self._face)
        self[character] = found = float(load()[usable].face.getCharWidth(ord(shown))) / 1000
        return found


@lru_cache
def advances(face: Face) -> _Advances:
    """The advance of every character in em when set in `face`, fallbacks included."""
    return _Advances(face)


@lru_cache
def drawable() -> frozenset[str]:
    """Every character that at least one face can draw."""
    return frozenset().union(*(_own(face) for face in Face))


@lru_cache
def _own(face: Face) -> frozenset[str]:
    return frozenset(map(chr, load()[face].face.charToGlyph))


def _choose(character: str, face: Face) -> tuple[Face, str]:
    code, fonts = ord(character), load()
    for candidate in (face, *Face):
        if code in fonts[candidate].face.charToGlyph:
            return candidate, character
    if _strict.get():
        raise MissingGlyph(f"no embedded font has U+{code:04X}")
    return face, GETA
