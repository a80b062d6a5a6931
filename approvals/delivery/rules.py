"""How a hand-over may move (送达流转). Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from approvals.rules import Step


def _step(sources: str, target: str) -> Step:
    return Step(frozenset(sources.split()), target)


HANDOVER: Final[Mapping[str, Step]] = {
    "delivery.prepare": _step("", "READY"),
    "delivery.hand_over": _step("READY", "HANDED"),
    "delivery.undo": _step("HANDED", "READY"),
    "delivery.settle": _step("HANDED", "SERVED"),
    "delivery.send": _step("READY", "SENT"),
    "delivery.come_back": _step("SENT", "READY"),
    "delivery.prove": _step("SENT", "SERVED"),
}
"""Verbs of a hand-over."""

UNDO: Final = timedelta(seconds=60)
"""How long a clerk may take a hand-over back before it has legal effect."""


def is_undoable(handed_at: datetime | None, now: datetime) -> bool:
    """Whether the hand-over may still be taken back at `now`."""
    return handed_at is not None and now - handed_at < UNDO
