"""What points to rooms whose tables are made later."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('core', '0003_names_of_the_journal')]

    dependencies = [
        ('accounts', '0001_tables'),
        ('core', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='commandreceipt',
            name='actor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='commandreceipt',
            constraint=models.UniqueConstraint(fields=('actor', 'key'), name='one_receipt_per_key'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
