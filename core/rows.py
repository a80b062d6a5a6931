"""Rows that every command writes (写行): their SQL is written once, as `prepared` does for questions.

The ORM writes an INSERT or UPDATE anew each time, which takes it longer than the database needs. Like its bulk verbs these
send no signals.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from django.db import DatabaseError, connections, models

from core.prepared import cursor_of

AT_ONCE: Final = 100
"""Rows of one statement; every database takes as many values."""


def insert(new: Sequence[models.Model], *, once: bool = False) -> None:
    """Insert new rows of one table; they have their keys afterwards.

    With `once` a row that conflicts with one in the table is the same and left out, and no row learns its key.
    """
    for start in range(0, len(new), AT_ONCE):
        _insert(new[start : start + AT_ONCE], once)


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row as they are now. Raises DatabaseError where it is gone."""
    fields, sql = _updating(type(row), names)
    link = connections["default"]
    values = [field.get_db_prep_save(field.pre_save(row, False), link) for field in fields]
    with cursor_of(link) as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is gone")


def _insert(new: Sequence[models.Model], once: bool) -> None:
    fields, sql = _inserting(type(new[0]), len(new), once)
    link = connections["default"]
    values = []
    for row in new:
        row._prepare_related_fields_for_save("insert")  # type: ignore[attr-defined]  # keys of neighbours written meanwhile
        values += [field.get_db_prep_save(field.pre_save(row, True), link) for field in fields]
    with cursor_of(link) as cursor:
        cursor.execute(sql, values)
        if once:
            return
        for row, (key,) in zip(new, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, link.alias


@cache
def _inserting(model: Any, count: int, once: bool) -> tuple[list[Any], str]:
    quote = connections["default"].ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]
    columns, place = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    places = ", ".join([f"({place})"] * count)
    end = "ON CONFLICT DO NOTHING" if once else f"RETURNING {quote(model._meta.pk.column)}"
    return fields, f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {places} {end}"  # noqa: S608 names of columns


@cache
def _updating(model: Any, names: tuple[str, ...]) -> tuple[list[Any], str]:
    quote = connections["default"].ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    if any(field.model._meta.concrete_model is not fields[0].model._meta.concrete_model for field in fields):
        raise ValueError(f"{names} are not columns of one table")
    owner = fields[0].model._meta
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    return fields, f"UPDATE {quote(owner.db_table)} SET {columns} WHERE {quote(owner.pk.column)} = %s"  # noqa: S608 names of columns
