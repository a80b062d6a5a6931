"""Entering and changing a project 项目录入与变更."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.models import Enterprise, Region
from catalogue.queries import published
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.time import now
from projects import codes
from projects.commands.access import OPEN_STATES, may_confirm_major, may_edit, may_enter
from projects.commands.record import classify, differing, follow_contract, reclassify, summary
from projects.facts import split
from projects.fields import check_name
from projects.land_contract import contract_is_plausible
from projects.models import Project


def name_is_fit(_subject: Any, data: dict[str, Any]) -> None:
    """A name that a public list can carry."""
    name = str(data.get("name", ""))
    if not name.strip():
        raise Invalid({"name": _("Enter the name of the project.")})
    try:
        check_name(name)
    except ValidationError as error:
        raise Invalid({"name": error.messages[0]}) from None


def _major_has_reference(project: Project, _data: dict[str, Any]) -> None:
    if not project.facts.get("major") or not str(project.facts.get("major_reference", "")).strip():
        raise Invalid(_("The project does not claim to be major works with a reference."))


def _create(
    context: Context,
    _subject: None,
    *,
    enterprise: Enterprise,
    region: Region,
    facts: dict[str, Any],
    code: str = "",
    **plain: Any,
) -> Project:
    if not scope.acts_for(context.user, enterprise):
        raise Invalid(
            {"enterprise": _("You may not enter projects for this enterprise. Ask it to extend your delegation.")}
        )
    return entered(context, enterprise=enterprise, region=region, facts=facts, code=code, **plain)


def entered(
    context: Context,
    *,
    enterprise: Enterprise,
    region: Region,
    facts: dict[str, Any],
    code: str = "",
    **plain: Any,
) -> Project:
    """Write and classify a new project, inside a command that has checked who may; raises Invalid for its code."""
    version = published()
    columns, further = split(facts)
    project = Project(
        enterprise=enterprise,
        region=region,
        catalogue=version,
        created_by=context.user,
        created_at=now(),
        facts=further,
    )
    _fill(project, {**columns, **plain})
    classify(project)
    project.code = codes.checked(code) if code.strip() else codes.assigned(region.code)
    project.save()
    context.note(project.chain, project, data=summary(project))
    return project


def _update(
    context: Context,
    project: Project,
    *,
    facts: dict[str, Any],
    region: Region | None = None,
    code: str = "",
    reason: str = "",
    **plain: Any,
) -> Project:
    before = summary(project)
    columns, further = split(facts)
    if project.facts.get("major_confirmed") and _same_claim(project.facts, further):
        further["major_confirmed"] = True
    project.facts = further
    _fill(project, {**columns, **plain})
    if project.state == Project.State.DRAFT:
        project.region = region or project.region
        if code.strip():
            project.code = codes.checked(code, besides=project.pk)
    reclassify(project, before, reason)
    project.save()
    follow_contract(project)
    after = summary(project)
    context.note(
        project.chain,
        project,
        data={"before": differing(before, after), "after": differing(after, before), "reason": reason},
    )
    return project


def _confirm_major(context: Context, project: Project) -> Project:
    before = summary(project)
    project.facts = {**project.facts, "major_confirmed": True}
    reclassify(project, before, _("confirmed as major works"))
    project.save()
    context.note(project.chain, project, data={"reference": project.facts["major_reference"], "cap": project.cap})
    return project


def _fill(project: Project, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(project, name, value)


def _same_claim(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return all(old.get(name) == new.get(name) for name in ("major", "major_reference"))


create_project = Command(
    name="projects.create",
    label=gettext_lazy("Enter a project"),
    subject=None,
    may=may_enter,
    states=NO_SUBJECT,
    validators=[name_is_fit, contract_is_plausible],
    run=_create,
).register()

update_project = Command(
    name="projects.update",
    label=gettext_lazy("Change the dossier"),
    subject=Project,
    may=may_edit,
    states=OPEN_STATES,
    validators=[name_is_fit, contract_is_plausible],
    run=_update,
).register()

confirm_major = Command(
    name="projects.confirm_major",
    label=gettext_lazy("Confirm as major works"),
    subject=Project,
    may=may_confirm_major,
    states=OPEN_STATES,
    validators=[_major_has_reference],
    run=_confirm_major,
).register()


def enter_approval(context: Context, project: Project) -> None:
    """The first filing makes the draft an active project 进入审批; to be called inside the filing command."""
    if project.state == Project.State.DRAFT:
        project.state = Project.State.ACTIVE
        project.save(update_fields=["state"])
        context.note(project.chain, project, verb="projects.enter_approval")
