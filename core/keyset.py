"""Paging by position, not by number: the thousandth page costs what the first one does.

A list is one or more `Segment`s shown one after another, each a queryset with the columns that
order it. A cursor names the segment and the key of the row at its edge; the database seeks there
through the index instead of counting what comes before.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

NEXT: Final = "n"
PREVIOUS: Final = "p"


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows ordered by `columns`: names of non-null columns, `-` for descending, the last one unique.

    `where` narrows them when they are asked for; a page rarely reaches the later segments.
    """

    rows: "QuerySet[Any]"
    columns: tuple[str, ...]
    where: Q = Q()

    def ordered(self, backwards: bool = False) -> "QuerySet[Any]":
        """The rows in their order, or in the opposite one."""
        rows = self.rows.filter(self.where) if self.where else self.rows
        return rows.order_by(*(_flip(column) for column in self.columns) if backwards else self.columns)

    def beyond(self, key: Sequence[Any], backwards: bool) -> "QuerySet[Any]":
        """The rows after `key` in the order of reading.

        Columns of one direction are compared as a row, which an index seeks at once. For others the first column
        also bounds the range alone: planners seek on that, not on an OR of columns.
        """
        columns = [_flip(column) for column in self.columns] if backwards else list(self.columns)
        names = [column.lstrip("-") for column in columns]
        falling = {column.startswith("-") for column in columns}
        if len(falling) == 1:
            past = TupleLessThan if True in falling else TupleGreaterThan
            return self.ordered(backwards).filter(past(Tuple(*map(F, names)), tuple(key)))
        beyond = Q()
        for place, column in enumerate(columns):
            beyond |= Q(**dict(zip(names[:place], key[:place], strict=True)), **{_past(column): key[place]})
        return self.ordered(backwards).filter(beyond, **{f"{_past(columns[0])}e": key[0]})

    def key(self, row: Any) -> list[Any]:
        """The place of `row` in this order."""
        return [_value(row, column.lstrip("-")) for column in self.columns]

    def read(self, key: Sequence[Any]) -> list[Any]:
        """The key of a cursor as values of its columns. Raises whatever a column raises at what is no value of it."""
        field = self.rows.model._meta.get_field
        read = [field(column.lstrip("-")).to_python(value) for column, value in zip(self.columns, key, strict=True)]
        if None in read:
            raise ValueError("a key without a value")
        return read

    def count(self) -> int:
        """How many rows there are."""
        return self.rows.filter(self.where).count()

    def every(self, chunk: int) -> Iterator[Any]:
        """All rows in order, read in chunks."""
        return self.ordered().iterator(chunk_size=chunk)


@dataclass(frozen=True, slots=True)
class Held(Segment):
    """A segment of which all rows were read already: a handful, put in the same order here.

    All columns rise, and are dates or numbers: text is ordered by the database alone.
    """

    held: Sequence[Any] = ()

    def ordered(self, backwards: bool = False) -> Any:
        """As a segment's, but a list."""
        return sorted(self.held, key=self.key, reverse=backwards)

    def beyond(self, key: Sequence[Any], backwards: bool) -> Any:
        """As a segment's, but a list."""
        place = list(key)
        return [
            row for row in self.ordered(backwards) if (self.key(row) < place if backwards else self.key(row) > place)
        ]

    def count(self) -> int:
        """As a segment's, without a query."""
        return len(self.held)

    def every(self, chunk: int) -> Iterator[Any]:
        """As a segment's, without a query."""
        return iter(self.ordered())


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows with the cursors of its neighbours; an empty cursor means there is none."""

    rows: list[Any]
    previous: str
    next: str


def page(segments: Sequence[Segment], cursor: str = "", size: int = 50) -> Page:
    """The page at `cursor`, the first one for an empty or unreadable cursor.

    Costs one query, and one more for each boundary between segments that the page crosses.
    """
    place = _read(cursor, segments)
    backwards = place is not None and place[0] == PREVIOUS
    found: list[tuple[int, Any]] = []
    for number, queryset in _walk(segments, place, backwards):
        found += [(number, row) for row in queryset[: size + 1 - len(found)]]
        if len(found) > size:
            break
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
        if len(found) < size:
            return page(segments, "", size)
    if not found:
        return Page([], "", "") if place is None else page(segments, "", size)
    before = more if backwards else place is not None
    after = True if backwards else more
    first, last = found[0], found[-1]
    return Page(
        rows=[row for _, row in found],
        previous=_write(PREVIOUS, first[0], segments[first[0]].key(first[1])) if before else "",
        next=_write(NEXT, last[0], segments[last[0]].key(last[1])) if after else "",
    )


def every(segments: Sequence[Segment], chunk: int = 2000) -> Iterator[Any]:
    """All rows in order, read in chunks; for exports."""
    for segment in segments:
        yield from segment.every(chunk)


def _walk(
    segments: Sequence[Segment], place: tuple[str, int, list[Any]] | None, backwards: bool
) -> "Iterator[tuple[int, QuerySet[Any]]]":
    if place is None:
        yield from ((number, segment.ordered()) for number, segment in enumerate(segments))
        return
    _, at, key = place
    yield at, segments[at].beyond(key, backwards)
    rest = range(at - 1, -1, -1) if backwards else range(at + 1, len(segments))
    for number in rest:
        yield number, segments[number].ordered(backwards)


def _flip(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _past(column: str) -> str:
    return f"{column[1:]}__lt" if column.startswith("-") else f"{column}__gt"


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _write(direction: str, segment: int, key: list[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in key]
    text = json.dumps([direction, segment, *plain], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, segments: Sequence[Segment]) -> tuple[str, int, list[Any]] | None:
    """Direction, segment and key; None for none, and for one that does not fit, which anyone may type."""
    if not cursor:
        return None
    try:
        direction, at, *key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        segment = segments[at]
        if direction not in (NEXT, PREVIOUS) or at < 0:
            return None
        return direction, at, segment.read(key)
    except Exception:  # whatever is wrong with typed text, the answer is the first page
        return None
