"""视为准予延续 (行政许可法 50): asked for in time and undecided at the end, the licence counts as renewed for the same period."""

from datetime import datetime, time, timedelta

from django.db.models import F, Q
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy

from approvals.access import nobody
from approvals.models import Renewal
from approvals.renewals import messages, papers, record, rules
from approvals.renewals.filing import silence_counts
from approvals.renewals.queries import paper_in_hand
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each, sweep
from core.time import today


def _deem(context: Context, renewal: Renewal) -> Renewal:
    old, counts = paper_in_hand(renewal), silence_counts(renewal)
    if old is None or not rules.deems(
        renewal.state, renewal.filed_on, renewal.file_by, renewal.expires_on, today(), switched_on=counts
    ):
        raise WrongState
    first, last = rules.next_period(old.valid_from or old.issued_on, renewal.expires_on)
    paper = papers.deemed(context, renewal, first, last)
    record.replace(context, renewal, old, paper)
    record.move(
        context,
        renewal,
        data={"basis": rules.LAW, "number": paper.number, "valid_from": first, "valid_to": last},
        valid_from=first,
        valid_to=last,
        document=paper,
    )
    messages.to_holder("renewal_deemed", renewal, on=last)
    messages.to_department("renewal_deemed_here", renewal, on=last)
    return renewal


deem = Command(
    name="renewals.deem",
    label=gettext_lazy("Undecided at the end: counts as renewed"),
    subject=Renewal,
    may=nobody,
    states=rules.RENEWAL["renewals.deem"].sources,
    validators=[],
    run=_deem,
    system=True,
).register()


def _close(context: Context, renewal: Renewal) -> Renewal:
    if paper_in_hand(renewal) is not None:
        raise WrongState
    record.move(context, renewal)
    messages.to_holder("renewal_closed", renewal)
    return renewal


close = Command(
    name="renewals.close",
    label=gettext_lazy("Close: the licence lost its force"),
    subject=Renewal,
    may=nobody,
    states=rules.RENEWAL["renewals.close"].sources,
    validators=[],
    run=_close,
    system=True,
).register()


@sweep("approvals.92_renewals_closed")
def close_moot() -> int:
    """Renewals whose licence was revoked or declared void meanwhile; how many. A reprinted licence still stands."""
    rows = Renewal.objects.filter(~Q(licence__state="VALID"), state=Renewal.State.FILED)
    return each([row for row in rows.select_related("licence").order_by("pk") if paper_in_hand(row) is None], _closed)


@sweep("approvals.93_renewals")
def deem_silent() -> int:
    """Renewals asked for in time and undecided when their licence ended, where silence counts; how many.

    It takes effect at midnight after the last day of validity, however late the sweep runs.
    """
    rows = Renewal.objects.filter(state=Renewal.State.FILED, expires_on__lt=today(), filed_on__lte=F("file_by"))
    late = rows.select_related("case__application").order_by("expires_on", "pk")
    return each([row for row in late if silence_counts(row)], _deemed)


def _closed(renewal: Renewal) -> bool:
    try:
        close.perform(SYSTEM_USER, renewal)
    except WrongState:  # somebody else was faster
        return False
    return True


def _deemed(renewal: Renewal) -> bool:
    midnight = datetime.combine(renewal.expires_on + timedelta(days=1), time.min, tzinfo=get_default_timezone())
    try:
        deem.perform(SYSTEM_USER, renewal, effective_at=midnight)
    except WrongState:  # the department decided in the meantime, or the licence has lost its force
        return False
    return True
