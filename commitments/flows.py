"""The process of a promise (承诺流程). It moves people; the rows are the record and say where it stands.

It has no parent: a promise outlives the stage it was made in. Never rename a node while processes are open: the
engine stores node names.
"""

from typing import Any, Final

from viewflow import this
from viewflow.workflow import PROCESS, flow

from commitments.models import Commitment, CommitmentProcess
from core.commands import SYSTEM_USER
from core.flow_locks import FLOW_LOCK
from core.flow_nodes import OVER, Begin, Command, End, PersonStep, StateSwitch, in_state


def _post(role: str) -> Any:
    return lambda activation: f"department.{activation.process.commitment.department_id}.{role}"


def _promiser(activation: Any) -> str:
    return f"enterprise.{activation.process.commitment.enterprise_id}.OWNER"


class CommitmentFlow(flow.Flow):
    """承诺流程: publicised → decided → kept while building → verified → fulfilled, or breach → rectified or revoked."""

    process_class = CommitmentProcess
    lock_impl = FLOW_LOCK
    record = "commitment"

    start = Begin(this.begin).Next(this.position)
    position = (
        StateSwitch()
        .Case(this.decide, in_state("SIGNED", "PUBLICISED"))
        .Case(this.keep, in_state("DECIDED", "BUILDING"))
        .Case(this.verify, in_state("VERIFYING"))
        .Case(this.judge, in_state("BREACHED"))
        .Case(this.rectify, in_state("RECTIFYING"))
        .Case(this.hear, in_state("HEARING"))
        .Default(this.end)
    )
    decide = PersonStep().Permission(_post("HEAD")).Next(this.position)
    keep = PersonStep().Permission(_promiser).Next(this.position)
    verify = PersonStep().Permission(_post("REVIEWER")).Next(this.position)
    judge = PersonStep().Permission(_post("HEAD")).Next(this.position)
    rectify = PersonStep().Permission(_promiser).Next(this.position)
    hear = PersonStep().Permission(_post("HEAD")).Next(this.position)
    move = Command().Next(this.position)
    end = End()

    def begin(self, activation: Any, commitment: Commitment) -> CommitmentProcess:
        activation.process.commitment = commitment
        return activation.process


STEPS: Final = {
    "SIGNED": "decide",
    "PUBLICISED": "decide",
    "DECIDED": "keep",
    "BUILDING": "keep",
    "VERIFYING": "verify",
    "BREACHED": "judge",
    "RECTIFYING": "rectify",
    "HEARING": "hear",
}
"""Where a process waits while the record is in this state."""


def follow(commitment: Commitment, before: str, user: Any) -> None:
    """Let the process follow the record, which has just moved from `before`; the row is locked by the command.

    Within one step nothing happens. A person's move finishes the step as theirs, the system's strikes it.
    """
    if STEPS.get(before) == STEPS.get(commitment.state):
        return
    process = commitment.processes.filter(status=PROCESS.NEW).first()
    if process is None:
        if commitment.state in STEPS:
            CommitmentFlow.start.run(commitment=commitment)
        return
    node = getattr(CommitmentFlow, STEPS[before]) if before in STEPS else None
    waits = node is not None and process.task_set.filter(flow_task=node).exclude(status__in=OVER).exists()
    if waits and user is not SYSTEM_USER:
        node.done_by(process, user)  # type: ignore[union-attr]
    else:
        CommitmentFlow.move.run(process, None if user is SYSTEM_USER else user)
