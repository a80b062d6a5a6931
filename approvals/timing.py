"""Which clock runs for what (时限): notice, correction, stage, cap, both limits of a case, delivery.

Day 0 is always the day of the event in law, whatever day it was entered.
"""

from datetime import date
from typing import Any, Final

from approvals.models import ItemCase, JointApplication, OneTimeNotice, Practice
from approvals.rules import DELIVERY_DAYS, NOTICE_DAYS, RECHECK_DAYS
from catalogue.queries import catalogue_of
from clocks import commands as clocks
from clocks.models import Clock
from projects.models import Project

CASE_LIMITS: Final = ("PROMISED", "STATUTORY")


def start_notice(application: JointApplication, on: date) -> Clock:
    """五日告知: five working days to accept or to name every defect (行政许可法 art. 32 (4))."""
    return clocks.start_clock(
        "NOTICE",
        application,
        clocks.Place.of(application.project),
        label=f"{stage_name(application)} · 受理答复",
        limit=NOTICE_DAYS,
        origin_on=on,
        department_id=application.window_id,
        stage=application.stage,
    )


def restart_notice(notice: OneTimeNotice, on: date) -> Clock:
    """五日告知 again, of the file or the added item, from the day its corrected papers came; and 补正复核 within them."""
    _of_notice(notice, "RECHECK", "补正复核", RECHECK_DAYS, on)
    return _of_notice(notice, "NOTICE", "受理答复", NOTICE_DAYS, on)


def notice_clock(application: JointApplication) -> Clock | None:
    """The notice clock that runs now: of the file, or of its last answered notice; None if none runs."""
    subject = application.notices.order_by("-round").first() or application
    return Clock.objects.of_subject(subject._meta.label_lower, subject.pk).open().filter(kind="NOTICE").first()


def end_notice(application: JointApplication, on: date) -> None:
    """The window has acted: end whichever notice clock runs, and the check of a corrected file."""
    for subject in (application, *application.notices.all()):
        clocks.end_clocks(subject, on=on, project_id=application.project_id, kinds=("NOTICE", "RECHECK"))


def start_item_notice(case: ItemCase, on: date) -> Clock:
    """五日告知 of an item that joins a running stage: accept or refuse it."""
    return clocks.start_clock(
        "NOTICE",
        case,
        clocks.Place.of(case.application.project),
        label=f"{case.item.name} · 增加事项受理答复",
        limit=NOTICE_DAYS,
        origin_on=on,
        department_id=case.application.window_id,
        stage=case.application.stage,
    )


def end_item_notice(case: ItemCase, on: date) -> None:
    """The added item was answered, or taken back with its application: whatever runs before its acceptance ends."""
    project = case.application.project_id
    clocks.end_clock("NOTICE", case, on=on, project_id=project)
    for notice in OneTimeNotice.objects.filter(supplement__case=case):
        clocks.end_clocks(notice, on=on, project_id=project, kinds=("CORRECTION", "NOTICE", "RECHECK"))


def item_notice_clock(case: ItemCase) -> Clock | None:
    """The notice clock of an added item that runs now: since its receipt, or since the last corrections came."""
    subject = OneTimeNotice.objects.filter(supplement__case=case).order_by("-round").first() or case
    return Clock.objects.of_subject(subject._meta.label_lower, subject.pk).open().filter(kind="NOTICE").first()


def start_correction(notice: OneTimeNotice, on: date) -> Clock:
    """补正期限 of the applicant, by the handling rules in force."""
    return _of_notice(notice, "CORRECTION", "补正", Practice.current().correction_days, on)


def end_correction(notice: OneTimeNotice, on: date) -> None:
    """The answer came, or the limit passed."""
    clocks.end_clock("CORRECTION", notice, on=on, project_id=notice.filed.project_id)


def _of_notice(notice: OneTimeNotice, kind: str, what: str, days: int, on: date) -> Clock:
    """A limit that a notice starts, of the whole stage or of the item that joined it."""
    application = notice.filed
    about = stage_name(application)
    if notice.supplement is not None:
        about, what = notice.supplement.case.item.name, f"增加事项{what}"
    return clocks.start_clock(
        kind,
        notice,
        clocks.Place.of(application.project),
        label=f"{about} · {what}",
        limit=days,
        origin_on=on,
        department_id=application.window_id,
        stage=application.stage,
    )


def start_review(application: JointApplication, on: date) -> None:
    """阶段时限 and, with the project's first acceptance, its 总时限."""
    project = application.project
    if project.cap:
        _start_cap(project, on)
    if application.budget:
        clocks.start_clock(
            "STAGE",
            application,
            clocks.Place.of(project),
            label=stage_name(application),
            limit=application.budget,
            origin_on=on,
            department_id=application.lead_id,
            stage=application.stage,
        )


def end_review(application: JointApplication, on: date) -> None:
    """The last item is decided or the application has ended."""
    clocks.end_clocks(application, on=on, project_id=application.project_id)


def start_case(case: ItemCase, on: date) -> Clock:
    """法定时限 and 承诺时限 of one item; the promised one, returned, spends the stage's and the project's days."""
    place = clocks.Place.of(case.application.project)
    common: dict[str, Any] = {
        "label": case.item.name,
        "origin_on": on,
        "department_id": case.department_id,
        "stage": case.application.stage,
    }
    item = case.item
    if item.statutory_limit is not None and item.statutory_unit:
        clocks.start_clock("STATUTORY", case, place, limit=item.statutory_limit, unit=item.statutory_unit, **common)
    return clocks.start_clock(
        "PROMISED", case, place, limit=case.promised_days, counts_in_cap=case.counts_in_cap, **common
    )


def end_case(case: ItemCase, on: date) -> int:
    """Stop both limits of a case; by how many days the promised one was missed (逾期天数, 0 if in time)."""
    ended = clocks.end_clocks(case, on=on, project_id=case.application.project_id, kinds=CASE_LIMITS)
    promised = next((clock for clock in ended if clock.kind == "PROMISED"), None)
    return max(0, -promised.left) if promised is not None and promised.left is not None else 0


def start_delivery(case: ItemCase, on: date) -> Clock:
    """送达期限: ten working days after the decision (行政许可法 art. 44)."""
    return clocks.start_clock(
        "DELIVERY",
        case,
        clocks.Place.of(case.application.project),
        label=f"{case.item.name} · 送达",
        limit=DELIVERY_DAYS,
        origin_on=on,
        department_id=case.application.window_id,
        stage=case.application.stage,
    )


def end_delivery(case: ItemCase, on: date) -> None:
    """The paper was released."""
    clocks.end_clock("DELIVERY", case, on=on, project_id=case.application.project_id)


def stage_name(application: JointApplication) -> str:
    """阶段名称 as the catalogue version of the project calls it, in Chinese."""
    return catalogue_of(application.project.catalogue_id or 0).stages[application.stage].name.zh


def _start_cap(project: Project, on: date) -> None:
    known = Clock.objects.of_subject(project._meta.label_lower, project.pk).filter(kind="CAP")
    if known.exists():
        return
    clocks.start_clock(
        "CAP",
        project,
        clocks.Place.of(project),
        label="项目审批总时限",
        limit=project.cap or 0,
        origin_on=project.contract_origin or on,
        origin_fixed=project.contract_origin is not None,
        scope="" if project.cap_scope == "ALL_STAGES" else "S1 S2 S3",
    )
