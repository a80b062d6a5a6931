"""双人复核: what one person enters, another confirms; who entered it can never be who confirms."""

from collections.abc import Callable
from typing import Any

from django.db import models

from core.time import now


def another(may: Callable[[Any, Any], bool], author: str = "proposed_by_id") -> Callable[[Any, Any], bool]:
    """Whoever `may`, except the person in the column `author` of the subject."""

    def second_person(user: Any, row: Any) -> bool:
        return user.pk != getattr(row, author) and may(user, row)

    return second_person


def decide(row: models.Model, state: str, user: Any, **columns: Any) -> None:
    """Write the answer of the second person on a locked row: `state`, `decided_by`, `decided_at`, and `columns`."""
    for name, value in {"state": state, "decided_by": user, "decided_at": now(), **columns}.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "decided_by", "decided_at", *columns])
