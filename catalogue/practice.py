"""Durations of promises that no source fixes (承诺的默认期限): data of a catalogue version, never law and never a constant.

Days are working days. A version written before there were any has the values that stood in the system until then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from catalogue.parse_parts import CatalogueSourceError, entry

RISKS: Final = ("A", "B", "C")


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
    assessment_days: int = 20
    """What an assessment without a promised limit takes, to say what building first saves."""
    production_months: int = 24
    """From completion to production (达产) where nothing else is agreed."""
    most_years: int = 6
    """How far ahead a promised day may lie."""
    late_days: int = 120
    """How far ahead a late paper may be promised."""


def parse_practice(row: Mapping[str, Any], where: str = "practice") -> Practice:
    """The section `practice`. Raises CatalogueSourceError for an unknown name or a value that is no positive number."""
    names = tuple(one.name for one in fields(Practice))
    entry(row, where, required=(), optional=names)
    given: dict[str, Any] = dict(row)
    months = given.get("spot_check_months", {})
    if "spot_check_months" in given and (not isinstance(months, Mapping) or set(months) != set(RISKS)):
        raise CatalogueSourceError(where, "spot_check_months needs A, B and C")
    if "reminders" in given:
        given["reminders"] = tuple(sorted(set(given["reminders"]), reverse=True))
    numbers = [value for name, value in given.items() if name not in ("basis", "reminders", "spot_check_months")]
    for number in (*numbers, *given.get("reminders", ()), *months.values()):
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 999:
            raise CatalogueSourceError(where, f"{number!r} is not a number from 1 to 999")
    return Practice(**given)
