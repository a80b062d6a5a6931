"""增加事项: one more branch of the running fan-out, with a receipt and a clock of its own.

The command holds the application's row, which the join takes before it looks at its branches: either the stage waits
for the new item, or it has already gone to the lead and the command is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow import STATUS

from accounts.models import Department
from approvals import flows, rules, timing
from approvals.intake import Filing, filing_of
from approvals.models import ItemCase, ItemProcess, JointApplication, MaterialBinding, SupplementaryItem
from approvals.record import move_application
from approvals.supplements import access, messages
from approvals.supplements.answering import taken_in
from catalogue.models import Item, MaterialSpec
from catalogue.responsibility import NoDepartment
from core.codes import case_number
from core.commands import Command, Context
from core.errors import Invalid, WrongState
from core.numbers import next_number
from core.time import legal_date


@dataclass(frozen=True, slots=True)
class Addable:
    """An item the stage could take in now; `missing` items must be filed first, `papers` are not handed in yet."""

    code: str
    filing: Filing
    missing: tuple[str, ...]
    papers: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Nothing stands in the way."""
        return not self.missing and not self.papers


def addable(application: JointApplication) -> dict[str, Addable]:
    """The items of this stage that apply to the project and were not filed with it, by code.

    One that was withdrawn or closed does not come back into the same application; its stage is filed again.
    """
    everything = filing_of(application.project, application.stage, [])
    filed = set(application.cases.values_list("item__code", flat=True))
    running = application.cases.exclude(state__in=rules.DONE).values_list("item__code", flat=True)
    met = ItemCase.objects.filter(application__project_id=application.project_id, state__in=rules.MET)
    reached = {*running, *met.values_list("item__code", flat=True)}
    return {code: _addable(everything, code, reached) for code in everything.items if code not in filed}


def _addable(everything: Filing, code: str, reached: set[str]) -> Addable:
    item = everything.items[code]
    # An item of the same stage that is not filed either does not help: it would have to be added before.
    outside = {*item.missing, *everything.items}
    unmet = [group for group in item.needs if not reached & set(group) and outside & set(group)]
    alone = replace(everything, chosen=(code,))
    papers = tuple(paper.need.material.name.zh for paper in alone.papers if paper.missing)
    return Addable(code, alone, tuple(dict.fromkeys(other for group in unmet for other in group)), papers)


def item_can_be_added(application: JointApplication, data: dict[str, Any]) -> None:
    """An item of this stage, its papers in the dossier, its prerequisites in reach, and a reason for coming late."""
    faults: dict[str, str] = {}
    if not str(data.get("reason") or "").strip():
        faults["reason"] = _("Say why the item joins only now; it is told and recorded.")
    found = addable(application).get(data.get("item") or "")
    if found is None:
        faults["item"] = _("Choose an item of this stage that is not filed yet.")
    elif found.missing:
        faults["item"] = _("It waits for items that are not filed: %(items)s.") % {
            "items": _names(application, found.missing)
        }
    elif found.papers:
        faults["item"] = _("These papers are not in the dossier yet: %(papers)s.") % {"papers": "、".join(found.papers)}
    if faults:
        raise Invalid(faults)


def _names(application: JointApplication, codes: Iterable[str]) -> str:
    rows = Item.objects.filter(version_id=application.project.catalogue_id, code__in=list(codes))
    return "、".join(rows.order_by("code").values_list("name", flat=True))


def _add(context: Context, application: JointApplication, *, item: str, reason: str) -> ItemCase:
    process, filing = flows.stage_process(application), addable(application)[item].filing
    branches = process.task_set.filter(flow_task=flows.StageFlow.items, status=STATUS.STARTED).first()
    if branches is None:
        raise WrongState(_("Every item of the stage is decided; it is on its way to the lead."))
    by_authority = access.lead_of(context.user, application)
    case = _case(application, filing, item, context.effective_at)
    row = SupplementaryItem.objects.create(
        application=application,
        case=case,
        reason=reason.strip(),
        by_authority=by_authority,
        added_by=context.user,
        added_at=context.effective_at,
    )
    move_application(context, application, data={"case": case.number, "reason": row.reason})
    case.blzt = int(rules.Blzt.RECEIVED)
    case.save(update_fields=["blzt"])
    context.note(
        application.project.chain,
        case,
        verb="approvals.receive_item",
        blzt=case.blzt,
        data={"application": application.pk, "reason": row.reason},
    )
    with branches.activation() as activation:
        child: ItemProcess = activation.start_child(case=case)
    on = legal_date(context.effective_at)
    if by_authority:
        # The lead is the authority: what it adds it has examined.
        taken_in(context, row, on, child)
    else:
        clock = timing.start_item_notice(case, on)
        messages.about_case("item_added", messages.department(application.window_id, "CLERK"), case, on=clock.due_on)
        if application.lead_id:
            messages.about_case("item_added", messages.department(application.lead_id, "LEAD"), case, on=clock.due_on)
    return case


def _case(application: JointApplication, filing: Filing, code: str, at: datetime) -> ItemCase:
    project, on = application.project, legal_date(at)
    series = f"case:{project.region_id}:{on}:{application.stage}"
    item = Item.objects.get(version_id=project.catalogue_id, code=code)
    inside = set(application.cases.values_list("item__code", flat=True))
    needs = [[c for c in group if c in inside] for group in filing.items[code].needs]
    case = ItemCase.objects.create(
        number=case_number.compose(project.region_id, on, application.stage, next_number(series)),
        application=application,
        item=item,
        department=_department(filing, code),
        prerequisites=[group for group in needs if group],
        promised_days=filing.items[code].promised,
        counts_in_cap=filing.items[code].flow_item.counts_in_cap,
    )
    specs = {spec.key: spec for spec in MaterialSpec.objects.filter(item=item)}
    MaterialBinding.objects.bulk_create(
        MaterialBinding(case=case, spec=specs[paper.need.key], material=paper.material)
        for paper in filing.papers
        if paper.material is not None and paper.need.key in specs
    )
    return case


def _department(filing: Filing, code: str) -> Department:
    try:
        return filing.departments[code]
    except NoDepartment as error:
        raise Invalid({"item": str(error)}) from error


add_item = Command(
    name="approvals.add_item",
    label=gettext_lazy("Add an item"),
    subject=JointApplication,
    may=access.adds,
    states=rules.APPLICATION["approvals.add_item"].sources,
    validators=[item_can_be_added],
    run=_add,
).register()
