"""The tables of this room, with everything earlier migrations had made of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('catalogue', '0001_initial'), ('catalogue', '0002_names_and_terms')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.region', verbose_name='region')),
                ('item_code', models.CharField(max_length=10, verbose_name='item code')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.department', verbose_name='department')),
                ('document_number', models.CharField(blank=True, max_length=100, verbose_name='document number')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'constraints': [models.UniqueConstraint(fields=('region', 'item_code'), name='one_assignment_per_item_and_region')],
            },
        ),
        migrations.CreateModel(
            name='CatalogueVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('state', models.CharField(choices=[('DRAFT', 'draft'), ('PUBLISHED', 'published'), ('SUPERSEDED', 'replaced by a newer version')], default='DRAFT', max_length=10)),
                ('content_hash', models.CharField(max_length=64)),
                ('content', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'catalogue version',
                'verbose_name_plural': 'catalogue versions',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'PUBLISHED')), fields=('state',), name='one_published_catalogue')],
            },
        ),
        migrations.CreateModel(
            name='FlowType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flow_types', to='catalogue.catalogueversion')),
                ('code', models.CharField(max_length=30)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(max_length=160)),
                ('splclx', models.PositiveSmallIntegerField()),
                ('cap', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'flow type',
                'verbose_name_plural': 'flow types',
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='one_flow_per_code_and_version')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='catalogue.catalogueversion')),
                ('code', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(max_length=160)),
                ('kind', models.CharField(max_length=4)),
                ('stage', models.CharField(max_length=4)),
                ('department_function', models.CharField(max_length=30)),
                ('statutory_limit', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('statutory_unit', models.CharField(blank=True, max_length=12)),
                ('promised_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('counts_in_cap', models.BooleanField()),
                ('notice_commitment', models.CharField(default='N', max_length=1)),
                ('late_filing', models.BooleanField(default=False)),
                ('regional_kinds', models.JSONField(default=list)),
                ('outcome', models.CharField(blank=True, max_length=80)),
                ('outcome_en', models.CharField(blank=True, max_length=120)),
                ('legal_basis', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'approval item',
                'verbose_name_plural': 'approval items',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='one_item_per_code_and_version')],
            },
        ),
        migrations.CreateModel(
            name='MaterialSpec',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='catalogue.item')),
                ('key', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(max_length=160)),
                ('principal', models.BooleanField(default=True)),
                ('source', models.CharField(default='SELF', max_length=14)),
                ('formats', models.JSONField(default=list)),
                ('required', models.BooleanField(default=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'material',
                'verbose_name_plural': 'materials',
                'ordering': ['item', 'position'],
                'constraints': [models.UniqueConstraint(fields=('item', 'key'), name='one_row_per_item_and_material')],
            },
        ),
        migrations.CreateModel(
            name='StageBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='budgets', to='catalogue.flowtype')),
                ('stage', models.CharField(max_length=4)),
                ('scope', models.CharField(default='ALL_STAGES', max_length=16)),
                ('days', models.PositiveSmallIntegerField()),
                ('lead_function', models.CharField(max_length=30)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('flow_type', 'stage', 'scope'), name='one_budget_per_stage_and_scope')],
            },
        ),
    ]
