"""The course of a correction after acceptance (补正记录): start, resumption, end with the case."""

from datetime import date
from typing import Any

from approvals import flows
from approvals.corrections import messages, papers
from approvals.models import CaseCorrection, ItemCase
from approvals.record import move_case
from approvals.together import requested
from clocks import commands as clocks
from clocks.evidence import ended_with
from clocks.models import Clock, StopKind
from core.commands import Context
from core.flow_nodes import open_task

KIND = StopKind.CORRECTION.value


def running(case: ItemCase) -> CaseCorrection:
    """The correction that waits for the applicant, locked. Raises DoesNotExist where none does."""
    return case.corrections.select_for_update().get(state=CaseCorrection.State.RUNNING)


def start_clock(correction: CaseCorrection, on: date) -> None:
    """补正期限 of the applicant, beside the stopped clocks of the case."""
    application = correction.case.application
    clocks.start_clock(
        "CORRECTION",
        correction,
        clocks.Place.of(application.project),
        label=f"{correction.case.item.name} · 受理后补正",
        limit=correction.days,
        origin_on=on,
        department_id=correction.case.department_id,
        stage=application.stage,
    )


def end_clock(correction: CaseCorrection, on: date) -> None:
    """The applicant's limit ends with the answer, on its last day at the latest."""
    clocks.end_clock("CORRECTION", correction, on=on, project_id=correction.case.application.project_id)


def resume(
    context: Context, case: ItemCase, correction: CaseCorrection, on: date, *, state: str, data: dict[str, Any]
) -> None:
    """Let the review go on as of `on`: row, clocks, the statuses 7, 3 and 8 in this order, paper, process."""
    process, project = flows.item_process(case), case.application.project
    clocks.resume_clocks(case, on=on, project_id=project.pk, kind=KIND)
    end_clock(correction, on)
    correction.state, correction.ended_on = state, on
    # Day 0 stays; 3 and 8 only say that the case is with the department again.
    move_case(context, case, data={"ended_on": on, **data})
    move_case(context, case, verb="approvals.readmit_case", data={"opened_on": case.opened_on})
    move_case(context, case, verb="approvals.resume_case")
    promised = Clock.objects.of_subject(case._meta.label_lower, case.pk).filter(kind="PROMISED").first()
    correction.end_document = papers.end(context, correction, promised.due_on if promised and promised.due_on else on)
    correction.save()
    if correction.stop_id is not None:
        ended_with(correction.stop_id, correction.end_document.number)
    messages.about_case("correction_ended", messages.messages.enterprise(project.enterprise_id), case, on=on)
    flows.ItemFlow.correct.run(open_task(process, flows.ItemFlow.correct))


def close(context: Context, case: ItemCase, on: date) -> None:
    """The case is taken back: forget a request, end a correction that runs."""
    drop_request(case)
    correction = case.corrections.select_for_update().filter(state=CaseCorrection.State.RUNNING).first()
    if correction is None:
        return
    correction.case = case
    clocks.resume_clocks(case, on=on, project_id=case.application.project_id, kind=KIND)
    end_clock(correction, on)
    correction.state, correction.ended_on = CaseCorrection.State.ENDED, min(on, correction.planned_end_on or on)
    correction.save(update_fields=["state", "ended_on"])
    context.note(case.application.project.chain, case, verb="corrections.close", data={"ended_on": correction.ended_on})


def drop_request(case: ItemCase) -> bool:
    """Nobody asks any more: forget a request that waits for an answer; whether there was one."""
    waiting = case.corrections.filter(state=CaseCorrection.State.REQUESTED)
    return requested(CaseCorrection, case) and bool(waiting.update(state=CaseCorrection.State.DECLINED))
