"""申报: draft, save, hand in. The receipt is given in the same transaction that stores the file."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, Region
from approvals import flows, messages, papers, rules, timing
from approvals.access import owner_of_project
from approvals.checks.asking import ask_departments
from approvals.counter.access import filer_of
from approvals.intake import Filing, filing_of, stages_of
from approvals.models import CounterFiling, ItemCase, JointApplication, MaterialBinding
from approvals.promises import filing as promises
from approvals.record import move_application
from catalogue.models import Item, MaterialSpec
from catalogue.rules import PARALLEL
from core.codes import case_number
from core.commands import Command, Context
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date
from projects.commands import enter_approval
from projects.models import Project

FORM_FIELDS: Final = ("contact", "phone", "delivery", "note", "declared")
DELIVERIES: Final = {
    "WINDOW": gettext_lazy("collect at the window"),
    "POST": gettext_lazy("by post"),
    "ONLINE": gettext_lazy("electronically only"),
}
_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")


# ---- draft ---------------------------------------------------------------------------------------------------


def stage_can_be_filed(project: Project, data: dict[str, Any]) -> None:
    """The stage belongs to the project's flow and is not under way."""
    stage = data.get("stage", "")
    if stage not in stages_of(project):
        raise Invalid({"stage": _("This project has nothing to file in this stage.")})
    if project.applications.filter(stage=stage, state__in=JointApplication.OPEN_STATES).exists():
        raise Invalid({"stage": _("This stage is already filed. Open the application to see where it stands.")})


def _create_draft(context: Context, project: Project, *, stage: str) -> JointApplication:
    return started(context, project, stage)


def started(context: Context, project: Project, stage: str) -> JointApplication:
    """The draft of the stage; a new one takes over what an earlier filing that ended without a review had said."""
    draft = project.applications.filter(stage=stage, state=JointApplication.State.DRAFT).first()
    if draft is not None:
        return draft
    earlier = ended_before(project, stage)
    application = JointApplication.objects.create(
        project=project,
        stage=stage,
        region_id=project.region_id,
        created_at=context.effective_at,
        refiled_from=earlier,
        form=_taken_over(earlier) if earlier else {},
    )
    context.note(
        project.chain,
        application,
        verb="approvals.create_draft",
        data={"stage": stage, "refiled_from": earlier.number if earlier else None},
    )
    return application


def ended_before(project: Project, stage: str) -> JointApplication | None:
    """The last filing of the stage, where it ended without a review: returned, refused or withdrawn."""
    last = project.applications.filter(stage=stage).exclude(state="DRAFT").order_by("-created_at", "-pk").first()
    return last if last is not None and last.state in ("RETURNED", "REFUSED", "WITHDRAWN") else None


def _taken_over(earlier: JointApplication) -> dict[str, Any]:
    """The form of the earlier filing; what is true and complete is declared anew, and items are found anew.

    The papers need no copy: they lie in the project's vault, and the newest version of each is taken.
    """
    dropped = {"declared"} if earlier.stage == PARALLEL else {"declared", "items"}
    return {name: value for name, value in earlier.form.items() if name not in dropped}


create_draft = Command(
    name="approvals.create_draft",
    label=gettext_lazy("File a stage"),
    subject=Project,
    may=owner_of_project,
    states={"DRAFT", "ACTIVE"},
    validators=[stage_can_be_filed],
    run=_create_draft,
).register()


def _save_draft(context: Context, application: JointApplication, *, form: Mapping[str, Any]) -> JointApplication:
    known = {name: form[name] for name in (*FORM_FIELDS, "items") if name in form}
    application.form = {**application.form, **known}
    application.save(update_fields=["form"])
    return application


save_draft = Command(
    name="approvals.save_draft",
    label=gettext_lazy("Save draft"),
    subject=JointApplication,
    may=filer_of,
    states={"DRAFT"},
    validators=[],
    run=_save_draft,
).register()


def _discard(context: Context, application: JointApplication) -> None:
    context.note(application.project.chain, application, data={"stage": application.stage})
    application.delete()


discard_draft = Command(
    name="approvals.discard",
    label=gettext_lazy("Discard draft"),
    subject=JointApplication,
    may=filer_of,
    states={"DRAFT"},
    validators=[],
    run=_discard,
    danger=True,
).register()


# ---- submit --------------------------------------------------------------------------------------------------


def who_came_is_noted(application: JointApplication, data: dict[str, Any]) -> None:
    """A file brought to the counter names who brought it and on what authority (行政许可法 art. 29 ¶1)."""
    filing = CounterFiling.objects.filter(application=application).first()
    if filing is None:
        return
    faults = {}
    if not filing.agent_name:
        faults["agent_name"] = _("Note who brought the file.")
    if not filing.proof:
        faults["proof"] = _("Note on what authority: legal representative, or a letter of authorisation.")
    elif filing.proof == CounterFiling.Proof.LETTER and not filing.letter:
        faults["letter"] = _("Note the date or number of the letter and what it was given for.")
    if faults:
        raise Invalid(faults)


def form_is_complete(application: JointApplication, data: dict[str, Any]) -> None:
    """Who can be asked, how the papers are handed out, and that what is stated is true."""
    form = {**application.form, **data.get("form", {})}
    faults = {}
    if not str(form.get("contact", "")).strip():
        faults["contact"] = _("Name the person the window may ask.")
    if not _PHONE.fullmatch(str(form.get("phone", "")).strip()):
        faults["phone"] = _("Give a phone number the window can reach, digits only.")
    if form.get("delivery") not in DELIVERIES:
        faults["delivery"] = _("Choose how you want to receive the documents.")
    if not form.get("declared"):
        faults["declared"] = _("Confirm that what you hand in is true and complete.")
    if faults:
        raise Invalid(faults)


def items_are_chosen(application: JointApplication, data: dict[str, Any]) -> None:
    """At least one item that can be filed now."""
    if not _filing(application, data).chosen:
        raise Invalid({"items": _("Choose at least one item that can be filed now.")})


def principal_papers_are_there(application: JointApplication, data: dict[str, Any]) -> None:
    """Every principal paper of the applicant is handed in and still valid."""
    faults = {}
    for paper in _filing(application, data).papers:
        if paper.missing:
            sentence = (
                _("%(name)s has expired. Upload a valid one.")
                if paper.expired
                else _("%(name)s is missing. Upload it once; it serves every item that asks for it.")
            )
            faults[f"material_{paper.need.key}"] = sentence % {"name": paper.need.material.name.zh}
    if faults:
        raise Invalid(faults)


def redline_is_drawn(application: JointApplication, data: dict[str, Any]) -> None:
    """Land is granted for a place: the first stage needs the redline."""
    project = application.project
    needs_land = application.stage == "S1" and project.land_mode != Project.LandMode.NONE
    if needs_land and not project.redlines.filter(current=True).exists():
        raise Invalid({"redline": _("Upload or draw the land redline of the project first.")})


def _filing(application: JointApplication, data: Mapping[str, Any]) -> Filing:
    chosen = {**application.form, **data.get("form", {})}.get("items")
    return filing_of(application.project, application.stage, chosen)


def _submit(
    context: Context, application: JointApplication, *, form: Mapping[str, Any] | None = None
) -> JointApplication:
    project, on = application.project, legal_date(context.effective_at)
    # The project's row comes before its ledger, as in the commands of the dossier.
    enter_approval(context, project)
    filing = _filing(application, {"form": form or {}})
    region = Region.objects.only("code", "parent_id").get(pk=project.region_id)
    application.number = _receipt_number(project, on)
    # The draft may be older than a change of the dossier: what counts is where the project lies when it is filed.
    application.region_id = project.region_id
    application.window, application.lead, application.budget = window_of(region), filing.lead, filing.budget
    application.form = {**application.form, **(form or {}), "items": list(filing.chosen)}
    application.submitted_by = context.user
    application.received_at, application.received_on = context.effective_at, on
    application.save()
    cases = _open_cases(application, filing, context.effective_at)
    _bind(application, filing, cases)
    move_application(
        context, application, data={"number": application.number, "cases": [case.number for case in cases]}
    )
    promises.on_submit(context, application, cases, filing)
    timing.start_notice(application, on)
    ask_departments(context, application, cases)
    papers.receipt(context, application)
    messages.about_application("received", messages.department(application.window_id, "CLERK"), application)
    flows.stage_process(application)
    return application


def _open_cases(application: JointApplication, filing: Filing, at: datetime) -> list[ItemCase]:
    project = application.project
    rows = {item.code: item for item in Item.objects.filter(version_id=project.catalogue_id, code__in=filing.chosen)}
    needs = filing.needs_inside()
    received_on = legal_date(at)
    series = f"case:{project.region_id}:{received_on}:{application.stage}"
    return ItemCase.objects.bulk_create(
        ItemCase(
            number=case_number.compose(project.region_id, received_on, application.stage, next_number(series)),
            application=application,
            item=rows[code],
            department=filing.departments[code],
            prerequisites=needs[code],
            promised_days=filing.items[code].promised,
            counts_in_cap=filing.items[code].flow_item.counts_in_cap,
        )
        for code in filing.chosen
    )


def _bind(application: JointApplication, filing: Filing, cases: list[ItemCase]) -> None:
    """One upload serves every item that asks for it."""
    by_code = {case.item.code: case for case in cases}
    specs = {
        (spec.item.code, spec.key): spec
        for spec in MaterialSpec.objects.filter(item__version_id=application.project.catalogue_id).select_related(
            "item"
        )
    }
    MaterialBinding.objects.bulk_create(
        MaterialBinding(case=by_code[code], spec=specs[owner, paper.need.key], material=paper.material)
        for paper in filing.papers
        if paper.material is not None
        for code, owner in paper.need.asked_by
    )


def _receipt_number(project: Project, on: Any) -> str:
    series = f"application:{project.region_id}:{on}"
    return f"SJ{project.region_id}{on:%Y%m%d}{next_number(series):04d}"


def window_of(region: Region) -> Department:
    """综合窗口 of the region, or of the nearest region above it. Raises Invalid where there is none."""
    at: Region | None = region
    while at is not None:
        window = Department.objects.filter(region_id=at.pk, is_window=True, active=True).first()
        if window is not None:
            return window
        at = Region.objects.only("code", "parent_id").filter(pk=at.parent_id).first()
    raise Invalid(_("The region has no service window yet. Ask the administrator."))


submit = Command(
    name="approvals.submit",
    label=gettext_lazy("Submit"),
    subject=JointApplication,
    may=filer_of,
    states=rules.APPLICATION["approvals.submit"].sources,
    validators=[
        who_came_is_noted,
        form_is_complete,
        items_are_chosen,
        principal_papers_are_there,
        promises.late_papers_are_promised,
        redline_is_drawn,
    ],
    run=_submit,
).register()
