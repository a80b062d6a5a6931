
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0006_joint_mechanisms'),
        ('documents', '0006_extensions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('REQUESTED', 'requested'), ('DECLINED', 'declined'), ('GRANTED', 'granted')], default='REQUESTED', max_length=10)),
                ('days', models.PositiveSmallIntegerField()),
                ('legal_basis', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('approval_number', models.CharField(blank=True, max_length=80)),
                ('requested_at', models.DateTimeField()),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='approvals.itemcase')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'extension',
                'verbose_name_plural': 'extensions',
                'ordering': ['-requested_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['REQUESTED', 'GRANTED'])), fields=('case',), name='one_extension_per_case'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='extension_needs_two_persons'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'GRANTED'), _negated=True), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), ('document__isnull', False)), _connector='OR'), name='granted_extension_was_told_in_writing')],
            },
        ),
    ]
