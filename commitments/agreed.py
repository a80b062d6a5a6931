"""标准地控制指标: what the land agreement of a project's parcel sets, limit by limit, as duties of its promise."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from catalogue.texts import Text
from catalogue.tracks import Duty
from projects.models import Project
from regional_assessments.land.indicators import Phase, Rule
from regional_assessments.models import ControlIndicator

CARRIED: Final[Mapping[str, str]] = {
    "INVESTMENT": "investment_intensity",
    "FAR": "plot_ratio",
    "ENERGY": "unit_energy",
    "EMISSION": "unit_emission",
    "TAX": "tax_per_mu",
}
"""The five indicators of the province → the duties of the catalogue that carry them; others carry their own name."""


def limits(project: Project) -> list[ControlIndicator]:
    """The limits of the parcel the project is linked to, in the order of the agreement."""
    return list(ControlIndicator.objects.filter(parcel__project=project).order_by("pk"))


def duty_of(limit: ControlIndicator) -> str:
    """The code of the duty for one limit: `tax_per_mu`, or with its pollutant `unit_emission-COD`."""
    return "-".join(filter(None, (_carrier(limit), limit.subject)))


def duties_with(duties: Iterable[Duty], agreed: Iterable[ControlIndicator]) -> tuple[Duty, ...]:
    """`duties` with what the agreement says of the indicators among them: several pollutants are a duty each, and what was
    agreed in addition to the five of the province is promised as well."""
    told = tuple(duties)
    if not any(duty.kind == "INDICATOR" for duty in told):
        return told
    by_carrier: dict[str, list[ControlIndicator]] = {}
    for limit in agreed:
        by_carrier.setdefault(_carrier(limit), []).append(limit)
    found = [one for duty in told for one in _one_each(duty, by_carrier.pop(duty.code, []))]
    return (*found, *(_added(limit) for rows in by_carrier.values() for limit in rows))


def targets(agreed: Iterable[ControlIndicator]) -> dict[str, Decimal]:
    """The limits by the code of their duty; what a form offers before anybody types."""
    return {duty_of(limit): limit.limit for limit in agreed}


def carriers(agreed: Iterable[ControlIndicator]) -> dict[str, list[ControlIndicator]]:
    """The limits a duty may speak of, by its code: its own, and of an indicator without a pollutant all of it."""
    found: dict[str, list[ControlIndicator]] = {}
    for limit in agreed:
        for code in {duty_of(limit), _carrier(limit)}:
            found.setdefault(code, []).append(limit)
    return found


def _carrier(limit: ControlIndicator) -> str:
    return CARRIED.get(limit.code, limit.code.lower())


def _one_each(duty: Duty, agreed: Iterable[ControlIndicator]) -> list[Duty]:
    subjects = [limit.subject for limit in agreed if limit.subject]
    return [
        replace(
            duty,
            code=f"{duty.code}-{subject}",
            name=Text(f"{duty.name.zh} · {subject}", f"{duty.name.en} · {subject}"),
        )
        for subject in subjects
    ] or [duty]


def _added(limit: ControlIndicator) -> Duty:
    told = limit.told
    return Duty(
        code=duty_of(limit),
        kind="INDICATOR",
        name=told.name,
        milestone="ACCEPTANCE" if told.phase == Phase.COMPLETION else "PRODUCTION",
        unit=told.unit,
        relation="min" if told.rule == Rule.AT_LEAST else "max",
    )
