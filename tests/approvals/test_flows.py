"""The processes alone: rows are written by hand, the engine moves. What the commands do is tested elsewhere."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from viewflow.workflow import PROCESS, STATUS, FlowRuntimeError

from approvals import flows
from approvals.flows import ItemFlow, StageFlow
from approvals.models import ItemProcess
from core.flow_locks import RecordLock
from core.flow_nodes import FanOut, open_task
from tests.approvals.world import build, rows

pytestmark = pytest.mark.django_db
commit = TestCase.captureOnCommitCallbacks


def standing(process):
    """The names of the nodes where a process waits."""
    return sorted(task.flow_task.name for task in process.task_set.filter(finished__isnull=True))


def children(process):
    return list(ItemProcess.objects.filter(parent_task__process=process).order_by("case_id"))


def finish(child, state="PASSED"):
    """Let a department's case end in `state` as the commands do: row first, then the process."""
    case = child.case
    for moved, node in (("REVIEWED", ItemFlow.review), (state, ItemFlow.sign)):
        case.state, case.decided_on = moved, case.application.accepted_on
        case.save()
        with commit(execute=True):
            node.done_by(child, None)


def handed_over(activation):
    """What the hand-over command does to the row."""
    application = activation.process.application
    application.state = "CONSOLIDATING"
    application.save(update_fields=["state"])


@pytest.fixture
def world():
    return build()


@pytest.mark.parametrize(
    ("state", "where"),
    [
        ("RECEIVED", ["check"]),
        ("CORRECTION", ["correct"]),
        ("CORRECTED", ["check"]),
        ("ACCEPTED", ["items"]),
        ("CONSOLIDATING", ["consolidate"]),
        ("CONSOLIDATED", ["issue"]),
        ("ISSUED", []),
        ("WITHDRAWN", []),
    ],
)
def test_a_process_starts_where_its_record_stands(world, state, where):
    process = flows.stage_process(rows(world, state, "OPEN OPEN OPEN"))
    assert standing(process) == where


@pytest.mark.parametrize(
    ("state", "where"),
    [("WAITING", ["wait"]), ("OPEN", ["review"]), ("REVIEWED", ["sign"]), ("SPECIAL", ["special"])],
)
def test_a_case_gets_its_process_where_it_stands(world, state, where):
    application = rows(world, "ACCEPTED", f"{state} OPEN OPEN")
    assert standing(flows.item_process(application.cases.get(item=world.items[0]))) == where


def test_the_same_record_never_gets_two_processes(world):
    application = rows(world, "ACCEPTED", "OPEN OPEN OPEN")
    assert flows.stage_process(application) == flows.stage_process(application)
    case = application.cases.first()
    assert flows.item_process(case) == flows.item_process(case)


def test_every_item_gets_its_own_process_and_the_join_waits_for_the_last(world, monkeypatch):
    monkeypatch.setattr(StageFlow.gather, "_func", handed_over)
    process = flows.stage_process(rows(world, "ACCEPTED", "OPEN OPEN OPEN"))
    first, second, third = children(process)
    finish(first)
    finish(third, "FAILED")
    assert standing(process) == ["items"]
    finish(second)
    assert standing(process) == ["consolidate"]
    assert process.task_set.filter(flow_task=StageFlow.gather).count() == 1


def written(process):
    """What is kept of a process's steps: node, kind, status, whose it is, whether it has begun or ended, what led to it."""
    steps = process.task_set.order_by("pk").prefetch_related("previous")
    return [
        (
            step.flow_task.name,
            step.flow_task_type,
            step.status,
            step.owner_permission,
            step.started is not None,
            step.finished is not None,
            [before.flow_task.name for before in step.previous.all()],
        )
        for step in steps
    ]


@pytest.mark.parametrize("state", ["WAITING", "OPEN", "REVIEWED", "SPECIAL"])
def test_processes_begun_together_are_written_as_one_begun_alone(world, state):
    application = rows(world, "ACCEPTED", f"{state} {state} OPEN")
    process = flows.stage_process(application)
    first, second, _third = children(process)
    join = process.task_set.get(flow_task=StageFlow.items)
    alone = ItemFlow.start.run(_parent_task=join, case=first.case)
    assert written(first) == written(alone)
    assert [step[:3] for step in written(second)] == [step[:3] for step in written(alone)]
    assert (first.parent_task_id, first.status, first.flow_class) == (join.pk, alone.status, alone.flow_class)
    assert {first.case_id, second.case_id} == set(application.cases.values_list("pk", flat=True)[:2])


def test_beginning_takes_as_many_statements_for_many_cases_as_for_one(world):
    counts = []
    for cases in ("OPEN", "OPEN OPEN OPEN"):
        application = rows(world, "ACCEPTED", cases, code=f"2605-360702-04-01-20000{cases.count(' ')}")
        with CaptureQueriesContext(connection) as made:
            flows.stage_process(application)
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_a_case_sent_back_by_the_head_stands_at_review_again(world):
    process = flows.stage_process(rows(world, "ACCEPTED", "OPEN OPEN OPEN"))
    child = children(process)[0]
    for state, node in (("REVIEWED", ItemFlow.review), ("OPEN", ItemFlow.sign)):
        child.case.state = state
        child.case.save()
        node.done_by(child, None)
    assert standing(child) == ["review"]


def test_a_special_procedure_takes_the_case_out_of_review_and_back(world):
    child = children(flows.stage_process(rows(world, "ACCEPTED", "OPEN OPEN OPEN")))[0]
    ItemFlow.pause.run(child)
    assert standing(child) == ["special"]
    ItemFlow.special.run(open_task(child, ItemFlow.special))
    assert standing(child) == ["review"]


def test_withdrawing_the_last_open_case_wakes_the_join(world, monkeypatch):
    monkeypatch.setattr(StageFlow.gather, "_func", handed_over)
    process = flows.stage_process(rows(world, "ACCEPTED", "OPEN OPEN OPEN"))
    first, second, third = children(process)
    finish(first)
    finish(second)
    with commit(execute=True):
        ItemFlow.strike.run(third)
    third.refresh_from_db()
    assert (third.status, standing(third)) == (PROCESS.DONE, [])
    assert standing(process) == ["consolidate"]


@pytest.mark.parametrize("state", ["RECEIVED", "CORRECTION", "ACCEPTED", "CONSOLIDATING", "CONSOLIDATED"])
def test_an_application_can_be_struck_from_anywhere_and_leaves_no_open_step(world, state):
    process = flows.stage_process(rows(world, state, "WAITING OPEN SPECIAL"))
    StageFlow.strike.run(process)
    process.refresh_from_db()
    assert (process.status, standing(process)) == (PROCESS.DONE, [])
    assert not [child for child in children(process) if child.status == PROCESS.NEW or standing(child)]


def test_a_finished_process_cannot_be_struck(world):
    process = flows.stage_process(rows(world, "RECEIVED"))
    StageFlow.strike.run(process)
    with pytest.raises(FlowRuntimeError):
        StageFlow.strike.run(process)


def test_a_step_that_is_not_open_cannot_be_done(world):
    process = flows.stage_process(rows(world, "RECEIVED"))
    with pytest.raises(FlowRuntimeError):
        StageFlow.issue.done_by(process, world.clerk)


def test_a_join_missed_by_a_crash_is_made_up_by_the_sweep_exactly_once(world, monkeypatch):
    monkeypatch.setattr(StageFlow.gather, "_func", handed_over)
    process = flows.stage_process(rows(world, "ACCEPTED", "OPEN OPEN OPEN"))
    first, second, third = children(process)
    finish(first)
    finish(second)
    with monkeypatch.context() as crash:
        crash.setattr(FanOut, "poke", staticmethod(lambda pk: False))
        finish(third)
    assert standing(process) == ["items"]
    assert FanOut.reconcile() == 1
    assert standing(process) == ["consolidate"]
    assert FanOut.reconcile() == 0


def test_a_failing_hand_over_leaves_a_visible_error_and_not_a_lost_join(world, monkeypatch):
    def broken(activation):
        raise RuntimeError("database went away")

    monkeypatch.setattr(StageFlow.gather, "_func", broken)
    process = flows.stage_process(rows(world, "ACCEPTED", "OPEN OPEN OPEN"))
    for child in children(process):
        finish(child)
    failed = process.task_set.get(status=STATUS.ERROR)
    monkeypatch.setattr(StageFlow.gather, "_func", handed_over)
    with failed.activation() as activation:
        activation.revive()
    assert standing(process) == ["consolidate"]


def test_the_steps_are_offered_to_the_right_post(world):
    application = rows(world, "ACCEPTED", "OPEN REVIEWED OPEN")
    process = flows.stage_process(application)
    wanted = [child.task_set.get(finished__isnull=True).owner_permission for child in children(process)]
    a, b, c = (department.pk for department in world.departments)
    assert wanted == [f"department.{a}.REVIEWER", f"department.{b}.HEAD", f"department.{c}.REVIEWER"]


def test_every_flow_waits_for_its_lock():
    assert isinstance(StageFlow.lock_impl, RecordLock)
    assert isinstance(ItemFlow.lock_impl, RecordLock)
    assert not RecordLock().nowait
