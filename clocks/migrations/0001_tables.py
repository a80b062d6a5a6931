"""The tables of this room, with everything earlier migrations had made of them."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('clocks', '0001_initial'), ('clocks', '0002_wall_by_enterprise'), ('clocks', '0003_late_days_at_rest'), ('clocks', '0004_calendar_proposals'), ('clocks', '0005_wall_indexes'), ('clocks', '0006_stopping_rules'), ('clocks', '0007_counts_of_a_narrowed_wall'), ('clocks', '0008_promise_clocks'), ('clocks', '0009_local_closures'), ('clocks', '0010_right_to_be_heard'), ('clocks', '0011_forecast'), ('clocks', '0012_completeness_checks')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
                ('edition', models.PositiveIntegerField(default=0)),
                ('source', models.TextField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('official_until', models.DateField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'calendar version',
                'verbose_name_plural': 'calendar versions',
                'ordering': ['-number', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('region__isnull', True)), fields=('number',), name='one_province_calendar_per_number'), models.UniqueConstraint(condition=models.Q(('region__isnull', False)), fields=('number', 'region', 'edition'), name='one_regional_calendar_per_edition'), models.CheckConstraint(condition=models.Q(models.Q(('edition', 0), ('region__isnull', True)), models.Q(('edition__gte', 1), ('region__isnull', False)), _connector='OR'), name='regional_calendar_has_an_edition')],
            },
        ),
        migrations.CreateModel(
            name='LocalClosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('document', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=60)),
                ('lifts', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='liftings', to='clocks.localclosure')),
                ('state', models.CharField(choices=[('WAITING', 'waiting for a second person'), ('APPLIED', 'applied'), ('REJECTED', 'not applied'), ('LIFTED', 'lifted')], default='WAITING', max_length=8)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'local closure',
                'verbose_name_plural': 'local closures',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='closure_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('state__in', ['WAITING', 'REJECTED']), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='closure_is_confirmed_by_another'), models.UniqueConstraint(condition=models.Q(('lifts__isnull', False), ('state__in', ['WAITING', 'APPLIED'])), fields=('lifts',), name='closure_is_lifted_once')],
            },
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('project_id', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(choices=[('HEARING', 'hearing'), ('TENDER', 'tender or auction'), ('TESTING', 'inspection, testing, quarantine or appraisal'), ('EXPERT_REVIEW', 'expert review'), ('PUBLICITY', 'publicity required by law'), ('CORRECTION', 'correction after acceptance'), ('THIRD_PARTY', 'third-party technical review'), ('APPLICANT', "waiting at the applicant's request"), ('FORCE_MAJEURE', 'force majeure or system failure'), ('LATE_FILING', 'waiting for late files')], max_length=14)),
                ('started_on', models.DateField()),
                ('planned_end_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('legal_basis', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('evidence', models.CharField(blank=True, max_length=200)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_at', models.DateTimeField()),
                ('stops_statutory', models.BooleanField(blank=True, null=True)),
                ('stops_promised', models.BooleanField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'clock stop',
                'verbose_name_plural': 'clock stops',
                'ordering': ['started_on', 'id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='stop_of_subject'), models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['planned_end_on'], name='stop_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('planned_end_on__gte', models.F('started_on')), models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR')), name='stop_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('requested_by__isnull', True), ('approved_by__isnull', True), models.Q(('requested_by', models.F('approved_by')), _negated=True), _connector='OR'), name='stop_has_two_persons')],
            },
        ),
        migrations.CreateModel(
            name='StoppingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('HEARING', 'hearing'), ('TENDER', 'tender or auction'), ('TESTING', 'inspection, testing, quarantine or appraisal'), ('EXPERT_REVIEW', 'expert review'), ('PUBLICITY', 'publicity required by law'), ('CORRECTION', 'correction after acceptance'), ('THIRD_PARTY', 'third-party technical review'), ('APPLICANT', "waiting at the applicant's request"), ('FORCE_MAJEURE', 'force majeure or system failure'), ('LATE_FILING', 'waiting for late files')], max_length=14, unique=True)),
                ('stops_promised', models.BooleanField()),
                ('longest', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('times', models.PositiveSmallIntegerField()),
                ('law', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'rule of special procedures',
                'verbose_name_plural': 'rules of special procedures',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('times__gte', 1)), name='stop_may_happen_at_least_once'), models.CheckConstraint(condition=models.Q(('longest__isnull', True), ('longest__gte', 1), _connector='OR'), name='stop_lasts_at_least_a_day')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='clocks.calendarversion')),
                ('date', models.DateField()),
                ('kind', models.CharField(choices=[('HOLIDAY', 'holiday'), ('MAKEUP', 'make-up working day'), ('CLOSURE', 'local closure')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=100)),
                ('source', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'notice day',
                'verbose_name_plural': 'notice days',
                'ordering': ['version', 'date'],
                'constraints': [models.UniqueConstraint(fields=('version', 'date'), name='one_kind_per_day')],
            },
        ),
        migrations.CreateModel(
            name='CalendarProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('days', models.JSONField()),
                ('source', models.CharField(max_length=200)),
                ('official_until', models.DateField()),
                ('state', models.CharField(choices=[('WAITING', 'waiting for a second person'), ('APPLIED', 'applied'), ('REJECTED', 'not applied')], default='WAITING', max_length=8)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clocks.calendarversion')),
            ],
            options={
                'verbose_name': 'calendar proposal',
                'verbose_name_plural': 'calendar proposals',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'APPLIED'), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='calendar_is_confirmed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PROMISED', 'promised limit'), ('STATUTORY', 'statutory limit'), ('NOTICE', 'five-day notice'), ('CHECK', 'completeness check'), ('CORRECTION', 'correction by the applicant'), ('STAGE', 'stage budget'), ('CAP', 'project cap'), ('OPINION', 'reply to an opinion request'), ('DELIVERY', 'delivery'), ('SPECIAL', 'special procedure'), ('VERIFICATION', 'verification'), ('URGE', 'reply to an urge order'), ('COMMITMENT', 'promise to be kept'), ('RECTIFY', 'rectification of a promise'), ('CONVERSION', 'formal document after late files'), ('HEARING', 'right to be heard')], max_length=12)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('project_id', models.BigIntegerField(db_index=True)),
                ('project_name', models.CharField(blank=True, max_length=200)),
                ('project_code', models.CharField(blank=True, max_length=24)),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.enterprise')),
                ('label', models.CharField(max_length=200)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                ('stage', models.CharField(blank=True, max_length=4)),
                ('flow_type', models.CharField(blank=True, max_length=30)),
                ('counts_in_cap', models.BooleanField(default=False)),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='clocks.clock')),
                ('scope', models.CharField(blank=True, max_length=40)),
                ('origin_on', models.DateField()),
                ('origin_fixed', models.BooleanField(default=False)),
                ('limit', models.PositiveSmallIntegerField()),
                ('extended_by', models.PositiveSmallIntegerField(default=0)),
                ('unit', models.CharField(choices=[('WORKING_DAY', 'working days'), ('CALENDAR_DAY', 'calendar days'), ('MONTH', 'months')], default='WORKING_DAY', max_length=12)),
                ('state', models.CharField(choices=[('RUNNING', 'running'), ('STOPPED', 'stopped'), ('ENDED', 'ended')], default='RUNNING', max_length=8)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('warn_on', models.DateField(blank=True, null=True)),
                ('red_on', models.DateField(blank=True, null=True)),
                ('left', models.IntegerField(blank=True, null=True)),
                ('used', models.PositiveIntegerField(blank=True, null=True)),
                ('rested', models.PositiveSmallIntegerField(default=0)),
                ('forecast', models.PositiveIntegerField(blank=True, null=True)),
                ('provisional', models.BooleanField(default=False)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clocks.calendarversion')),
                ('stopped_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'clock',
                'verbose_name_plural': 'clocks',
                'indexes': [models.Index(condition=models.Q(('state', 'RUNNING')), fields=['due_on', 'id'], name='clock_running'), models.Index(condition=models.Q(('state', 'RUNNING')), fields=['region', 'due_on', 'id'], name='clock_running_region'), models.Index(condition=models.Q(('state', 'RUNNING')), fields=['department', 'due_on', 'id'], name='clock_running_dept'), models.Index(condition=models.Q(('state', 'RUNNING')), fields=['enterprise', 'due_on', 'id'], name='clock_running_enterprise'), models.Index(django.db.models.functions.text.Left('region_id', 2), models.F('due_on'), models.F('id'), condition=models.Q(('state', 'RUNNING')), name='clock_running_province'), models.Index(django.db.models.functions.text.Left('region_id', 4), models.F('due_on'), models.F('id'), condition=models.Q(('state', 'RUNNING')), name='clock_running_city'), models.Index(condition=models.Q(('state', 'STOPPED')), fields=['stopped_on', 'id'], name='clock_stopped'), models.Index(django.db.models.functions.text.Left('region_id', 2), models.F('stopped_on'), models.F('id'), condition=models.Q(('state', 'STOPPED')), name='clock_stopped_province'), models.Index(django.db.models.functions.text.Left('region_id', 4), models.F('stopped_on'), models.F('id'), condition=models.Q(('state', 'STOPPED')), name='clock_stopped_city'), models.Index(condition=models.Q(('state', 'STOPPED')), fields=['department', 'stopped_on', 'id'], name='clock_stopped_dept'), models.Index(django.db.models.functions.text.Left('region_id', 2), condition=models.Q(('state__in', ('RUNNING', 'STOPPED'))), name='clock_open_province'), models.Index(django.db.models.functions.text.Left('region_id', 4), condition=models.Q(('state__in', ('RUNNING', 'STOPPED'))), name='clock_open_city'), models.Index(condition=models.Q(('state__in', ('RUNNING', 'STOPPED'))), fields=['region'], name='clock_open_region'), models.Index(condition=models.Q(('state__in', ('RUNNING', 'STOPPED'))), fields=['department'], name='clock_open_dept'), models.Index(condition=models.Q(('state', 'RUNNING')), fields=['warn_on'], name='clock_running_warn'), models.Index(condition=models.Q(('state', 'RUNNING')), fields=['red_on'], name='clock_running_red'), models.Index(condition=models.Q(('forecast__gt', models.F('limit')), ('kind', 'CAP'), ('state', 'RUNNING')), fields=['id'], name='clock_forecast_over'), models.Index(fields=['project_id', 'kind'], name='clock_of_project'), models.Index(fields=['subject_type', 'subject_id'], name='clock_of_subject')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_type', 'subject_id'), name='one_clock_per_kind_and_subject'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'RUNNING'), _negated=True), ('due_on__isnull', False), ('kind__in', ['CAP', 'STAGE']), _connector='OR'), name='running_clock_has_a_due_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ENDED'), _negated=True), ('ended_on__isnull', False), _connector='OR'), name='ended_clock_has_an_end')],
            },
        ),
    ]
