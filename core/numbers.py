"""Series of official numbers: unique, ascending, never reused."""

from typing import Final

from django.db import connection

from core.models import NumberSequence

_NEXT: Final = (
    "INSERT INTO {table} (series, last) VALUES (%s, 1) "
    "ON CONFLICT (series) DO UPDATE SET last = {table}.last + 1 RETURNING last"
)


def next_number(series: str) -> int:
    """The next number (1, 2, …) of `series`, inside the caller's transaction; the series is locked until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(table=connection.ops.quote_name(NumberSequence._meta.db_table)), [series])
        return int(cursor.fetchone()[0])
