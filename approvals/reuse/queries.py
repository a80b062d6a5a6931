"""Reads of reuse (复用查询): the evidence of a case in words, and everything that relied on one unit."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.models import ItemCase, ReuseEvidence
from core.display import written_area
from projects.redline.area import ellipsoidal_m2
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import words
from regional_assessments.units.cover import facts_of
from regional_assessments.units.reuse import Obstacle, Reason


def of_case(case: ItemCase) -> ReuseEvidence | None:
    """The evidence of a case with its unit; None where no assessed ground touches it."""
    rows = ReuseEvidence.objects.filter(case=case)
    return rows.select_related("unit__zone", "redline", "decided_by", "case__item").first()


def why(evidence: ReuseEvidence) -> str:
    """What was found on the day of the evidence, as sentences."""
    unit = facts_of(evidence.unit)
    if evidence.eligible:
        return _("%(unit)s covers the redline and is in force.") % {"unit": evidence.unit.name}
    return " ".join(words.reason(unit, Reason(Obstacle(code), facts)) for code, facts in evidence.reasons)


def outside(evidence: ReuseEvidence) -> Any:
    """The part of the redline outside the unit (EPSG:4490); None where it lies inside."""
    gap = evidence.redline.shape.difference(evidence.unit.shape)
    return None if gap.is_empty or evidence.ratio > 0.999999 else gap


def outside_area(gap: Any) -> str:
    """Its area in words."""
    return "" if gap is None else written_area(round(ellipsoidal_m2(gap), 1))


def relied_on(unit: AssessmentUnit, user: Any) -> "QuerySet[ReuseEvidence]":
    """Every case that was spared something by `unit`, newest first (依赖该单元的项目)."""
    rows = ReuseEvidence.objects.visible_to(user).filter(unit=unit).exclude(result="NOT_ELIGIBLE")
    rows = rows.exclude(state="TAKEN", found="NOT_ELIGIBLE")
    return rows.select_related("case__item", "case__department", "case__application__project__enterprise").order_by(
        "-on", "-pk"
    )
