"""留存凭证: when a case opens, what the assessed ground does to it on that very day is written down."""

import hashlib
from datetime import date
from typing import Final

from approvals.models import ItemCase, ReuseEvidence
from core.commands import Context
from projects.facts import facts_of
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import cover
from regional_assessments.units.kinds import kinds_of_item

TAKEN: Final = "approvals.reuse_taken"


def take(context: Context, case: ItemCase, on: date) -> ReuseEvidence | None:
    """The evidence of a case whose day 0 is `on`, None where no unit touches the redline or the item (§5.2).

    Later changes of the unit or of the redline do not undo it: expiry after acceptance does not undo a reuse.
    """
    code, project = case.item.code, case.application.project
    if not kinds_of_item(code):
        return None
    redline = project.redlines.filter(current=True).first()
    if redline is None:
        return None
    wkb = bytes(redline.geometry)
    found = cover.reuses([code], redline.shape, on, facts_of(project), project.industry).get(code)
    if found is None:
        return None
    outline = AssessmentUnit.objects.values_list("geometry", flat=True).get(pk=found.unit.pk)
    evidence = ReuseEvidence.objects.create(
        case=case,
        unit_id=found.unit.pk,
        unit_hash=digest(bytes(outline)),
        redline=redline,
        redline_hash=digest(wkb),
        on=on,
        ratio=found.ratio,
        found=found.result.value,
        reasons=[[reason.code.value, dict(reason.params)] for reason in found.reasons],
        confirm=list(found.confirm),
        days=found.days,
        drops=list(found.drops) if found.drops is not None else [],
        promised_days=case.promised_days,
        taken_at=context.effective_at,
    )
    context.note(
        project.chain,
        case,
        verb=TAKEN,
        data={
            "unit": found.unit.code,
            "version": found.unit.version,
            "unit_hash": evidence.unit_hash,
            "redline_version": redline.version,
            "redline_hash": evidence.redline_hash,
            "on": on,
            "ratio": found.ratio,
            "found": evidence.found,
        },
    )
    return evidence


def digest(wkb: bytes) -> str:
    """SHA-256 of a stored outline."""
    return hashlib.sha256(wkb).hexdigest()
