"""The tables of this room, with everything earlier migrations had made of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('projects', '0001_initial'), ('projects', '0002_redline_attributes'), ('projects', '0003_land_contract')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('catalogue', '0001_tables'),
        ('core', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True, verbose_name='project code')),
                ('name', models.CharField(max_length=200, verbose_name='project name')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='accounts.enterprise')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='accounts.region')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('state', models.CharField(choices=[('DRAFT', 'draft'), ('ACTIVE', 'in approval'), ('COMPLETED', 'completed'), ('CLOSED', 'closed')], default='DRAFT', max_length=10)),
                ('investment_kind', models.CharField(choices=[('GOV', 'government-invested'), ('ENT', 'enterprise-invested')], max_length=3)),
                ('regime', models.CharField(choices=[('EXAM', 'examination (审批)'), ('CONFIRM', 'confirmation (核准)'), ('FILING', 'record filing (备案)')], max_length=8)),
                ('industry', models.CharField(max_length=6, verbose_name='industry (GB/T 4754-2017)')),
                ('investment', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='total investment (yuan)')),
                ('land_mode', models.CharField(choices=[('ALLOCATED', 'allocated (划拨)'), ('GRANTED', 'granted (出让)'), ('GRANTED_WITH_SCHEME', 'granted with design scheme'), ('LEASED', 'leased or contributed'), ('NONE', 'no new land')], max_length=20)),
                ('land_contract_on', models.DateField(blank=True, null=True, verbose_name='land contract signed on')),
                ('land_area', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='land area (m²)')),
                ('floor_area', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='floor area (m²)')),
                ('facts', models.JSONField(default=dict)),
                ('description', models.TextField(blank=True, verbose_name='scale and contents')),
                ('planned_start', models.DateField(blank=True, null=True)),
                ('planned_completion', models.DateField(blank=True, null=True)),
                ('flow_code', models.CharField(blank=True, max_length=30)),
                ('splclx', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('cap', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('cap_scope', models.CharField(default='ALL_STAGES', max_length=16)),
                ('exempt_reason', models.CharField(blank=True, max_length=30)),
                ('classification', models.JSONField(default=dict)),
                ('catalogue', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.catalogueversion')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'project',
                'verbose_name_plural': 'projects',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['region', '-created_at'], name='project_by_region'), models.Index(fields=['enterprise', '-created_at'], name='project_by_enterprise')],
                'constraints': [models.CheckConstraint(condition=models.Q(('floor_area__gte', 0), ('investment__gte', 0), ('land_area__gte', 0)), name='project_sizes_are_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='projects.project')),
                ('key', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('current', models.BooleanField(default=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                ('original_name', models.CharField(max_length=255)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'material',
                'verbose_name_plural': 'materials',
                'ordering': ['key', '-version'],
                'constraints': [models.UniqueConstraint(fields=('project', 'key', 'version'), name='one_material_per_version'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('project', 'key'), name='one_current_material')],
            },
        ),
        migrations.CreateModel(
            name='Redline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redlines', to='projects.project')),
                ('version', models.PositiveSmallIntegerField()),
                ('current', models.BooleanField(default=True)),
                ('geometry', models.BinaryField()),
                ('minx', models.FloatField()),
                ('miny', models.FloatField()),
                ('maxx', models.FloatField()),
                ('maxy', models.FloatField()),
                ('level', models.SmallIntegerField()),
                ('source', models.CharField(max_length=12)),
                ('source_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                ('source_name', models.CharField(blank=True, max_length=200)),
                ('source_crs', models.CharField(max_length=60)),
                ('zone', models.PositiveSmallIntegerField()),
                ('area_ellipsoidal', models.DecimalField(decimal_places=2, max_digits=16)),
                ('area_zone', models.DecimalField(decimal_places=2, max_digits=16)),
                ('notes', models.JSONField(default=list)),
                ('encoding', models.CharField(blank=True, max_length=20)),
                ('attributes', models.JSONField(blank=True, default=list)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'land redline',
                'verbose_name_plural': 'land redlines',
                'indexes': [models.Index(fields=['level', 'minx', 'miny', 'maxx', 'maxy'], name='redline_box')],
                'constraints': [models.UniqueConstraint(fields=('project', 'version'), name='one_redline_per_version'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('project',), name='one_current_redline')],
            },
        ),
    ]
