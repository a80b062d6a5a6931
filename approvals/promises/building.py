"""开工: the enterprise reports the start of construction; the gate decides whether it may."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.access import owner_of_project
from approvals.models import ConstructionStart
from approvals.promises.gates import nothing_against_start
from commitments.commands import keeping
from commitments.models import Commitment
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid
from core.time import today
from projects.models import Project


def day_is_possible(project: Project, data: dict[str, Any]) -> None:
    """Once, and not in the future."""
    if ConstructionStart.objects.filter(project=project).exists():
        raise Invalid(_("The start of construction is recorded already."))
    day = data.get("started_on")
    if not isinstance(day, date) or day > today():
        raise Invalid({"started_on": _("Give the day construction started; it cannot lie in the future.")})


def _start(context: Context, project: Project, *, started_on: date, note: str = "") -> ConstructionStart:
    row = ConstructionStart.objects.create(
        project=project,
        started_on=started_on,
        reported_by=context.user,
        reported_at=context.effective_at,
        note=note.strip(),
    )
    context.note(project.chain, row, data={"started_on": started_on})
    for commitment in Commitment.objects.filter(project=project, state="DECIDED", track__in=("NC", "CBV")).order_by(
        "pk"
    ):
        keeping.begin_building.perform(SYSTEM_USER, commitment)
    return row


start_construction = Command(
    name="approvals.start_construction",
    label=gettext_lazy("Report the start of construction"),
    subject=Project,
    may=owner_of_project,
    states={"ACTIVE"},
    validators=[day_is_possible, nothing_against_start],
    run=_start,
).register()
