"""综合窗口: accept, name every defect once, refuse; and what acceptance sets going (行政许可法 art. 32)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules, timing
from approvals.access import applicant_of, clerk_of
from approvals.commands.opening import open_ready
from approvals.models import JointApplication, MaterialBinding, NoticeLine, OneTimeNotice
from approvals.record import move_application
from catalogue.models import MaterialSpec
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid, WrongState
from core.time import legal_date, now, today
from projects.models import Material

Line = Mapping[str, Any]
"""One defect as the window enters it: `material_key`, `material_name`, `reason`, `clause`."""


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


def _accept(context: Context, application: JointApplication) -> JointApplication:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    accepted(context, application, on, on)
    flows.StageFlow.check.done_by(process, context.user)
    return application


accept = Command(
    name="approvals.accept",
    label=gettext_lazy("Accept"),
    subject=JointApplication,
    may=clerk_of,
    states=rules.APPLICATION["approvals.accept"].sources,
    validators=[silence_has_not_accepted],
    run=_accept,
).register()


# ---- one-time notice -----------------------------------------------------------------------------------------


def every_defect_is_clear(application: JointApplication, data: dict[str, Any]) -> None:
    """A notice names at least one defect, and of each the material and what is wrong."""
    lines: Sequence[Line] = data.get("lines", ())
    if not lines:
        raise Invalid({"lines": _("Mark at least one material and say what is wrong with it.")})
    faults = {
        f"reason_{line['material_key']}": _("Say what is wrong with %(name)s and how to correct it.")
        % {"name": line["material_name"]}
        for line in lines
        if not str(line.get("reason", "")).strip()
    }
    if faults:
        raise Invalid(faults)


def second_notice_only_for_new_defects(application: JointApplication, data: dict[str, Any]) -> None:
    """All defects are named at once; after a correction only those of replaced materials may be named."""
    if application.state != JointApplication.State.CORRECTED:
        return
    replaced = set(
        NoticeLine.objects.filter(notice__application=application, replacement__isnull=False).values_list(
            "material_key", flat=True
        )
    )
    faults = {
        f"reason_{line['material_key']}": _(
            "%(name)s was not replaced, so its defects had to be named in the first notice."
        )
        % {"name": line["material_name"]}
        for line in data.get("lines", ())
        if line["material_key"] not in replaced
    }
    if faults:
        raise Invalid(faults)


def _send_notice(context: Context, application: JointApplication, *, lines: Sequence[Line]) -> OneTimeNotice:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    timing.end_notice(application, on)
    notice = OneTimeNotice(
        application=application,
        round=application.notices.count() + 1,
        sent_by=context.user,
        sent_at=context.effective_at,
        answer_due_on=on,
    )
    notice.save()
    notice.answer_due_on = timing.start_correction(notice, on).due_on or on
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice,
            position=position,
            material_key=line["material_key"],
            material_name=line["material_name"],
            reason=line["reason"].strip(),
            clause=str(line.get("clause", "")).strip(),
        )
        for position, line in enumerate(lines, start=1)
    )
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
    may=clerk_of,
    states=rules.APPLICATION["approvals.send_notice"].sources,
    validators=[silence_has_not_accepted, every_defect_is_clear, second_notice_only_for_new_defects],
    run=_send_notice,
).register()


# ---- answer --------------------------------------------------------------------------------------------------


def open_notice(application: JointApplication) -> OneTimeNotice:
    """The notice that waits for the applicant's answer. Raises DoesNotExist when there is none."""
    return application.notices.get(answered_at__isnull=True)


def every_line_is_answered(application: JointApplication, data: dict[str, Any]) -> None:
    """Each line needs words or a new file; files belong to the project and to the line's material."""
    answers: Mapping[int, Mapping[str, Any]] = data.get("answers", {})
    faults: dict[str, str] = {}
    for line in open_notice(application).lines.all():
        answer = answers.get(line.pk, {})
        replacement = answer.get("replacement") or _renewed(line)
        if replacement is not None and replacement.project_id != application.project_id:
            faults[f"file_{line.pk}"] = _("This file belongs to another project. Upload it here again.")
        elif replacement is not None and replacement.key != line.material_key:
            faults[f"file_{line.pk}"] = _("This file is another material. Upload the corrected one here.")
        elif replacement is None and not str(answer.get("answer", "")).strip():
            faults[f"answer_{line.pk}"] = _("Answer this point or upload the corrected material.")
    if faults:
        raise Invalid(faults)


def _answer_notice(
    context: Context, application: JointApplication, *, answers: Mapping[int, Mapping[str, Any]]
) -> OneTimeNotice:
    process, on = flows.stage_process(application), legal_date(context.effective_at)
    notice = open_notice(application)
    replaced: list[str] = []
    for line in notice.lines.all():
        answer = answers[line.pk]
        line.answer = str(answer.get("answer", "")).strip()
        line.replacement = answer.get("replacement") or _renewed(line)
        line.save(update_fields=["answer", "replacement"])
        if line.replacement is not None:
            _rebind(application, line.material_key, line.replacement)
            replaced.append(line.material_key)
    notice.answered_at = context.effective_at
    notice.save(update_fields=["answered_at"])
    move_application(context, application, data={"round": notice.round, "replaced": replaced})
    timing.end_correction(notice, on)
    timing.start_notice(application, on, notice)
    papers.correction_received(context, notice)
    messages.about_application(
        "answered", messages.department(application.window_id, "CLERK"), application, round=notice.round
    )
    flows.StageFlow.correct.done_by(process, context.user)
    return notice


def _renewed(line: NoticeLine) -> Material | None:
    """The version of the line's material that came after the notice by another way: the redline's page, the vault."""
    project, sent_at = line.notice.application.project_id, line.notice.sent_at
    current = Material.objects.filter(project_id=project, key=line.material_key, current=True)
    return current.filter(uploaded_at__gt=sent_at).first()


def _rebind(application: JointApplication, key: str, material: Material) -> None:
    """Let every requirement that the old version met, or that nothing met, be met by the new one."""
    bindings = MaterialBinding.objects.filter(case__application=application, spec__key=key)
    for binding in bindings.exclude(material=material):
        binding.material = material
        binding.save(update_fields=["material"])
    unmet = {case.item_id: case for case in application.cases.exclude(pk__in=bindings.values("case_id"))}
    specs = MaterialSpec.objects.filter(key=key, item_id__in=unmet)
    MaterialBinding.objects.bulk_create(
        MaterialBinding(case=unmet[spec.item_id], spec=spec, material=material) for spec in specs
    )


answer_notice = Command(
    name="approvals.answer_notice",
    label=gettext_lazy("Answer the notice"),
    subject=JointApplication,
    may=applicant_of,
    states=rules.APPLICATION["approvals.answer_notice"].sources,
    validators=[every_line_is_answered],
    run=_answer_notice,
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
    move_application(context, application, data={"reason": reason.strip(), "clause": clause.strip()})
    timing.end_notice(application, on)
    papers.non_acceptance(context, application, reason.strip(), clause.strip())
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
