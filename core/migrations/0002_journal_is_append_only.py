"""The database itself refuses to change or delete a journal entry."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_no_update BEFORE UPDATE ON core_journalentry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON core_journalentry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""
POSTGRES = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON core_journalentry
FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""


def lock(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE.strip().split("END;"):
            if statement.strip():
                schema_editor.execute(statement + "END;")
    else:
        schema_editor.execute(POSTGRES)


def unlock(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER journal_no_update")
        schema_editor.execute("DROP TRIGGER journal_no_delete")
    else:
        schema_editor.execute("DROP TRIGGER journal_no_change ON core_journalentry")
        schema_editor.execute("DROP FUNCTION journal_is_append_only()")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(lock, unlock)]
