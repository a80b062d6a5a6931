
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_people_manager'),
        ('clocks', '0004_calendar_proposals'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(django.db.models.functions.text.Left('region_id', 2), models.F('due_on'), models.F('id'), condition=models.Q(('state', 'RUNNING')), name='clock_running_province'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(django.db.models.functions.text.Left('region_id', 4), models.F('due_on'), models.F('id'), condition=models.Q(('state', 'RUNNING')), name='clock_running_city'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('state', 'STOPPED')), fields=['stopped_on', 'id'], name='clock_stopped'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(django.db.models.functions.text.Left('region_id', 2), models.F('stopped_on'), models.F('id'), condition=models.Q(('state', 'STOPPED')), name='clock_stopped_province'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(django.db.models.functions.text.Left('region_id', 4), models.F('stopped_on'), models.F('id'), condition=models.Q(('state', 'STOPPED')), name='clock_stopped_city'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('state', 'STOPPED')), fields=['department', 'stopped_on', 'id'], name='clock_stopped_dept'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('state', 'RUNNING')), fields=['warn_on'], name='clock_running_warn'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('state', 'RUNNING')), fields=['red_on'], name='clock_running_red'),
        ),
    ]
