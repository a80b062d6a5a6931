"""The one way a row of this room changes state (办件状态): by the table of `rules`, journalled, with its BLZT.

An application's verb that reports a BLZT reports it for every undecided case; one journal entry on the
application stands for all of them. Rows are locked before the journal's chain, in the order of their keys.
"""

from datetime import datetime
from typing import Any

from approvals import rules
from approvals.models import ItemCase, JointApplication
from core import act
from core.commands import Context
from core.errors import WrongState


def move_application(
    context: Context,
    application: JointApplication,
    *,
    data: dict[str, Any] | None = None,
    effective_at: datetime | None = None,
    **columns: Any,
) -> list[ItemCase]:
    """Move the application by the running command's verb and write `columns` with it.

    Returns its undecided cases as they are now, locked, by key. Raises WrongState where the table forbids it.
    """
    verb = context.command.name
    step = rules.APPLICATION[verb]
    cases = undecided(application)
    _set(application, rules.APPLICATION, verb, columns)
    for case in cases:
        case.application = application
        if step.blzt:
            _prepare(context, case, step)
            case.blzt = _report(case, step)
        if step.fan:
            case.state = step.fan
    ItemCase.objects.bulk_update(cases, ["state", "blzt"])
    context.note(
        application.project.chain,
        application,
        blzt=step.blzt[-1] if step.blzt else None,
        data=data,
        effective_at=effective_at,
    )
    return cases


def move_case(
    context: Context,
    case: ItemCase,
    *,
    verb: str = "",
    data: dict[str, Any] | None = None,
    effective_at: datetime | None = None,
    **columns: Any,
) -> None:
    """Move one locked case by `verb` (default: the running command's) and write `columns` with it."""
    verb = verb or context.command.name
    step = rules.CASE[verb]
    if step.blzt:
        _prepare(context, case, step)
        columns["blzt"] = _report(case, step)
    _set(case, rules.CASE, verb, columns)
    context.note(
        case.application.project.chain,
        case,
        verb=verb,
        blzt=step.blzt[-1] if step.blzt else None,
        data=data,
        effective_at=effective_at,
    )


def undecided(application: JointApplication) -> list[ItemCase]:
    """The cases that are not done, locked, by key, with item and department; they share `application` itself."""
    cases = list(
        application.cases.select_for_update(of=("self",))
        .exclude(state__in=rules.DONE)
        .select_related("item", "department")
        .order_by("pk")
    )
    for case in cases:
        case.application = application
    return cases


def _prepare(context: Context, case: ItemCase, step: rules.Step) -> None:
    """Report what the chain of national statuses asks for first, e.g. the end of a special procedure."""
    for code in _codes(case, step)[:-1]:
        verb = "approvals.end_special_procedure" if code == rules.Blzt.SPECIAL_ENDED else "approvals.resume_case"
        move_case(context, case, verb=verb)


def _report(case: ItemCase, step: rules.Step) -> int:
    return _codes(case, step)[-1]


def _codes(case: ItemCase, step: rules.Step) -> tuple[int, ...]:
    try:
        return rules.reports(step, case.blzt)
    except rules.NotAllowed as error:
        raise WrongState from error


def _set(row: JointApplication | ItemCase, table: Any, verb: str, columns: dict[str, Any]) -> None:
    try:
        row.state = rules.after(table, verb, row.state)
    except rules.NotAllowed as error:
        raise WrongState from error
    for name, value in columns.items():
        setattr(row, name, value)
    act.update(row, "state", *columns)
