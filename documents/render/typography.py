"""排版: clean text and break it into lines (UAX #14, no mark where a Chinese line may not have it)."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final, Literal

from uniseg.linebreak import line_break_boundaries

from documents.render.fonts import Face, advances, drawable

#: 避头: what may not begin a line; 避尾: what may not end one (GB/T 15834-2011, 5.1).
NO_START: Final = frozenset("，。、；：？！）〕】》〉」』”’…—·～%‰℃°,.;:?!)]}％")
NO_END: Final = frozenset("（〔【《〈「『“‘([{￥$＄№")

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set; sizes in points, `indent` in em of the first line."""

    face: Face = Face.SONG
    size: float = 10.5
    leading: float = 17
    indent: float = 0
    align: Align = "left"


def clean(text: str) -> str:
    r"""Text as it may be drawn: one kind of line end, no controls, nothing that reorders or hides.

    Direction overrides and zero-width characters let a name look like another one; they are
    dropped. Lone surrogates become 〓. Ideographs are never normalised: a name stays as typed.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(map(_drawable, text))


@lru_cache(maxsize=20_000)
def _drawable(character: str) -> str:
    if character in "\n":
        return character
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return "\u3000" if character == "\u3000" else " "
    if category == "Cs":
        return "〓"
    hidden = category in {"Cc", "Cf"} or 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return "" if hidden else character


def one_line(text: str) -> str:
    """`clean` text for a place that has one line only."""
    return " ".join(clean(text).split("\n"))


def break_lines(text: str, face: Face, size: float, width: float, *, indent: float = 0) -> list[str]:
    """Lines of `text` no wider than `width` points; the first is `indent` points shorter.

    Breaks where UAX #14 allows one. A piece wider than a whole line (an address, a number) is cut
    between characters, still keeping closing marks off line starts where possible.
    Every "\\n" begins a new line; an empty text is one empty line.
    """
    lines: list[str] = []
    for part in clean(text).split("\n"):
        lines.extend(_fill(part, face, size, width, indent if not lines else 0.0))
    return lines


def balanced(text: str, face: Face, size: float, width: float) -> list[str]:
    """Lines for a title: as few as `break_lines` needs, but of about equal length."""
    lines = break_lines(text, face, size, width)
    narrow, wide = width / 2, width
    while len(lines) > 1 and wide - narrow > size / 2:
        middle = (narrow + wide) / 2
        tried = break_lines(text, face, size, middle)
        if len(tried) > len(lines):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines


def _fill(text: str, face: Face, size: float, width: float, indent: float) -> list[str]:
    ends = [place * size for place in accumulate(map(advances(face).__getitem__, text), initial=0.0)]
    room = width - indent
    if ends[-1] <= room + 1e-6:
        return [text.rstrip(" ")]
    allowed = boundaries(text)
    lines, start = [], 0
    while start < len(text):
        limit = bisect_right(ends, ends[start] + room + 1e-6) - 1
        stop = limit
        if limit < len(text):
            # Spaces at the break hang over the edge.
            beyond = limit
            while beyond < len(text) and text[beyond] == " ":
                beyond += 1
            place = bisect_right(allowed, beyond) - 1
            stop = allowed[place] if place >= 0 and allowed[place] > start else _cut(text, start, limit)
        lines.append(text[start:stop].rstrip(" "))
        start, room = stop, width
    return lines


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut a piece that has no allowed break: the last place good enough, else the edge."""
    limit = max(limit, start + 1)
    for place in range(limit, start + 1, -1):
        if place == len(text) or (
            text[place] not in NO_START and text[place - 1] not in NO_END and not unicodedata.combining(text[place])
        ):
            return place
    return limit


def boundaries(text: str) -> list[int]:
    """Where `text` may be broken (UAX #14), ascending, its end included.

    Two ideographs may always be parted, so only the pieces between such places go through the
    algorithm, in a canonical form that is remembered: the same answer, about thirty times faster.
    """
    places: list[int] = []
    start = 0
    for piece in _PARTED.split(text.translate(_SHAPES)):
        places.extend(start + place for place in _piece(piece))
        start += len(piece)
    return [p for p in places if p == len(text) or not (text[p] in NO_START or text[p - 1] in NO_END)]


@lru_cache(maxsize=20_000)
def _piece(shape: str) -> tuple[int, ...]:
    if len(shape) > _LONGEST:
        return (len(shape),)
    return tuple(place for place in line_break_boundaries(shape) if place)


#: Where a break is allowed whatever stands around it (UAX #14, LB 18 and LB 31).
_PARTED: Final = re.compile("(?<=[中a0])(?=中)|(?<=中)(?=[a0])|(?<=a )(?=a)")
#: A piece longer than any line is cut by width; the algorithm would only cost time.
_LONGEST: Final = 400


class _Shapes(dict[int, str]):
    """Unified ideographs break alike, so do ASCII letters, ASCII digits, and whatever prints as 〓."""

    def __missing__(self, code: int) -> str:
        if 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x3134F:
            shape = "中"
        elif 0x30 <= code <= 0x39:
            shape = "0"
        elif 0x41 <= code <= 0x5A or 0x61 <= code <= 0x7A:
            shape = "a"
        else:
            shape = chr(code) if chr(code) in drawable() else "中"
        self[code] = shape
        return shape


_SHAPES = _Shapes()
