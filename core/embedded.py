"""Celery worker and beat as threads beside the server, for the one-process installation.

The in-memory broker loses everything with the process, and may: every legal effect is a row and
the sweeps find it again.
"""

import logging
import threading
from typing import Any

log = logging.getLogger(__name__)
_started = threading.Lock()


def start() -> None:
    """Start worker and beat once in this process, as daemon threads."""
    if not _started.acquire(blocking=False):
        return
    from celery.beat import EmbeddedService
    from django.conf import settings

    from config.celery import app

    for name in ("celery", "django_celery_beat"):
        # A line for every sweep would push the address out of the terminal; what goes wrong is still told.
        logging.getLogger(name).setLevel(logging.WARNING)
    worker: Any = app.WorkController(
        pool_cls="solo",
        concurrency=1,
        loglevel="WARNING",
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
    threading.Thread(target=worker.start, name="celery-worker", daemon=True).start()
    # `beat_scheduler` of the configuration is ignored here; the class must be named.
    beat = EmbeddedService(app, thread=True, scheduler_cls=settings.CELERY_BEAT_SCHEDULER)
    beat.daemon = True
    beat.start()
    from core.tasks import nudge, run_sweeps

    nudge(run_sweeps)  # what became due while nobody ran happens now, not at the first tick
    log.info("worker and beat run inside this process")
