"""What points to rooms whose tables are made later."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('documents', '0011_return_letters')]

    dependencies = [
        ('documents', '0001_tables'),
        ('projects', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='projects.project'),
        ),
    ]
