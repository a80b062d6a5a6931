"""A point of a correction after acceptance keeps the version it is about and how it was answered."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def name_old_versions(apps: Any, schema_editor: Any) -> None:
    """Of corrections that nobody answered yet: what the department works from."""
    lines = apps.get_model("approvals", "CorrectionLine").objects.filter(correction__state__in=("REQUESTED", "RUNNING"))
    bindings = apps.get_model("approvals", "MaterialBinding").objects
    for line in lines.select_related("correction"):
        bound = bindings.filter(case_id=line.correction.case_id, spec__key=line.material_key).first()
        if bound is not None:
            line.old_material_id = bound.material_id
            line.save(update_fields=["old_material"])


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0008_renewals'),
        ('projects', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='correctionline',
            name='answer_kind',
            field=models.CharField(blank=True, choices=[('FILE', 'corrected file'), ('TEXT', 'explanation'), ('THERE', 'it was there: see')], max_length=5),
        ),
        migrations.AddField(
            model_name='correctionline',
            name='old_material',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.material'),
        ),
        migrations.RunPython(name_old_versions, migrations.RunPython.noop),
    ]
