"""Sweeps of joint procedures: silence that counts happens once, late rather than never."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from viewflow.workflow import PROCESS

from approvals.joint.commands.merging import withdraw_orphans
from approvals.joint.commands.system import deem_silent, lapse_unanswered
from approvals.joint.flows import review_process
from approvals.models import JointPart, JointProcess, JointReview
from core.sweeps import each, sweep

BATCH = 500

sweep("approvals.8_joint_silence")(deem_silent)
sweep("approvals.8_joint_unanswered")(lapse_unanswered)
sweep("approvals.8_joint_orphans")(withdraw_orphans)


@sweep("approvals.9_joint_missing")
def start_missing() -> int:
    """Procedures without a process whose parts are all answered would wait for nobody: start theirs."""
    running = JointProcess._default_manager.filter(review=OuterRef("pk"), status=PROCESS.NEW)
    unanswered = JointPart.objects.filter(review=OuterRef("pk"), state=JointPart.State.OPEN)
    forgotten = JointReview.objects.filter(~Exists(running), ~Exists(unanswered), state=JointReview.State.OPEN)
    return each(list(forgotten.values_list("pk", flat=True)[:BATCH]), _start)


def _start(pk: int) -> bool:
    with transaction.atomic():
        review_process(JointReview.objects.select_for_update().get(pk=pk))
    return True
