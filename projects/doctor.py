"""Proves that a dossier says today what its facts said when they were stored (项目档案体检)."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from catalogue.rules import FactError, classify
from core import files, geo
from projects.facts import catalogue_for, facts_of
from projects.models import Material, Project, Redline


def check() -> Iterator[str]:
    """A sentence for every wrong classification, unsound redline or lost file."""
    yield from _classifications()
    yield from _redlines()
    yield from _files()


def _classifications() -> Iterator[str]:
    rows = Project.objects.filter(catalogue__isnull=False).select_related("catalogue").defer("catalogue__content")
    for project in rows.order_by("pk").iterator(chunk_size=2000):
        try:
            found = classify(facts_of(project), catalogue_for(project))
        except FactError as error:
            yield f"project {project.pk} ({project.code}): the catalogue cannot read its facts: {error}"
            continue
        stored = (project.flow_code, project.cap, project.exempt_reason)
        now = (found.flow_code or "", found.cap, found.exempt_reason or "")
        if stored != now:
            yield f"project {project.pk} ({project.code}): is stored as {stored}, its facts give {now}"


def _redlines() -> Iterator[str]:
    for redline in Redline.objects.filter(current=True).order_by("pk").iterator(chunk_size=1000):
        shape = redline.shape
        if not shapely.is_valid(shape):
            yield f"redline {redline.pk} of project {redline.project_id}: {shapely.is_valid_reason(shape)}"
        box = {name: getattr(redline, name) for name in ("minx", "miny", "maxx", "maxy")}
        if box != geo.box_of(shape) or redline.level != geo.level_of(shape.bounds):
            yield f"redline {redline.pk} of project {redline.project_id}: its box does not fit its shape"


def _files() -> Iterator[str]:
    for material in Material.objects.select_related("file").order_by("pk").iterator(chunk_size=2000):
        if not files.path_of(material.file.sha256).exists():
            yield f"material {material.pk} of project {material.project_id}: its file {material.file} is lost"
