"""增加事项的一次性告知与补正: every defect once, answered point by point; without an answer the item is closed, the others go on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, rules, timing
from approvals.access import nobody
from approvals.checks.answering import unclear
from approvals.commands.opening import after_decision
from approvals.models import ItemCase, ItemNotice, ItemNoticeLine, MaterialBinding, SupplementaryItem
from approvals.record import move_case
from approvals.supplements import access, messages, papers
from approvals.supplements.answering import row_of, silence_has_not_accepted
from catalogue.models import MaterialSpec
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.sweeps import each, sweep
from core.time import legal_date, today
from projects.models import Material

STATE = SupplementaryItem.State
Line = Mapping[str, Any]
"""One point: `material_key`, `material_name`, `reason`, `clause`, `example`."""


def every_point_is_clear(case: ItemCase, data: dict[str, Any]) -> None:
    """All points at once and once only, each of a material of the item, with words and the clause it rests on."""
    lines: Sequence[Line] = data.get("lines", ())
    known = set(case.item.materials.values_list("key", flat=True))
    if ItemNotice.objects.filter(supplement__case=case).exists():
        raise Invalid(_("Every defect was named in the first notice; accept the item or refuse it."))
    faults = unclear(lines)
    if not lines or any(line["material_key"] not in known for line in lines):
        faults["lines"] = _("Mark at least one material and say what is wrong with it.")
    if faults:
        raise Invalid(faults)


def _notify(context: Context, case: ItemCase, *, lines: Sequence[Line]) -> ItemNotice:
    row, on = row_of(case), legal_date(context.effective_at)
    timing.end_item_notice(case, on)
    notice = ItemNotice(supplement=row, sent_by=context.user, sent_at=context.effective_at, answer_due_on=on)
    notice.save()
    notice.answer_due_on = timing.start_item_correction(notice, on).due_on or on
    ItemNoticeLine.objects.bulk_create(
        ItemNoticeLine(
            notice=notice,
            position=position,
            material_key=line["material_key"],
            material_name=line["material_name"],
            reason=line["reason"].strip(),
            clause=line["clause"].strip(),
            example=str(line.get("example", "")).strip(),
        )
        for position, line in enumerate(lines, start=1)
    )
    move_case(context, case, data={"lines": len(lines), "answer_due_on": notice.answer_due_on})
    row.state = STATE.CORRECTION
    row.save(update_fields=["state"])
    notice.document = papers.notified(context, notice)
    notice.save(update_fields=["answer_due_on", "document"])
    enterprise = messages.enterprise(row.application.project.enterprise_id)
    messages.about_case("item_notified", enterprise, case, on=notice.answer_due_on)
    return notice


notify_item = Command(
    name="approvals.notify_item",
    label=gettext_lazy("Send one-time notice on the added item"),
    subject=ItemCase,
    may=access.accepts,
    states=rules.CASE["approvals.notify_item"].sources,
    validators=[silence_has_not_accepted, every_point_is_clear],
    run=_notify,
).register()


# ---- the answer ----------------------------------------------------------------------------------------------


def open_notice(case: ItemCase) -> ItemNotice:
    """The notice that waits for the applicant, its supplement locked. Raises WrongState when there is none."""
    row = SupplementaryItem.objects.select_for_update().filter(case=case, state=STATE.CORRECTION).first()
    notice = ItemNotice.objects.filter(supplement=row, answered_at__isnull=True).first() if row is not None else None
    if row is None or notice is None:
        raise WrongState
    row.case, row.application, notice.supplement = case, case.application, row
    return notice


def every_point_is_answered(case: ItemCase, data: dict[str, Any]) -> None:
    """Each point needs words or a file of its material of this project."""
    answers: Mapping[int, Mapping[str, Any]] = data.get("answers", {})
    faults: dict[str, str] = {}
    for line in ItemNoticeLine.objects.filter(notice__supplement__case=case):
        answer = answers.get(line.pk, {})
        file: Material | None = answer.get("replacement")
        if file is not None and (file.project_id != case.application.project_id or file.key != line.material_key):
            faults[f"file_{line.pk}"] = _("This file is another material. Upload the corrected one here.")
        elif file is None and not str(answer.get("answer", "")).strip():
            faults[f"answer_{line.pk}"] = _("Answer this point or upload the corrected material.")
    if faults:
        raise Invalid(faults)


def _answer(context: Context, case: ItemCase, *, answers: Mapping[int, Mapping[str, Any]]) -> ItemNotice:
    notice, on, replaced = open_notice(case), legal_date(context.effective_at), []
    for line in notice.lines.all():
        answer = answers.get(line.pk, {})
        line.answer, line.replacement = str(answer.get("answer", "")).strip(), answer.get("replacement")
        line.save(update_fields=["answer", "replacement"])
        if line.replacement is not None:
            _bind(case, line.material_key, line.replacement)
            replaced.append(line.material_key)
    notice.answered_at = context.effective_at
    notice.save(update_fields=["answered_at"])
    row = notice.supplement
    row.state = STATE.RECEIVED
    row.save(update_fields=["state"])
    timing.end_item_notice(case, on)
    clock = timing.restart_item_notice(notice, on)
    move_case(context, case, data={"replaced": replaced})
    messages.about_case(
        "item_corrected", messages.department(row.application.window_id, "CLERK"), case, on=clock.due_on
    )
    return notice


def _bind(case: ItemCase, key: str, material: Material) -> None:
    spec = MaterialSpec.objects.get(item_id=case.item_id, key=key)
    MaterialBinding.objects.update_or_create(case=case, spec=spec, defaults={"material": material})


answer_item = Command(
    name="approvals.answer_item",
    label=gettext_lazy("Hand in the corrections of the added item"),
    subject=ItemCase,
    may=access.corrects,
    states=rules.CASE["approvals.answer_item"].sources,
    validators=[every_point_is_answered],
    run=_answer,
).register()


# ---- no answer -----------------------------------------------------------------------------------------------


def _lapse(context: Context, case: ItemCase) -> ItemNotice:
    process, notice = flows.item_process(case), open_notice(case)
    if today() <= notice.answer_due_on:
        raise WrongState
    row = notice.supplement
    timing.end_item_notice(case, notice.answer_due_on)
    move_case(context, case, data={"reason": "逾期未补正", "answer_due_on": notice.answer_due_on})
    row.state = STATE.WITHDRAWN
    row.save(update_fields=["state"])
    enterprise = messages.enterprise(row.application.project.enterprise_id)
    messages.about_case("item_lapsed", enterprise, case, on=notice.answer_due_on)
    flows.ItemFlow.strike.run(process, None)
    after_decision(case)
    return notice


lapse_item = Command(
    name="approvals.lapse_item",
    label=gettext_lazy("Added item closed without corrections"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.lapse_item"].sources,
    validators=[],
    run=_lapse,
    system=True,
).register()


@sweep("approvals.1_corrections_of_items")
def close_unanswered() -> int:
    """Close every added item whose correction limit has passed; how many."""
    late = ItemNotice.objects.filter(
        answered_at__isnull=True, answer_due_on__lt=today(), supplement__state="CORRECTION"
    )
    return each(late.select_related("supplement__case").order_by("pk"), _perform)


def _perform(notice: ItemNotice) -> bool:
    try:
        lapse_item.perform(SYSTEM_USER, notice.supplement.case)
    except WrongState:  # the answer came at the last moment
        return False
    return True
