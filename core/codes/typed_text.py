"""What people really type (录入文本归一): full-width letters, spaces, long dashes and invisible characters."""

from __future__ import annotations

from typing import Final

from core.codes.faults import CodeError, Fault

MAX_TYPED: Final = 200
"""Longest raw text looked at, in characters. Anything longer is refused before any work is spent on it."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOWER_CASE = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_FULL_WIDTH_LOWER = {code: code - 0xFEE0 - 32 for code in range(0xFF41, 0xFF5B)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-")
_IGNORED = dict.fromkeys(
    [
        *map(
            ord,
            " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\xad",
        )
    ]
    + list(range(0x2000, 0x200B))
)
_TABLE: Final[dict[int, int | str | None]] = {**_FULL_WIDTH, **_LOWER_CASE, **_FULL_WIDTH_LOWER, **_DASHES, **_IGNORED}


def typed(text: str) -> str:
    """Normal form of a typed code (归一化): half-width, upper-case ASCII, plain hyphens, no blanks.

    Idempotent. Characters that are not look-alikes of ASCII stay as they are, so that the parser can name them.

    Raises:
        CodeError: `EMPTY` when nothing is left, `TOO_LONG` when more than `MAX_TYPED` characters were given.
    """
    if len(text) > MAX_TYPED:
        raise CodeError(Fault.TOO_LONG, {"max": MAX_TYPED})
    result = text.translate(_TABLE)
    if not result:
        raise CodeError(Fault.EMPTY)
    return result
