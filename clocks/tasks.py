"""Sweeps of this room (计时巡检): what time alone brings about, once and late rather than never."""

from django.db import transaction

from clocks.commands import resume_stop
from clocks.models import Stop
from clocks.publishing import reckon_open_clocks
from core.sweeps import each, sweep
from core.time import today


@sweep("clocks.resume")
def resume_after_planned_end() -> int:
    """End the stops whose planned end has passed (到期自动恢复计时); rooms below that have more to do came first."""
    over = Stop.objects.filter(ended_on__isnull=True, planned_end_on__lt=today())
    return each(list(over.order_by("planned_end_on", "pk").values_list("pk", flat=True)), _resume)


def _resume(pk: int) -> bool:
    with transaction.atomic():
        return resume_stop(pk)


@sweep("clocks.calendar")
def follow_new_calendar() -> int:
    """Reckon clocks that still rest on an older calendar."""
    return reckon_open_clocks()
