"""一次办理: what a command has read under lock, kept until it ends.

A sign-off meets its project's clocks and journal six times. They are locked by then, so nobody else can have changed
them: the first meeting reads, the others go on with what it read, and what may wait until the end is written once.
Rows that nothing reads within the command (journal, outbox) are written together at its end.
Where a savepoint is rolled back meanwhile, what was to be written under it goes with it, the rest is read anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.db import models, transaction

from core import rows

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


class _Mark:
    """A note among what the transaction will do at its commit: it goes when the savepoint it was made under is rolled back,
    and with it the rows that were to be written under it."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, models.Model]] = []
        """What waits under it, with its place in the order of the whole act."""

    def __call__(self) -> None:
        """Nothing is left to do."""


class _Act:
    def __init__(self) -> None:
        self.held: dict[Hashable, Any] = {}
        self.at_end: dict[Hashable, Callable[[], None]] = {}
        self.asked = 0
        """How many rows were given to be written at the end."""
        self._marks: dict[tuple[str | None, ...], _Mark] = {}

    def look(self) -> _Mark:
        """Forget everything if a savepoint was rolled back since; the note under the present one."""
        link = transaction.get_connection()
        noted = {id(entry[1]) for entry in link.run_on_commit if type(entry[1]) is _Mark}
        gone = [place for place, mark in self._marks.items() if id(mark) not in noted]
        if gone:
            self.held.clear()
            for place in gone:
                del self._marks[place]
        place = tuple(link.savepoint_ids)
        if place not in self._marks:
            mark = self._marks[place] = _Mark()
            transaction.on_commit(mark)
        return self._marks[place]

    def waiting(self) -> list[models.Model]:
        """The rows to be written at the end, in the order they came."""
        self.look()
        return [
            row for _place, row in sorted((pair for mark in self._marks.values() for pair in mark.rows), key=_first)
        ]

    def close(self) -> None:
        """Write what waits: first what others asked for, then the rows, those of a table together."""
        for write in self.at_end.values():
            write()
        tables: dict[type[models.Model], list[models.Model]] = {}
        for row in self.waiting():
            tables.setdefault(type(row), []).append(row)
        for model, waiting in tables.items():
            rows.insert(waiting, once=getattr(model, "written_once", False))


def _first(pair: tuple[int, models.Model]) -> int:
    return pair[0]


_now: ContextVar[_Act | None] = ContextVar("act", default=None)


@contextmanager
def acting() -> Iterator[None]:
    """Within the outermost of these, inside its transaction, things can be held; at its end what waits is written."""
    if _now.get() is not None:
        yield
        return
    act = _Act()
    token = _now.set(act)
    try:
        yield
        act.close()
    finally:
        _now.reset(token)


def held(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave when this act first asked for `key`; outside an act it is made every time."""
    act = _now.get()
    if act is None:
        return make()
    act.look()
    if key not in act.held:
        act.held[key] = make()
    return cast(T, act.held[key])


def let_go(key: Hashable) -> None:
    """Forget what is held under `key`: it was changed half-way."""
    act = _now.get()
    if act is not None:
        act.held.pop(key, None)


def at_end(key: Hashable, write: Callable[[], None]) -> bool:
    """Write when the act ends, once for each `key`; False outside an act, where the caller must write himself.

    It is called even if what led to it was rolled back, so `write` starts from what it holds or reads then.
    """
    act = _now.get()
    if act is None:
        return False
    act.at_end.setdefault(key, write)
    return True


def insert_at_end(row: models.Model) -> bool:
    """Insert `row` when the act ends, with the others of its table; False outside an act, where the caller must do so.

    For rows that nothing reads before: it has no key until then. Where the model says `written_once`, a
    row that conflicts with one in the table is the same and left out.
    """
    act = _now.get()
    if act is None:
        return False
    act.look().rows.append((act.asked, row))
    act.asked += 1
    return True


def waiting(model: type[M]) -> list[M]:
    """The rows of a table that wait for the end of this act, in the order they came."""
    act = _now.get()
    return [row for row in act.waiting() if type(row) is model] if act is not None else []
