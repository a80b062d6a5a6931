"""The one way a joint procedure or a part of it changes state (联合办理状态): by the table of `rules`, journalled."""

from typing import Any

from approvals import rules as stage_rules
from approvals.joint import rules
from approvals.models import JointPart, JointReview
from core import act
from core.commands import Context
from core.errors import WrongState


def move_review(
    context: Context, review: JointReview, *, verb: str = "", data: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Move one locked procedure by `verb` (default: the running command's) and write `columns` with it.

    Raises WrongState where the table forbids it.
    """
    verb = verb or context.command.name
    _move(review, rules.REVIEW, verb, columns)
    context.note(review.project.chain, review, verb=verb, data={"kind": review.kind, **(data or {})})


def move_part(
    context: Context, part: JointPart, *, verb: str = "", data: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Move one locked part."""
    verb = verb or context.command.name
    _move(part, rules.PART, verb, columns)
    known = {"name": part.name, "round": part.round.number}
    context.note(part.review.project.chain, part, verb=verb, data={**known, **(data or {})})


def open_parts(review: JointReview) -> list[JointPart]:
    """The parts nobody has answered, locked, by key; they share `review` itself."""
    parts = list(
        review.parts.select_for_update(of=("self",))
        .filter(state=JointPart.State.OPEN)
        .select_related("round", "department")
        .order_by("pk")
    )
    for part in parts:
        part.review = review
    return parts


def _move(row: Any, table: Any, verb: str, columns: dict[str, Any]) -> None:
    try:
        row.state = rules.after(table, verb, row.state)
    except stage_rules.NotAllowed as error:
        raise WrongState from error
    for name, value in columns.items():
        setattr(row, name, value)
    act.update(row, "state", *columns)
