"""A dossier as the catalogue reads it 项目事实: columns and further facts joined into one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from catalogue.queries import catalogue_of, published
from catalogue.rules import Catalogue, ProjectFacts, read_facts
from projects.models import Project

_UNSAID: Final = ProjectFacts()
#: Facts that are columns of the project; all others live in ``Project.facts``.
COLUMNS: Final = ("investment_kind", "regime", "investment", "land_mode", "land_area", "floor_area")


def catalogue_for(project: Project) -> Catalogue:
    """The catalogue version the project is pinned to; the one in force for a row without."""
    if project.catalogue_id and not Project._meta.get_field("catalogue").is_cached(project):
        return catalogue_of(project.catalogue_id)  # its row would bring the whole source text along
    return catalogue_of(project.catalogue or published())


def facts_of(project: Project) -> ProjectFacts:
    """What the dossier says, for classification, plan and conditions. Raises ``FactError`` for an unknown fact."""
    return read_facts({**project.facts, **{name: getattr(project, name) for name in COLUMNS}})


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(columns, further facts) of form values; further facts are JSON-ready and leave out what is unset."""
    columns = {name: values[name] for name in COLUMNS if name in values}
    further = {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if name not in COLUMNS and value is not None and value != default_of(name)
    }
    return columns, further


def default_of(name: str) -> Any:
    """What a fact is when nobody said anything; ``None`` for an unknown one."""
    return getattr(_UNSAID, name, None)
