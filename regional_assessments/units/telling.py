"""Words to people about assessed areas (消息出口): the room of applications keeps the messages, this one only speaks.

A kind is announced there; here stands which, to whom, and with what.
"""

from collections.abc import Callable
from typing import Any, Final

from django.db import models

Speaker = Callable[[str, dict[str, Any], models.Model, str, dict[str, Any], str], None]
REUSE_CHANGED: Final = "reuse_changed"
UNIT_EXPIRING: Final = "unit_expiring"
_speakers: list[Speaker] = []


def through(speaker: Speaker) -> None:
    """Let another room carry the messages: `speaker(kind, to, subject, link, data, project_code)`, inside the transaction."""
    _speakers[:] = [speaker]


def tell(
    kind: str, to: dict[str, Any], subject: models.Model, link: str, data: dict[str, Any], project_code: str = ""
) -> None:
    """Say it; nobody listens before the room of messages is there (a bare migration)."""
    for speaker in _speakers:
        speaker(kind, to, subject, link, data, project_code)
