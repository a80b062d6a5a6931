"""提交补正: words or a new file for every point; the review goes on the same day."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import rules
from approvals.corrections import access, messages
from approvals.corrections.record import resume, running
from approvals.models import CaseCorrection, CorrectionLine, ItemCase, MaterialBinding
from catalogue.models import MaterialSpec
from core.commands import Command, Context
from core.errors import Invalid, WrongState
from core.time import legal_date, today
from projects.models import Material


def every_point_is_answered(case: ItemCase, data: dict[str, Any]) -> None:
    """Each point needs words or a file of its material of this project; after the last day it is too late."""
    correction = running(case)
    if correction.planned_end_on is not None and today() > correction.planned_end_on:
        raise WrongState(_("The time to correct has passed; the department decides on the file as it is."))
    answers: Mapping[int, Mapping[str, Any]] = data.get("answers", {})
    faults: dict[str, str] = {}
    for line in correction.lines.all():
        answer = answers.get(line.pk, {})
        replacement = answer.get("replacement") or _renewed(line, correction)
        if replacement is not None and (
            replacement.project_id != case.application.project_id or replacement.key != line.material_key
        ):
            faults[f"file_{line.pk}"] = _("This file is another material. Upload the corrected one here.")
        elif replacement is None and not str(answer.get("answer", "")).strip():
            faults[f"answer_{line.pk}"] = _("Answer this point or upload the corrected material.")
    if faults:
        raise Invalid(faults)


def _answer(context: Context, case: ItemCase, *, answers: Mapping[int, Mapping[str, Any]]) -> CaseCorrection:
    correction, replaced = running(case), []
    correction.case = case
    for line in correction.lines.all():
        answer = answers.get(line.pk, {})
        line.answer = str(answer.get("answer", "")).strip()
        line.replacement = answer.get("replacement") or _renewed(line, correction)
        line.save(update_fields=["answer", "replacement"])
        if line.replacement is not None:
            _bind(case, line.material_key, line.replacement)
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


def _renewed(line: CorrectionLine, correction: CaseCorrection) -> Material | None:
    """The version of the material that came after the request by another way: the redline's page, the vault."""
    current = Material.objects.filter(
        project_id=correction.case.application.project_id, key=line.material_key, current=True
    )
    return current.filter(uploaded_at__gt=correction.requested_at).first()


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
    validators=[every_point_is_answered],
    run=_answer,
).register()
