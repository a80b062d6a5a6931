"""催办提醒: the lead asks a department for its answer, once a day; it moves nothing and stops no clock."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import messages
from approvals.access import lead_of
from approvals.models import ItemCase, JointApplication
from core.commands import Command, Context
from core.errors import Invalid
from core.models import JournalEntry
from core.time import legal_date, today

ACTIVE: Final = ("OPEN", "REVIEWED")
"""A case in a special procedure or behind another one waits for somebody else."""
messages.announce({"reminded": gettext_lazy("The lead asks for your answer: %(number)s, %(project)s, %(items)s")})


def reminded_on(application: JointApplication, day: Any) -> set[int]:
    """Ids of the departments reminded of this stage on `day`; one query."""
    entries = JournalEntry.objects.filter(
        subject_type=JointApplication._meta.label_lower, subject_id=str(application.pk), verb="board.remind"
    )
    return {data["department"] for data in entries.values_list("data", flat=True) if data["on"] == day.isoformat()}


def has_something_to_answer(application: JointApplication, data: dict[str, Any]) -> None:
    """The department works on an item of this stage and was not reminded today."""
    department: int = data.get("department") or 0
    if not application.cases.filter(department_id=department, state__in=ACTIVE).exists():
        raise Invalid(_("This department has nothing to answer in this stage now."))
    if department in reminded_on(application, today()):
        raise Invalid(_("This department was reminded today already; once a day is enough."))


def _remind(context: Context, application: JointApplication, *, department: int) -> JointApplication:
    cases = ItemCase.objects.filter(application=application, department_id=department, state__in=ACTIVE)
    items = list(cases.select_related("item").order_by("item__code"))
    names = {
        "zh": "、".join(case.item.name for case in items),
        "en": ", ".join(case.item.name_en or case.item.name for case in items),
    }
    for role in ("REVIEWER", "HEAD"):
        messages.about_application("reminded", messages.department(department, role), application, items=names)
    on = legal_date(context.effective_at).isoformat()
    context.note(
        application.project.chain,
        application,
        data={"department": department, "on": on, "cases": [case.number for case in items]},
    )
    return application


remind = Command(
    name="board.remind",
    label=gettext_lazy("Remind"),
    subject=JointApplication,
    may=lead_of,
    states={"ACCEPTED"},
    validators=[has_something_to_answer],
    run=_remind,
).register()
