"""The nodes of our flows: those the open edition of the engine lacks (a person's step, a fan-out, a verb from anywhere),
and its own where `flow_rows` writes them with fewer statements.

Built on the hooks of Node and Activation, `Process.parent_task`, `flow_finished` and locks; `StateSwitch` and `Begin` read what the
engine's nodes were given (`_branches`, `_func`), which has no public name.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from django.db import transaction
from viewflow import this
from viewflow.workflow import (
    PROCESS,
    STATUS,
    Activation,
    FlowLockFailed,
    FlowRuntimeError,
    Node,
    Token,
    flow,
    lock,
    nodes,
)
from viewflow.workflow.activation import has_manage_permission
from viewflow.workflow.context import Context
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import mixins
from viewflow.workflow.signals import flow_finished

from core import act, rows
from core.flow_rows import Step, in_fan_out, insert_processes, together
from core.prepared import Prepared, PreparedObjects
from core.sweeps import each
from core.time import now

log = logging.getLogger(__name__)
OVER: Final = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)


def after_commit_unlocked(function: Callable[[], Any]) -> None:
    """Run `function` once this thread holds no flow lock and the transaction is committed.

    The engine's `after_lock_released` alone would run it inside an outer transaction.
    """
    lock.after_lock_released(lambda: transaction.on_commit(function, robust=True))


# ---- where the record stands ---------------------------------------------------------------------------------


def in_state(*states: str) -> Any:
    """A condition of a `StateSwitch`: the row that the flow names as `record` is in one of `states`."""

    def holds(activation: Any) -> bool:
        return getattr(activation.process, activation.flow_class.record).state in states

    return holds


class StateSwitchActivation(Step, flow.Switch.activation_class):  # type: ignore[misc]
    @Activation.status.super()
    def activate(self) -> None:
        name = self.flow_class.record
        if self.process._meta.get_field(name).is_cached(self.process) and not in_fan_out():
            getattr(self.process, name).refresh_from_db(fields=["state"])
        branches = self.flow_task._branches
        self.next_task = next((node for node, holds in branches if holds is None or holds(self)), None)
        if self.next_task is None:
            raise FlowRuntimeError(f"{self.flow_task.name}: the record is in no state of this switch")

    @Activation.status.super()
    def complete(self) -> None:
        self.over()


class StateSwitch(flow.Switch):
    """按状态分流: chooses by the state of the record, read once for all conditions."""

    activation_class = StateSwitchActivation


# ---- a person's step -----------------------------------------------------------------------------------------


class PersonActivation(Step, nodes.View.activation_class):  # type: ignore[misc]
    @classmethod
    def create(cls, flow_task: Any, *arguments: Any, **named: Any) -> Any:
        activation = super().create(flow_task, *arguments, **named)
        activation.task.owner_permission = flow_task.calc_owner_permission(activation)
        return activation

    @Activation.status.super()
    def activate(self) -> None:
        self.write()

    @Activation.status.super()
    def assign(self, user: Any) -> None:
        self.task.owner = user  # written with the end of the step

    @Activation.status.super()
    def complete(self) -> None:
        self.over()


class PersonStep(nodes.View):
    """人工环节: waits until a person did it. It has no page of its own; the record's page gives the command."""

    activation_class = PersonActivation

    def __init__(self) -> None:
        super().__init__(view=None)

    def done_by(self, process: Process, user: Any) -> None:
        """Let `user` finish the open step. The command has checked the right to do so.

        Raises FlowRuntimeError when the process does not wait here.
        """
        with self.flow_class.lock(process.pk):
            task = open_task(process, self)
            task.process = process  # the one the command holds, with its record
            activation = self.activation_class(task)
            if activation.assign.can_proceed():
                activation.assign(user)
            activation.start(None)
            activation.execute()


def open_task(process: Process, node: Node) -> Task:
    """The task at which `process` waits on `node`. Raises FlowRuntimeError if it does not."""
    for task in open_tasks(process):
        if task.flow_task == node and task.status != STATUS.ERROR:
            return task
    raise FlowRuntimeError(f"process {process.pk} does not wait at {node.name}")


# ---- begin, wait, end ----------------------------------------------------------------------------------------


class BeginActivation(Step, flow.StartHandle.activation_class):  # type: ignore[misc]
    @classmethod
    def create(cls, *arguments: Any, **named: Any) -> Any:
        return super(Step, cls).create(*arguments, **named)

    @Activation.status.super()
    def complete(self) -> None:
        self.over()


class Begin(flow.StartHandle):
    """开始: a process for a record, or one for each of many."""

    activation_class = BeginActivation

    def run_all(self, parent: Task, each_of: Iterable[dict[str, Any]]) -> None:
        """Begin one child of `parent` for each dictionary of arguments, all written together."""
        begin = this.resolve(self.flow_class.instance, self._func)
        begun = []
        for arguments in each_of:
            activation = self.activation_class.create(self, None, None)
            activation.process.parent_task = parent
            begin(activation, **arguments)
            begun.append(activation)
        if not begun:
            return
        insert_processes([activation.process for activation in begun])
        with together():
            for activation in begun:
                activation.task.process = activation.process  # which has a key now
                activation.complete()
                activation.activate_next()


class WaitActivation(Step, flow.Handle.activation_class):  # type: ignore[misc]
    @Activation.status.super()
    def activate(self) -> None:
        self.write()

    @Activation.status.super()
    def complete(self) -> None:
        self.over()


class Wait(flow.Handle):
    """等待: waits until code outside goes on."""

    activation_class = WaitActivation


class EndActivation(Step, flow.TerminateEnd.activation_class):  # type: ignore[misc]
    @Activation.status.super()
    def activate(self) -> None:
        self.task.started = now()
        for step in open_tasks(self.process):
            step.flow_task.activation_class(step).cancel()
        self.process.status, self.process.finished = PROCESS.DONE, now()
        rows.update(self.process, "status", "finished")
        flow_finished.send(sender=self.flow_class, process=self.process, task=self.task)

    @Activation.status.super()
    def complete(self) -> None:
        self.over()


class End(flow.TerminateEnd):
    """结束: cancels what is open and ends the process."""

    activation_class = EndActivation


def open_tasks(process: Process) -> list[Task]:
    """The steps of a process that are not over."""
    known = act.read_together(("steps", process.pk), lambda: _OPEN.of(process=process.pk))
    return [task for task in known if task.status not in OVER]


def hold_open_tasks(processes: Iterable[Process]) -> None:
    """Read the open steps of several processes, for an act for many; `flow_rows` adds those it makes."""
    known: dict[Any, list[Task]] = {process.pk: [] for process in processes}
    for task in Task._default_manager.filter(process__in=list(known)).exclude(status__in=OVER).order_by("pk"):
        known[task.process_id].append(task)
    for pk, tasks in known.items():
        act.hold(("steps", pk), tasks)


_OPEN: Final = PreparedObjects[Task](
    lambda process: Task._default_manager.filter(process=process).exclude(status__in=OVER).order_by("pk"), process=int
)
_CHILDREN: Final = Prepared(
    lambda parent: Process._default_manager.filter(parent_task=parent, status=PROCESS.NEW).values_list("pk")[:1],
    parent=int,
)


# ---- fan-out -------------------------------------------------------------------------------------------------


class FanOutActivation(Step, mixins.NextNodeActivationMixin, Activation):
    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def activate(self) -> None:
        self.task.started = now()
        self.write()
        self.flow_task.child_start.run_all(self.task, self.flow_task.source(self))

    def start_child(self, **arguments: Any) -> Process:
        """One more child process; also the way to add a branch while the others run."""
        return self.flow_task.child_start.run(_parent_task=self.task, **arguments)

    def children(self) -> Any:
        return Process._default_manager.filter(parent_task=self.task)

    def is_done(self) -> bool:
        return not _CHILDREN.rows(parent=self.task.pk)

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE, conditions=[this.is_done])
    def complete(self) -> None:
        self.over()

    @Activation.status.transition(source=STATUS.STARTED)
    def execute(self) -> None:
        self.complete()
        with Context(propagate_exception=False):
            self.activate_next()

    @Activation.status.transition(
        source=[STATUS.NEW, STATUS.STARTED, STATUS.ERROR], target=STATUS.CANCELED, permission=has_manage_permission
    )
    def cancel(self) -> None:
        for child in self.children().filter(status=PROCESS.NEW):
            child.flow_class.instance.cancel(child.coerced)
        self.task.finished = now()
        self.task.save()


class FanOut(mixins.NextNodeMixin, Node):
    """并联: one child process per dictionary yielded by `source(activation)`; goes on when all have ended.

    The end of a child re-evaluates the join after its commit, under the parent's lock. That is
    idempotent, and `reconcile` repeats it for a machine that died in between.
    """

    task_type = "SUBPROCESS"
    activation_class = FanOutActivation
    bpmn_element = "callActivity"

    def __init__(self, child_start: Any, source: Callable[[Any], Iterable[dict[str, Any]]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.child_start, self.source = child_start, source

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.source = this.resolve(instance, self.source)

    def _ready(self) -> None:
        flow_finished.connect(self._child_finished, sender=self.child_start.flow_class)

    def _child_finished(self, sender: Any, process: Process, **kwargs: Any) -> None:
        if process.parent_task_id:
            after_commit_unlocked(partial(FanOut.poke, process.parent_task_id))

    @staticmethod
    def poke(task_pk: int) -> bool:
        """Go on if every child has ended; whether this call did."""
        # Asked after the commit of a child: of children that end at once, the last to commit sees none that runs.
        if _CHILDREN.rows(parent=task_pk):
            return False
        task = Task._default_manager.get(pk=task_pk)
        if task.status != STATUS.STARTED:
            return False
        try:
            with task.activation() as activation:
                if activation.complete.can_proceed():
                    activation.execute()
                    return True
        except FlowLockFailed:
            log.warning("the join of task %s is postponed: its record is locked", task_pk)
        return False

    @classmethod
    def ready(cls) -> Iterator[int]:
        """Fan-outs whose children have all ended but which did not go on."""
        waiting = Task._default_manager.filter(flow_task_type=cls.task_type, status=STATUS.STARTED)
        yield from waiting.exclude(subprocesses__status=PROCESS.NEW).values_list("pk", flat=True)

    @classmethod
    def reconcile(cls) -> int:
        """Poke every fan-out that is ready; how many went on."""
        return each(list(cls.ready()), cls.poke)


# ---- a verb from anywhere ------------------------------------------------------------------------------------


class CommandActivation(mixins.NextNodeActivationMixin, Activation):
    @Activation.status.super()
    def activate(self) -> None:
        self.task.started = now()
        self.task.save()


class Command(mixins.NextNodeMixin, Node):
    """A verb that strikes from any place of a running process: withdraw, deem accepted, pause, close.

    Cancels every active step, then goes on with its own next node.
    """

    task_type = "EVENT"
    activation_class = CommandActivation
    bpmn_element = "startEvent"

    def run(self, process: Process, user: Any = None) -> Task:
        """Strike. `user` is who did it, None for the system. Raises FlowRuntimeError unless `process` runs."""
        flow_class = self.flow_class
        with flow_class.lock(process.pk), transaction.atomic():
            current = flow_class.process_class._default_manager.get(pk=process.pk)
            if current.status != PROCESS.NEW:
                raise FlowRuntimeError(f"{self.name}: process {process.pk} is {current.status}")
            active = list(current.task_set.exclude(status__in=OVER))
            task = flow_class.task_class(process=current, flow_task=self, token=Token("start"), owner=user)
            task.save()
            task.previous.add(*(active or current.task_set.exclude(pk=task.pk).order_by("-pk")[:1]))
            for step in active:
                step.flow_task.activation_class(step).cancel()
            activation = self.activation_class(task)
            activation.activate()
            activation.complete()
            activation.activate_next()
            return task
