"""牵头汇总: one answer for the stage, once every item is decided."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules
from approvals.access import lead_of
from approvals.joint.gates import nothing_contradicts
from approvals.models import Consolidation, JointApplication
from approvals.record import move_application
from core.commands import Command, Context
from core.errors import Invalid


def answer_is_written(application: JointApplication, data: dict[str, Any]) -> None:
    """The stage's answer is a text of the lead, not only a list."""
    if not str(data.get("text", "")).strip():
        raise Invalid({"text": _("Write the consolidated opinion of the stage.")})


def every_case_is_done(application: JointApplication, data: dict[str, Any]) -> None:
    """Nothing is consolidated while an item is still open."""
    open_cases = application.cases.exclude(state__in=rules.DONE).values_list("item__name", flat=True)
    if open_cases:
        raise Invalid(_("Still undecided: %(items)s.") % {"items": "、".join(open_cases)})


def _consolidate(context: Context, application: JointApplication, *, text: str) -> Consolidation:
    process = flows.stage_process(application)
    consolidation = Consolidation(
        application=application, author=context.user, text=text.strip(), made_at=context.effective_at
    )
    move_application(context, application, consolidated_at=context.effective_at)
    consolidation.document = papers.consolidated(context, consolidation)
    consolidation.save()
    messages.about_application("to_issue", messages.department(application.window_id, "CLERK"), application)
    flows.StageFlow.consolidate.done_by(process, context.user)
    return consolidation


consolidate = Command(
    name="approvals.consolidate",
    label=gettext_lazy("Consolidate"),
    subject=JointApplication,
    may=lead_of,
    states=rules.APPLICATION["approvals.consolidate"].sources,
    validators=[every_case_is_done, nothing_contradicts, answer_is_written],
    run=_consolidate,
).register()
