"""The two processes (办理流程). They move people; the rows of `models.py` are the record.

`StageFlow` is one joint application of one stage, `ItemFlow` one item of one department. Where a
process stands follows from the record's state, so a process can be started for a record in any state
and a record without one (loaded in bulk, restored) gets it with its next verb.

Never rename a node while processes are open: the engine stores node names.
"""

from collections.abc import Iterator
from typing import Any

from viewflow import this
from viewflow.workflow import flow

from approvals import rules
from approvals.models import ItemCase, ItemProcess, JointApplication, StageProcess
from core.flow_locks import FLOW_LOCK
from core.flow_nodes import Begin, Command, End, FanOut, PersonStep, StateSwitch, Wait, in_state
from core.flow_processes import running


def _post(column: str, role: str) -> Any:
    """The name of the post that takes a step: `department.12.HEAD`."""

    def name(activation: Any) -> str:
        record = getattr(activation.process, activation.flow_class.record)
        return f"department.{getattr(record, column)}.{role}"

    return name


def _applicant(activation: Any) -> str:
    return f"enterprise.{activation.process.application.project.enterprise_id}.OWNER"


class ItemFlow(flow.Flow):
    """办件流程: wait for prerequisites → review → sign → result; pauses and ends strike from anywhere."""

    process_class = ItemProcess
    lock_impl = FLOW_LOCK
    record = "case"

    start = Begin(this.begin).Next(this.position)
    position = (
        StateSwitch()
        .Case(this.wait, in_state("RECEIVED", "WAITING"))
        .Case(this.review, in_state("OPEN"))
        .Case(this.sign, in_state("REVIEWED"))
        .Case(this.special, in_state("SPECIAL"))
        .Case(this.correct, in_state("CORRECTING"))
        .Default(this.end)
    )
    wait = Wait().Next(this.review)
    review = PersonStep().Permission(_post("department_id", "REVIEWER")).Next(this.sign)
    sign = PersonStep().Permission(_post("department_id", "HEAD")).Next(this.signed)
    signed = StateSwitch().Case(this.review, in_state("OPEN")).Default(this.end)

    pause = Command().Next(this.special)
    special = Wait().Next(this.review)
    halt = Command().Next(this.correct)
    correct = Wait().Next(this.review)
    strike = Command().Next(this.struck)
    struck = End()
    end = End()

    def begin(self, activation: Any, case: ItemCase) -> ItemProcess:
        activation.process.case = case
        return activation.process


class StageFlow(flow.Flow):
    """阶段流程: check ⇄ correction → all items in parallel → consolidation → issue; withdrawal from anywhere."""

    process_class = StageProcess
    lock_impl = FLOW_LOCK
    record = "application"

    start = Begin(this.begin).Next(this.position)
    position = (
        StateSwitch()
        .Case(this.check, in_state("RECEIVED", "CORRECTED"))
        .Case(this.correct, in_state("CORRECTION"))
        .Case(this.items, in_state("ACCEPTED"))
        .Case(this.consolidate, in_state("CONSOLIDATING"))
        .Case(this.issue, in_state("CONSOLIDATED"))
        .Default(this.end)
    )
    check = PersonStep().Permission(_post("window_id", "CLERK")).Next(this.position)
    correct = PersonStep().Permission(_applicant).Next(this.position)
    silence = Command().Next(this.position)
    items = FanOut(ItemFlow.start, this.undecided).Next(this.gather)
    gather = flow.Function(this.hand_over).Next(this.position)
    consolidate = PersonStep().Permission(_post("lead_id", "LEAD")).Next(this.issue)
    issue = PersonStep().Permission(_post("window_id", "CLERK")).Next(this.end)
    end = End()

    strike = Command().Next(this.struck)
    struck = End()

    def begin(self, activation: Any, application: JointApplication) -> StageProcess:
        activation.process.application = application
        return activation.process

    def undecided(self, activation: Any) -> Iterator[dict[str, ItemCase]]:
        for case in activation.process.application.cases.exclude(state__in=rules.DONE).order_by("pk"):
            yield {"case": case}

    def hand_over(self, activation: Any) -> None:
        from approvals.commands.system import hand_over

        hand_over(activation.process.application)


def stage_process(application: JointApplication) -> StageProcess:
    """The running process of an application; started where the record stands if there is none.

    Call it with the application's row locked, or two may be started.
    """
    return running(StageProcess, application) or StageFlow.start.run(application=application)


def item_process(case: ItemCase) -> ItemProcess:
    """The running process of a case. One that has none belongs to an application that has none: it is started.

    Call it with the case's row locked.
    """
    found = running(ItemProcess, case)
    if found is None:
        stage_process(case.application)
        found = running(ItemProcess, case)
    assert found is not None
    return found
