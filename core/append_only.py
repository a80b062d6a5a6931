"""The database itself refuses to change or delete a journal entry (日志只增不改)."""

from typing import Any, Final

from django.db import connections

_SQLITE: Final = """CREATE TRIGGER IF NOT EXISTS journal_no_{verb} BEFORE {verb} ON core_journalentry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
_POSTGRES: Final = """
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE OR REPLACE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON core_journalentry
FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""


def install(using: str = "default", **_signal: Any) -> None:
    """Create the triggers where they are missing; after every migration.

    SQLite makes a table anew to change it and loses its triggers without a word.
    """
    connection = connections[using]
    if "core_journalentry" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES)
        else:
            for verb in ("update", "delete"):
                cursor.execute(_SQLITE.format(verb=verb))
