"""Many rows at once (成批写行): however many there are, one statement whose text is always the same.

PostgreSQL gets the rows as one JSON document, so it reads and plans the statement once per connection; a list of values would be
a new text for every count. Other databases write row by row, as `core.rows` does.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Final

from django.db import DatabaseError, connections, models

from core import rows
from core.prepared import cursor_of

_Tellers = list[tuple[str, Callable[[models.Model], Any]]]


def insert(new: Sequence[models.Model], *, once: bool = False) -> None:
    """Insert rows of one table; none learns its key, so either they have them from `reserve` or nobody needs them.

    With `once` a row that conflicts with one in the table is the same and left out.
    """
    link = connections["default"]
    if not new or link.vendor != "postgresql":
        rows.insert(new, once=once)
        return
    tellers, sql = _inserting(type(new[0]), new[0].pk is not None, once)
    told = []
    for row in new:
        row._prepare_related_fields_for_save("insert")  # type: ignore[attr-defined]  # keys of neighbours given meanwhile
        told.append({column: tell(row) for column, tell in tellers})
        row._state.adding, row._state.db = False, link.alias
    _execute(link, sql, told)


def update(changed: Sequence[models.Model], *names: str) -> None:
    """Write these fields of rows of one table as they are now. Raises DatabaseError where one is gone."""
    link = connections["default"]
    if len(changed) < 2 or link.vendor != "postgresql":
        for row in changed:
            rows.update(row, *names)
        return
    tellers, sql = _updating(type(changed[0]), names)
    told = [{column: tell(row) for column, tell in tellers} for row in changed]
    if (written := _execute(link, sql, told)) != len(changed):
        raise DatabaseError(f"{len(changed) - written} rows of {changed[0]._meta.label} are gone")


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Keys nobody else will get, for rows to be written later; none where the database does not give keys ahead."""
    link, meta = connections["default"], model._meta
    if link.vendor != "postgresql" or not isinstance(meta.pk, models.AutoField):
        return []
    with cursor_of(link) as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [link.ops.quote_name(meta.db_table), meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _execute(link: Any, sql: str, told: list[dict[str, Any]]) -> int:
    with cursor_of(link) as cursor:
        cursor.execute(sql, [json.dumps(told, default=_text, ensure_ascii=False)])
        return int(cursor.rowcount)


def _teller(field: Any, adding: bool) -> Callable[[models.Model], Any]:
    """What tells a field's value as JSON says it; what JSON does not know is text that PostgreSQL reads as the column's type."""
    if _is_plain(field.target_field if field.is_relation else field) and not _is_stamped(field):
        return attrgetter(field.attname)

    def tell(row: models.Model) -> Any:
        value = field.get_prep_value(field.pre_save(row, adding))
        encoder = getattr(field, "encoder", None)
        return value if encoder is None else json.loads(json.dumps(value, cls=encoder))

    return tell


def _is_plain(field: Any) -> bool:
    """Whether values are told as rows hold them; a field of a library may hold something else (the step of a flow)."""
    own = type(field).__module__.startswith("django.db.models.fields")
    return own and isinstance(field, _PLAIN) and getattr(field, "encoder", None) is None


def _is_stamped(field: Any) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


_PLAIN: Final = (models.IntegerField, models.CharField, models.TextField, models.DateField, models.BooleanField, models.JSONField)  # fmt: skip
"""Fields whose values are told as they are; keys and times are of these."""


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@cache
def _inserting(model: Any, keyed: bool, once: bool) -> tuple[_Tellers, str]:
    quote = connections["default"].ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if keyed or not isinstance(field, models.AutoField)]
    columns, table = ", ".join(quote(field.column) for field in fields), quote(model._meta.db_table)
    new = f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608 names of columns
    told = [(field.column, _teller(field, adding=True)) for field in fields]
    return told, f"INSERT INTO {table} ({columns}) {new}{' ON CONFLICT DO NOTHING' if once else ''}"


@cache
def _updating(model: Any, names: tuple[str, ...]) -> tuple[_Tellers, str]:
    quote, fields = connections["default"].ops.quote_name, [model._meta.get_field(name) for name in names]
    owner = fields[0].model._meta
    if any(field.model._meta.concrete_model is not owner.concrete_model for field in fields):
        raise ValueError(f"{names} are not columns of one table")
    columns = ", ".join(f"{quote(field.column)} = new.{quote(field.column)}" for field in fields)
    table, key = quote(owner.db_table), quote(owner.pk.column)
    new = f"json_populate_recordset(NULL::{table}, %s) AS new"
    sql = f"UPDATE {table} SET {columns} FROM {new} WHERE {table}.{key} = new.{key}"  # noqa: S608 names of columns
    return [(field.column, _teller(field, adding=False)) for field in (owner.pk, *fields)], sql
