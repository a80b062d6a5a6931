"""Indexes the workflow engine lacks: without them a queue scans every task that ever was."""

from django.db import migrations

INDEXES = {
    "vf_inbox": "viewflow_task (owner_id, created DESC) WHERE status = 'ASSIGNED'",
    "vf_queue": "viewflow_task (owner_permission, created DESC) WHERE status = 'NEW' AND flow_task_type = 'HUMAN'",
    "vf_archive": "viewflow_task (owner_id, created DESC) WHERE finished IS NOT NULL",
    "vf_fan_out": "viewflow_task (id) WHERE status = 'STARTED' AND flow_task_type = 'SUBPROCESS'",
    "vf_error": "viewflow_task (id) WHERE status = 'ERROR'",
    "vf_running": "viewflow_process (flow_class) WHERE status = 'NEW'",
}


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_ties"),
        ("viewflow", "0015_task_scheduled"),
    ]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON {on}", f"DROP INDEX {name}") for name, on in INDEXES.items()
    ]
