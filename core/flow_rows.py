"""How the steps of a process are written (流程环节落库).

The engine saves a step when it is made, ties it to the step before and saves it again when it ends. Of ours, a step
that is over in the same breath (a branch, an end) is written once, and the steps of a fan-out are written together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from viewflow.workflow.models import Process, Task
from viewflow.workflow.signals import task_finished

from core import act, rows
from core.flow_locks import hold
from core.time import now

P = TypeVar("P", bound=Process)
_MOVES: Final = ("status", "owner", "assigned", "started", "finished")
"""What changes of a step once it is written."""
_together: ContextVar["dict[Step, None] | None"] = ContextVar("steps written together", default=None)


class Step:
    """Put before the engine's activation among the bases: the step is written by `write`, not when it is made."""

    task: Any
    came_from: Task | None = None

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        task = flow_task.flow_class.task_class(process=prev_activation.process, flow_task=flow_task, token=token)
        task.data, task.seed = data or {}, seed
        activation = cls(task)  # type: ignore[call-arg]
        activation.came_from = prev_activation.task
        return activation

    def write(self) -> None:
        """Write the step as it is now, at once or with those of a fan-out."""
        steps = _together.get()
        if not self.task._state.adding:
            act.update(self.task, *_MOVES)
        elif steps is not None:
            steps[self] = None
        else:
            _insert([self])

    def over(self) -> None:
        """The step ends: write it."""
        self.task.finished = now()
        self.write()
        task_finished.send(sender=self.task.flow_task.flow_class, process=self.task.process, task=self.task)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)  # the engine's is the key of the step, which it has only once it is written


@contextmanager
def together() -> Iterator[None]:
    """Write the new steps of these processes with one statement, their order with another."""
    steps: dict[Step, None] = {}
    token = _together.set(steps)
    try:
        yield
    finally:
        _together.reset(token)
    _insert(list(steps))


def in_fan_out() -> bool:
    """Whether what happens now is the beginning of a fan-out's children, whose records were read a moment ago."""
    return _together.get() is not None


def _insert(steps: list[Step]) -> None:
    tasks: list[Task] = [step.task for step in steps]
    if not tasks:
        return
    for task in tasks:
        task.flow_task_type = task.flow_task.task_type
    order = Task.previous.through
    act.insert(tasks)
    for task in tasks:
        act.read_together(("steps", task.process_id), list[Task]).append(task)
    act.insert([order(from_task=step.task, to_task=step.came_from) for step in steps if step.came_from is not None])


def insert_processes(processes: list[P]) -> None:
    """Write new processes of one kind, each with the tie to its record in the table that extends the engine's."""
    own = [field for field in Process._meta.concrete_fields if not field.primary_key]
    bases = [Process(**{field.attname: getattr(one, field.attname) for field in own}) for one in processes]
    rows.insert(bases)
    for process, base in zip(processes, bases, strict=True):
        process.id = process.pk = base.pk
    rows.insert(processes)
    for process in processes:
        hold(process)
