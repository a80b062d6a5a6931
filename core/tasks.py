"""Celery entry points of the kernel: thin, idempotent nudges."""

import logging
from typing import Any

from celery import Task, shared_task

log = logging.getLogger(__name__)


def nudge(task: Task, *args: Any) -> None:
    """Send a task; a broker that is away only logs, because the sweep will find the row."""
    try:
        task.apply_async(args=args, retry=False)
    except Exception:
        log.warning("broker unreachable, %s waits for the sweep", task.name)


@shared_task(name="core.deliver_outbox")
def deliver_outbox() -> int:
    from core.outbox import deliver_due

    return deliver_due()


@shared_task(name="core.sweep")
def run_sweeps() -> dict[str, int]:
    from core import outbox, sweeps

    sweeps.beat("worker")
    done = sweeps.run_all()
    done["outbox"] = outbox.deliver_due()
    return done
