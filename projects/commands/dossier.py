"""The files of a dossier 红线与材料: versions that supersede each other; nothing is overwritten."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry import mapping

from core import files, geo
from core.commands import Command, Context
from core.errors import Invalid
from core.models import StoredFile
from core.time import now
from projects.commands.access import OPEN_STATES, may_edit
from projects.commands.record import reclassify, summary
from projects.facts import catalogue_for
from projects.models import Material, Project, Redline
from projects.redline.result import RedlineReading
from projects.upload_checks import MEDIA_TYPES, Checked
from projects.uploads import clean_name

#: The material that the redline page files by itself.
REDLINE_KEY: Final = "redline"
_CGCS2000: Final[dict[str, Any]] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}


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
    _file_redline(context, project, redline)
    if adopt_area:
        before = summary(project)
        project.land_area = redline.area_zone
        reclassify(project, before, _("land area taken from the redline"))
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
    material = catalogue_for(project).materials.get(key)
    if material is None or material.source == "SHARED":
        raise Invalid({"key": _("This material is not asked for from the enterprise. Choose one from the list.")})
    if key == REDLINE_KEY:
        raise Invalid({"upload": _("The redline is read and checked on its own page. Give it there.")})
    stored = files.store(upload, checked.media_type)
    if project.materials.filter(key=key, current=True, file=stored, valid_to=valid_to).exists():
        raise Invalid({"upload": _("This very file is already the current version. Nothing was changed.")})
    return _file(context, project, key, material.name.zh, stored, clean_name(original_name), valid_to)


def _file_redline(context: Context, project: Project, redline: Redline) -> None:
    """The redline is itself a material: the file that was handed in, or its checked coordinates as GeoJSON."""
    material = catalogue_for(project).materials.get(REDLINE_KEY)
    if material is None:
        return
    stored, name = redline.source_file, redline.source_name
    if stored is None:
        feature = {"type": "Feature", "properties": {"name": project.name}, "geometry": mapping(redline.shape)}
        body = {"type": "FeatureCollection", "crs": _CGCS2000, "features": [feature]}
        stored = files.store(json.dumps(body, ensure_ascii=False).encode(), MEDIA_TYPES["geojson"])
        name = f"{material.name.zh}.geojson"
    _file(context, project, REDLINE_KEY, material.name.zh, stored, name, None)


def _file(
    context: Context, project: Project, key: str, name: str, stored: StoredFile, original: str, valid_to: date | None
) -> Material:
    earlier = project.materials.filter(key=key)
    version = earlier.count() + 1
    earlier.filter(current=True).update(current=False)
    filed = Material.objects.create(
        project=project,
        key=key,
        name=name,
        version=version,
        file=stored,
        original_name=original,
        valid_to=valid_to,
        uploaded_by=context.user,
        uploaded_at=now(),
    )
    context.note(project.chain, filed, data={"key": key, "version": version, "sha256": stored.sha256})
    return filed


def _square_metres(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


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
