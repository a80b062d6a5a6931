"""Sweeps of this room: what is due happens once, late rather than never."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from approvals import flows, rules
from approvals.commands.opening import settle_waiting
from approvals.commands.pauses import resume_due
from approvals.commands.system import accept_silent, return_lapsed
from approvals.models import ItemCase, JointApplication
from approvals.nodes import FanOut
from core.sweeps import sweep

BATCH = 500

sweep("approvals.1_silence")(accept_silent)
sweep("approvals.2_lapse")(return_lapsed)
sweep("approvals.3_resume")(resume_due)


@sweep("approvals.4_waiting")
def open_waiting() -> int:
    """Open or close waiting cases whose prerequisites were decided by a worker that died before it could."""
    decided = ItemCase.objects.filter(application=OuterRef("application"), state__in=rules.DONE)
    waiting = ItemCase.objects.filter(Exists(decided), state="WAITING", application__state="ACCEPTED")
    return sum(settle_waiting(pk) for pk in sorted(set(waiting.values_list("application_id", flat=True))))


@sweep("approvals.5_join")
def join() -> int:
    """Continue every fan-out whose cases are done, repeat a hand-over that failed, start a process that is missing."""
    return FanOut.reconcile() + _repeat_failed() + _start_missing()


def _repeat_failed() -> int:
    """Steps that ended in an error because the database was busy or away are tried again."""
    done = 0
    for task in Task._default_manager.filter(status=STATUS.ERROR, process__finished__isnull=True).order_by("pk"):
        with task.activation() as activation:
            if activation.revive.can_proceed():
                activation.revive()
                done += 1
    return done


def _start_missing() -> int:
    """Applications without a process whose cases are all done would wait for nobody: start theirs."""
    running = JointApplication.processes.rel.related_model.objects.filter(application=OuterRef("pk"), status="NEW")
    undecided = ItemCase.objects.filter(application=OuterRef("pk")).exclude(state__in=rules.DONE)
    forgotten = JointApplication.objects.filter(~Exists(running), ~Exists(undecided), state="ACCEPTED")
    done = 0
    for pk in list(forgotten.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            application = JointApplication.objects.select_for_update().get(pk=pk)
            flows.stage_process(application)
            done += 1
    return done
