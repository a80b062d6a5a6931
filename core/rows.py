"""Single rows that every command writes (写行): their SQL is written once, as `prepared` does for questions.

The ORM writes an INSERT or UPDATE anew each time, which takes it longer than the database needs. Like its bulk verbs these
send no signals.
"""

from functools import cache
from typing import Any

from django.db import DatabaseError, connections, models

from core.prepared import cursor_of


def insert(row: models.Model) -> None:
    """Insert a new row; it has its key afterwards."""
    fields, sql = _inserting(type(row))
    link = connections["default"]
    row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]  # the keys of neighbours written meanwhile
    with cursor_of(link) as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(row, True), link) for field in fields])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, link.alias


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row as they are now. Raises DatabaseError where it is gone."""
    fields, sql = _updating(type(row), names)
    link = connections["default"]
    values = [field.get_db_prep_save(field.pre_save(row, False), link) for field in fields]
    with cursor_of(link) as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is gone")


@cache
def _inserting(model: Any) -> tuple[list[Any], str]:
    quote = connections["default"].ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]
    columns, places = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    key, table = quote(model._meta.pk.column), quote(model._meta.db_table)
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {key}"  # noqa: S608 names of columns


@cache
def _updating(model: Any, names: tuple[str, ...]) -> tuple[list[Any], str]:
    quote = connections["default"].ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    if any(field.model._meta.concrete_model is not fields[0].model._meta.concrete_model for field in fields):
        raise ValueError(f"{names} are not columns of one table")
    owner = fields[0].model._meta
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    return fields, f"UPDATE {quote(owner.db_table)} SET {columns} WHERE {quote(owner.pk.column)} = %s"  # noqa: S608 names of columns
