"""Which papers are late (容缺材料), of a draft and of a case under review."""

from collections.abc import Iterable
from typing import Any

from approvals.intake import Filing, filing_of
from approvals.models import ItemCase, JointApplication
from commitments.commands.late import LatePaper
from commitments.models import Commitment, LateFiling, Obligation

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


def letter_of(application: JointApplication, *states: str) -> Commitment | None:
    """The late-filing letter of an application in one of `states` (any but a dead one by default)."""
    rows = LateFiling.objects.filter(application_id=application.pk)
    rows = rows.filter(state__in=states) if states else rows.exclude(state__in=("WITHDRAWN", "CLOSED"))
    found = rows.order_by("-pk").first()
    return Commitment.objects.get(pk=found.pk) if found is not None else None


def owed_for(case: ItemCase) -> list[Obligation]:
    """Late papers of this case that have not come."""
    return [duty for duty in _duties(case.application_id) if case.item.code in duty.items and duty.owed]


def promised_for(case: ItemCase) -> bool:
    """Whether the case was accepted with late papers, come or not."""
    return any(case.item.code in duty.items for duty in _duties(case.application_id))


def _duties(application_id: int) -> Iterable[Obligation]:
    letters = LateFiling.objects.filter(application_id=application_id, state__in=STANDING)
    return Obligation.objects.filter(commitment__in=letters.values("pk"), kind="MATERIAL").order_by("position")
