"""How a completeness check may move, and how what departments found becomes one list (完整性核对流转与合并). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from approvals.rules import Step


def _step(sources: str, target: str) -> Step:
    return Step(frozenset(sources.split()), target)


CHECK: Final[Mapping[str, Step]] = {
    "checks.ask": _step("", "OPEN"),
    # An answer may be changed until the window acts: nobody has seen a notice yet.
    "checks.complete": _step("OPEN DEFECTIVE DEEMED_COMPLETE", "COMPLETE"),
    "checks.report": _step("OPEN COMPLETE DEFECTIVE DEEMED_COMPLETE", "DEFECTIVE"),
    "checks.deem": _step("OPEN", "DEEMED_COMPLETE"),
    "checks.close": _step("OPEN", "CLOSED"),
}
"""Verbs of a completeness check."""

DATA: Final = "data."
"""Keys of statements in the form and the dossier begin so; every other key is a material's."""


def to_ask(departments: Iterable[int]) -> list[int]:
    """Which departments check: all that hold an item, once each; none where the window has but one beside it."""
    distinct = list(dict.fromkeys(departments))
    return distinct if len(distinct) > 1 else []


def deems(state: str, silence: bool, due_on: date, on: date) -> bool:
    """Whether silence has answered "complete" on `on`; the last day is in time."""
    return state == "OPEN" and silence and on > due_on


# ---- one list ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """One defect as one department wrote it."""

    key: str
    name: str
    reason: str
    clause: str = ""
    example: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """One line of the notice: everything all departments found wrong with one material."""

    key: str
    name: str
    reason: str
    clause: str
    example: str
    found: tuple[Found, ...]


def merged(defects: Iterable[Found]) -> dict[str, Merged]:
    """One line per material, in the order they were found; what two departments said alike stands once."""
    groups: dict[str, list[Found]] = {}
    for defect in defects:
        groups.setdefault(defect.key, []).append(defect)
    return {
        key: Merged(
            key,
            rows[0].name,
            "\n".join(_once(row.reason for row in rows)),
            "；".join(_once(row.clause for row in rows)),
            "\n".join(_once(row.example for row in rows)),
            tuple(rows),
        )
        for key, rows in groups.items()
    }


def _once(texts: Iterable[str]) -> list[str]:
    """The texts without those that say the same but for spaces and the stop at the end."""
    seen: dict[str, str] = {}
    for text in texts:
        plain = "".join(text.split()).rstrip("。.；;")
        if plain:
            seen.setdefault(plain, text.strip())
    return list(seen.values())


# ---- what else may do ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A material as one item asks for it: principal or deferrable, and what the item allows."""

    principal: bool
    late_filing: bool
    commitment: str
    """告知承诺 of the item: Y, C (conditional), N or -."""


def may_be_late(asked: Sequence[Asked]) -> bool:
    """可容缺后补: every item that asks for the material can wait for it (赣府厅发〔2020〕8号: never a principal one)."""
    return bool(asked) and all(one.late_filing and not one.principal for one in asked)


def may_be_promised(asked: Sequence[Asked]) -> bool:
    """可由告知承诺替代: every item that asks for the material is handled on a commitment."""
    return bool(asked) and all(one.commitment in ("Y", "C") for one in asked)
