"""Durations, rates and thresholds of promises (承诺的期限、比例和等级): data of a catalogue version, never a constant.

Days are working days. A version written before there were any has the values that stood in the system until then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from catalogue.parse_parts import CatalogueSourceError, entry

RISKS: Final = ("A", "B", "C")
CLASSES: Final = ("MINOR", "GENERAL", "SERIOUS")
MAY_BE_ZERO: Final = frozenset({"draw_rates"})


@dataclass(frozen=True, slots=True)
class Publication:
    """公示期: shortest and longest, in months. `published` is false where the law does not publish by default."""

    shortest: int
    longest: int
    published: bool


LAWFUL: Final[Mapping[str, Publication]] = {
    "MINOR": Publication(0, 3, False),
    "GENERAL": Publication(3, 12, True),
    "SERIOUS": Publication(12, 36, True),
}
"""信用修复管理办法, in force from 1 April 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What a province may set for itself; every project keeps the values of the version it is pinned to."""

    basis: str = ""
    """The document that sets them, with its number; empty for the defaults of this system."""
    hearing_days: int = 5
    """To state one's case before a revocation."""
    objection_days: int = 5
    """To object to a credit record."""
    reminders: tuple[int, ...] = (10, 5, 1)
    """Before a promised day, the longest distance first."""
    spot_check_months: Mapping[str, int] = field(default_factory=lambda: {"A": 12, "B": 6, "C": 3})
    """Months between spot checks during building, by risk class."""
    spot_check_days: int = 20
    acceptance_check_days: int = 10
    rectified_check_days: int = 5
    production_check_days: int = 20
    assessment_days: int = 20
    """What an assessment without a promised limit takes, to say what building first saves."""
    production_months: int = 24
    """From completion to production (达产) where nothing else is agreed."""
    most_years: int = 6
    """How far ahead a promised day may lie."""
    late_days: int = 120
    """How far ahead a late paper may be promised."""
    convert_days: int = 2
    """From the last late paper to the formal document (赣府厅发〔2020〕8号)."""
    grace_days: int = 25
    """After the promised day, up to which a clock may rest: rectification twice, and a little."""
    draw_rates: Mapping[str, int] = field(default_factory=lambda: {"A": 5, "B": 10, "C": 30})
    """双随机抽查比例: percent of the pool by risk class; credit enters through the class."""
    visit_days: int = 20
    """From the draw to the last visit."""
    result_days: int = 20
    """From the last visit to the publication of what was found."""
    publication: Mapping[str, Publication] = field(default_factory=lambda: LAWFUL)
    """Of a credit record, by class of the breach."""
    repeat_months: int = 24
    """How far back earlier records weigh on the class of the next."""
    repeat_count: int = 2
    """How many of them make the next one serious."""
    good_faith_kept: int = 3
    """Promises kept without a record that raise an enterprise to level A."""
    small_floor_area: int = 10_000
    """m² below which works without hazards are of the lowest risk."""


def parse_practice(row: Mapping[str, Any], where: str = "practice") -> Practice:
    """The section `practice`. Raises CatalogueSourceError for an unknown name or a value that is no positive number."""
    names = tuple(one.name for one in fields(Practice))
    entry(row, where, required=(), optional=names)
    given: dict[str, Any] = dict(row)
    for name in ("spot_check_months", "draw_rates"):
        if name in given and (not isinstance(given[name], Mapping) or set(given[name]) != set(RISKS)):
            raise CatalogueSourceError(where, f"{name} needs A, B and C")
    if "reminders" in given:
        given["reminders"] = tuple(sorted(set(given["reminders"]), reverse=True))
    if "publication" in given:
        given["publication"] = _publication(given["publication"], f"{where} publication")
    for name, value in given.items():
        if name in ("basis", "publication"):
            continue
        many = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
        lowest, highest = int(name not in MAY_BE_ZERO), MOST.get(name, 999)
        for number in many:
            if not _is_number(number, lowest, highest):
                raise CatalogueSourceError(where, f"{name}: {number!r} is not a number from {lowest} to {highest}")
    return Practice(**given)


MOST: Final[Mapping[str, int]] = {"draw_rates": 100, "small_floor_area": 1_000_000}


def _is_number(value: Any, lowest: int, highest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest


def _publication(rows: Any, where: str) -> Mapping[str, Publication]:
    if not isinstance(rows, Mapping) or set(rows) != set(CLASSES):
        raise CatalogueSourceError(where, "needs MINOR, GENERAL and SERIOUS")
    for name, row in rows.items():
        entry(row, f"{where} {name}", required=("shortest", "longest", "published"))
        if not _is_number(row["shortest"], 0, 120) or not _is_number(row["longest"], max(1, row["shortest"]), 120):
            raise CatalogueSourceError(f"{where} {name}", "months from 0 to 120, the longest not below the shortest")
        if not isinstance(row["published"], bool):
            raise CatalogueSourceError(f"{where} {name}", "published is true or false")
    return {name: Publication(row["shortest"], row["longest"], row["published"]) for name, row in rows.items()}
