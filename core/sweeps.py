"""Sweeps: idempotent repairs that make every due effect happen once, late rather than never.

A room registers its sweeps in `tasks.py`; Celery beat runs them, and so may anyone else.
"""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from core.models import Heartbeat
from core.time import now

log = logging.getLogger(__name__)
Sweep = Callable[[], int]
_sweeps: dict[str, Sweep] = {}
Row = TypeVar("Row")


class Unfinished(Exception):
    """A sweep did what it could; `done` effects were made, some rows failed and will be tried again."""

    def __init__(self, done: int, failed: int, first: Exception) -> None:
        self.done, self.failed = done, failed
        super().__init__(f"{failed} rows failed, {done} done; the first: {type(first).__name__}: {first}")


def sweep(name: str) -> Callable[[Sweep], Sweep]:
    """Register a sweep that returns how many effects it made; names are unique."""

    def register(function: Sweep) -> Sweep:
        if name in _sweeps:
            raise ValueError(f"sweep {name!r} is registered twice")
        _sweeps[name] = function
        return function

    return register


def each(rows: Iterable[Row], act: Callable[[Row], int]) -> int:
    """Act on every row and count the effects; a row that fails is logged and does not stop those behind it.

    `act` is one transaction. Raises `Unfinished` after the last row when any failed, so that it is noted.
    """
    done, failures = 0, []
    for row in rows:
        try:
            done += act(row)
        except Exception as error:
            log.exception("sweep failed on %r", row)
            failures.append(error)
    if failures:
        raise Unfinished(done, len(failures), failures[0])
    return done


def run_all() -> dict[str, int]:
    """Run every sweep; one that fails is noted in its heartbeat and does not stop the others."""
    done: dict[str, int] = {}
    for name, function in sorted(_sweeps.items()):
        try:
            done[name] = function()
            note = ""
        except Exception as error:
            log.exception("sweep %s failed", name)
            note = f"{type(error).__name__}: {error}"[:2000]
        beat(f"sweep:{name}", note)
    return done


def beat(name: str, note: str = "") -> None:
    """Say that `name` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now(), "note": note})
