"""The process of every joint procedure (联合办理流程): all parts at once → merge → only what failed once more.

`JointReviewFlow` is one procedure, `PartFlow` one department's part of one round. Where a process stands follows
from its record. Never rename a node while processes are open.
"""

from collections.abc import Iterator
from typing import Any

from viewflow import this
from viewflow.workflow import flow

from approvals.models import JointPart, JointProcess, JointReview, PartProcess
from core.flow_locks import FLOW_LOCK
from core.flow_nodes import Begin, Command, End, FanOut, PersonStep, StateSwitch, in_state
from core.flow_processes import running


def _answering(activation: Any) -> str:
    return f"department.{activation.process.part.department_id}.REVIEWER"


def _leading(activation: Any) -> str:
    return f"department.{activation.process.review.lead_id}.LEAD"


def _applicant(activation: Any) -> str:
    return f"enterprise.{activation.process.review.project.enterprise_id}.OWNER"


class PartFlow(flow.Flow):
    """分项流程: the department answers; silence or withdrawal strikes."""

    process_class = PartProcess
    lock_impl = FLOW_LOCK
    record = "part"

    start = Begin(this.begin).Next(this.answer)
    answer = PersonStep().Permission(_answering).Next(this.end)
    strike = Command().Next(this.struck)
    struck = End()
    end = End()

    def begin(self, activation: Any, part: JointPart) -> PartProcess:
        activation.process.part = part
        return activation.process


class JointReviewFlow(flow.Flow):
    """联合办理流程: parts in parallel ⇄ rectification; merged by the lead; withdrawal from anywhere."""

    process_class = JointProcess
    lock_impl = FLOW_LOCK
    record = "review"

    start = Begin(this.begin).Next(this.position)
    position = (
        StateSwitch()
        .Case(this.parts, in_state("OPEN"))
        .Case(this.merge, in_state("MERGING"))
        .Case(this.rectify, in_state("RECTIFYING"))
        .Default(this.end)
    )
    parts = FanOut(PartFlow.start, this.unanswered).Next(this.gather)
    gather = flow.Function(this.hand_over).Next(this.position)
    merge = PersonStep().Permission(_leading).Next(this.position)
    rectify = PersonStep().Permission(_applicant).Next(this.position)
    lapse = Command().Next(this.position)
    end = End()

    strike = Command().Next(this.struck)
    struck = End()

    def begin(self, activation: Any, review: JointReview) -> JointProcess:
        activation.process.review = review
        return activation.process

    def unanswered(self, activation: Any) -> Iterator[dict[str, JointPart]]:
        review = activation.process.review
        for part in review.parts.filter(state=JointPart.State.OPEN).order_by("pk"):
            yield {"part": part}

    def hand_over(self, activation: Any) -> None:
        from approvals.joint.commands.system import hand_over

        hand_over(activation.process.review)


def review_process(review: JointReview) -> JointProcess:
    """The running process of a procedure; started where the record stands if there is none.

    Call it with the procedure's row locked.
    """
    return running(JointProcess, review) or JointReviewFlow.start.run(review=review)


def part_process(part: JointPart) -> PartProcess:
    """The running process of a part; the whole procedure's is started where the part has none.

    Call it with the part's row locked.
    """
    found = running(PartProcess, part)
    if found is None:
        review_process(part.review)
        found = running(PartProcess, part)
    assert found is not None
    return found
