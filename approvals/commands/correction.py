"""补正: the applicant answers every line of the notice; drafts are kept; once, more time may be asked for (`domain.md` §3.5)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules, timing
from approvals.access import applicant_of
from approvals.checks.replies import Answers, demand_answers, keep, take_over
from approvals.models import ItemCase, JointApplication, OneTimeNotice, Practice
from approvals.record import move_application
from clocks import commands as clocks
from clocks.extension import ExtensionRule
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date, today


def open_notice(application: JointApplication) -> OneTimeNotice:
    """The notice that waits for the applicant's answer. Raises DoesNotExist when there is none."""
    return application.notices.get(answered_at__isnull=True)


def every_line_is_answered(application: JointApplication, data: dict[str, Any]) -> None:
    """Each line needs words, a new file or another statement."""
    demand_answers(open_notice(application), data.get("answers") or {})


# ---- draft ---------------------------------------------------------------------------------------------------


def _save(context: Context, application: JointApplication, *, answers: Answers) -> JointApplication:
    keep(open_notice(application), answers)
    return application


save_answers = Command(
    name="approvals.save_answers",
    label=gettext_lazy("Save the answers"),
    subject=JointApplication,
    may=applicant_of,
    states={"CORRECTION"},
    validators=[],
    run=_save,
).register()


# ---- hand in -------------------------------------------------------------------------------------------------


def _answer_notice(context: Context, application: JointApplication, *, answers: Answers | None = None) -> OneTimeNotice:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    notice = open_notice(application)
    replaced = take_over(notice, answers or {}, context.effective_at)
    move_application(context, application, data={"round": notice.round, "replaced": replaced})
    timing.end_correction(notice, on)
    timing.restart_notice(notice, on)
    papers.correction_received(context, notice)
    messages.about_application(
        "answered", messages.department(application.window_id, "CLERK"), application, round=notice.round
    )
    flows.StageFlow.correct.done_by(process, context.user)
    return notice


answer_notice = Command(
    name="approvals.answer_notice",
    label=gettext_lazy("Answer the notice"),
    subject=JointApplication,
    may=applicant_of,
    states=rules.APPLICATION["approvals.answer_notice"].sources,
    validators=[every_line_is_answered],
    run=_answer_notice,
).register()


# ---- more time -----------------------------------------------------------------------------------------------


def may_have_more_time(user: Any, application: JointApplication) -> bool:
    """The applicant, once, before the limit has passed, where the handling rules give more time."""
    return applicant_of(user, application) and extendable(application.notices.filter(answered_at__isnull=True).first())


def extendable(notice: OneTimeNotice | None) -> bool:
    """Whether an open notice may still have more time: once, before its limit has passed, where the rules give any."""
    if notice is None or notice.more_days or today() > notice.answer_due_on:
        return False
    return bool(Practice.current().correction_more_days)


def more_time_has_a_reason(subject: JointApplication | ItemCase, data: dict[str, Any]) -> None:
    """Whoever needs longer says why."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say why you need more time.")})


def extend(context: Context, notice: OneTimeNotice, reason: str) -> dict[str, Any]:
    """Give the applicant the further days of the handling rules; what the journal says of it."""
    days = Practice.current().correction_more_days
    clock = clocks.extend_clock(
        "CORRECTION",
        notice,
        days,
        approved_on=legal_date(context.effective_at),
        project_id=notice.filed.project_id,
        rule=ExtensionRule(days, "办理规则参数：补正期限可以申请延长一次"),
    )
    notice.answer_due_on = clock.due_on or notice.answer_due_on
    notice.more_days, notice.more_reason, notice.more_at = days, reason.strip(), context.effective_at
    notice.save(update_fields=["answer_due_on", "more_days", "more_reason", "more_at"])
    return {"reason": notice.more_reason, "answer_due_on": notice.answer_due_on}


def _more_time(context: Context, application: JointApplication, *, reason: str) -> OneTimeNotice:
    notice = open_notice(application)
    move_application(context, application, data=extend(context, notice, reason))
    messages.about_application(
        "more_time", messages.department(application.window_id, "CLERK"), application, on=notice.answer_due_on
    )
    return notice


more_time = Command(
    name="approvals.more_time",
    label=gettext_lazy("Ask for more time"),
    subject=JointApplication,
    may=may_have_more_time,
    states=rules.APPLICATION["approvals.more_time"].sources,
    validators=[more_time_has_a_reason],
    run=_more_time,
).register()
