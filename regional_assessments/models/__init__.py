"""Rows of this room by concept."""

from regional_assessments.models.land import ControlIndicator, IndicatorCheck, Parcel
from regional_assessments.models.reevaluation import ExpiryAlert, PlanReuse, Reevaluation
from regional_assessments.models.unit import AssessmentUnit
from regional_assessments.models.zone import Zone

__all__ = [
    "AssessmentUnit",
    "ControlIndicator",
    "ExpiryAlert",
    "IndicatorCheck",
    "Parcel",
    "PlanReuse",
    "Reevaluation",
    "Zone",
]
