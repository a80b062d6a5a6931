"""How papers reach the enterprise in the demo (送达): fetched within days, sent by courier, or forgotten at the window."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, time
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from approvals.models import Handover, JointApplication
from clocks.current import current_calendar
from core.time import travel
from demo.story import give, officer

FETCHED: Final = (1, 2, 2, 3, 4, 5)
"""Working days until papers are fetched."""
SENT: Final = (1, 3)
"""Working days until papers leave by courier, and until the enterprise signs for them."""


def due(application: JointApplication) -> Iterator[tuple[date, int]]:
    """The days on which something happens to the papers of an application that was issued, with their hand-over."""
    calendar = current_calendar()
    for row in application.handovers.filter(state="READY"):
        after = SENT if row.way == Handover.Way.POST else (Random(f"{application.number}").choice(FETCHED),)
        yield from ((calendar.add(row.ready_at.date(), days), row.pk) for days in after)


def go_on(day: date, pk: int) -> None:
    """What happens to a hand-over on that day: it is fetched, sent, or signed for."""
    row = Handover.objects.select_related("application__project__enterprise").get(pk=pk)
    clerk, enterprise = officer(row.application.window_id, "CLERK"), row.application.project.enterprise
    if row.state == Handover.State.SENT:
        with _at(day, 17):
            give(
                "delivery.prove",
                clerk,
                row,
                receiver=enterprise.legal_representative,
                served_on=day,
                note="妥投回单已核对。",
            )
    elif row.way == Handover.Way.POST:
        with _at(day, 16):
            give(
                "delivery.send",
                clerk,
                row,
                courier="邮政特快专递",
                tracking=f"EX{row.pk:09d}CN",
                address=enterprise.address,
            )
    else:
        with _at(day, 16):
            give(
                "delivery.hand_over", clerk, row, receiver=enterprise.legal_representative, receiver_is="LEGAL",
                id_kind="RESIDENT", id_tail=f"{(row.pk * 7) % 10000:04d}",
            )  # fmt: skip
            give("delivery.settle", clerk, row)


def _at(day: date, hour: int) -> AbstractContextManager[object]:
    return travel(datetime.combine(day, time(hour, 40), ZoneInfo("Asia/Shanghai")))
