"""Room for the longest name of an enterprise (200) and of a user (150) in the journal."""

from importlib import import_module

from django.db import migrations, models

append_only = import_module("core.migrations.0002_journal_is_append_only")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_is_append_only")]
    # SQLite makes the table anew and would lose its triggers without a word.
    operations = [
        migrations.RunPython(append_only.unlock, append_only.lock),
        migrations.AlterField("journalentry", "actor_name", models.CharField(blank=True, max_length=200)),
        migrations.AlterField("journalentry", "on_behalf_of", models.CharField(blank=True, max_length=200)),
        migrations.RunPython(append_only.lock, append_only.unlock),
    ]
