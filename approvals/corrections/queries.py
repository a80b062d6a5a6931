"""Reads of corrections after acceptance (受理后补正查询)."""

from typing import Any

from django.db.models import QuerySet

from accounts import scope
from approvals.models import CaseCorrection, JointApplication
from approvals.queries import cases

SUBJECT = "approvals.casecorrection"
TOLD = ("RUNNING", "ANSWERED", "LAPSED", "ENDED")
"""States the applicant is shown; a request is the authority's own affair."""


def corrections(user: Any) -> QuerySet[CaseCorrection]:
    """Those of visible cases with what their pages show; one's own enterprise sees what it was told."""
    rows = CaseCorrection.objects.filter(case__in=cases(user).values("pk"))
    inside = rows.exclude(_own(user)) | rows.filter(_own(user), state__in=TOLD)
    return inside.select_related(
        "case__item", "requested_by", "decided_by", "document", "end_document"
    ).prefetch_related("lines")


def waiting(application: JointApplication) -> QuerySet[CaseCorrection]:
    """Those of an application that wait for the applicant, most urgent first."""
    running = CaseCorrection.objects.filter(case__application=application, state=CaseCorrection.State.RUNNING)
    return running.select_related("case__item", "case__department", "document").order_by("planned_end_on", "pk")


def _own(user: Any) -> Any:
    return scope.enterprise_q(user, "case__application__project__enterprise_id", "case__application__project__code")
