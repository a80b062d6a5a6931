"""The catalogue versions: which one is in force, and what each of them says."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _

from catalogue.content import Catalogue
from catalogue.models import CatalogueVersion
from catalogue.parse import parse_catalogue
from core import act
from core.errors import Refusal


class NothingPublished(Refusal):
    """No catalogue version is in force yet."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("No catalogue of approval items is published yet. Ask the catalogue's administrator."))


def published() -> CatalogueVersion:
    """The version in force (without its content). Raises NothingPublished."""
    version = CatalogueVersion.objects.filter(state=CatalogueVersion.State.PUBLISHED).defer("content").first()
    if version is None:
        raise NothingPublished
    return version


def current_version() -> CatalogueVersion:
    """The version in force; another name of `published`."""
    return published()


def current_catalogue() -> Catalogue:
    """What the version in force says. Raises NothingPublished."""
    return catalogue_of(published())


def catalogue_of(version: CatalogueVersion | int) -> Catalogue:
    """What a version says, as immutable values; parsed once per process and content.

    Give the primary key (`project.catalogue_id`) where the row is not at hand: fetching the row
    would read its whole source text. Raises CatalogueVersion.DoesNotExist, and CatalogueSourceError
    for content that is not a catalogue (it could not have been loaded).
    """
    if isinstance(version, CatalogueVersion):
        return _parsed(version.pk, version.content_hash)
    return _parsed(version, act.held(("catalogue", version), partial(_hash_of, version)))


def visible_versions(user: Any) -> Any:
    """The versions `user` may see, newest first, without their content."""
    return CatalogueVersion.objects.visible_to(user).defer("content")


def _hash_of(pk: int) -> str:
    return CatalogueVersion.objects.values_list("content_hash", flat=True).get(pk=pk)


@lru_cache(maxsize=16)
def _parsed(pk: int, content_hash: str) -> Catalogue:
    content = CatalogueVersion.objects.values_list("content", flat=True).get(pk=pk, content_hash=content_hash)
    return parse_catalogue(content)
