"""The lock of every flow (流程锁), chosen here and nowhere else.

The engine's own default takes no lock and loses parallel sign-offs; its `nowait` lock gives up under a
second. Ours waits. It takes the record's row before the process's row, the order in which commands
take them, so that a sign-off and a withdrawal that meet cannot hold each other up.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction
from viewflow.workflow import lock


class RecordLock(lock.SelectForUpdateLock):
    """Wait for the row of the record, then for the row of its process.

    A flow names the record with `record`, the foreign key of its process class. Raises FlowLockFailed
    when the database's lock timeout passes.
    """

    def __init__(self) -> None:
        super().__init__(nowait=False, attempts=1)

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        with transaction.atomic():
            field = flow_class.process_class._meta.get_field(flow_class.record)
            record = flow_class.process_class._default_manager.filter(pk=process_pk).values(field.attname)
            field.related_model._default_manager.filter(pk__in=record).select_for_update().exists()
            with super().__call__(flow_class, process_pk):
                yield


LOCKS: Final = {"wait": RecordLock(), "none": lock.no_lock}
FLOW_LOCK: Final = LOCKS[os.environ.get("FLOW_LOCK", "wait")]
"""`FLOW_LOCK=none` exists to show that the concurrency test sees the fault; the system check refuses to start with it."""
