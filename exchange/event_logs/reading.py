"""A file of any kind read into facts (读取事件日志): XES or CSV, plain or gzip; what cannot be read is named, not guessed."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BufferedIOBase
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from clocks.calendar import WorkCalendar
from exchange.event_logs import table, xes
from exchange.event_logs.mapping import Mapping
from exchange.event_logs.replay import BadCase, Facts, Happening, NotStarted, day_of, facts_of, instant_of
from exchange.event_logs.xes import BadLog

MOST_BYTES: Final = 8 << 30
"""Unpacked size above which a file is taken for an attack."""
Progress = Callable[[float, int], None]
"""Called with the share of the file that is read (0 to 1) and the number of cases so far."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was left out: where it stands (line or case) and why."""

    where: str
    why: str


@dataclass(slots=True)
class Reading:
    """What a log gave: cases in the order of the file, faults, and how much was looked at."""

    facts: list[Facts] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    events: int = 0
    cases: int = 0
    skipped: int = 0
    """Cases not started, where the mapping passes them over."""

    @property
    def share_of_faults(self) -> float:
        """Faults per case seen, 0 to 1; 1 when nothing could be read."""
        return min(1.0, len(self.faults) / self.cases) if self.cases else 1.0


@dataclass(slots=True)
class _Collected:
    where: str
    attributes: dict[str, str]
    happenings: list[Happening] = field(default_factory=list)
    last: date | None = None


def read_log(path: Path, mapping: Mapping, calendar: WorkCalendar, progress: Progress | None = None) -> Reading:
    """Every case of the file. Raises `BadLog` when it is no such file, `OSError` when it cannot be opened."""
    reading = Reading()
    with _opened(path) as (file, share):
        source = _from_table if _is_table(path) else _from_xes
        try:
            for case, found in source(file, mapping, reading):
                reading.cases += 1
                try:
                    reading.facts.append(
                        facts_of(case, found.attributes, found.happenings, found.last, mapping, calendar)
                    )
                except BadCase as error:
                    if isinstance(error, NotStarted) and mapping.skips_unstarted:
                        reading.skipped += 1
                        continue
                    reading.faults.append(Fault(f"case {case} ({found.where})", str(error)))
                if progress and not reading.cases % 100:
                    progress(share(), reading.cases)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadLog(f"the packed file is damaged: {error}") from error
    if progress:
        progress(1.0, reading.cases)
    return reading


def _from_xes(file: BinaryIO, mapping: Mapping, reading: Reading) -> Iterator[tuple[str, _Collected]]:
    seen: set[str] = set()
    for trace in xes.traces(file, mapping.wanted):
        found = _Collected(f"line {trace.line}", trace.attributes)
        case = trace.attributes.get(mapping.case, "").strip()
        for event in trace.events:
            _take(found, event, mapping, reading, case)
        if problem := _no_case(case, seen):
            reading.cases += 1
            reading.faults.append(Fault(found.where, problem))
            continue
        yield case, found


def _from_table(file: BinaryIO, mapping: Mapping, reading: Reading) -> Iterator[tuple[str, _Collected]]:
    columns = {mapping.case, mapping.start, mapping.end, mapping.item, mapping.organisation,
               mapping.limit.attribute, mapping.limit.deadline}  # fmt: skip
    events = mapping.wanted if mapping.rules else frozenset()
    own = columns - {""}
    needed = frozenset(own | events)
    cases: dict[str, _Collected] = {}
    for line, cells in table.rows(file, encoding=mapping.encoding, delimiter=mapping.delimiter, needed=needed):
        if cells is None:
            reading.faults.append(
                Fault(f"line {line}", "it has another number of cells than the head line, or a zero byte")
            )
            continue
        case = cells[mapping.case].strip()
        if problem := _no_case(case, set()):
            reading.faults.append(Fault(f"line {line}", problem))
            continue
        found = cases.get(case)
        if found is None:
            found = cases[case] = _Collected(f"line {line}", {name: cells[name] for name in own})
        else:
            found.attributes.update({name: cells[name] for name in own if cells[name] and not found.attributes[name]})
        if mapping.rules or cells.get(mapping.timestamp):
            _take(found, cells, mapping, reading, case)
    yield from cases.items()


def _take(found: _Collected, event: dict[str, str], mapping: Mapping, reading: Reading, case: str) -> None:
    """Keep an event if a rule is about it; every event moves the case's last day."""
    reading.events += 1
    rules = [
        rule
        for rule in mapping.rules.get(event.get(mapping.activity, ""), ())
        if all(event.get(key, "") == value for key, value in rule.when)
    ]
    try:
        at = instant_of(event.get(mapping.timestamp, ""), mapping)
    except BadCase as error:
        reading.faults.append(Fault(f"case {case} ({found.where})", str(error)))
        return
    day = day_of(at, mapping)
    found.last = day if found.last is None else max(found.last, day)
    found.happenings.extend(Happening(at, rule) for rule in rules)


def _no_case(case: str, seen: set[str]) -> str:
    if not case:
        return "it names no case"
    if len(case) > 100:
        return "its case id is longer than 100 characters"
    if case in seen:
        return f"case {case} comes a second time"
    seen.add(case)
    return ""


def _is_table(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".csv", ".tsv", ".txt")):
        return True
    if name.endswith((".xes", ".xml")):
        return False
    raise BadLog(f"{path.name}: the name ends neither in .xes nor in .csv (with or without .gz)")


class _Bounded:
    """Counts what is unpacked, so that a small file cannot become an endless one."""

    def __init__(self, file: Any) -> None:
        self.file, self.seen = file, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def _counted(self, data: bytes) -> bytes:
        self.seen += len(data)
        if self.seen > MOST_BYTES:
            raise BadLog(f"the unpacked file is larger than {MOST_BYTES >> 30} GiB")
        return data

    def read(self, size: int = -1) -> bytes:
        return self._counted(self.file.read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._counted(self.file.read1(size))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], float]]]:
    size = max(1, path.stat().st_size)
    with path.open("rb") as packed:
        magic = packed.peek(2)[:2]
        inner: BufferedIOBase = cast(BufferedIOBase, gzip.open(packed)) if magic == b"\x1f\x8b" else packed  # noqa: SIM115
        try:
            yield cast(BinaryIO, _Bounded(inner)), lambda: packed.tell() / size
        finally:
            inner.close()


__all__ = ["BadLog", "Fault", "Progress", "Reading", "read_log"]
