"""Rows that are read by the thousand (轻装取数): made from the answer of the database without the constructor's questions.

`Model.from_db` is the place Django keeps for it. The constructor looks at every field for arguments by name, defaults and
related objects; a whole row from the database has none of them to look for.
"""

from collections.abc import Collection
from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class LightRows(models.Model):
    """Put it first among the bases of a model. Signals of construction are not sent; we have none."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # stubs of a later version
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        names = _columns(cls)
        if len(values) != len(names):  # some columns are deferred
            return super().from_db(db, field_names, values)
        row, state = cls.__new__(cls), ModelState()
        state.adding, state.db = False, db
        row.__dict__.update(zip(names, values, strict=True), _state=state)
        return row


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)
