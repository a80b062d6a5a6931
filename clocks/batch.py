"""Many limits from a file of JSON lines (批量推算): one object a line in, one a line out, in the same order.

In: ``accepted`` (YYYY-MM-DD), ``limit`` (0 or more), and optionally ``unit`` (working_day, calendar_day, month),
``stops`` (pairs [start, end], end null or absent while open; "start:end" and {"start", "end"} are read as well), ``until``, ``region``
(six digits; its local closures count), ``trace`` (false leaves the days out). Any other key is carried over under ``given``. A line that cannot be read answers ``{"line": n, "error": …}``.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from clocks import rules
from clocks.answers import UNITS, reckoned
from clocks.calendar import CalendarRangeError
from clocks.current import Calendars

ASKED = frozenset({"accepted", "limit", "unit", "stops", "until", "region", "trace"})
MOST = 100_000
"""A longer limit is a slip of the pen; it would ask for centuries of calendar."""


class BadLine(ValueError):
    """What is wrong with one line, in the active language."""


def answers(lines: Iterable[str], calendars: Calendars) -> Iterator[dict[str, Any]]:
    """The answer to every line that is not empty; bad lines answer with their number and the fault."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield answer(json.loads(line), calendars)
        except json.JSONDecodeError as error:
            yield {"line": number, "error": _("This is no JSON: %(fault)s.") % {"fault": error.msg}}
        except (BadLine, CalendarRangeError, ValueError, TypeError, OverflowError) as error:
            yield {"line": number, "error": str(error)}


def answer(asked: Any, calendars: Calendars) -> dict[str, Any]:
    """One question as plain data. Raises `BadLine`, or as ``rules.due``."""
    if not isinstance(asked, dict):
        raise BadLine(_("A line is one JSON object with accepted and limit."))
    limit = asked.get("limit")
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit <= MOST:
        raise BadLine(_("limit must be a whole number from 0 to %(most)d.") % {"most": MOST})
    unit = UNITS.get(str(asked.get("unit") or rules.Unit.WORKING_DAY))
    if unit is None:
        raise BadLine(_("unit is one of working_day, calendar_day, month."))
    until = asked.get("until")
    found = reckoned(
        _day(asked.get("accepted"), "accepted"),
        limit,
        unit,
        [_stop(stop) for stop in asked.get("stops") or ()],
        calendars.at(_region(asked.get("region"))).days,
        None if until is None else _day(until, "until"),
        traced=asked.get("trace") is not False,
    )
    given = {key: value for key, value in asked.items() if key not in ASKED}
    return {**found, "given": given} if given else found


def _stop(given: Any) -> rules.Stop:
    if isinstance(given, str):
        given = given.split(":", 1)
    elif isinstance(given, dict):
        given = [given.get("start"), given.get("end")]
    if not isinstance(given, list) or not 1 <= len(given) <= 2:
        raise BadLine(_("A stop is [start, end], “start:end” or an object with start and end."))
    end = given[1] if len(given) == 2 and given[1] else None
    return rules.Stop(_day(given[0], "stops"), None if end is None else _day(end, "stops"))


def _region(given: Any) -> str | None:
    if given is not None and not is_region(given):
        raise BadLine(_("region is the six digits of a place, such as 360702."))
    return given


def is_region(code: Any) -> bool:
    """Whether it is written as a region of GB/T 2260; no look-up, so that a bare installation can answer."""
    return isinstance(code, str) and len(code) == 6 and code.isascii() and code.isdigit()


def _day(given: Any, name: str) -> date:
    try:
        return _parsed(given)
    except (TypeError, ValueError):
        raise BadLine(_("%(name)s must be a date written YYYY-MM-DD.") % {"name": name}) from None


@lru_cache(maxsize=1 << 14)
def _parsed(given: str) -> date:
    if len(given) != 10:
        raise ValueError(given)
    return date.fromisoformat(given)
