"""Translation catalogues without gettext: find the msgids, judge the translations, compile them.

msgids are English. Each room keeps its Chinese in `<room>/locale/zh_Hans/LC_MESSAGES/django.po`;
what belongs to no room (shell, error pages, settings) is in `locale/zh_Hans/LC_MESSAGES/django.po`.
Django merges all of them into one dictionary, so a msgid needs one translation in any of them and
must not have two different ones.
"""

import ast
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import normalize, read_po
from django.utils.translation.template import templatize

LOCALE: Final = "zh_Hans"
SHARED: Final = ""
"""The room name of the shared catalogue."""
ALLOW_CHINESE: Final = "msgid-in-chinese"
"""Written in a comment on the line of a msgid that has to carry Chinese letters."""
PROPER_NAMES: Final = ("并审",)

_KEYWORDS: Final[Mapping[str, tuple[int | tuple[int, str], ...] | None]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_SOURCES: Final = {".py", ".html", ".txt", ".xml", ".svg", ".csv"}
_NOT_OURS: Final = {"migrations", "locale", "__pycache__", "data", "static"}
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_GLOSS: Final = re.compile(r"(?<=[A-Za-z] )[（(][^()（）]*[)）]")
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|(?<!%)(?:%%)*%[sdif]|\{\w*\}")
_HEADER: Final = (
    'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What Django looks a translation up by."""

    msgid: str
    context: str = ""

    def __str__(self) -> str:
        return f"{self.msgid!r} [{self.context}]" if self.context else repr(self.msgid)


@dataclass(slots=True)
class Use:
    """Where a msgid stands in the source, and its plural form if it has one."""

    room: str
    place: str
    plural: str = ""
    chinese_allowed: bool = False


@dataclass(slots=True)
class Project:
    """A source tree with its rooms; `root` holds `templates/`, `locale/`, `config/` and the rooms."""

    root: Path
    rooms: tuple[str, ...]
    uses: dict[Key, list[Use]] = field(default_factory=dict)
    translations: dict[str, Catalog] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path, rooms: Iterable[str]) -> "Project":
        """Read every source and catalogue below `root`.

        Raises ValueError naming the file and line of a catalogue or source that cannot be parsed.
        """
        project = cls(root, tuple(rooms))
        for room, path in project._sources():
            project._read_source(room, path)
        for room in (SHARED, *project.rooms):
            path = project.po_path(room)
            if path.exists():
                project.translations[room] = _read_catalogue(path)
        return project

    def po_path(self, room: str) -> Path:
        """The catalogue file of `room`."""
        return self.root / room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"

    def missing(self) -> list[Key]:
        """msgids in use that no catalogue translates, in the order of the source."""
        done = {key for key, found in self._entries().items() if any(_is_translated(m) for _, m in found)}
        return [key for key in self.uses if key not in done]

    def faults(self) -> Iterator[str]:
        """One sentence for everything that keeps the Chinese from being complete and right."""
        for key in self.missing():
            yield f"{self._places(key)}: no translation of {key}"
        for key, uses in sorted(self.uses.items()):
            if not all(use.chinese_allowed for use in uses) and _has_chinese(key.msgid):
                yield f"{self._places(key)}: the msgid {key} is not English"
        for key, found in sorted(self._entries().items()):
            rooms = ", ".join(self._name(room) for room, _ in found)
            if key not in self.uses:
                yield f"{rooms}: {key} is obsolete"
                continue
            texts = {_texts(message) for _, message in found if _is_translated(message)}
            if len(texts) > 1:
                shown = " / ".join(sorted(" | ".join(text) for text in texts))
                yield f"{rooms}: {key} is translated in more than one way: {shown}"
            wanted = _placeholders(self._plural(key) or key.msgid)
            for text in sorted(text for several in texts for text in several):
                if _placeholders(text) != wanted:
                    yield f"{rooms}: {key} has other placeholders than {text!r}"

    def add_missing(self) -> int:
        """Append every missing msgid, untranslated, to its room's catalogue; how many were new."""
        known = self._entries()
        new = [key for key in self.missing() if key not in known]
        for room in sorted({self.uses[key][0].room for key in new}):
            path = self.po_path(room)
            path.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8").rstrip("\n") + "\n" if path.exists() else _HEADER
            entries = (_entry(key, self._plural(key)) for key in new if self.uses[key][0].room == room)
            path.write_text(text + "".join(entries), "utf-8")
        return len(new)

    def compile(self) -> int:
        """Write every catalogue as .mo beside its .po; how many messages they hold."""
        messages = 0
        for room, catalogue in self.translations.items():
            buffer = io.BytesIO()
            write_mo(buffer, catalogue)
            self.po_path(room).with_suffix(".mo").write_bytes(buffer.getvalue())
            messages += sum(_is_translated(message) for message in catalogue if message.id)
        return messages

    def _sources(self) -> Iterator[tuple[str, Path]]:
        for room in self.rooms:
            for path in _walk(self.root / room):
                yield room, path
        for path in _walk(self.root / "config"):
            yield SHARED, path
        for path in _walk(self.root / "templates"):
            top = path.relative_to(self.root / "templates").parts[0]
            yield (top if top in self.rooms else SHARED), path

    def _read_source(self, room: str, path: Path) -> None:
        text = path.read_text("utf-8")
        lines = text.splitlines()
        place = path.relative_to(self.root).as_posix()
        if path.suffix != ".py":
            # Template text is not indented code: the tokeniser must see no indentation at all.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=place).splitlines())
        try:
            keywords = {**_KEYWORDS, **(_aliases(text) if path.suffix == ".py" else {})}
            found = list(extract("python", io.BytesIO(text.encode()), keywords, options={"encoding": "utf-8"}))
        except SyntaxError as error:
            raise ValueError(f"{place}: {error}") from error
        for number, message, _comments, context in found:
            ids = (message,) if isinstance(message, str) else tuple(message)
            line = lines[number - 1] if number <= len(lines) else ""
            use = Use(room, f"{place}:{number}", ids[1] if len(ids) > 1 else "", ALLOW_CHINESE in line)
            if ids[0]:
                self.uses.setdefault(Key(ids[0], context or ""), []).append(use)

    def _entries(self) -> dict[Key, list[tuple[str, Message]]]:
        """Every catalogue entry by key, with the room it stands in."""
        entries: dict[Key, list[tuple[str, Message]]] = {}
        for room, catalogue in self.translations.items():
            for message in catalogue:
                if message.id:
                    msgid = message.id if isinstance(message.id, str) else message.id[0]
                    entries.setdefault(Key(msgid, message.context or ""), []).append((room, message))
        return entries

    def _plural(self, key: Key) -> str:
        return next((use.plural for use in self.uses[key] if use.plural), "")

    def _places(self, key: Key) -> str:
        """The first place in each room, so that every room finds its own."""
        first = {use.room: use.place for use in reversed(self.uses[key])}
        return ", ".join(sorted(first.values()))

    def _name(self, room: str) -> str:
        return self.po_path(room).relative_to(self.root).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in _SOURCES and path.is_file() and not _NOT_OURS & set(path.relative_to(folder).parts[:-1]):
            yield path


def _aliases(source: str) -> dict[str, Any]:
    """Other names under which a module imports the translation functions."""
    return {
        name.asname: _KEYWORDS[name.name]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.name in _KEYWORDS
    }


def _read_catalogue(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=LOCALE, charset="utf-8", abort_invalid=True)
    except Exception as error:
        raise ValueError(f"{path}: {error}") from error


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _is_translated(message: Message) -> bool:
    return not message.fuzzy and all(_texts(message))


def _has_chinese(msgid: str) -> bool:
    """Chinese letters other than proper names and a term in brackets after its English word."""
    for name in PROPER_NAMES:
        msgid = msgid.replace(name, "")
    return bool(_HAN.search(_GLOSS.sub("", msgid)))


def _placeholders(text: str) -> list[str]:
    return sorted(set(_PLACEHOLDER.findall(text)))


def _entry(key: Key, plural: str) -> str:
    lines = [""]
    if key.context:
        lines.append(f"msgctxt {normalize(key.context)}")
    lines.append(f"msgid {normalize(key.msgid)}")
    lines += [f"msgid_plural {normalize(plural)}", 'msgstr[0] ""'] if plural else ['msgstr ""']
    return "\n".join(lines) + "\n"
