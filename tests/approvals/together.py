"""Workers that finish the branches of one process at the same moment, and joins that meet as well."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import connections

from core.flow_nodes import FanOut
from core.time import travel

PATIENCE = 240
"""Seconds to wait for the others; a busy machine is slow, a lost thread is a fault."""


def at_once(
    workers: int, steps: Callable[[int], Iterator[Callable[[], object]]], day: date, monkeypatch: pytest.MonkeyPatch
) -> Counter[str]:
    """Give step n of every worker at the same moment; their joins, which follow the commits, meet on a second barrier.

    `steps(number)` prepares and yields what worker `number` does, one after another. Returns what went wrong.
    """
    start, join, errors = threading.Barrier(workers), threading.Barrier(workers), Counter[str]()
    poke = FanOut.poke

    def poke_together(task_pk: int) -> bool:
        join.wait(PATIENCE)
        return poke(task_pk)

    def work(number: int) -> None:
        try:
            with travel(day):
                for act in steps(number):
                    start.wait(PATIENCE)
                    act()
        except Exception as error:  # every failure is counted and stops the others
            errors[f"{type(error).__name__}: {error}"] += 1
            start.abort()
            join.abort()
        finally:
            connections.close_all()

    monkeypatch.setattr(FanOut, "poke", staticmethod(poke_together))
    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    monkeypatch.setattr(FanOut, "poke", staticmethod(poke))
    return errors
