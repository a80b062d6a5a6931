"""窗口出件 and 撤件: all papers leave together; or the applicant takes the application back."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules, timing
from approvals.access import clerk_of
from approvals.checks import asking
from approvals.commands import extension
from approvals.commands.opening import after_decision
from approvals.commands.pauses import drop_request, ended
from approvals.corrections import record as corrections
from approvals.delivery import record as delivery
from approvals.intake import filing_of
from approvals.models import ItemCase, JointApplication
from approvals.opinions.record import close_open
from approvals.promises import filing as promises
from approvals.record import move_application, move_case, undecided
from approvals.withdrawals import papers as withdrawal_papers
from approvals.withdrawals.access import started, withdraws_case_freely, withdraws_freely
from catalogue.rules import STAGES
from clocks import commands as clocks
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid
from core.time import legal_date


def _issue(context: Context, application: JointApplication) -> JointApplication:
    process = flows.stage_process(application)
    move_application(context, application, issued_at=context.effective_at)
    released(context, application)
    papers.delivery_slip(context, application)
    decided = (
        application.cases.filter(decided_on__isnull=False).order_by("decided_on").values_list("decided_on", flat=True)
    )
    delivery.prepare(
        context, application, papers.case_papers(application), decided.first() or legal_date(context.effective_at)
    )
    _end_cap_when_nothing_is_left(context, application)
    messages.about_application("issued", messages.enterprise(application.project.enterprise_id), application)
    flows.StageFlow.issue.done_by(process, context.user)
    return application


def released(context: Context, application: JointApplication) -> None:
    """Hand over every paper of the application and its decided cases, and end their delivery clocks."""
    papers.release(context, application)
    on = legal_date(context.effective_at)
    for case in application.cases.filter(state__in=rules.DECIDED).select_related("application__project", "item"):
        timing.end_delivery(case, on)


def _end_cap_when_nothing_is_left(context: Context, application: JointApplication) -> None:
    """项目总时限 ends with the last item of the stages it covers, not with the first paper of the last stage."""
    project = application.project
    covered = STAGES if project.cap_scope == "ALL_STAGES" else STAGES[:-1]
    if application.stage in covered and not any(filing_of(project, stage).items for stage in covered):
        clocks.end_clock("CAP", project, on=legal_date(context.effective_at), project_id=project.pk)


issue = Command(
    name="approvals.issue",
    label=gettext_lazy("Issue all documents"),
    subject=JointApplication,
    may=clerk_of,
    states=rules.APPLICATION["approvals.issue"].sources,
    validators=[],
    run=_issue,
).register()


# ---- withdraw ------------------------------------------------------------------------------------------------


def withdrawal_is_free_or_consented(subject: Any, data: dict[str, Any]) -> None:
    """Departments at work are asked first; what they consented to is carried out by the system."""
    application = subject if isinstance(subject, JointApplication) else subject.application
    consented = application.withdrawals.filter(
        state="CONSENTED", case=None if isinstance(subject, JointApplication) else subject
    )
    at_work = started(application) if isinstance(subject, JointApplication) else subject.state in rules.STARTED
    if at_work and not consented.exists():
        raise Invalid({"reason": _("Departments are at work on this. Ask to withdraw; they must consent first.")})


def reason_is_given(subject: Any, data: dict[str, Any]) -> None:
    """Who takes an application back says why; departments stop working on it."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say why you withdraw.")})


def _withdraw(context: Context, application: JointApplication, *, reason: str) -> JointApplication:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    # The rows of the cases come before the project's ledger: departments that sign now take them in that order.
    rows = undecided(application)
    consented = application.withdrawals.filter(state="CONSENTED", case=None).first()
    # Printing takes longer than writing: do it before the project's ledger is held against the departments.
    withdrawal_papers.granted(context, application, None, consented, reason.strip())
    quieten(context, rows)
    asking.close(context, application)
    cases = move_application(context, application, data={"reason": reason.strip()})
    close_clocks(application, cases, on)
    promises.on_end(context, application, "申请人撤回申请")
    released(context, application)
    for to in _concerned(application, cases):
        messages.about_application("withdrawn", to, application)
    flows.StageFlow.strike.run(process, _person(context))
    return application


def _person(context: Context) -> Any:
    """Who did it, as the engine wants it; nobody where the system carries out what was consented to."""
    return None if context.user is SYSTEM_USER else context.user


def close_clocks(application: JointApplication, cases: Iterable[ItemCase], on: Any) -> None:
    """Nothing is timed any more except the delivery of what was decided."""
    timing.end_notice(application, on)
    for notice in application.notices.filter(answered_at__isnull=True):
        timing.end_correction(notice, on)
    for case in cases:
        timing.end_case(case, on)
    for added in application.supplements.filter(state__in=("RECEIVED", "CORRECTION")).select_related("case"):
        timing.end_item_notice(added.case, on)
        added.state = "WITHDRAWN"
        added.save(update_fields=["state"])
    timing.end_review(application, on)


def quieten(context: Context, cases: Iterable[ItemCase]) -> None:
    """Drop what waits inside the cases before they end: requests, opinions asked for, a running special procedure."""
    for case in cases:
        drop_request(case)
        extension.drop_request(case)
        close_open(context, case)
        corrections.close(context, case, legal_date(context.effective_at))
        if case.state == ItemCase.State.SPECIAL:
            ended(context, case, legal_date(context.effective_at))


def _concerned(application: JointApplication, cases: Iterable[ItemCase]) -> list[dict[str, Any]]:
    to = [messages.department(application.window_id, "CLERK")]
    if application.accepted_on:
        to += [messages.department(pk, "REVIEWER") for pk in sorted({case.department_id for case in cases})]
    return to


withdraw = Command(
    name="approvals.withdraw",
    label=gettext_lazy("Withdraw"),
    subject=JointApplication,
    may=withdraws_freely,
    states=rules.APPLICATION["approvals.withdraw"].sources,
    validators=[withdrawal_is_free_or_consented, reason_is_given],
    run=_withdraw,
    system=True,
    danger=True,
).register()


def _withdraw_case(context: Context, case: ItemCase, *, reason: str) -> ItemCase:
    process = flows.item_process(case)
    quieten(context, [case])
    move_case(context, case, data={"reason": reason.strip()})
    timing.end_case(case, legal_date(context.effective_at))
    consented = case.withdrawals.filter(state="CONSENTED").first()
    withdrawal_papers.granted(context, case.application, case, consented, reason.strip())
    promises.on_end(context, case, "申请人撤回事项")
    messages.about_case("withdrawn", messages.department(case.department_id, "REVIEWER"), case)
    flows.ItemFlow.strike.run(process, _person(context))
    after_decision(case)
    return case


withdraw_case = Command(
    name="approvals.withdraw_case",
    label=gettext_lazy("Withdraw this item"),
    subject=ItemCase,
    may=withdraws_case_freely,
    states=rules.CASE["approvals.withdraw_case"].sources - {"RECEIVED"},
    validators=[withdrawal_is_free_or_consented, reason_is_given],
    run=_withdraw_case,
    system=True,
    danger=True,
).register()
