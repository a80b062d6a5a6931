"""模板文字与占位符: what a template may say, and what it says with the facts filled in. Pure: no Django, no rows.

One line is one paragraph; a line that begins with `# ` is a heading. `{name}` or `{name:type}` stands for a fact; the
name may be the English or the Chinese one. A paragraph with an optional fact that has no value is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from documents.render.imprint import chinese_date

HEADING: Final = "# "
_FACT: Final = re.compile(r"\{([^{}\n]*)\}")


class Type(StrEnum):
    """占位符类型: how a fact is printed."""

    TEXT = "text"
    DATE = "date"
    """2026年3月5日."""
    INT = "int"
    LINES = "lines"
    """A list: one paragraph per entry; it stands alone in its paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """占位符. `required`: the letter would not do its duty in law without it."""

    name: str
    zh: str
    en: str
    type: Type
    sample: Any
    required: bool = False
    optional: bool = False
    """May have no value in a given case."""

    @property
    def mark(self) -> str:
        """As it is typed: `{due_on:date}`, `{applicant}`."""
        return f"{{{self.name}}}" if self.type is Type.TEXT else f"{{{self.name}:{self.type}}}"


class Wrong(StrEnum):
    """What can be wrong with a template."""

    UNKNOWN = "UNKNOWN"
    MISTYPED = "MISTYPED"
    MISSING = "MISSING"
    BRACE = "BRACE"
    NOT_ALONE = "NOT_ALONE"
    EMPTY = "EMPTY"
    HEADING = "HEADING"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: where (`title` or `body`), which name or text, and what would be right."""

    wrong: Wrong
    field: str
    what: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part with its paragraphs; the heading may be empty."""

    heading: str
    paragraphs: tuple[str, ...]


class Unfilled(LookupError):
    """The caller gave no value for a fact the template names; a mistake of the program, never of the template."""


def faults(title: str, body: str, allowed: Sequence[Placeholder]) -> list[Fault]:
    """Everything wrong with a template, in reading order; empty when it may be saved."""
    known = _by_any_name(allowed)
    found: list[Fault] = []
    used: set[str] = set()
    for field, text in (("title", title), ("body", body)):
        if not text.strip():
            found.append(Fault(Wrong.EMPTY, field))
        for line in text.splitlines() or [""]:
            found.extend(_of_line(field, line, known, used))
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    for line, after in zip(lines, [*lines, HEADING][1:], strict=True):
        if line.startswith(HEADING.strip()) and after.startswith(HEADING.strip()):
            found.append(Fault(Wrong.HEADING, "body", line.lstrip("# ")))
    found.extend(
        Fault(Wrong.MISSING, "body", one.mark, one.zh) for one in allowed if one.required and one.name not in used
    )
    return found


def _of_line(field: str, line: str, known: Mapping[str, Placeholder], used: set[str]) -> Iterator[Fault]:
    for match in _FACT.finditer(line):
        name, colon, kind = (part.strip() for part in match[1].partition(":"))
        one = known.get(name)
        if one is None:
            near = get_close_matches(name, known, 1, 0.5)
            yield Fault(Wrong.UNKNOWN, field, match[0], known[near[0]].mark if near else "")
            continue
        used.add(one.name)
        if colon and kind != one.type:
            yield Fault(Wrong.MISTYPED, field, match[0], one.mark)
        elif one.type is Type.LINES and (field == "title" or line.strip() != match[0]):
            yield Fault(Wrong.NOT_ALONE, field, match[0])
    if set("{}") & set(_FACT.sub("", line)):
        yield Fault(Wrong.BRACE, field, line.strip()[:40])


def fill_title(title: str, values: Mapping[str, Any], allowed: Sequence[Placeholder]) -> str:
    """The title with its facts. Raises Unfilled."""
    return "".join(_fill(title.strip(), values, _by_any_name(allowed)) or ())


def fill(body: str, values: Mapping[str, Any], allowed: Sequence[Placeholder]) -> tuple[Part, ...]:
    """The parts of a letter with the facts filled in, in order. Raises Unfilled.

    Typed facts are inserted once and never read as a template again.
    """
    known = _by_any_name(allowed)
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in body.splitlines():
        text = line.strip()
        if text.startswith(HEADING.strip()):
            parts.append(("".join(_fill(text.lstrip("#").strip(), values, known) or ()), []))
        elif text:
            parts[-1][1].extend(_fill(text, values, known) or ())
    return tuple(Part(heading, tuple(paragraphs)) for heading, paragraphs in parts if paragraphs)


def _fill(line: str, values: Mapping[str, Any], known: Mapping[str, Placeholder]) -> list[str] | None:
    """The paragraphs of one line; None where an optional fact of it has no value."""
    pieces, end = [], 0
    for match in _FACT.finditer(line):
        one = known[match[1].partition(":")[0].strip()]
        if one.name not in values:
            raise Unfilled(one.name)
        value = values[one.name]
        if value is None or value in ("", ()):
            if one.optional:
                return None
            raise Unfilled(one.name)
        if one.type is Type.LINES:
            return [str(entry) for entry in value]
        pieces += [line[end : match.start()], _printed(value)]
        end = match.end()
    return ["".join((*pieces, line[end:]))]


def _printed(value: Any) -> str:
    return chinese_date(value) if isinstance(value, date) else str(value)


def _by_any_name(allowed: Sequence[Placeholder]) -> dict[str, Placeholder]:
    return {name: one for one in allowed for name in (one.name, one.zh)}
