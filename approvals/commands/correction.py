"""补正: the applicant answers every line of the notice; drafts are kept; once, more time may be asked for (`domain.md` §3.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules, timing
from approvals.access import applicant_of
from approvals.checks.rules import DATA
from approvals.checks.statements import STATEMENTS, value_of
from approvals.models import JointApplication, MaterialBinding, NoticeLine, OneTimeNotice, Practice
from approvals.promises.instead import (
    Ground,
    commitment_ground,
    late_ground,
    only_the_last_letter_counts,
    stand_on_letters,
)
from approvals.record import move_application
from catalogue.models import MaterialSpec
from clocks import commands as clocks
from clocks.extension import ExtensionRule
from core.commands import Command, Context
from core.display import listed
from core.errors import Invalid
from core.time import legal_date, today
from projects.models import Material

Answers = Mapping[int, Mapping[str, Any]]
"""By line: `kind` (FILE, TEXT, THERE, DATA, LATE, NC or empty), `answer`, `replacement`, `value`."""


def open_notice(application: JointApplication) -> OneTimeNotice:
    """The notice that waits for the applicant's answer. Raises DoesNotExist when there is none."""
    return application.notices.get(answered_at__isnull=True)


# ---- one answer per line -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """What one line is answered with: from the form, else from the draft, else from the vault or the dossier."""

    line: NoticeLine
    kind: str
    answer: str
    replacement: Material | None
    value: str
    ground: Ground | None = None
    """What it rests on, where the answer is a late filing or a commitment."""

    @property
    def is_statement(self) -> bool:
        """Whether the line is about a statement, not a material."""
        return self.line.material_key.startswith(DATA)

    @property
    def changed(self) -> bool:
        """Whether there is a new version or another statement."""
        return self.replacement is not None or (self.is_statement and self.value != self.line.old_value)

    @property
    def words(self) -> str:
        """The answer as it is kept: the letter it rests on, then what was written."""
        parts = (self.ground.words if self.ground is not None else "", self.answer)
        return "；".join(part for part in parts if part)

    def fault(self) -> tuple[str, str] | None:
        """The field and the sentence that keep this line open; None when it is answered."""
        pk, kinds = self.line.pk, NoticeLine.Answer
        if self.kind in (kinds.LATE, kinds.NC):
            return self._fault_of_promise()
        if self.kind == kinds.FILE and self.replacement is None:
            return f"kind_{pk}", _("Upload the corrected file, or choose another way to answer.")
        if self.kind == kinds.THERE and not self.answer:
            return f"answer_{pk}", _("Say where it is: the file and the page.")
        if self.kind == kinds.DATA and not self.changed:
            return f"kind_{pk}", _("The statement is still the same. Change it, or explain why it is right.")
        if self.kind == kinds.TEXT and not self.answer:
            return f"answer_{pk}", _("Write your explanation.")
        if not self.changed and not self.answer:
            return f"answer_{pk}", (
                _("Answer this point or change the statement.")
                if self.is_statement
                else _("Answer this point or upload the corrected material.")
            )
        return None

    def _fault_of_promise(self) -> tuple[str, str] | None:
        late, field = self.kind == NoticeLine.Answer.LATE, f"kind_{self.line.pk}"
        if not (self.line.deferrable if late else self.line.committable):
            return field, _("This way is not open for this material; choose another.")
        if self.replacement is not None:
            return field, _("The corrected file is there already; choose “corrected file”.")
        if self.ground is None or self.ground.missing:
            names = listed(self.ground.missing) if self.ground else self.line.material_name
            return field, (
                _("Sign the late-filing letter for %(names)s first; then come back here.")
                if late
                else _("Sign the commitment letter for %(names)s first; then come back here.")
            ) % {"names": names}
        return None


def given_for(application: JointApplication, answers: Answers) -> Iterator[Given]:
    """Every line of the open notice with its answer; three queries for any number of lines."""
    notice = open_notice(application)
    newer = {
        row.key: row
        for row in Material.objects.filter(
            project_id=application.project_id, current=True, uploaded_at__gte=notice.sent_at
        ).select_related("file")
    }
    for line in notice.lines.select_related("replacement__file", "old_material__file"):
        told, renewed = answers.get(line.pk), newer.get(line.material_key)
        if renewed is not None and renewed.pk == line.old_material_id:
            renewed = None
        kept: dict[str, Any] = {"kind": line.answer_kind, "answer": line.answer, "value": line.new_value}
        draft = told if told is not None else kept
        yield Given(
            line,
            str(draft.get("kind") or ""),
            str(draft.get("answer") or "").strip(),
            # A paper given on its own page after the notice, such as the redline, answers its line as well.
            draft.get("replacement") or renewed,
            _value(application, line, draft),
            _ground(application, line, str(draft.get("kind") or "")),
        )


def _ground(application: JointApplication, line: NoticeLine, kind: str) -> Ground | None:
    if kind == NoticeLine.Answer.LATE:
        return late_ground(application, line)
    return commitment_ground(application, line) if kind == NoticeLine.Answer.NC else None


def _value(application: JointApplication, line: NoticeLine, draft: Mapping[str, Any]) -> str:
    known = STATEMENTS.get(line.material_key)
    if known is None:
        return ""
    typed = str(draft.get("value") or "").strip()
    return typed if typed and not known.dossier else value_of(application, line.material_key)


def every_line_is_answered(application: JointApplication, data: dict[str, Any]) -> None:
    """Each line needs words, a new file or another statement; files belong to the project and to the line's material."""
    faults: dict[str, str] = {}
    for given in given_for(application, data.get("answers") or {}):
        line, replacement = given.line, given.replacement
        if replacement is not None and replacement.project_id != application.project_id:
            faults[f"file_{line.pk}"] = _("This file belongs to another project. Upload it here again.")
        elif replacement is not None and replacement.key != line.material_key:
            faults[f"file_{line.pk}"] = _("This file is another material. Upload the corrected one here.")
        elif (fault := given.fault()) is not None:
            faults[fault[0]] = fault[1]
    if faults:
        raise Invalid(faults)


# ---- draft ---------------------------------------------------------------------------------------------------


def _save(context: Context, application: JointApplication, *, answers: Answers) -> JointApplication:
    lines = []
    for given in given_for(application, answers):
        line = given.line
        line.answer_kind, line.answer = given.kind, given.answer
        if given.is_statement and not STATEMENTS[line.material_key].dossier:
            line.new_value = str((answers.get(line.pk) or {}).get("value") or "").strip()
        lines.append(line)
    NoticeLine.objects.bulk_update(lines, ["answer_kind", "answer", "new_value"])
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
    answered = list(given_for(application, answers or {}))
    notice, replaced = open_notice(application), []
    for given in answered:
        line = given.line
        line.answer, line.replacement, line.new_value = given.words, given.replacement, given.value
        line.answer_kind = _kind(given)
        line.save(update_fields=["answer", "answer_kind", "replacement", "new_value"])
        if line.replacement is not None:
            _rebind(application, line.material_key, line.replacement)
            replaced.append(line.material_key)
    _restate(application, answered)
    only_the_last_letter_counts(application)
    if any(given.kind == NoticeLine.Answer.NC for given in answered):
        stand_on_letters(application, application.cases.select_related("item"))
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


def _kind(given: Given) -> str:
    kinds = NoticeLine.Answer
    if given.kind:
        return given.kind
    if not given.changed:
        return kinds.TEXT
    return kinds.DATA if given.is_statement else kinds.FILE


def _restate(application: JointApplication, answered: list[Given]) -> None:
    """What the one form said and was corrected; the dossier was changed on its own page."""
    form = dict(application.form)
    for given in answered:
        if given.is_statement and not STATEMENTS[given.line.material_key].dossier:
            form[given.line.material_key.removeprefix(DATA)] = given.value
    if form != application.form:
        application.form = form
        application.save(update_fields=["form"])


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


# ---- more time -----------------------------------------------------------------------------------------------


def may_have_more_time(user: Any, application: JointApplication) -> bool:
    """The applicant, once, before the limit has passed, where the handling rules give more time."""
    if not applicant_of(user, application) or not Practice.current().correction_more_days:
        return False
    notice = application.notices.filter(answered_at__isnull=True).first()
    return notice is not None and not notice.more_days and today() <= notice.answer_due_on


def more_time_has_a_reason(application: JointApplication, data: dict[str, Any]) -> None:
    """Whoever needs longer says why."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say why you need more time.")})


def _more_time(context: Context, application: JointApplication, *, reason: str) -> OneTimeNotice:
    notice, days = open_notice(application), Practice.current().correction_more_days
    clock = clocks.extend_clock(
        "CORRECTION",
        notice,
        days,
        approved_on=legal_date(context.effective_at),
        project_id=application.project_id,
        rule=ExtensionRule(days, "办理规则参数：补正期限可以申请延长一次"),
    )
    notice.answer_due_on = clock.due_on or notice.answer_due_on
    notice.more_days, notice.more_reason, notice.more_at = days, reason.strip(), context.effective_at
    notice.save(update_fields=["answer_due_on", "more_days", "more_reason", "more_at"])
    move_application(context, application, data={"reason": reason.strip(), "answer_due_on": notice.answer_due_on})
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
