"""What points to rooms whose tables are made later."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('approvals', '0018_reuse_of_assessments')]

    dependencies = [
        ('approvals', '0001_tables'),
        ('commitments', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='itemcase',
            name='commitment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='commitments.commitment'),
        ),
    ]
