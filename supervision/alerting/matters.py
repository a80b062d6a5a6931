"""What is late (预警事由): one delay is one line, however many clocks and levels say so.

A case has two limits, and each may pass through every level. Papers are timed from the decision to the desk of the
window by a clock of each case, and from there to the enterprise by a clock of the hand-over that begins on the same
day in law; both speak of the papers of one application.
"""

from collections import Counter
from collections.abc import Iterable

from approvals.models import Handover, ItemCase
from clocks.models import Clock, ClockKind
from supervision.gravity import GRAVITY
from supervision.models import Alert


def matter_of(clock: Clock) -> str:
    """The matter that a clock times; clocks of one matter are one line."""
    if clock.kind == ClockKind.DELIVERY:
        for model in (ItemCase, Handover):
            if clock.subject_type == model._meta.label_lower:
                found = model._default_manager.filter(pk=clock.subject_id).values_list("application_id", flat=True)
                if (application := found.first()) is not None:
                    return f"delivery:{application}"
    return f"{clock.subject_type}:{clock.subject_id}"


def below(alert: Alert, among: Iterable[Alert]) -> list[Alert]:
    """The others of the same matter that `alert` stands for, the gravest first: none that is graver than it."""
    same = (one for one in among if one.matter == alert.matter and one.pk != alert.pk)
    return sorted(
        (one for one in same if GRAVITY[one.level] <= GRAVITY[alert.level]),
        key=lambda one: (-GRAVITY[one.level], -one.pk),
    )


def told_too(alerts: Iterable[Alert]) -> list[tuple[str, list[tuple[str, int]]]]:
    """What one line says of the others it stands for: every level, gravest first, with its kinds of limit and how often."""
    found: dict[str, Counter[str]] = {}
    for alert in alerts:
        found.setdefault(alert.level, Counter())[alert.clock.get_kind_display()] += 1
    return [(level, list(kinds.items())) for level, kinds in found.items()]
