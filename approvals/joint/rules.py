"""How a joint procedure and its parts may move (联合办理状态流转). Pure: the commands and the doctor read these tables."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from approvals.rules import Step, after

__all__ = ["ENDED", "KINDS_OF", "PART", "PART_DONE", "REVIEW", "Kind", "after", "failed", "latest"]


class Kind(StrEnum):
    """联合办理的种类."""

    PRECOORDINATION = "PRECOORDINATION"
    """多规合一项目策划生成 (item 115), before anything is filed."""
    DRAWING = "DRAWING"
    """联合审图 (item 301)."""
    VISIT = "VISIT"
    """联合踏勘."""
    ACCEPTANCE = "ACCEPTANCE"
    """联合验收 (item 401 wrapping 402 to 407)."""
    MEETING = "MEETING"
    """联审会."""


def _step(sources: str, target: str) -> Step:
    return Step(frozenset(sources.split()), target)


REVIEW: Final[Mapping[str, Step]] = {
    "joint.open_precoordination": _step("", "OPEN"),
    "joint.open_drawing_review": _step("", "OPEN"),
    "joint.open_acceptance": _step("", "OPEN"),
    "joint.book_visit": _step("", "OPEN"),
    "joint.call_meeting": _step("", "OPEN"),
    "joint.rebook": _step("OPEN", "OPEN"),
    "joint.close_attendance": _step("OPEN", "OPEN"),
    "joint.gather": _step("OPEN", "MERGING"),
    "joint.send_list": _step("MERGING", "RECTIFYING"),
    "joint.answer_list": _step("RECTIFYING", "OPEN"),
    "joint.lapse": _step("RECTIFYING", "MERGING"),
    "joint.conclude": _step("MERGING", "CONCLUDED"),
    "joint.withdraw": _step("OPEN MERGING RECTIFYING", "WITHDRAWN"),
}
"""Verbs of a joint procedure."""

PART: Final[Mapping[str, Step]] = {
    "joint.open_part": _step("", "OPEN"),
    "joint.pass_part": _step("OPEN", "PASSED"),
    "joint.fail_part": _step("OPEN", "FAILED"),
    "joint.deem_part": _step("OPEN", "DEEMED"),
    "joint.close_part": _step("OPEN", "CLOSED"),
    "joint.answer_late": _step("DEEMED", "DEEMED"),
}
"""Verbs of one department's part of a round."""

ENDED: Final = frozenset({"CONCLUDED", "WITHDRAWN"})
PART_DONE: Final = frozenset({"PASSED", "FAILED", "DEEMED", "CLOSED"})

KINDS_OF: Final[Mapping[str, frozenset[str]]] = {
    "joint.send_list": frozenset({Kind.DRAWING, Kind.ACCEPTANCE}),
    "joint.answer_list": frozenset({Kind.DRAWING, Kind.ACCEPTANCE}),
    "joint.rebook": frozenset({Kind.VISIT, Kind.MEETING}),
    "joint.close_attendance": frozenset({Kind.VISIT, Kind.MEETING}),
}
"""Verbs that only some kinds know; every other verb goes with every kind."""


def latest(parts: Iterable[tuple[str, int, str]]) -> dict[str, str]:
    """Of (code, round, state) the state of every code in its last round: a part that passed keeps its result."""
    found: dict[str, tuple[int, str]] = {}
    for code, round_number, state in parts:
        if round_number >= found.get(code, (0, ""))[0]:
            found[code] = (round_number, state)
    return {code: state for code, (_number, state) in found.items()}


def failed(parts: Iterable[tuple[str, int, str]]) -> list[str]:
    """The codes that must come back: those whose last answer was a refusal, in the order they came."""
    return [code for code, state in latest(parts).items() if state == "FAILED"]
