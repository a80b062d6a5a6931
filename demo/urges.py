"""Two urge orders of the demo 督办: one answered and waiting for the supervisor, one just issued."""

from accounts.models import User
from accounts.posts import HEAD
from clocks.current import current_calendar
from clocks.models import Clock
from core.time import today
from demo import people
from demo.story import officer
from supervision.urging import commands


def urge(supervisor: User) -> int:
    """Urge the two limits of departments that are latest, in the counties a story is told of; how many were urged."""
    late = Clock.objects.late(today()).filter(kind="PROMISED", department__isnull=False, region_id__in=people.COUNTIES)
    late = late.select_related("department")
    urged = 0
    for clock in late.order_by("due_on", "pk")[:2]:
        order = commands.issue.perform(
            supervisor, clock, demand="该事项已超过承诺时限，请说明原因，明确整改措施和预计办结日期。", days=2
        )
        if not urged:
            head = officer(order.department_id, HEAD)
            commands.acknowledge.perform(head, order)
            commands.reply.perform(
                head,
                order,
                reason="专家意见分歧较大，复核用时超出预期。",
                measures="已抽调两名经办人集中办理，每日向分管负责人报告进度。",
                expected_on=current_calendar().add(today(), 3),
            )
        urged += 1
    return urged
