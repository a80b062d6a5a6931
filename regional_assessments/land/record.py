"""The one way a parcel changes (地块记录): by the table, journalled in the chain of its zone."""

from typing import Any

from core.commands import Context
from core.errors import WrongState
from core.numbers import next_number
from regional_assessments.land.rules import PARCEL
from regional_assessments.models import Parcel

MAP_VERSION = "standard_land"
"""Series whose last number is the version of the map of standard land."""


def move(
    context: Context,
    parcel: Parcel,
    *,
    verb: str = "",
    stay: bool = False,
    data: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Move a locked parcel by `verb` (default: the running command's); `stay` keeps its state (a check that failed).

    Raises WrongState where the table forbids it.
    """
    step = PARCEL[verb or context.command.name]
    if parcel.state not in step.sources:
        raise WrongState
    if not stay and step.target != "=":
        parcel.state = step.target
    for name, value in columns.items():
        setattr(parcel, name, value)
    parcel.save(update_fields=["state", *columns])
    note(context, parcel, data)
    next_number(MAP_VERSION)


def note(context: Context, parcel: Parcel, data: dict[str, Any] | None = None) -> None:
    """Write what happened to the parcel into the journal of its zone."""
    context.note(parcel.chain, parcel, data={"code": parcel.code, "state": parcel.state, **(data or {})})
