"""一次办理: what a command has read under lock, kept until it ends.

A sign-off meets its project's clocks and journal six times. They are locked by then, so nobody else can have changed
them: the first meeting reads, the others go on with what it read, and what may wait until the end is written once.
Rows that nothing reads within the command (journal, outbox) are written together at its end.
Where a savepoint is rolled back meanwhile, what was to be written under it goes with it, the rest is read anew.

A command given for many subjects at once (成批办理) is one act: what its body reads of all of them is read together
before (`hold`), what it gives to `insert` and `update` is written together at the end, each table with one statement.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar, cast

from django.db import models, transaction

from core import many_rows, rows

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


class _Mark:
    """A note among what the transaction will do at its commit: it goes when the savepoint it was made under is rolled back,
    and with it the rows that were to be written under it."""

    def __init__(self, place: int) -> None:
        self.place = place
        """Where it stands among the notes; a rollback moves it forward at most."""
        self.rows: list[tuple[int, models.Model]] = []
        """What waits under it, with its place in the order of the whole act."""

    def among(self, noted: list[Any]) -> bool:
        """Whether it is still there."""
        if self.place < len(noted) and noted[self.place][1] is self:
            return True
        for place, entry in enumerate(noted):
            if entry[1] is self:
                self.place = place
                return True
        return False

    def __call__(self) -> None:
        """Nothing is left to do."""


class Scattered(Exception):
    """A savepoint was rolled back in an act for many: what was read and is to be written together is not of one piece.

    `Command.perform_many` answers it by giving the command for each subject alone.
    """


class _Act:
    def __init__(self, many: bool = False) -> None:
        self.many = many
        self.held: dict[Hashable, Any] = {}
        self.at_end: dict[Hashable, Callable[[], None]] = {}
        self.asked = 0
        """How many rows were given to be written at the end."""
        self._marks: dict[tuple[str | None, ...], _Mark] = {}
        self._new: dict[type[models.Model], list[models.Model]] = {}
        self._changed: dict[type[models.Model], dict[Any, tuple[models.Model, dict[str, None]]]] = {}
        self._keys: dict[type[models.Model], Iterator[int]] = {}

    def look(self) -> _Mark:
        """Forget everything if a savepoint was rolled back since; the note under the present one."""
        link = transaction.get_connection()
        noted = link.run_on_commit
        gone = [place for place, mark in self._marks.items() if not mark.among(noted)]
        if gone and self.many:
            raise Scattered
        if gone:
            self.held.clear()
            for place in gone:
                del self._marks[place]
        place = tuple(link.savepoint_ids)
        if place not in self._marks:
            mark = self._marks[place] = _Mark(len(noted))
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
        self.flush()
        tables: dict[type[models.Model], list[models.Model]] = {}
        for row in self.waiting():
            tables.setdefault(type(row), []).append(row)
        insert = many_rows.insert if self.many else rows.insert
        for model, waiting in tables.items():
            insert(waiting, once=getattr(model, "written_once", False))

    def keep(self, new: Iterable[models.Model]) -> None:
        """Give each row its key now and write it with the others; at once where keys are not given ahead."""
        for row in new:
            model = type(row)
            key = next(self._keys.get(model, iter(())), None)
            if key is None:
                self._keys[model] = iter(many_rows.reserve(model, KEYS))
                key = next(self._keys[model], None)
            if key is None:
                rows.insert([row])
            else:
                row.pk = key
                self._new.setdefault(model, []).append(row)

    def change(self, row: models.Model, names: Iterable[str]) -> None:
        """Write these fields with those of the others; of a row not yet written all fields are anyway."""
        changed = self._changed.setdefault(type(row), {})
        if row.pk in changed and changed[row.pk][0] is not row:
            self.flush()  # somebody read it anew: what was to be written of the other copy is written first
            changed = self._changed.setdefault(type(row), {})
        changed.setdefault(row.pk, (row, {}))[1].update(dict.fromkeys(names))

    def flush(self) -> None:
        """Write what was kept."""
        self.look()
        unwritten = {id(row) for new in self._new.values() for row in new}
        for new in self._new.values():
            many_rows.insert(new)
        alike: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = {}
        for model, changed in self._changed.items():
            for row, fields in changed.values():
                if id(row) not in unwritten:
                    alike.setdefault((model, tuple(sorted(fields))), []).append(row)
        for (_model, names), together in alike.items():
            many_rows.update(together, *names)
        self._new.clear()
        self._changed.clear()


def _first(pair: tuple[int, models.Model]) -> int:
    return pair[0]


_now: ContextVar[_Act | None] = ContextVar("act", default=None)


KEYS: Final = 100
"""How many keys are reserved at a time."""


@contextmanager
def acting(many: bool = False) -> Iterator[None]:
    """Within the outermost of these, inside its transaction, things can be held; at its end what waits is written.

    With `many` it is an act for many subjects, and what others within ask for is of it.
    """
    outer = _now.get()
    if outer is not None:
        if outer.many:
            outer.flush()  # a command within reads from the database what was done so far
        yield
        return
    act = _Act(many)
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


def hold(key: Hashable, value: Any) -> None:
    """Hold what was read for many subjects at once, as `held` would have read it."""
    act = _now.get()
    if act is not None:
        act.look()
        act.held.setdefault(key, value)


def read_together(key: Hashable, alone: Callable[[], T]) -> T:
    """What was held of this subject with the others of an act for many; else what `alone` reads, each time anew."""
    act = _now.get()
    return cast(T, act.held[key]) if act is not None and act.many and key in act.held else alone()


def is_held(key: Hashable) -> bool:
    """Whether this act has read `key`."""
    act = _now.get()
    return act is not None and key in act.held


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


def insert(new: Sequence[models.Model]) -> None:
    """Insert rows of one table, which have their keys afterwards; in an act for many, at its end with the others."""
    act = _now.get()
    if act is not None and act.many:
        act.keep(new)
    else:
        rows.insert(new)


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row; in an act for many, at its end with the others."""
    act = _now.get()
    if act is not None and act.many:
        act.change(row, names)
    else:
        rows.update(row, *names)


def update_all(changed: Sequence[models.Model], *names: str) -> None:
    """Write these fields of several rows of one table with one statement, as `update` does."""
    act = _now.get()
    if act is not None and act.many:
        for row in changed:
            act.change(row, names)
    else:
        many_rows.update(changed, *names)


def waiting(model: type[M]) -> list[M]:
    """The rows of a table that wait for the end of this act, in the order they came."""
    act = _now.get()
    return [row for row in act.waiting() if type(row) is model] if act is not None else []
