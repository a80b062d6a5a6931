"""How an item joins an application, in the words of the tests."""

from datetime import date

from approvals import commands
from approvals.supplements import adding
from clocks.models import Clock
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c

MONDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 5)


def under_review(county, **facts):
    """S1 under review with 105 alone; 113, which waits for it, was left out."""
    with travel(MONDAY):
        row = c.project(county, **facts)
        c.hand_in_papers(row, "S1")
        draft = commands.filing.create_draft.perform(county.owner, row, stage="S1")
        filed = commands.filing.submit.perform(county.owner, draft, form={**c.FORM, "items": ["105"]})
        return commands.window.accept.perform(county.clerk, filed)


def add(user, application, item="113", reason="方案深化后新增"):
    return adding.add_item.perform(user, application, item=item, reason=reason)


def codes(case):
    own = JournalEntry.objects.filter(subject_type="approvals.itemcase", subject_id=str(case.pk), blzt__isnull=False)
    return list(own.order_by("seq").values_list("blzt", flat=True))


def promised(case):
    return Clock.objects.of_subject("approvals.itemcase", case.pk).get(kind="PROMISED")
