"""记入信用记录: the entry a breach leaves, with its class, its publication and the days to object."""

from clocks.current import office_calendar
from clocks.rules import add_months
from commitments import rules
from commitments.models import Breach, CreditRecord
from core.commands import Context
from core.numbers import next_number
from core.time import legal_date
from projects.facts import catalogue_for


def enter_record(context: Context, breach: Breach, *, revoked: bool, record_class: str = "") -> CreditRecord:
    """记入信用记录: class, publication and the days to object. A cured breach is at most what the rules suggest."""
    commitment, on = breach.commitment, legal_date(context.effective_at)
    practice = catalogue_for(commitment.project).practice
    since = add_months(on, -practice.repeat_months)
    earlier = CreditRecord.objects.filter(
        enterprise_id=commitment.enterprise_id, recorded_on__gte=since, withdrawn_on__isnull=True
    ).count()
    chosen = record_class or rules.suggested_class(breach.kind, revoked, earlier, practice.repeat_count)
    publicity = practice.publication[chosen]
    calendar = office_calendar(commitment.department_id, commitment.region_id)
    objection_until = calendar.add(on, practice.objection_days)
    first = calendar.next_working_day(objection_until)
    record = CreditRecord.objects.create(
        number=f"XY{commitment.region_id}{on:%Y%m%d}{next_number(f'credit:{commitment.region_id}:{on}'):04d}",
        enterprise_id=commitment.enterprise_id,
        region_id=commitment.region_id,
        breach=breach,
        behaviour=f"{commitment.item_name}：{breach.get_kind_display()}"[:300],
        record_class=chosen,
        recorded_on=on,
        recorded_by=context.user if context.user.pk else None,
        objection_until=objection_until,
        published=publicity.published,
        publish_from=first,
        publish_to=add_months(first, publicity.longest),
        **({"repair": "DONE", "repaired_on": on} if chosen == "MINOR" and breach.cured_on else {}),
    )
    context.note(
        commitment.project.chain,
        record,
        verb="commitments.enter_record",
        data={"number": record.number, "class": chosen, "published": record.published},
    )
    return record
