"""一次办理: what a command has read under lock, kept until it ends.

A sign-off meets its project's clocks and journal six times. They are locked by then, so nobody else can have changed
them: the first meeting reads, the others go on with what it read, and what may wait until the end is written once.
Where a savepoint is rolled back meanwhile, all is forgotten and read anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.db import transaction

T = TypeVar("T")


class _Mark:
    """A note among what the transaction will do at its commit: it goes when the savepoint it was made under is rolled back."""

    def __call__(self) -> None:
        """Nothing is left to do."""


class _Act:
    def __init__(self) -> None:
        self.held: dict[Hashable, Any] = {}
        self.at_end: dict[Hashable, Callable[[], None]] = {}
        self.torn = False
        """Whether something this act did was rolled back while it went on."""
        self._marks: dict[tuple[str | None, ...], _Mark] = {}

    def look(self) -> None:
        """Forget everything if a savepoint was rolled back since, and note the present one."""
        link = transaction.get_connection()
        noted = {id(entry[1]) for entry in link.run_on_commit if type(entry[1]) is _Mark}
        if any(id(mark) not in noted for mark in self._marks.values()):
            self.held.clear()
            self._marks.clear()
            self.torn = True
        place = tuple(link.savepoint_ids)
        if place not in self._marks:
            mark = self._marks[place] = _Mark()
            transaction.on_commit(mark)


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
        for write in act.at_end.values():
            write()
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


def was_torn() -> bool:
    """Whether part of this act was rolled back: a row whose writing waits for the end may then be behind."""
    act = _now.get()
    return act is not None and act.torn
