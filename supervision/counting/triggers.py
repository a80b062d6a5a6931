"""The triggers that note every change of an open clock in `WallDelta`, in the transaction that makes the change.

They stand in the database, so that no way of writing a clock (a command, a bulk update, an import) can forget them.
PostgreSQL notes a statement at once, SQLite row by row. Both only insert: writers never wait for each other here.
"""

# The statements are made of constants and dates; what a person typed goes as a parameter.
# ruff: noqa: S608

from typing import Any, Final

from django.db import connections, transaction

from supervision.models import WallDay

COLUMNS: Final = "region_id, department_id, stage, state, warn_on, due_on, red_on"
_NOTE: Final = f"INSERT INTO supervision_walldelta ({COLUMNS}, n)"

_POSTGRES: Final = f"""
CREATE OR REPLACE FUNCTION wall_note_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {_NOTE} SELECT {COLUMNS}, count(*) FROM fresh WHERE state <> 'ENDED' GROUP BY {COLUMNS};
  RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION wall_note_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {_NOTE} SELECT {COLUMNS}, -count(*) FROM stale WHERE state <> 'ENDED' GROUP BY {COLUMNS};
  RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION wall_note_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {_NOTE} SELECT {COLUMNS}, sum(n) FROM (
    SELECT {COLUMNS}, 1 AS n FROM fresh WHERE state <> 'ENDED'
    UNION ALL SELECT {COLUMNS}, -1 FROM stale WHERE state <> 'ENDED') AS both_sides
  GROUP BY {COLUMNS} HAVING sum(n) <> 0;
  RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER wall_clock_insert AFTER INSERT ON clocks_clock
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION wall_note_insert();
CREATE OR REPLACE TRIGGER wall_clock_delete AFTER DELETE ON clocks_clock
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION wall_note_delete();
CREATE OR REPLACE TRIGGER wall_clock_update AFTER UPDATE ON clocks_clock
  REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION wall_note_update();
"""
_NAMES: Final = ("insert", "delete", "update")


def _row(name: str, n: int) -> str:
    fields = ", ".join(f"{name}.{column}" for column in COLUMNS.split(", "))
    return f"{_NOTE} SELECT {fields}, {n} WHERE {name}.state <> 'ENDED';"


_CHANGED: Final = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in COLUMNS.split(", "))
_SQLITE: Final = {
    "insert": f"AFTER INSERT ON clocks_clock BEGIN {_row('NEW', 1)} END",
    "delete": f"AFTER DELETE ON clocks_clock BEGIN {_row('OLD', -1)} END",
    "update": f"AFTER UPDATE ON clocks_clock WHEN {_CHANGED} BEGIN {_row('OLD', -1)} {_row('NEW', 1)} END",
}


def install(using: str = "default", **_signal: Any) -> None:
    """Create the triggers that are missing and ask for a rebuild if any was; after every migration.

    SQLite's schema changes copy a table and lose its triggers without a word, hence each time anew.
    """
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {"clocks_clock", "supervision_walldelta", "supervision_wallday"} <= tables:
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'wall\\_clock\\_%%'", [])
            complete = cursor.fetchone()[0] == len(_NAMES)
            cursor.execute(_POSTGRES)
        else:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'wall_clock_%%'", []
            )
            complete = cursor.fetchone()[0] == len(_NAMES)
            for name in _NAMES:
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS wall_clock_{name} {_SQLITE[name]}")
        if not complete:
            WallDay.objects.using(using).update(day=None)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the triggers away before the tables they write to go."""
    on = " ON clocks_clock" if schema_editor.connection.vendor == "postgresql" else ""
    for name in _NAMES:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS wall_clock_{name}{on}")
