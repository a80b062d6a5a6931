"""Prove the hand-overs (自检): state by the journal, clock by the state, void copies by their successors."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from approvals.delivery.rules import HANDOVER, UNDO
from approvals.models import Handover
from clocks.models import Clock
from core.models import JournalEntry
from core.time import now
from documents.models import Document


def check() -> Iterator[str]:
    """A sentence for every hand-over that differs from what happened to it."""
    told: dict[str, str] = {}
    entries = JournalEntry.objects.filter(subject_type=Handover._meta.label_lower, verb__in=HANDOVER).order_by("pk")
    for pk, verb in entries.values_list("subject_id", "verb").iterator():
        told[pk] = HANDOVER[verb].target
    running = set(
        Clock.objects.open()
        .filter(subject_type=Handover._meta.label_lower, kind="DELIVERY")
        .values_list("subject_id", flat=True)
    )
    for key, state, handed_at in Handover.objects.order_by("pk").values_list("pk", "state", "handed_at").iterator():
        if told.get(str(key)) != state:
            yield f"hand-over {key}: state {state}, by the journal {told.get(str(key))}"
        if (key in running) != (state != Handover.State.SERVED):
            yield f"hand-over {key}: {state}, but its delivery clock says otherwise"
        if state == Handover.State.HANDED and handed_at is not None and now() - handed_at > 60 * UNDO:
            yield f"hand-over {key}: handed over an hour ago and still without effect; the sweep does not run"
    newer = Document.objects.filter(original_id=OuterRef("original_id"), copy_number__gt=OuterRef("copy_number"))
    replaced = Document.objects.filter(
        Q(Exists(newer), original__isnull=False) | Q(copies__isnull=False), state="VALID"
    )
    for paper in replaced.distinct():
        yield f"document {paper.pk}: valid although a newer copy was printed"
