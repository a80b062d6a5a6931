"""Deltas into tallies, and tallies from day to day; whoever does it holds the lock of `WallDay`.

A fold is one statement and hence one snapshot: what it deletes from the deltas is what it adds, and the clocks whose
light changes between two days are those the tallies already count. A change committed later is noted with its dates
and lit when it is folded. SQLite has one writer, so that its transaction is the snapshot.
"""

# The statements are made of constants and dates; what a person typed goes as a parameter.
# ruff: noqa: S608

from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.utils import OperationalError

from core.time import today
from supervision.models import WallDay, WallDelta

LIGHTS: Final = ("red", "yellow", "warn", "green", "stopped")
_KEYS: Final = "region_id, department_id, stage"
_MOVING: Final = """FROM clocks_clock WHERE state = 'RUNNING' AND (
    (warn_on > {low} AND warn_on <= {high}) OR (red_on > {low} AND red_on <= {high})
    OR (due_on >= {low} AND due_on < {high}))"""


def light_sql(day: str) -> str:
    """The light of a row on `day` as SQL; the same comparison as `clocks.querysets.light_q`."""
    return (
        f"CASE WHEN state = 'STOPPED' THEN 'stopped' WHEN red_on <= {day} THEN 'red' WHEN due_on < {day} THEN 'yellow' "
        f"WHEN warn_on <= {day} THEN 'warn' ELSE 'green' END"
    )


def spread(lit: str) -> str:
    """Rows (region_id, department_id, stage, light, n) summed under each area they count for."""
    sums = ", ".join(f"COALESCE(SUM(CASE WHEN light = '{light}' THEN n END), 0) AS {light}" for light in LIGHTS)
    return f"""SELECT area, function, stage, {sums} FROM (
      SELECT CASE level WHEN 2 THEN substr(lit.region_id, 1, 2) WHEN 4 THEN substr(lit.region_id, 1, 4) ELSE lit.region_id END
             AS area, COALESCE(d.function, '') AS function, stage, light, n
      FROM ({lit}) AS lit CROSS JOIN (SELECT 2 AS level UNION ALL SELECT 4 UNION ALL SELECT 6) AS levels
      LEFT JOIN accounts_department d ON d.id = lit.department_id) AS placed GROUP BY area, function, stage"""


def advance(to: date | None = None, *, wait: bool = True) -> bool:
    """Fold what waits and move the tallies to the day `to`, by default today; rebuild them when they were given up.

    Exactly once however many try: the day is read under its lock. False when `wait` is off and another is at it.
    """
    to = to or today()
    WallDay.objects.get_or_create(id=1)
    try:
        with transaction.atomic():
            marker = WallDay.objects.select_for_update(nowait=not wait).get(id=1)
            if marker.day is None:
                _refill(to)
            else:
                _fold(marker.day, to)
            if marker.day != to:
                WallDay.objects.filter(id=1).update(day=to)
    except OperationalError:
        if wait:
            raise
        return False
    return True


def rebuild() -> None:
    """Count anew from the clocks (重新计数), today."""
    WallDay.objects.get_or_create(id=1)
    with transaction.atomic():
        WallDay.objects.select_for_update().get(id=1)
        _refill(today())
        WallDay.objects.filter(id=1).update(day=today())


def give_up() -> None:
    """Ask for a rebuild at the next read, as when a department changes its function."""
    WallDay.objects.filter(id=1).update(day=None)


def department_changed(created: bool, **_signal: Any) -> None:
    """A department already counted may have another function now."""
    if not created:
        give_up()


def sweep() -> int:
    """Fold what waits, and be at today before the first reader is; returns how many changes were folded."""
    waiting = WallDelta.objects.count()
    if waiting or not WallDay.objects.filter(id=1, day=today()).exists():
        advance(wait=False)
    return waiting


def _fold(day: date, to: date) -> None:
    old, new = f"'{day.isoformat()}'", f"'{to.isoformat()}'"
    parts = [f"SELECT {_KEYS}, {light_sql(old)} AS light, n FROM gone"]
    if day != to:
        low, high = sorted((old, new))
        moving = _MOVING.format(low=low, high=high)
        parts += [f"SELECT {_KEYS}, {light_sql(of)} AS light, {n} AS n {moving}" for of, n in ((old, -1), (new, 1))]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                _upsert(" UNION ALL ".join(parts), "WITH gone AS (DELETE FROM supervision_walldelta RETURNING *)")
            )
        else:
            cursor.execute(_upsert(" UNION ALL ".join(parts), "WITH gone AS (SELECT * FROM supervision_walldelta)"))
            cursor.execute("DELETE FROM supervision_walldelta")


def _refill(day: date) -> None:
    lit = (
        f"SELECT {_KEYS}, {light_sql(repr(day.isoformat()))} AS light, 1 AS n FROM clocks_clock WHERE state <> 'ENDED'"
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM supervision_walltally")
        if connection.vendor == "postgresql":
            cursor.execute(_upsert(_grouped(lit), "WITH gone AS (DELETE FROM supervision_walldelta)"))
            # The planner thinks of the table as it was, and would read all of it for a few provinces.
            cursor.execute("ANALYZE supervision_walltally")
        else:
            cursor.execute("DELETE FROM supervision_walldelta")
            cursor.execute(_upsert(_grouped(lit), ""))


def _grouped(lit: str) -> str:
    """Summed before it is spread: a province has far fewer places than clocks."""
    return f"SELECT {_KEYS}, light, COUNT(*) AS n FROM ({lit}) AS each_clock GROUP BY {_KEYS}, light"


def _upsert(lit: str, head: str) -> str:
    # In the order of areas, so that what is read together lies together.
    adds = ", ".join(f"{light} = supervision_walltally.{light} + excluded.{light}" for light in LIGHTS)
    columns = f"area, function, stage, {', '.join(LIGHTS)}"
    changed = " OR ".join(f"{light} <> 0" for light in LIGHTS)
    return f"""{head} INSERT INTO supervision_walltally ({columns})
      SELECT {columns} FROM ({spread(lit)}) AS summed WHERE {changed} ORDER BY area, function, stage
      ON CONFLICT (area, function, stage) DO UPDATE SET {adds}"""
