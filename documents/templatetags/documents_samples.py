"""`{% samples_of key version %}`: links to the specimen and the blank form of a material, where a version has them."""

from typing import Any

from django import template

from catalogue.queries import catalogue_of
from catalogue.speech import local

register = template.Library()


@register.inclusion_tag("documents/_samples.html", takes_context=True)
def samples_of(context: Any, key: str, version: int | None) -> dict[str, Any]:
    """样例和空白表 of one material in the catalogue version with that primary key; nothing where there are none."""
    catalogue = _catalogue(context["request"], version) if version else None
    sample = catalogue.samples.get(key) if catalogue else None
    name = local(catalogue.materials[key].name) if catalogue and sample else ""
    return {"sample": sample, "version": version, "name": name}


def _catalogue(request: Any, version: int) -> Any:
    """The values of a version, asked for once a page however many materials it shows."""
    held = request.__dict__.setdefault("_catalogues", {})
    if version not in held:
        held[version] = catalogue_of(version)
    return held[version]
