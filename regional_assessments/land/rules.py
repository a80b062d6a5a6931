"""How a parcel of standard land may move (标准地流转). Pure."""

from collections.abc import Mapping
from typing import Final

from regional_assessments.land.indicators import Phase
from regional_assessments.units.rules import Step


def _step(sources: str, target: str) -> Step:
    return Step(frozenset(sources.split()), target)


PARCEL: Final[Mapping[str, Step]] = {
    "land.prepare": _step("", "PREPARED"),
    "land.revise": _step("PREPARED", "PREPARED"),
    "land.discard": _step("PREPARED", "DISCARDED"),
    "land.publish": _step("PREPARED", "PUBLISHED"),
    "land.take_back": _step("PUBLISHED", "PREPARED"),
    "land.contract": _step("PUBLISHED", "CONTRACTED"),
    "land.link": _step("CONTRACTED BUILT", "="),
    "land.check_completion": _step("CONTRACTED", "BUILT"),
    "land.check_production": _step("BUILT", "RELEASED"),
    "land.take_finding": _step("CONTRACTED BUILT", "="),
    "land.breach": _step("CONTRACTED BUILT", "BREACH"),
}
"""Verbs of a parcel. A check that fails leaves it where it is, with a day by which it is put right; "=" means the same."""

CHECKS: Final[Mapping[str, Phase]] = {"CONTRACTED": Phase.COMPLETION, "BUILT": Phase.PRODUCTION}
"""State → the check that comes next."""
PUBLIC: Final = frozenset({"PUBLISHED", "CONTRACTED", "BUILT", "RELEASED", "BREACH"})
"""States from the sale notice on, in which anyone signed in sees the parcel and its indicators."""
SOLD: Final = frozenset({"CONTRACTED", "BUILT", "RELEASED", "BREACH"})
