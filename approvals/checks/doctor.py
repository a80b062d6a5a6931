"""What must hold before acceptance (受理前自查): checks end with the window's answer, limits and letters agree."""

from collections.abc import Iterator

from django.db.models import F, Q

from approvals.models import CheckDefect, CompletenessCheck, IntakeEnding, OneTimeNotice
from clocks.models import Clock


def check() -> Iterator[str]:
    """A sentence for every row that is not as it should be."""
    open_ = CompletenessCheck.objects.filter(state="OPEN")
    for pk in open_.exclude(application__state="RECEIVED").values_list("pk", flat=True):
        yield f"completeness check {pk}: still open although its application has moved on"
    lost = CheckDefect.objects.filter(line__isnull=False).exclude(
        line__notice__application=F("check_row__application"), line__material_key=F("material_key")
    )
    for pk in lost.values_list("pk", flat=True):
        yield f"defect {pk}: tied to a line of another application or material"
    due = dict(
        Clock.objects.open().filter(kind="CORRECTION", subject_type=OneTimeNotice._meta.label_lower)
        .values_list("subject_id", "due_on")
    )  # fmt: skip
    open_files = Q(application__state="CORRECTION") | Q(supplement__state="CORRECTION")
    waiting = OneTimeNotice.objects.filter(open_files, answered_at__isnull=True, pk__in=due)
    for pk, told in waiting.values_list("pk", "answer_due_on"):
        if due[pk] != told:
            yield f"notice {pk}: the applicant was told {told}, its clock says {due[pk]}"
    wrong = IntakeEnding.objects.exclude(
        Q(kind="RETURNED", application__state="RETURNED")
        | Q(kind__in=("REFUSED", "NOT_REQUIRED"), application__state="REFUSED")
    )
    for pk in wrong.values_list("application_id", flat=True):
        yield f"application {pk}: has a record of its ending, but is in another state"
