"""The one way a renewal changes (延续记录): by the table, journalled, with the end of its clock."""

from typing import Any

from approvals.models import Decision, Renewal
from approvals.renewals import rules
from approvals.renewals.queries import SUBJECT
from approvals.rules import NotAllowed, after
from clocks import commands as clocks
from core.commands import Context
from core.errors import WrongState
from core.time import legal_date
from documents.commands import supersede_document
from documents.models import Document


def start(renewal: Renewal) -> None:
    """Start the clock at the desk of the department: the decision is due by the end of the last day of validity."""
    case = renewal.case
    clocks.start_clock(
        "RENEWAL",
        renewal,
        clocks.Place.of(case.application.project),
        label=f"{case.item.name} · 延续"[:200],
        limit=(renewal.expires_on - renewal.filed_on).days,
        unit="EXACT_DAY",
        origin_on=renewal.filed_on,
        department_id=case.department_id,
        stage=case.application.stage,
    )


def move(context: Context, renewal: Renewal, *, data: dict[str, Any] | None = None, **columns: Any) -> None:
    """End a locked renewal by the running command and its clock with it. Raises WrongState where the table forbids it."""
    verb = context.command.name
    try:
        renewal.state = after(rules.RENEWAL, verb, renewal.state)
    except NotAllowed as error:
        raise WrongState from error
    columns["ended_at"] = context.effective_at
    for name, value in columns.items():
        setattr(renewal, name, value)
    renewal.save(update_fields=["state", *columns])
    project = renewal.case.application.project
    clocks.end_clock("RENEWAL", renewal, on=legal_date(context.effective_at), project_id=project.pk)
    context.note(project.chain, renewal, data={"case": renewal.case_id, **(data or {})})


def replace(context: Context, renewal: Renewal, old: Document, new: Document) -> None:
    """The new paper is the one that counts: for whoever verifies the old one, and for whoever takes the decision back."""
    supersede_document(context, old, by=new)
    Decision.objects.filter(case_id=renewal.case_id).update(document=new)


__all__ = ["SUBJECT", "move", "replace", "start"]
