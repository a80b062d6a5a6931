"""Prove the renewals (自检): state from the journal, silence only where it counts, papers where they are due."""

from collections.abc import Iterator

from django.db.models import F

from approvals.models import Renewal
from approvals.renewals.queries import SUBJECT
from approvals.renewals.rules import RENEWAL
from approvals.rules import NotAllowed, after
from clocks.models import Clock
from core.models import JournalEntry
from core.time import legal_date


def check() -> Iterator[str]:
    """A sentence for every renewal that is not as its journal and the law say."""
    yield from _states()
    yield from _silence()
    ended = Renewal.objects.exclude(state="FILED").values("pk")
    for pk in Clock.objects.open().filter(kind="RENEWAL", subject_id__in=ended).values_list("subject_id", flat=True):
        yield f"renewal {pk}: ended, but its clock still runs"
    running = Clock.objects.filter(kind="RENEWAL", subject_type=SUBJECT)
    due = dict(running.values_list("subject_id", "due_on"))
    for pk, expires_on in Renewal.objects.values_list("pk", "expires_on"):
        if due.get(pk) != expires_on:
            yield f"renewal {pk}: due {due.get(pk)}, but the licence ends on {expires_on}"
    both = Renewal.objects.filter(state__in=("RENEWED", "DEEMED"), licence__state="VALID")
    for pk in both.values_list("pk", flat=True):
        yield f"renewal {pk}: the licence was renewed, but the old paper still verifies as valid"


def _states() -> Iterator[str]:
    told: dict[str, str] = {}
    entries = JournalEntry.objects.filter(subject_type=SUBJECT, verb__in=RENEWAL).order_by("chain", "seq")
    for pk, verb in entries.values_list("subject_id", "verb"):
        try:
            told[pk] = after(RENEWAL, verb, told.get(pk, ""))
        except NotAllowed:
            yield f"renewal {pk}: {verb} from state {told.get(pk, 'nothing')} stands in the journal"
    for number, state in Renewal.objects.values_list("pk", "state"):
        if told.get(str(number)) != state:
            yield f"renewal {number}: row says {state}, journal says {told.get(str(number), 'nothing')}"


def _silence() -> Iterator[str]:
    for pk in Renewal.objects.filter(state="DEEMED", filed_on__gt=F("file_by")).values_list("pk", flat=True):
        yield f"renewal {pk}: silence renewed it although it was asked for too late"
    for row in Renewal.objects.filter(state="DEEMED"):
        if row.ended_at is not None and legal_date(row.ended_at) <= row.expires_on:
            yield f"renewal {row.pk}: silence renewed it before the licence ended"
        if row.decided_by_id is not None:
            yield f"renewal {row.pk}: silence renewed it, but a person is named as having decided"
