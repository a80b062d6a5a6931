"""What a dossier says about a project, as far as classification and the catalogue's conditions read it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final


class InvestmentKind(StrEnum):
    """投资类别."""

    GOV = "GOV"
    ENT = "ENT"


class Regime(StrEnum):
    """项目管理方式: 审批, 核准, 备案."""

    EXAM = "EXAM"
    CONFIRM = "CONFIRM"
    FILING = "FILING"


class LandMode(StrEnum):
    """土地取得方式."""

    ALLOCATED = "ALLOCATED"
    GRANTED = "GRANTED"
    GRANTED_WITH_SCHEME = "GRANTED_WITH_SCHEME"
    LEASED = "LEASED"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """项目事实. Money in yuan, areas in m², volumes in m³, heights in m, shares from 0 to 1.

    An unset choice is "", an unset number 0, an unset flag False (except utilities, which most
    projects need). `data/facts.yaml` names every fact in both languages.
    """

    special: str = ""
    major: str = ""
    major_reference: str = ""
    major_confirmed: bool = False

    investment_kind: str = ""
    """As declared; the shares below prevail (see `kind`)."""
    regime: str = ""
    direct_share: Decimal = Decimal(0)
    capital_share: Decimal = Decimal(0)
    subsidy_share: Decimal = Decimal(0)
    investment: Decimal = Decimal(0)
    tender_required: bool = False

    sector: str = ""
    linear: bool = False
    floor_area: Decimal = Decimal(0)
    height: Decimal = Decimal(0)
    earthwork: Decimal = Decimal(0)
    single_content: bool = False
    simple_technique: bool = False
    technical_renovation: bool = False
    special_fire_works: bool = False
    civil_defence_basement: bool = False
    overrun_highrise: bool = False
    lightning_special: bool = False
    hazardous_chemicals: bool = False
    lifting_machinery: bool = False
    seismic_listed: bool = False
    climate_study: bool = False

    land_mode: str = ""
    standard_land: bool = False
    commitment: bool = False
    land_area: Decimal = Decimal(0)
    farmland: bool = False
    forest_land: bool = False
    site_argument: bool = False
    over_mineral: bool = False
    hazard_prone: bool = False
    relics_area: bool = False
    historic_area: bool = False
    scenic_area: bool = False
    river_works: bool = False
    security_zone: bool = False
    soil_survey: bool = False
    beside_highway: bool = False
    green_or_trees: bool = False
    occupies_road: bool = False
    blocks_traffic: bool = False
    moves_pipes: bool = False
    traffic_impact: bool = False
    social_risk: bool = False

    eia_class: str = "FORM"
    energy: Decimal = Decimal(0)
    electricity: Decimal = Decimal(0)
    takes_water: bool = False
    spoil: bool = False
    construction_drainage: bool = False
    water_supply: bool = True
    drainage: bool = True
    power: str = "LOW"
    gas: bool = False
    telecom: bool = True

    @property
    def kind(self) -> str:
        """投资类别 by the money: direct investment or capital injection from the budget makes it
        government-invested; a subsidy or an interest discount leaves it an enterprise project
        (《政府投资条例》; 赣府令第236号). Without shares the declared kind stands.
        """
        if self.direct_share > 0 or self.capital_share > 0:
            return InvestmentKind.GOV
        if self.investment_kind == InvestmentKind.GOV and self.subsidy_share > 0:
            return InvestmentKind.ENT
        return self.investment_kind


class FactError(ValueError):
    """A fact has an unknown name or an impossible value; `name` says which."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(f"{name}: {message}")


FACT_TYPES: Final[Mapping[str, type]] = {f.name: type(f.default) for f in fields(ProjectFacts)}


def read_facts(values: Mapping[str, Any]) -> ProjectFacts:
    """`ProjectFacts` from form or JSON values; blanks fall back to the default.

    Numbers may come as text; flags must be real booleans. Raises FactError for an unknown name,
    a number that is negative or none, or a flag that is not a boolean.
    """
    read: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FACT_TYPES:
            raise FactError(name, "unknown fact")
        if value is None or value == "":
            continue
        read[name] = _coerce(name, value, FACT_TYPES[name])
    return ProjectFacts(**read)


def _coerce(name: str, value: Any, wanted: type) -> Any:
    if wanted is bool:
        if not isinstance(value, bool):
            raise FactError(name, "not a yes/no value")
        return value
    if wanted is Decimal:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise FactError(name, "not a number") from None
        if isinstance(value, bool) or not number.is_finite() or number < 0:
            raise FactError(name, "not a number of 0 or more")
        return number
    return str(value)
