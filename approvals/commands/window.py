"""综合窗口: accept, name every defect once, refuse; and what acceptance sets going (行政许可法 art. 32)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules, timing
from approvals.access import clerk_of
from approvals.checks import asking
from approvals.checks import lines as notice_lines
from approvals.checks.access import notifier_of
from approvals.checks.lines import Line
from approvals.commands.opening import open_ready
from approvals.models import IntakeEnding, JointApplication, OneTimeNotice
from approvals.promises import filing as promises
from approvals.record import move_application
from core.commands import Command, Context
from core.display import listed, written_date
from core.errors import Invalid, WrongState
from core.time import legal_date, now, today

# ---- silence -------------------------------------------------------------------------------------------------


def silence_has_not_accepted(application: JointApplication, data: dict[str, Any]) -> None:
    """Once the notice limit has passed unused the file is accepted by law (行政许可法 art. 32 (4)).

    Nothing the window does afterwards may date the acceptance later, ask for corrections or refuse,
    whether or not the sweep that records the acceptance has come by yet.
    """
    clock = timing.notice_clock(application)
    if clock is not None and rules.silence_accepts(application.state, clock.due_on, today()):
        raise WrongState(
            _(
                "The five working days ended on %(day)s without an answer: by law the file counts as accepted since "
                "%(received)s. The system records this within minutes; reload the page then."
            )
            % {"day": written_date(clock.due_on), "received": written_date(clock.origin_on)}
        )


# ---- accept --------------------------------------------------------------------------------------------------


def accepted(context: Context, application: JointApplication, on: date, answered_on: date) -> None:
    """受理 as of `on`, by a clerk or by silence: rows, clocks and paper; the process is the caller's.

    `answered_on` is the day the notice limit ended, which for silence is its last day.
    """
    silent = context.command.name == "approvals.accept_by_silence"
    asking.close(context, application)
    cases = move_application(
        context,
        application,
        accepted_at=context.effective_at,
        accepted_on=on,
        deemed_accepted=silent,
        data={"accepted_on": on, "cases": [case.number for case in cases_of(application)]},
    )
    timing.end_notice(application, answered_on)
    timing.start_review(application, on)
    open_ready(context, application, cases)
    promises.on_accept(context, application)
    # The paper is of today, even where the acceptance it confirms took effect earlier.
    papers.acceptance(replace(context, effective_at=now()), application)
    messages.about_application(
        "accepted_by_silence" if silent else "accepted",
        messages.enterprise(application.project.enterprise_id),
        application,
        on=on,
    )


def cases_of(application: JointApplication) -> list[Any]:
    """The undecided cases, by number."""
    return list(application.cases.exclude(state__in=rules.DONE).order_by("number"))


def defects_are_answered(application: JointApplication, data: dict[str, Any]) -> None:
    """What a department found is told to the applicant, or somebody says why it does not stand in the way."""
    defects = asking.unsettled(application)
    if defects and not str(data.get("despite", "")).strip():
        names = dict.fromkeys(defect.check_row.department.short_label for defect in defects)
        sentence = _("%(departments)s found defects. Send the notice, or say why the file is complete all the same.")
        raise Invalid({"despite": sentence % {"departments": listed(names)}})


def _accept(context: Context, application: JointApplication, *, despite: str = "") -> JointApplication:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    asking.taken(application)
    # Once more now that no department can change its answer any more.
    defects_are_answered(application, {"despite": despite})
    defects = asking.unsettled(application)
    asking.settle(defects, (), dict.fromkeys((defect.material_key for defect in defects), despite))
    accepted(context, application, on, on)
    flows.StageFlow.check.done_by(process, context.user)
    return application


accept = Command(
    name="approvals.accept",
    label=gettext_lazy("Accept"),
    subject=JointApplication,
    may=clerk_of,
    states=rules.APPLICATION["approvals.accept"].sources,
    validators=[silence_has_not_accepted, defects_are_answered],
    run=_accept,
).register()


# ---- one-time notice -----------------------------------------------------------------------------------------


def every_defect_is_clear(application: JointApplication, data: dict[str, Any]) -> None:
    """A notice names at least one defect, and of each the material, what is wrong and the clause."""
    notice_lines.demand_clear(data.get("lines", ()))


def second_notice_only_for_new_defects(application: JointApplication, data: dict[str, Any]) -> None:
    """All defects are named at once; after a correction only those of replaced materials may be named."""
    notice_lines.demand_new_defects(application.notices.all(), data.get("lines", ()))


def what_is_left_out_has_a_reason(application: JointApplication, data: dict[str, Any]) -> None:
    """Whoever merges may leave out what a department found, and says why; the department reads it."""
    told = {line["material_key"] for line in data.get("lines", ())}
    reasons: Mapping[str, str] = data.get("left_out") or {}
    faults = {
        f"left_{defect.material_key}": _("%(department)s found a defect here. Take it into the notice, or say why not.")
        % {"department": defect.check_row.department.short_label}
        for defect in asking.unsettled(application)
        if defect.material_key not in told and not str(reasons.get(defect.material_key, "")).strip()
    }
    if faults:
        raise Invalid(faults)


def _send_notice(
    context: Context, application: JointApplication, *, lines: Sequence[Line], left_out: Mapping[str, str] | None = None
) -> OneTimeNotice:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    asking.taken(application)
    # Once more now that no department can change its answer any more.
    what_is_left_out_has_a_reason(application, {"lines": lines, "left_out": left_out})
    defects = asking.unsettled(application)
    asking.close(context, application)
    timing.end_notice(application, on)
    notice, written = notice_lines.begin(context, application.notices, lines)
    asking.settle(defects, written, left_out or {})
    move_application(
        context, application, data={"round": notice.round, "lines": len(lines), "answer_due_on": notice.answer_due_on}
    )
    notice.document = papers.one_time_notice(context, notice)
    notice.save(update_fields=["answer_due_on", "document"])
    messages.about_application(
        "notice", messages.enterprise(application.project.enterprise_id), application, on=notice.answer_due_on
    )
    flows.StageFlow.check.done_by(process, context.user)
    return notice


send_notice = Command(
    name="approvals.send_notice",
    label=gettext_lazy("Send one-time notice"),
    subject=JointApplication,
    may=notifier_of,
    states=rules.APPLICATION["approvals.send_notice"].sources,
    validators=[
        silence_has_not_accepted,
        every_defect_is_clear,
        second_notice_only_for_new_defects,
        what_is_left_out_has_a_reason,
    ],
    run=_send_notice,
).register()


# ---- refuse --------------------------------------------------------------------------------------------------


def reason_is_given(application: JointApplication, data: dict[str, Any]) -> None:
    """A refusal says why and by which clause (行政许可法 art. 32 ¶2: in writing)."""
    faults = {}
    if not str(data.get("reason", "")).strip():
        faults["reason"] = _("Say why; the applicant gets this sentence in writing.")
    if not str(data.get("clause", "")).strip():
        faults["clause"] = _("Name the clause this rests on.")
    if faults:
        raise Invalid(faults)


def _refuse(context: Context, application: JointApplication, *, reason: str, clause: str) -> JointApplication:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    asking.close(context, application)
    move_application(context, application, data={"reason": reason.strip(), "clause": clause.strip()})
    timing.end_notice(application, on)
    IntakeEnding.objects.create(
        application=application,
        kind="REFUSED" if context.command.name == "approvals.refuse" else "NOT_REQUIRED",
        reason=reason.strip(),
        clause=clause.strip(),
        document=papers.non_acceptance(context, application, reason.strip(), clause.strip()),
        decided_by=context.user,
        decided_at=context.effective_at,
    )
    promises.on_end(context, application, "申请未予受理")
    messages.about_application("refused", messages.enterprise(application.project.enterprise_id), application)
    flows.StageFlow.check.done_by(process, context.user)
    return application


refuse = Command(
    name="approvals.refuse",
    label=gettext_lazy("Refuse (not our competence)"),
    subject=JointApplication,
    may=clerk_of,
    states=rules.APPLICATION["approvals.refuse"].sources,
    validators=[silence_has_not_accepted, reason_is_given],
    run=_refuse,
    danger=True,
).register()

not_required = Command(
    name="approvals.not_required",
    label=gettext_lazy("No permission required"),
    subject=JointApplication,
    may=clerk_of,
    states=rules.APPLICATION["approvals.not_required"].sources,
    validators=[silence_has_not_accepted, reason_is_given],
    run=_refuse,
    danger=True,
).register()
