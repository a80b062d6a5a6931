"""Local closures of the demo 局部停办: one that stopped a county's clocks last week, one that waits for a second person."""

from datetime import date, timedelta

from accounts.models import Region, Role, User
from clocks.closing import confirm_closure, propose_closure
from clocks.current import current_calendar
from clocks.publishing import reckon_open_clocks
from core.time import today, travel
from demo import people

FLOODED, COLLEAGUE = "360403", "admin2"


def close_offices(admin: User) -> int:
    """Enter both and let the clocks follow; how many due dates moved."""
    colleague = people.engage(COLLEAGUE, "郗知微", admin=True)
    people.appoint_to(colleague, Role.ADMIN)
    region, calendar = Region.objects.get(code=FLOODED), current_calendar(FLOODED)
    first = calendar.roll_forward(today() - timedelta(days=9))
    with travel(first):
        flood = _propose(
            colleague, region, first, "样例府办明电〔{:%Y}〕17号", "暴雨洪水红色预警，全区停工停业两日", days=2
        )
        confirm_closure.perform(admin, flood)
    _propose(
        colleague, region, calendar.add(today(), 8), "样例府办字〔{:%Y}〕42号", "政务服务大厅搬迁，停止对外办理一日"
    )
    return reckon_open_clocks()


def _propose(by: User, region: Region, first: date, document: str, reason: str, *, days: int = 1) -> object:
    return propose_closure.perform(
        by,
        region=region,
        first_day=first,
        last_day=current_calendar(region.code).add(first, days - 1) if days > 1 else first,
        document=document.format(first),
        reason=reason,
    )
