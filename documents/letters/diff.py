"""版本对比: what changed between two texts, paragraph by paragraph and then letter by letter. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

#: Paragraphs less alike than this are shown as one taken out and one put in.
_ALIKE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as (kind, text) pieces; kind is `same`, `out` or `in`."""

    pieces: tuple[tuple[str, str], ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(kind != "same" for kind, _text in self.pieces)


def changes(old: str, new: str) -> list[Line]:
    """Every paragraph of both texts in order, with what was taken out and put in."""
    before, after = _paragraphs(old), _paragraphs(new)
    lines: list[Line] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line((("same", text),)) for text in before[i:j]]
            continue
        pairs = min(j - i, m - k)
        for n in range(pairs):
            lines += _within(before[i + n], after[k + n])
        lines += [Line((("out", text),)) for text in before[i + pairs : j]]
        lines += [Line((("in", text),)) for text in after[k + pairs : m]]
    return lines


def _within(old: str, new: str) -> list[Line]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [Line((("out", old),)), Line((("in", new),))]
    pieces: list[tuple[str, str]] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", old[i:j]))
            continue
        pieces += [("out", old[i:j])] if j > i else []
        pieces += [("in", new[k:m])] if m > k else []
    return [Line(tuple(pieces))]


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
