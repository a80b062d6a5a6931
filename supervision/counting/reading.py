"""Numbers of the wall from the tallies: what is folded, and where something waits, one statement over both."""

# The statements are made of constants and dates; what a person typed goes as a parameter.
# ruff: noqa: S608

from collections.abc import Collection, Iterator
from typing import Any, Final, Literal

from django.db import connection

from clocks.lights import Light
from core.time import today
from supervision.counting.folding import LIGHTS, advance, light_sql, spread
from supervision.models import WallDay
from supervision.tallies import Tally

Key = Literal["area", "function", "stage"]
_LEVELS: Final = [Light(name.upper()) for name in LIGHTS]
_SUMS: Final = ", ".join(f"SUM({light})" for light in LIGHTS)
_OF_THAT_DAY: Final = "EXISTS (SELECT 1 FROM supervision_wallday WHERE id = 1 AND day = %s)"
_COLUMNS: Final = f"area, function, stage, {', '.join(LIGHTS)}"


def counts(
    areas: Collection[str], key: Key, *, function: str | None = None, stage: str | None = None
) -> dict[str, Tally] | None:
    """Today's tallies of `areas` by `key`, narrowed to one function or stage ("" for none); those of no clock left out.

    None when they cannot be had now because another moves them to today: count the rows then. One query while nothing
    waits to be folded, else two; three more for the first reader of a day.
    """
    if not areas:
        return {}
    for _attempt in range(2):
        rows = _read(areas, key, function, stage)
        if rows:
            return {row[0]: Tally(dict(zip(_LEVELS, map(int, row[1:6]), strict=True))) for row in rows if any(row[1:6])}
        if WallDay.objects.filter(id=1, day=today()).exists():
            return {}
        if not advance(wait=False):
            return None
    return None


def _read(areas: Collection[str], key: Key, function: str | None, stage: str | None) -> list[Any]:
    """Rows (key, red, yellow, warn, green, stopped); none when the tallies are of another day."""
    marks = ", ".join(["%s"] * len(areas))
    where, given = [f"area IN ({marks})"], list(areas)
    for column, value in (("function", function), ("stage", stage)):
        if value is not None:
            where.append(f"{column} = %s")
            given.append(value)
    chosen = " AND ".join(where)
    day = today().isoformat()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {key}, {_SUMS}, EXISTS (SELECT 1 FROM supervision_walldelta) FROM supervision_walltally
            WHERE {chosen} AND {_OF_THAT_DAY} GROUP BY {key}""",
            [*given, day],
        )
        folded = list(cursor.fetchall())
    if folded and not folded[0][-1]:
        return folded
    waiting = f"SELECT region_id, department_id, stage, {light_sql(repr(day))} AS light, n FROM supervision_walldelta"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {key}, {_SUMS} FROM (
              SELECT {_COLUMNS} FROM supervision_walltally WHERE {chosen}
              UNION ALL SELECT {_COLUMNS} FROM ({spread(waiting)}) AS pending WHERE {chosen}) AS counted
            WHERE {_OF_THAT_DAY} GROUP BY {key}""",
            [*given, *given, day],
        )
        return list(cursor.fetchall())


def differences() -> Iterator[str]:
    """A sentence for every place whose tally and waiting changes are not the clocks (体检)."""
    marker = WallDay.objects.filter(id=1).first()
    if marker is None or marker.day is None:
        return
    day = repr(marker.day.isoformat())
    keys = "region_id, department_id, stage"
    waiting = f"SELECT {keys}, {light_sql(day)} AS light, n FROM supervision_walldelta"
    real = f"SELECT {keys}, {light_sql(day)} AS light, -1 AS n FROM clocks_clock WHERE state <> 'ENDED'"
    sums = ", ".join(f"SUM({light}) AS {light}" for light in LIGHTS)
    wrong = " OR ".join(f"SUM({light}) <> 0" for light in LIGHTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT area, function, stage, {sums} FROM (SELECT {_COLUMNS} FROM supervision_walltally
              UNION ALL {spread(f"{waiting} UNION ALL {real}")}) AS compared
            GROUP BY area, function, stage HAVING {wrong} ORDER BY area, function, stage"""
        )
        for area, function, stage, *off in cursor.fetchall():
            by = ", ".join(f"{light} {int(number):+d}" for light, number in zip(LIGHTS, off, strict=True) if number)
            yield f"the wall's count of area {area}, {function or 'no function'}, {stage or 'no stage'} is off by {by}"
