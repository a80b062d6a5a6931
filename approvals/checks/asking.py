"""分送核对 and 收口: the file goes to every department at once; when the window acts, the checks end."""

from collections.abc import Iterable, Mapping, Sequence

from accounts.models import Department
from approvals.checks import messages, record, rules
from approvals.models import CheckDefect, CompletenessCheck, ItemCase, JointApplication, NoticeLine, Practice
from clocks import commands as clocks
from clocks.current import current_calendar
from core.commands import Context
from core.time import legal_date


def ask_departments(context: Context, application: JointApplication, cases: Iterable[ItemCase]) -> None:
    """Give every department that holds an item its check, on the day of receipt (`domain.md` §3.1, steps 3 and 4)."""
    practice, on = Practice.current(), legal_date(context.effective_at)
    wanted = rules.to_ask(case.department_id for case in cases)
    if not practice.check_days or not wanted:
        return
    departments = Department.objects.in_bulk(wanted)
    for key in wanted:
        check = CompletenessCheck(
            application=application,
            department=departments[key],
            days=practice.check_days,
            silence=practice.check_silence,
            asked_at=context.effective_at,
            due_on=current_calendar().add(on, practice.check_days),
        )
        check.save()
        record.start(check, on)
        record.note(context, check, "checks.ask", {"due_on": check.due_on.isoformat()})
        messages.to_department("check_asked", check, on=check.due_on)


def taken(application: JointApplication) -> list[CompletenessCheck]:
    """All checks of an application, locked: from now on no department changes its answer."""
    rows = application.checks.select_for_update(of=("self",)).select_related("department").order_by("pk")
    found = list(rows)
    for check in found:
        check.application = application
    return found


def close(context: Context, application: JointApplication) -> None:
    """The window has acted, or the application has ended: nobody waits for these answers any more."""
    with clocks.settled_together(application.project_id):
        for check in taken(application):
            if check.state == CompletenessCheck.State.OPEN:
                record.end(check, legal_date(context.effective_at))
                record.move(context, check, "checks.close")


def unsettled(application: JointApplication) -> list[CheckDefect]:
    """What departments found and nobody has put into a notice or left out; in the order they answered."""
    rows = CheckDefect.objects.filter(
        check_row__application=application, check_row__state="DEFECTIVE", line__isnull=True, left_out=""
    )
    return list(rows.select_related("check_row__department").order_by("check_row__answered_at", "pk"))


def settle(defects: Iterable[CheckDefect], lines: Sequence[NoticeLine], left_out: Mapping[str, str]) -> None:
    """Tie every defect to the line that took it; the others keep why they were left out."""
    by_key = {line.material_key: line for line in lines}
    changed = []
    for defect in defects:
        defect.line = by_key.get(defect.material_key)
        defect.left_out = "" if defect.line else left_out.get(defect.material_key, "").strip()
        changed.append(defect)
    CheckDefect.objects.bulk_update(changed, ["line", "left_out"])
