"""Which papers are late (容缺材料), of a draft and of a case under review."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from approvals.intake import Filing, filing_of
from approvals.models import ItemCase, JointApplication
from commitments.commands.late import LatePaper
from commitments.models import Commitment, LateFiling, Obligation

Filed = JointApplication | ItemCase
"""What one late-filing letter belongs to: an application, or the case of an item that was added to it later."""
STANDING = ("DECIDED", "VERIFYING", "BREACHED", "RECTIFYING", "HEARING", "FULFILLED")


def missing_papers(filing: Filing) -> list[LatePaper]:
    """Deferrable papers of the applicant that are not there (or no longer valid)."""
    return [
        LatePaper(paper.need.key, paper.need.material.name.zh, paper.need.material.name.en, paper.items)
        for paper in filing.papers
        if paper.need.uploaded
        and not paper.need.principal
        and paper.redline is None
        and (paper.material is None or paper.expired)
    ]


def filing_now(application: JointApplication, form: dict[str, Any] | None = None) -> Filing:
    """The filing of a draft as it would be handed in now."""
    chosen = {**application.form, **(form or {})}.get("items")
    return filing_of(application.project, application.stage, chosen)


def letters_of(filed: Filed) -> QuerySet[LateFiling]:
    """Every late-filing letter of an application as it was filed, or of an item that joined it later."""
    if isinstance(filed, ItemCase):
        return LateFiling.objects.filter(case_id=filed.pk)
    return LateFiling.objects.filter(application_id=filed.pk, case_id=None)


def letter_of(filed: Filed, *states: str) -> Commitment | None:
    """The newest of these letters in one of `states` (any but a dead one by default)."""
    rows = letters_of(filed)
    rows = rows.filter(state__in=states) if states else rows.exclude(state__in=("WITHDRAWN", "CLOSED"))
    found = rows.order_by("-pk").first()
    return Commitment.objects.get(pk=found.pk) if found is not None else None


def filed_with(case: ItemCase) -> Filed:
    """What the late papers of a case were promised with: its application, or the case itself where it joined later."""
    return case if hasattr(case, "supplement") else case.application


def waiting_for_papers(filed: Filed) -> bool:
    """Whether a preliminary opinion still rests on the letter of what was filed."""
    rows = ItemCase.objects.filter(state="LATE_FILES")
    if isinstance(filed, ItemCase):
        return rows.filter(pk=filed.pk).exists()
    return rows.filter(application=filed, supplement=None).exists()


def owed_for(case: ItemCase) -> list[Obligation]:
    """Late papers of this case that have not come."""
    return [duty for duty in _duties(case.application_id) if case.item.code in duty.items and duty.owed]


def promised_for(case: ItemCase) -> bool:
    """Whether the case was accepted with late papers, come or not."""
    return any(case.item.code in duty.items for duty in _duties(case.application_id))


def _duties(application_id: int) -> Iterable[Obligation]:
    letters = LateFiling.objects.filter(application_id=application_id, state__in=STANDING)
    return Obligation.objects.filter(commitment__in=letters.values("pk"), kind="MATERIAL").order_by("position")
