"""The verbs of the dossier 项目档案: create, update, confirm as major works, set the redline, file a material."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.models import Enterprise, Region
from accounts.posts import ADMIN, APPLICANTS, LEAD
from catalogue.queries import catalogue_of, published
from clocks import commands as clocks
from clocks.models import Clock
from core import files, geo
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.models import StoredFile
from core.time import now
from projects import codes
from projects.classifying import admitted, apply
from projects.facts import facts_of, split
from projects.fields import check_name
from projects.models import Material, Project, Redline
from projects.redline.result import RedlineReading
from projects.upload_checks import Checked
from projects.uploads import clean_name

OPEN_STATES = ("DRAFT", "ACTIVE")
#: Fields of the dossier besides its facts.
PLAIN = ("name", "address", "description", "planned_start", "planned_completion", "industry")


def may_enter(user: Any, _subject: None) -> bool:
    """Anyone on the side of an enterprise; for which one is checked with the data."""
    return scope.has_role(user, APPLICANTS)


def may_edit(user: Any, project: Project) -> bool:
    """The enterprise of the project, or its agent within the delegation."""
    return scope.acts_for(user, project.enterprise_id, project.code)


def may_confirm_major(user: Any, project: Project) -> bool:
    """A lead officer or administrator of the region who did not enter the project: the second person."""
    return project.created_by_id != user.pk and scope.has_role(user, (LEAD, ADMIN), region=project.region_id)


def _name_is_fit(_subject: Any, data: dict[str, Any]) -> None:
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
    _classify(project)
    project.code = codes.checked(code) if code.strip() else codes.assigned(region.code)
    project.save()
    context.note(project.chain, project, data=_summary(project))
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
    before = _summary(project)
    columns, further = split(facts)
    if project.facts.get("major_confirmed") and _same_claim(project.facts, further):
        further["major_confirmed"] = True
    project.facts = further
    _fill(project, {**columns, **plain})
    if project.state == Project.State.DRAFT:
        project.region = region or project.region
        if code.strip():
            project.code = codes.checked(code, besides=project.pk)
    _reclassify(project, before, reason)
    project.save()
    after = _summary(project)
    context.note(
        project.chain,
        project,
        data={"before": _differing(before, after), "after": _differing(after, before), "reason": reason},
    )
    return project


def _confirm_major(context: Context, project: Project) -> Project:
    before = _summary(project)
    project.facts = {**project.facts, "major_confirmed": True}
    _reclassify(project, before, _("confirmed as major works"))
    project.save()
    context.note(project.chain, project, data={"reference": project.facts["major_reference"], "cap": project.cap})
    return project


def _set_redline(
    context: Context,
    project: Project,
    *,
    reading: RedlineReading,
    source: str,
    file: StoredFile | None = None,
    source_name: str = "",
    adopt_area: bool = False,
) -> Redline:
    version = project.redlines.count() + 1
    project.redlines.filter(current=True).update(current=False)
    redline = Redline.objects.create(
        project=project,
        version=version,
        geometry=geo.to_wkb(reading.geometry),
        level=geo.level_of(reading.geometry.bounds),
        **geo.box_of(reading.geometry),
        source=source,
        source_file=file,
        source_name=clean_name(source_name) if source_name else reading.source_name,
        source_crs=f"EPSG:{reading.source_crs}",
        zone=reading.zone,
        area_ellipsoidal=_square_metres(reading.area_ellipsoidal_m2),
        area_zone=_square_metres(reading.area_zone_m2),
        notes=[[note.remark.value, note.params] for note in reading.notes],
        encoding=reading.encoding,
        attributes=list(reading.attributes),
        created_by=context.user,
        created_at=now(),
    )
    if adopt_area:
        before = _summary(project)
        project.land_area = redline.area_zone
        _reclassify(project, before, _("land area taken from the redline"))
        project.save()
    context.note(
        project.chain,
        redline,
        data={"version": version, "area_m2": redline.area_zone, "crs": redline.source_crs, "source": source},
    )
    return redline


def _upload_material(
    context: Context,
    project: Project,
    *,
    key: str,
    upload: BinaryIO,
    original_name: str,
    checked: Checked,
    valid_to: date | None = None,
) -> Material:
    material = catalogue_of(project.catalogue).materials.get(key)
    if material is None or material.source == "SHARED":
        raise Invalid({"key": _("This material is not asked for from the enterprise. Choose one from the list.")})
    stored = files.store(upload, checked.media_type)
    earlier = project.materials.filter(key=key)
    if earlier.filter(current=True, file=stored, valid_to=valid_to).exists():
        raise Invalid({"upload": _("This very file is already the current version. Nothing was changed.")})
    version = earlier.count() + 1
    earlier.filter(current=True).update(current=False)
    filed = Material.objects.create(
        project=project,
        key=key,
        name=material.name.zh,
        version=version,
        file=stored,
        original_name=clean_name(original_name),
        valid_to=valid_to,
        uploaded_by=context.user,
        uploaded_at=now(),
    )
    context.note(project.chain, filed, data={"key": key, "version": version, "sha256": stored.sha256})
    return filed


create_project = Command(
    name="projects.create",
    label=gettext_lazy("Enter a project"),
    subject=None,
    may=may_enter,
    states=NO_SUBJECT,
    validators=[_name_is_fit],
    run=_create,
).register()

update_project = Command(
    name="projects.update",
    label=gettext_lazy("Change the dossier"),
    subject=Project,
    may=may_edit,
    states=OPEN_STATES,
    validators=[_name_is_fit],
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

set_redline = Command(
    name="projects.set_redline",
    label=gettext_lazy("Set the land redline"),
    subject=Project,
    may=may_edit,
    states=OPEN_STATES,
    validators=[],
    run=_set_redline,
).register()

upload_material = Command(
    name="projects.upload_material",
    label=gettext_lazy("Upload a material"),
    subject=Project,
    may=may_edit,
    states=OPEN_STATES,
    validators=[],
    run=_upload_material,
).register()


def enter_approval(context: Context, project: Project) -> None:
    """The first filing makes the draft an active project 进入审批; to be called inside the filing command."""
    if project.state == Project.State.DRAFT:
        project.state = Project.State.ACTIVE
        project.save(update_fields=["state"])
        context.note(project.chain, project, verb="projects.enter_approval")


def _fill(project: Project, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(project, name, value)


def _classify(project: Project) -> None:
    catalogue = catalogue_of(project.catalogue)
    apply(project, admitted(facts_of(project), catalogue), catalogue)


def _reclassify(project: Project, before: dict[str, Any], reason: str) -> None:
    """Classify anew; once filed, another cap needs a reason and runs from the same day 0."""
    _classify(project)
    if project.state == Project.State.DRAFT or (project.flow_code, project.cap) == (before["flow"], before["cap"]):
        return
    if not reason.strip():
        raise Invalid({"reason": _("This changes the category or the limit of a filed project. Give the reason.")})
    running = Clock.objects.of_subject(Project._meta.label_lower, project.pk).filter(kind="CAP", ended_on=None)
    if running.exists() and project.cap is not None:
        clocks.set_limit("CAP", project, project.cap, project_id=project.pk)


def _same_claim(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return all(old.get(name) == new.get(name) for name in ("major", "major_reference"))


def _summary(project: Project) -> dict[str, Any]:
    columns = ("code", "name", "region_id", "investment_kind", "regime", "industry", "land_mode", "state")
    return {
        **{name: getattr(project, name) for name in columns},
        **{name: str(getattr(project, name)) for name in ("investment", "land_area", "floor_area")},
        "facts": dict(project.facts),
        "flow": project.flow_code,
        "cap": project.cap,
        "exempt": project.exempt_reason,
        "catalogue": project.catalogue_id,
    }


def _differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if other.get(key) != value}


def _square_metres(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


__all__ = [
    "confirm_major",
    "create_project",
    "enter_approval",
    "set_redline",
    "update_project",
    "upload_material",
]
