"""联合测绘 (多测合一): one survey per stage, filed once with typed areas; every item that asks for it finds it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.access import owner_of_project
from approvals.models import SurveyArea, SurveyResult
from core import files
from core.codes import uscc
from core.commands import Command, Context
from core.errors import Invalid
from core.time import now, today
from projects.commands import upload_material
from projects.models import Material, Project
from projects.upload_checks import Checked

PAPER: Final = "joint_survey"
"""竣工联合测绘成果报告 in the catalogue: 401, 402 and 506 ask for it."""
STAGES: Final = ("S4",)


def survey_is_sound(project: Project, data: dict[str, Any]) -> None:
    """Who measured, when, under which number, at least land and floor area, and the report itself."""
    faults = {}
    if not str(data.get("number", "")).strip():
        faults["number"] = _("Give the number of the survey report.")
    if not str(data.get("surveyor", "")).strip():
        faults["surveyor"] = _("Name the surveyor.")
    try:
        uscc.validate(str(data.get("surveyor_uscc", "")))
    except ValueError:
        faults["surveyor_uscc"] = _("This is not a unified social credit code; check the 18 characters.")
    day: date | None = data.get("surveyed_on")
    if day is None or day > today():
        faults["surveyed_on"] = _("Give the day of the survey; it cannot lie ahead.")
    areas: Mapping[str, tuple[Decimal, Decimal | None]] = data.get("areas", {})
    for kind in ("LAND", "FLOOR"):
        if kind not in areas:
            faults[f"area_{kind}"] = _("Every survey states this area.")
    for kind, (value, _permitted) in areas.items():
        if value <= 0:
            faults[f"area_{kind}"] = _("An area is more than nothing.")
    if data.get("upload") is None:
        faults["upload"] = _("Choose the survey report as PDF.")
    if faults:
        raise Invalid(faults)


def _file_survey(
    context: Context,
    project: Project,
    *,
    stage: str,
    number: str,
    surveyor: str,
    surveyor_uscc: str,
    surveyed_on: date,
    areas: Mapping[str, tuple[Decimal, Decimal | None]],
    upload: BinaryIO,
    original_name: str,
    checked: Checked,
) -> SurveyResult:
    material = _report(context, project, upload, original_name, checked)
    earlier = project.surveys.filter(stage=stage)
    version = earlier.count() + 1
    earlier.filter(current=True).update(current=False)
    result = SurveyResult.objects.create(
        project=project,
        stage=stage,
        version=version,
        number=number.strip(),
        surveyor=surveyor.strip(),
        surveyor_uscc=surveyor_uscc.strip(),
        surveyed_on=surveyed_on,
        material=material,
        filed_by=context.user,
        filed_at=now(),
    )
    SurveyArea.objects.bulk_create(
        SurveyArea(result=result, kind=kind, square_metres=value, permitted=permitted)
        for kind, (value, permitted) in areas.items()
    )
    context.note(
        project.chain,
        result,
        data={
            "number": result.number, "version": version, "sha256": material.file.sha256,
            "areas": {kind: str(value) for kind, (value, _permitted) in areas.items()},
        },
    )  # fmt: skip
    return result


def _report(context: Context, project: Project, upload: BinaryIO, original_name: str, checked: Checked) -> Material:
    """The report as a material of the dossier; the very file that was handed in before is not kept twice."""
    stored = files.store(upload, checked.media_type)
    same = project.materials.filter(key=PAPER, current=True, file=stored).first()
    if same is not None:
        return same
    upload.seek(0)
    material: Material = upload_material.run(
        context, project, key=PAPER, upload=upload, original_name=original_name, checked=checked
    )
    return material


file_survey = Command(
    name="joint.file_survey",
    label=gettext_lazy("File the joint survey"),
    subject=Project,
    may=owner_of_project,
    states={"ACTIVE"},
    validators=[survey_is_sound],
    run=_file_survey,
).register()
