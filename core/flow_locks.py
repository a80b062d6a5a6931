"""The lock of every flow (流程锁), chosen here and nowhere else.

The engine's own default takes no lock and loses parallel sign-offs; its `nowait` lock gives up under a
second. Ours waits. It takes the record's row before the process's row, the order in which commands
take them, so that a sign-off and a withdrawal that meet cannot hold each other up.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, transaction
from viewflow.workflow import FlowLockFailed, lock


class RecordLock(lock.SelectForUpdateLock):
    """Wait for the row of the record, then for the row of its process.

    A flow names the record with `record`, the foreign key of its process class. Raises FlowLockFailed
    when the database's lock timeout passes. One command enters the same process many times: rows that the
    surrounding transaction holds already are not asked for again.
    """

    def __init__(self) -> None:
        super().__init__(nowait=False, attempts=1)

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        # Whatever fails in here ends the command; there is nothing a savepoint could save.
        with transaction.atomic(savepoint=False):
            held = Held(flow_class.process_class, process_pk)
            if not held.still():
                try:
                    _lock_rows(flow_class, process_pk)
                except DatabaseError as error:
                    raise FlowLockFailed(f"Lock failed for {flow_class}") from error
                transaction.on_commit(held)
            yield


@dataclass(frozen=True, slots=True)
class Held:
    """The note that a process is locked, kept among what the transaction will do when it commits.

    There it lives exactly as long as the lock: a commit, a rollback and a rollback to an earlier savepoint take both.
    """

    model: Any
    process: int

    def __call__(self) -> None:
        """Nothing is left to do."""

    def still(self) -> bool:
        """Whether the transaction around holds the lock."""
        return any(entry[1] == self for entry in transaction.get_connection().run_on_commit)


def hold(process: Any) -> None:
    """Note the process of a record whose row the running command has locked as held; everyone else waits for that row."""
    held = Held(type(process), process.pk)
    if not held.still():
        transaction.on_commit(held)


def _lock_rows(flow_class: Any, process_pk: int) -> None:
    model = flow_class.process_class
    process, field = model._default_manager.filter(pk=process_pk), model._meta.get_field(flow_class.record)
    field.related_model._default_manager.filter(pk__in=process.values(field.attname)).select_for_update().exists()
    process.select_for_update().exists()


LOCKS: Final = {"wait": RecordLock(), "none": lock.no_lock}
FLOW_LOCK: Final = LOCKS[os.environ.get("FLOW_LOCK", "wait")]
"""`FLOW_LOCK=none` exists to show that the concurrency test sees the fault; the system check refuses to start with it."""
