"""发出、撤回征求意见: the reviewer asks other departments while the clock of the case runs on."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import rules as case_rules
from approvals.access import reviewer_of
from approvals.models import ItemCase, OpinionRequest
from approvals.opinions import messages, record
from approvals.opinions.access import asked
from approvals.opinions.matters import matters_of
from approvals.opinions.rules import REQUEST, on_safety_list
from approvals.record import move_case
from clocks import commands as clocks
from clocks.ledger import hold_ledgers
from core import act
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date


def may_be_asked(case: ItemCase, data: dict[str, Any]) -> None:
    """At least one matter of another department, none of them asked already, and a question."""
    chosen, faults = list(data.get("matters") or ()), {}
    unknown = set(chosen) - set(matters_of(case))
    waiting = [row for row in record.requests_of(case) if row.state == "OPEN" and row.code in chosen]
    if not chosen or unknown:
        faults["matters"] = _("Choose at least one matter of another department.")
    elif waiting:
        names = "、".join(row.label for row in waiting)
        faults["matters"] = _("Asked already and not answered yet: %(names)s.") % {"names": names}
    if not str(data.get("question") or "").strip():
        faults["question"] = _("Say what you want to know; the department reads the file and this question.")
    if faults:
        raise Invalid(faults)


def _ask(context: Context, case: ItemCase, *, matters: Sequence[str], question: str) -> ItemCase:
    known, on = matters_of(case), legal_date(context.effective_at)
    place, earlier = clocks.Place.of(case.application.project), record.requests_of(case)
    requests = [
        OpinionRequest(
            case=case,
            department=matter.department,
            code=matter.code,
            name=matter.name,
            name_en=matter.name_en,
            round=sum(row.code == matter.code for row in earlier) + 1,
            question=question.strip(),
            days=matter.days,
            due_on=clocks.last_day(place, matter.days, on, matter.department.pk),
            silence=matter.silence,
            basis=matter.basis,
            asked_by=context.user,
            asked_at=context.effective_at,
        )
        for matter in (known[code] for code in dict.fromkeys(matters))
    ]
    act.insert(requests)
    with clocks.settled_together(place.project_id):
        for request in requests:
            record.start(request, on)
            record.note(
                context, request, "opinions.ask", {"round": request.round, "due_on": request.due_on.isoformat()}
            )
            messages.to_asked("opinion_asked", request, on=request.due_on)
    names = (f"{row.name}（{row.department.short_name or row.department.name}）" for row in requests)
    move_case(context, case, data={"reason": "、".join(names), "question": question.strip()})
    return case


def _read_cases(cases: list[ItemCase]) -> None:
    hold_ledgers(case.application.project_id for case in cases)
    record.hold_requests(cases)


ask_opinion = Command(
    name="approvals.ask_opinion",
    label=gettext_lazy("Ask other departments"),
    subject=ItemCase,
    may=reviewer_of,
    states=case_rules.CASE["approvals.ask_opinion"].sources,
    validators=[may_be_asked],
    run=_ask,
    together=_read_cases,
).register()


def taking_back_is_reasoned(request: OpinionRequest, data: dict[str, Any]) -> None:
    """Who takes a request back says why."""
    if not str(data.get("reason") or "").strip():
        raise Invalid({"reason": _("Say why the opinion is not needed any more.")})


def _take_back(context: Context, request: OpinionRequest, *, reason: str) -> OpinionRequest:
    record.end(request, legal_date(context.effective_at))
    record.move(context, request, data={"reason": reason.strip()}, ended_at=context.effective_at)
    messages.to_asked("opinion_taken_back", request)
    return request


take_back = Command(
    name="opinions.take_back",
    label=gettext_lazy("Take the request back"),
    subject=OpinionRequest,
    may=asked,
    states=REQUEST["opinions.take_back"].sources,
    validators=[taking_back_is_reasoned],
    run=_take_back,
    danger=True,
).register()


def safety_is_answered(case: ItemCase, data: dict[str, Any]) -> None:
    """No recommendation to pass while a matter on the safety list waits: there, silence is no answer."""
    if data.get("recommendation") != "PASS":
        return
    waiting = [row for row in record.requests_of(case) if row.state == "OPEN"]
    names = [row.label for row in waiting if on_safety_list(row.code, row.department.function)]
    if names:
        raise Invalid(
            {"recommendation": _("The opinion on %(names)s is not there yet; there silence is no answer. Wait for it, or take the request back and say why.")
            % {"names": "、".join(names)}}
        )  # fmt: skip
