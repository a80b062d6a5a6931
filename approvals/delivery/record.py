"""The one way a hand-over changes (送达记录): by the table, journalled, with its delivery clock."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from approvals.delivery import messages, rules
from approvals.models import Handover, JointApplication
from approvals.rules import DELIVERY_DAYS, NotAllowed, after
from clocks import commands as clocks
from core.commands import Context
from core.errors import WrongState
from documents.models import Document


def move(
    context: Context, row: Handover, verb: str = "", *, data: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Move a locked hand-over by `verb` (default: the running command's). Raises WrongState where the table forbids it."""
    verb = verb or context.command.name
    try:
        row.state = after(rules.HANDOVER, verb, row.state)
    except NotAllowed as error:
        raise WrongState from error
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *columns])
    context.note(row.application.project.chain, row, verb=verb, data=data)


def prepare(context: Context, application: JointApplication, papers: Sequence[Document], decided_on: date) -> None:
    """Papers wait at the window; nothing where the enterprise wants them electronically only.

    Ten working days from the first decision in them (行政许可法第四十四条).
    """
    way = application.form.get("delivery")
    if way not in Handover.Way.values or not papers:
        return
    row = Handover.objects.create(
        application=application,
        way=way,
        code=f"{secrets.randbelow(1_000_000):06d}",
        ready_at=context.effective_at,
    )
    row.papers.set(papers)
    clocks.start_clock(
        "DELIVERY",
        row,
        clocks.Place.of(application.project),
        label=f"送达 · {application.number}",
        limit=DELIVERY_DAYS,
        origin_on=decided_on,
        department_id=application.window_id,
        stage=application.stage,
    )
    numbers = [paper.number for paper in papers]
    context.note(application.project.chain, row, verb="delivery.prepare", data={"way": way, "papers": numbers})
    messages.to_enterprise("papers_ready" if way == "WINDOW" else "papers_to_post", row, code=row.code)


def end_clock(row: Handover, on: date) -> None:
    """The papers have reached the enterprise."""
    clocks.end_clock("DELIVERY", row, on=on, project_id=row.application.project_id)
