"""反馈意见: the asked department answers, in time or late; late answers are kept and marked."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import OpinionRequest
from approvals.opinions import messages, record
from approvals.opinions.access import answers
from approvals.opinions.rules import REQUEST
from clocks.current import office_calendar
from clocks.ledger import hold_ledgers
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date


def answer_is_complete(request: OpinionRequest, data: dict[str, Any]) -> None:
    """A position; an objection gives its reasons."""
    position, faults = data.get("position"), {}
    if position not in OpinionRequest.Position.values:
        faults["position"] = _("Choose your answer.")
    elif position == OpinionRequest.Position.OBJECTION and not str(data.get("text") or "").strip():
        faults["text"] = _("An objection gives the facts and the clause.")
    if faults:
        raise Invalid(faults)


def _answer(context: Context, request: OpinionRequest, *, position: str, text: str = "") -> OpinionRequest:
    late = record.end(request, legal_date(context.effective_at))
    _write(context, request, position, text, late, ended_at=context.effective_at)
    messages.to_asking("opinion_late" if late else "opinion_answered", request)
    return request


def _answer_late(context: Context, request: OpinionRequest, *, position: str, text: str = "") -> OpinionRequest:
    """The effect of silence stays; who decides reads the answer all the same."""
    calendar = office_calendar(request.department_id, request.case.application.project.region_id)
    late = calendar.count(request.due_on, legal_date(context.effective_at))
    _write(context, request, position, text, late)
    messages.to_asking("opinion_late", request)
    return request


def _write(context: Context, request: OpinionRequest, position: str, text: str, late: int, **columns: Any) -> None:
    record.move(
        context,
        request,
        data={"position": position, "late_by_days": late},
        position=position,
        text=text.strip(),
        author=context.user,
        answered_at=context.effective_at,
        late_by_days=late,
        **columns,
    )


def _read_projects(requests: list[OpinionRequest]) -> None:
    hold_ledgers(request.case.application.project_id for request in requests)


answer = Command(
    name="opinions.answer",
    label=gettext_lazy("Answer"),
    subject=OpinionRequest,
    may=answers,
    states=REQUEST["opinions.answer"].sources,
    validators=[answer_is_complete],
    run=_answer,
    together=_read_projects,
).register()


def answers_once(user: Any, request: OpinionRequest) -> bool:
    """The asked department, as long as it has said nothing and the case is not done."""
    return request.answered_at is None and request.case.state not in request.case.DONE_STATES and answers(user, request)


answer_late = Command(
    name="opinions.answer_late",
    label=gettext_lazy("Answer late"),
    subject=OpinionRequest,
    may=answers_once,
    states=REQUEST["opinions.answer_late"].sources,
    validators=[answer_is_complete],
    run=_answer_late,
).register()
