
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0005_wall_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='stop',
            name='stops_promised',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='stop',
            name='stops_statutory',
            field=models.BooleanField(blank=True, null=True),
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
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'rule of special procedures',
                'verbose_name_plural': 'rules of special procedures',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('times__gte', 1)), name='stop_may_happen_at_least_once'), models.CheckConstraint(condition=models.Q(('longest__isnull', True), ('longest__gte', 1), _connector='OR'), name='stop_lasts_at_least_a_day')],
            },
        ),
    ]
