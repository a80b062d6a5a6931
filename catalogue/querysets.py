"""Visibility of the catalogue: what is or was in force is public, a draft is its administrators' business."""

from typing import Any, Self

from django.db.models import QuerySet

from catalogue.access import edits_catalogue


class CatalogueVersionQuerySet(QuerySet):
    """事项清单版本."""

    def visible_to(self, user: Any) -> Self:
        """Published and superseded versions for everyone, drafts for those who edit the catalogue."""
        return self if edits_catalogue(user) else self.exclude(state="DRAFT")


class PublicQuerySet(QuerySet):
    """Rows of a version: 事项, 材料, 流程."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the versions that are visible to `user`."""
        if edits_catalogue(user):
            return self
        path = {"MaterialSpec": "item__version"}.get(self.model.__name__, "version")
        return self.exclude(**{f"{path}__state": "DRAFT"})


class AssignmentQuerySet(QuerySet):
    """事项行使主体: public, as the service guide names who decides."""

    def visible_to(self, user: Any) -> Self:
        """All of them."""
        return self
