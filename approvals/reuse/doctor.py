"""Proves that evidence of reuse is what was found (复用凭证体检)."""

from collections.abc import Iterator

from django.db.models import F, Q

from approvals.models import ItemCase, ReuseEvidence
from approvals.reuse.taking import digest
from projects.models import Redline
from regional_assessments.models import AssessmentUnit


def check() -> Iterator[str]:
    """Outlines that changed under the evidence, waived cases without it, and days that a waived case spent."""
    rows = ReuseEvidence.objects.values_list("case_id", "unit_id", "unit_hash", "redline_id", "redline_hash")
    units: dict[int, str] = {}
    for case, unit, unit_hash, redline, redline_hash in rows.order_by("unit_id").iterator(chunk_size=500):
        if unit not in units:
            units[unit] = digest(bytes(AssessmentUnit.objects.values_list("geometry", flat=True).get(pk=unit)))
        if units[unit] != unit_hash:
            yield f"case {case}: the outline of unit {unit} is not the one that was relied on"
        if digest(bytes(Redline.objects.values_list("geometry", flat=True).get(pk=redline))) != redline_hash:
            yield f"case {case}: redline {redline} is not the one the evidence was taken from"
    waived = ItemCase.objects.filter(state="WAIVED")
    told = Q(reuse__state__in=["CONFIRMED", "OVERRIDDEN"], reuse__result="WAIVE")
    for pk in waived.exclude(told).values_list("pk", flat=True):
        yield f"case {pk}: waived without evidence"
    for pk in waived.exclude(decided_on=F("opened_on")).values_list("pk", flat=True):
        yield f"case {pk}: waived, but not as of its own first day"
    for pk in (
        ReuseEvidence.objects.filter(result="WAIVE").exclude(case__state="WAIVED").values_list("case_id", flat=True)
    ):
        yield f"case {pk}: evidence says waived, the case does not"
