"""Prove the rules on silence (自检): confirmed by two, never about the safety list, and no permit by silence."""

from collections.abc import Iterator

from django.db.models import F

from approvals.models import AssumedPrerequisite, JointPart, OpinionRequest, SilenceRule
from approvals.silence.rules import item_on_safety_list, on_safety_list
from core.models import JournalEntry


def check() -> Iterator[str]:
    """A sentence for everything that silence did and may not do."""
    told = {
        pk: data.get("state")
        for pk, data in JournalEntry.objects.filter(subject_type=SilenceRule._meta.label_lower)
        .order_by("pk")
        .values_list("subject_id", "data")
    }
    for pk, state in SilenceRule.objects.order_by("pk").values_list("pk", "state"):
        if told.get(str(pk)) != state:
            yield f"rule on silence {pk}: state {state}, by the journal {told.get(str(pk))}"
    for row in AssumedPrerequisite.objects.select_related("late_case__item", "late_case__department"):
        if item_on_safety_list(row.late_case.item.code, row.late_case.department.function):
            yield f"case {row.case_id}: began on an assumed item of the safety list ({row.late_case.number})"
    for pk in AssumedPrerequisite.objects.exclude(
        rule__situation="PILOT", rule__on=True, rule__valid_from__lte=F("issue_by")
    ).values_list("case_id", flat=True):
        yield f"case {pk}: began on an assumption no rule allowed"
    for request in OpinionRequest.objects.filter(state="DEEMED_NO_OBJECTION").select_related("department"):
        if on_safety_list(request.code, request.department.function):
            yield f"opinion request {request.pk}: silence was taken for an answer on the safety list"
    # Parts deemed under the rules of earlier versions stay what they were; only running ones can still be mended.
    for part in JointPart.objects.filter(state="OPEN", silence=True).select_related("department"):
        if on_safety_list(part.code, part.department.function):
            yield f"joint part {part.pk}: marked as answered by silence although it is on the safety list"
