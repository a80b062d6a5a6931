"""Sweeps of promises (定时事项): thin, idempotent; truth is in the rows."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from viewflow.workflow import PROCESS

from commitments import flows, rules
from commitments.commands.days import follow_clocks
from commitments.commands.ruling import apply_due_rules
from commitments.commands.system import (
    end_publicities,
    find_late,
    send_reminders,
    set_production_checks,
    set_spot_checks,
)
from commitments.models import Commitment, CommitmentProcess
from core.sweeps import each, sweep

sweep("commitments.0_rules")(apply_due_rules)
sweep("commitments.0_days")(follow_clocks)
sweep("commitments.1_publicity")(end_publicities)
sweep("commitments.2_spot_checks")(set_spot_checks)
sweep("commitments.2_production_checks")(set_production_checks)
sweep("commitments.3_reminders")(send_reminders)
sweep("commitments.4_late")(find_late)


@sweep("commitments.5_missing")
def start_missing() -> int:
    """Promises that wait for somebody but have no process (restored, loaded in bulk) get theirs."""
    running = CommitmentProcess._default_manager.filter(commitment=OuterRef("pk"), status=PROCESS.NEW)
    forgotten = Commitment.objects.filter(~Exists(running), state__in=rules.OPEN).exclude(track="RQ", state="SIGNED")
    return each(list(forgotten.order_by("pk").values_list("pk", flat=True)[:500]), _start)


def _start(pk: int) -> bool:
    with transaction.atomic():
        commitment = Commitment.objects.select_for_update().get(pk=pk)
        if commitment.processes.filter(status=PROCESS.NEW).exists():
            return False
        flows.CommitmentFlow.start.run(commitment=commitment)
    return True
