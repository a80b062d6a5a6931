"""`{% time_account_of project_id as account %}`: the time account of a project, with words for its parts."""

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clocks.models import StopKind
from clocks.project_account import account_of_project
from clocks.time_account import Part, TimeAccount
from clocks.union import CLOSED
from core.time import today

register = template.Library()

WORDS: Final[dict[Part, tuple[Any, Any]]] = {
    Part.STOPPED: (
        _("Stopped by special procedures"),
        _("No item ran and at least one was stopped; a day with several stops counts for the one that began first."),
    ),
    Part.BEFORE_ACCEPTANCE: (
        _("Before acceptance"),
        _("The window had the files and had neither accepted them nor named their defects."),
    ),
    Part.UNCOUNTED: (
        _("Items outside the total limit"),
        _("Only items or opinions that do not count in the total limit were under way."),
    ),
    Part.AFTER_DECISION: (_("After the decision"), _("Decided, and the document not yet issued.")),
    Part.BEFORE_ORIGIN: (
        _("Before day 0 of the land contract"),
        _("An item ran, but the total limit, counted from the land contract, had not begun."),
    ),
    Part.APPLICANT: (
        _("Waiting for the applicant"),
        _("The applicant was correcting files or had not filed the next stage; no item was under way."),
    ),
}
"""Part → name, definition."""


@dataclass(frozen=True, slots=True)
class Row:
    """One part of the hidden time. `kinds` are (kind of stop, days) of the stopped days."""

    name: str
    definition: str
    days: int
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What `clocks/_time_account.html` shows."""

    account: TimeAccount
    rows: tuple[Row, ...]


def _kind(kind: str) -> str:
    return gettext("Offices closed") if kind == CLOSED else str(StopKind(kind).label)


@register.simple_tag
def time_account_of(project_id: int) -> Shown | None:
    """The account as of today, None before the first receipt; the project must be one the reader may see."""
    account = account_of_project(project_id, today())
    if account is None:
        return None
    kinds = tuple((_kind(kind), days) for kind, days in account.stopped.items())
    rows = (
        Row(str(name), str(definition), account.parts[part], kinds if part is Part.STOPPED else ())
        for part, (name, definition) in WORDS.items()
        if account.parts[part] or part is not Part.BEFORE_ORIGIN
    )
    return Shown(account, tuple(rows))
