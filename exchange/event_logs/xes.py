"""XES (IEEE 1849-2016) as a stream: one trace after another, whatever the size of the file.

The parser refuses every document type declaration, so neither external entities (XXE) nor nested ones (billion laughs)
exist here, and it refuses single tokens larger than `MOST_TOKEN`. Nested attributes are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from xml.parsers import expat

MOST_TOKEN: Final = 1 << 20
"""Bytes without a single complete tag before the file is refused."""
_CHUNK: Final = 1 << 16
_VALUES: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})


class BadLog(ValueError):
    """The file as a whole cannot be read; the text says where and why."""


@dataclass(slots=True)
class Trace:
    """One case as the file has it: where it begins, its attributes, the attributes of its events in file order."""

    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, str]] = field(default_factory=list)


class _Reader:
    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted
        self.path: list[str] = []
        self.done: list[Trace] = []
        self.trace: Trace | None = None
        self.event: dict[str, str] | None = None
        self.seen_log = False
        self.quiet = 0
        parser = self.parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse

    def refuse(self, *_: object) -> None:
        raise BadLog("the file declares a document type or entities; XES needs none, and they are not read")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.quiet = 0
        tag = tag.rpartition(":")[2]
        path = self.path
        path.append(tag)
        depth = len(path)
        if depth == 1:
            if tag != "log":
                raise BadLog(f"this is no XES: it begins with <{tag}>, not <log>")
            self.seen_log = True
        elif depth == 2 and tag == "trace":
            self.trace = Trace(self.parser.CurrentLineNumber)
        elif self.trace is None or depth < 3:
            return
        elif depth == 3 and tag == "event":
            self.event = {}
        elif depth == 3 and tag in _VALUES:
            self.trace.attributes[attributes.get("key", "")] = attributes.get("value", "")
        elif depth == 4 and self.event is not None and tag in _VALUES:
            key = attributes.get("key", "")
            if key in self.wanted:
                self.event[key] = attributes.get("value", "")

    def end(self, _: str) -> None:
        self.path.pop()
        depth = len(self.path)
        if self.trace is None:
            return
        if depth == 2 and self.event is not None:
            self.trace.events.append(self.event)
            self.event = None
        elif depth == 1:
            self.done.append(self.trace)
            self.trace = None

    def feed(self, data: bytes, final: bool) -> None:
        self.quiet += len(data)
        try:
            self.parser.Parse(data, final)
        except expat.ExpatError as error:
            raise BadLog(f"line {error.lineno}: {expat.ErrorString(error.code)}") from error
        if self.quiet > MOST_TOKEN:
            raise BadLog(f"line {self.parser.CurrentLineNumber}: more than {MOST_TOKEN} bytes without a tag")


def traces(file: BinaryIO, wanted: frozenset[str]) -> Iterator[Trace]:
    """Every trace with those attributes of its events that are `wanted`. Raises `BadLog`."""
    reader = _Reader(wanted)
    while True:
        data = file.read(_CHUNK)
        reader.feed(data, not data)
        yield from reader.done
        reader.done.clear()
        if not data:
            break
    if not reader.seen_log:
        raise BadLog("the file is empty")
