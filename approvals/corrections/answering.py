"""提交补正: one answer for every point, kept as a draft until it is handed in; the review goes on the same day."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import rules
from approvals.checks.replies import Answers, Given, demand_given, kind_of
from approvals.corrections import access, messages
from approvals.corrections.record import resume, running
from approvals.models import CaseCorrection, ItemCase, MaterialBinding
from catalogue.models import MaterialSpec
from core.commands import Command, Context
from core.errors import WrongState
from core.time import legal_date, today
from projects.models import Material


def in_time(case: ItemCase, data: dict[str, Any]) -> None:
    """After the last day it is too late; the sweep lets the review go on."""
    last = running(case).planned_end_on
    if last is not None and today() > last:
        raise WrongState(_("The time to correct has passed; the department decides on the file as it is."))


def given_for(correction: CaseCorrection, answers: Answers) -> list[Given]:
    """Every point with its answer: from the form, else from the draft; a new version may have come by another page."""
    current = Material.objects.filter(project_id=correction.case.application.project_id, current=True)
    newer = {row.key: row for row in current.filter(uploaded_at__gt=correction.requested_at).select_related("file")}
    found = []
    for line in correction.lines.select_related("replacement__file", "old_material__file"):
        told = answers.get(line.pk)
        draft: Mapping[str, Any] = told if told is not None else {"kind": line.answer_kind, "answer": line.answer}
        renewed = newer.get(line.material_key)
        if renewed is not None and renewed.pk == line.old_material_id:
            renewed = None
        words = str(draft.get("answer") or "").strip()
        found.append(Given(line, str(draft.get("kind") or ""), words, draft.get("replacement") or renewed, ""))
    return found


def every_point_is_answered(case: ItemCase, data: dict[str, Any]) -> None:
    """Each point needs words or a file of its material of this project."""
    correction = running(case)
    correction.case = case
    demand_given(given_for(correction, data.get("answers") or {}), case.application.project_id)


# ---- draft ---------------------------------------------------------------------------------------------------


def _save(context: Context, case: ItemCase, *, answers: Answers) -> ItemCase:
    correction = running(case)
    correction.case = case
    for given in given_for(correction, answers):
        given.line.answer_kind, given.line.answer = given.kind, given.answer
        given.line.save(update_fields=["answer_kind", "answer"])
    return case


save_correction_answers = Command(
    name="approvals.save_correction_answers",
    label=gettext_lazy("Save the answers"),
    subject=ItemCase,
    may=access.answers,
    states=rules.CASE["approvals.answer_correction"].sources,
    validators=[in_time],
    run=_save,
).register()


# ---- hand in -------------------------------------------------------------------------------------------------


def _answer(context: Context, case: ItemCase, *, answers: Answers | None = None) -> CaseCorrection:
    correction, replaced = running(case), []
    correction.case = case
    for given in given_for(correction, answers or {}):
        line = given.line
        line.answer, line.answer_kind, line.replacement = given.answer, kind_of(given), given.replacement
        line.save(update_fields=["answer", "answer_kind", "replacement"])
        if given.replacement is not None:
            _bind(case, line.material_key, given.replacement)
            replaced.append(line.material_key)
    correction.answered_by = context.user
    resume(
        context,
        case,
        correction,
        legal_date(context.effective_at),
        state=CaseCorrection.State.ANSWERED,
        data={"replaced": replaced},
    )
    messages.about_case("correction_answered", messages.messages.user(correction.requested_by_id), case)
    return correction


def _bind(case: ItemCase, key: str, material: Material) -> None:
    """The corrected version serves this case; what other departments work from or have decided on stays."""
    found = list(case.bindings.filter(spec__key=key))
    for binding in found:
        binding.material = material
        binding.save(update_fields=["material"])
    if not found:
        spec = MaterialSpec.objects.get(item_id=case.item_id, key=key)
        MaterialBinding.objects.create(case=case, spec=spec, material=material)


answer_correction = Command(
    name="approvals.answer_correction",
    label=gettext_lazy("Hand in the correction"),
    subject=ItemCase,
    may=access.answers,
    states=rules.CASE["approvals.answer_correction"].sources,
    validators=[in_time, every_point_is_answered],
    run=_answer,
).register()
