"""承诺制 as catalogue data: which items may be taken on a promise, by whom, what is promised and on which basis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from catalogue.parse_parts import CatalogueSourceError, condition, entry, text, texts
from catalogue.predicates import ALWAYS, Predicate
from catalogue.texts import Text
from catalogue.units import UNITS

MILESTONES: Final = ("START", "ACCEPTANCE", "PRODUCTION")
KINDS: Final = ("CONDITION", "ASSESSMENT", "MATERIAL", "INDICATOR")


@dataclass(frozen=True, slots=True)
class Duty:
    """承诺事项: what is owed and before which milestone the evidence is due."""

    code: str
    kind: str
    name: Text
    milestone: str
    unit: Text | None = None
    relation: str = ""
    """Of an indicator: `min` or `max`."""


@dataclass(frozen=True, slots=True)
class TrackItem:
    """One item a track admits: in which projects, in which levels of zone (none: anywhere), what is owed for it."""

    code: str
    when: Predicate = ALWAYS
    zones: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """承诺方式: 告知承诺 NC, 容缺后补 RQ, 企业承诺、先建后验 CBV. Days are working days."""

    code: str
    name: Text
    basis: Text
    mark: str
    why: Text
    version: str
    """Of the clauses."""
    clauses: tuple[str, ...]
    """As printed, in Chinese."""
    decide_days: int = 0
    publicity_days: int = 0
    publicity_first: bool = False
    """Whether the decision waits for the end of the publicity."""
    verify_months: int = 0
    rectify_days: int = 10
    requires: Predicate = ALWAYS
    flows: tuple[str, ...] = ()
    """Flow types it is open to; none named: all."""
    items: Mapping[str, TrackItem] = field(default_factory=dict)
    excluded: Mapping[str, Text] = field(default_factory=dict)
    """Items that may never be taken on this promise, with the reason."""


def parse_track(row: Mapping[str, Any], where: str) -> Track:
    """One track. Raises CatalogueSourceError naming the wrong place."""
    entry(
        row,
        where,
        required=("code", "zh", "en", "basis", "why", "version", "clauses"),
        optional=(
            "mark", "decide_days", "publicity_days", "publicity_first", "verify_months", "rectify_days", "requires",
            "flows", "items", "excluded",
        ),
    )  # fmt: skip
    return Track(
        code=row["code"],
        name=texts(row),
        basis=text(row["basis"], where),
        mark=row.get("mark", "default"),
        why=text(row["why"], where),
        version=str(row["version"]),
        clauses=tuple(row["clauses"]),
        decide_days=row.get("decide_days", 0),
        publicity_days=row.get("publicity_days", 0),
        publicity_first=row.get("publicity_first", False),
        verify_months=row.get("verify_months", 0),
        rectify_days=row.get("rectify_days", 10),
        requires=condition(row.get("requires"), where),
        flows=tuple(row.get("flows", ())),
        items={one["code"]: _item(one, f"{where} {one['code']}") for one in row.get("items", ())},
        excluded={code: text(reason, where) for code, reason in row.get("excluded", {}).items()},
    )


def parse_duty(row: Mapping[str, Any], where: str) -> Duty:
    """One duty or indicator. Raises CatalogueSourceError."""
    entry(row, where, required=("code", "kind", "zh", "en", "before"), optional=("unit", "relation"))
    if row["kind"] not in KINDS or row["before"] not in MILESTONES or row.get("relation", "") not in ("", "min", "max"):
        raise CatalogueSourceError(where, "unknown kind, milestone or relation")
    return Duty(row["code"], row["kind"], texts(row), row["before"], _unit(row, where), row.get("relation", ""))


def _unit(row: Mapping[str, Any], where: str) -> Text | None:
    """A known unit by its Chinese wording, or one of a version's own in both languages."""
    if "unit" not in row:
        return None
    if isinstance(row["unit"], str):
        if row["unit"] not in UNITS:
            raise CatalogueSourceError(where, f"knows no unit “{row['unit']}”")
        return UNITS[row["unit"]]
    return text(row["unit"], where)


def _item(row: Mapping[str, Any], where: str) -> TrackItem:
    entry(row, where, required=("code",), optional=("when", "zones", "duties"))
    duties = tuple(parse_duty(duty, f"{where} {duty.get('code')}") for duty in row.get("duties", ()))
    return TrackItem(row["code"], condition(row.get("when"), where), tuple(row.get("zones", ())), duties)
