"""Sweeps of this room: what is due happens once, late rather than never."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from approvals import flows, rules
from approvals.commands.opening import settle_waiting
from approvals.commands.pauses import resume_due
from approvals.commands.system import accept_silent, return_lapsed
from approvals.models import ItemCase, JointApplication, StageProcess
from core.flow_nodes import FanOut
from core.sweeps import each, sweep

BATCH = 500

sweep("approvals.1_silence")(accept_silent)
sweep("approvals.2_lapse")(return_lapsed)
sweep("approvals.3_resume")(resume_due)


@sweep("approvals.4_waiting")
def open_waiting() -> int:
    """Open or close waiting cases whose prerequisites were decided by a worker that died before it could."""
    decided = ItemCase.objects.filter(application=OuterRef("application"), state__in=rules.DONE)
    waiting = ItemCase.objects.filter(Exists(decided), state="WAITING", application__state="ACCEPTED")
    return each(sorted(set(waiting.values_list("application_id", flat=True))), settle_waiting)


@sweep("approvals.5_join")
def join() -> int:
    """Continue every fan-out whose cases are done."""
    return FanOut.reconcile()


@sweep("approvals.6_repeat")
def repeat_failed() -> int:
    """Steps that ended in an error because the database was busy or away are tried again."""
    failed = Task._default_manager.filter(status=STATUS.ERROR, process__finished__isnull=True)
    return each(failed.order_by("pk"), _revive)


def _revive(task: Task) -> bool:
    with task.activation() as activation:
        if not activation.revive.can_proceed():
            return False
        activation.revive()
    return True


@sweep("approvals.7_missing")
def start_missing() -> int:
    """Applications without a process whose cases are all done would wait for nobody: start theirs."""
    running = StageProcess.objects.filter(application=OuterRef("pk"), status="NEW")
    undecided = ItemCase.objects.filter(application=OuterRef("pk")).exclude(state__in=rules.DONE)
    forgotten = JointApplication.objects.filter(~Exists(running), ~Exists(undecided), state="ACCEPTED")
    return each(list(forgotten.values_list("pk", flat=True)[:BATCH]), _start)


def _start(pk: int) -> bool:
    with transaction.atomic():
        flows.stage_process(JointApplication.objects.select_for_update().get(pk=pk))
    return True
