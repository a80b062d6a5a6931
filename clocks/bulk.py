"""Many dates at once (批量推算): the calendar's two look-ups over numpy arrays, and the union of many projects.

For seeding, importing and statistics. The answers are those of ``WorkCalendar`` and ``union_used``; work is done in
blocks small enough to stay in the processor's cache.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clocks.calendar import CalendarRangeError, WorkCalendar

Days = NDArray[np.datetime64]
Ints = NDArray[Any]

_BLOCK = 1 << 15
_UNION_BLOCK = 1 << 12


@lru_cache(maxsize=8)
def _tables(calendar: WorkCalendar) -> tuple[Any, Any, int]:
    """(cumulative count per day, epoch day of the k-th working day, epoch day of the first day)."""
    cumulative = np.array(calendar.cumulative, dtype=np.int64)
    working = np.array(calendar.working_days, dtype="datetime64[D]").astype(np.int64)
    return cumulative, working, int(np.datetime64(calendar.first_day, "D").astype(np.int64))


def add_many(calendar: WorkCalendar, days: Days, n: Ints | int) -> Days:
    """``calendar.add`` for every element of ``days`` (datetime64[D], any shape); ``n`` broadcasts, 0 or more.

    Raises ``CalendarRangeError`` if any day or result is outside the calendar, ``ValueError`` for a negative ``n``.
    """
    cumulative, working, first = _tables(calendar)
    flat = np.ascontiguousarray(days, dtype="datetime64[D]").reshape(-1).view(np.int64)
    steps = np.broadcast_to(np.asarray(n), np.shape(days)).reshape(-1) if np.ndim(n) else None
    least = int(n) if steps is None else (int(steps.min()) if steps.size else 1)
    if least < 0:
        raise ValueError("working days are added forward only")
    out = np.empty(flat.shape, dtype=np.int64)
    for low in range(0, flat.size, _BLOCK):
        block = flat[low : low + _BLOCK]
        step = n if steps is None else steps[low : low + _BLOCK]
        at = _positions(block, first, cumulative.size, calendar)
        k = cumulative.take(at, mode="clip")
        k += step
        if int(k.max()) >= working.size:
            raise CalendarRangeError(f"a result lies after {calendar.last_day} ({calendar.version})")
        working.take(k, mode="clip", out=out[low : low + _BLOCK])
    if least == 0:
        out = np.where(np.broadcast_to(np.asarray(n), flat.shape) == 0, flat, out)
    return out.view("datetime64[D]").reshape(np.shape(days))


def count_many(calendar: WorkCalendar, after: Days, until: Days) -> NDArray[np.int64]:
    """``calendar.count`` for every pair of ``after`` and ``until`` (datetime64[D], equal shapes).

    Raises ``CalendarRangeError`` if any day is outside the calendar.
    """
    cumulative, _, first = _tables(calendar)
    starts = np.ascontiguousarray(after, dtype="datetime64[D]").reshape(-1).view(np.int64)
    ends = np.ascontiguousarray(until, dtype="datetime64[D]").reshape(-1).view(np.int64)
    if starts.size != ends.size:
        raise ValueError("both ends need the same shape")
    out = np.empty(starts.shape, dtype=np.int64)
    for low in range(0, starts.size, _BLOCK):
        part = out[low : low + _BLOCK]
        cumulative.take(_positions(ends[low : low + _BLOCK], first, cumulative.size, calendar), mode="clip", out=part)
        part -= cumulative.take(_positions(starts[low : low + _BLOCK], first, cumulative.size, calendar), mode="clip")
        np.maximum(part, 0, out=part)
    return out.reshape(np.shape(after))


def union_many(starts: Ints, ends: Ints) -> NDArray[np.int64]:
    """Working days in the union of each row's spans (x, y]; both arrays are (projects, spans) of axis positions.

    Positions come from ``WorkCalendar.index`` and lie in 0 … 65 535; an empty span (x = y) fills a short row.
    Raises ``ValueError`` for positions outside that range or spans that end before they start.
    """
    if starts.shape != ends.shape or starts.ndim != 2:
        raise ValueError("starts and ends are two equal (projects, spans) arrays")
    out = np.zeros(starts.shape[0], dtype=np.int64)
    for low in range(0, starts.shape[0] if starts.shape[1] else 0, _UNION_BLOCK):
        x, y = starts[low : low + _UNION_BLOCK], ends[low : low + _UNION_BLOCK]
        if int(x.min()) < 0 or int(y.max()) > 0xFFFF or bool((y < x).any()):
            raise ValueError("a span ends before it starts, or a position is not on the axis")
        packed = x.astype(np.uint32)
        packed <<= 16
        packed |= y.astype(np.uint32)
        _unite(packed, out[low : low + _UNION_BLOCK])
    return out


def union_packed(spans: NDArray[np.uint32]) -> NDArray[np.int64]:
    """As ``union_many`` for spans packed as ``x << 16 | y``, (projects, spans); the form in which a row stores them.

    Raises ``ValueError`` for spans that end before they start.
    """
    if spans.ndim != 2:
        raise ValueError("packed spans are one (projects, spans) array")
    out = np.zeros(spans.shape[0], dtype=np.int64)
    for low in range(0, spans.shape[0] if spans.shape[1] else 0, _UNION_BLOCK):
        packed = spans[low : low + _UNION_BLOCK].astype(np.uint32)
        if bool(((packed & 0xFFFF) < (packed >> 16)).any()):
            raise ValueError("a span ends before it starts")
        _unite(packed, out[low : low + _UNION_BLOCK])
    return out


def _unite(packed: NDArray[np.uint32], out: NDArray[np.int64]) -> None:
    """Sorts the block in place; the length of each row's union goes into ``out``."""
    packed.sort(axis=1)
    x, y = (packed >> 16).astype(np.int32), (packed & 0xFFFF).astype(np.int32)
    reach = np.maximum.accumulate(y, axis=1)
    np.maximum(x[:, 1:], reach[:, :-1], out=x[:, 1:])
    y -= x
    np.maximum(y, 0, out=y)
    y.sum(axis=1, out=out)


def _positions(days: NDArray[np.int64], first: int, size: int, calendar: WorkCalendar) -> NDArray[np.int64]:
    at = days - first
    if int(at.min()) < 0 or int(at.max()) >= size:
        raise CalendarRangeError(f"a day lies outside {calendar.first_day}..{calendar.last_day} ({calendar.version})")
    return at
