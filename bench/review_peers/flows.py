"""The flow of the peer `bare_viewflow`: split into eight person's tasks, join, end."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


def _task() -> Any:
    return flow.View(lambda request: None).Next(this.join)


class ReviewFlow(flow.Flow):  # type: ignore[misc]
    process_class = Process
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.fork)
    fork = (
        flow.Split()
        .Always(this.task_1)
        .Always(this.task_2)
        .Always(this.task_3)
        .Always(this.task_4)
        .Always(this.task_5)
        .Always(this.task_6)
        .Always(this.task_7)
        .Always(this.task_8)
    )
    task_1, task_2, task_3, task_4 = _task(), _task(), _task(), _task()
    task_5, task_6, task_7, task_8 = _task(), _task(), _task(), _task()
    join = flow.Join().Next(this.end)
    end = flow.End()

    def begin(self, activation: Any) -> Any:
        return activation.process
