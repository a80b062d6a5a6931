import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0005_item_notices'),
    ]

    operations = [
        migrations.AddField(
            model_name='onetimenotice',
            name='supplement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='approvals.supplementaryitem'),
        ),
        migrations.AlterField(
            model_name='onetimenotice',
            name='application',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='approvals.jointapplication'),
        ),
        migrations.AddIndex(
            model_name='onetimenotice',
            index=models.Index(condition=models.Q(('answered_at__isnull', True), ('supplement__isnull', False)), fields=['answer_due_on'], name='item_notice_unanswered'),
        ),
        migrations.AddConstraint(
            model_name='onetimenotice',
            constraint=models.UniqueConstraint(fields=('supplement', 'round'), name='one_item_notice_per_round'),
        ),
        migrations.AddConstraint(
            model_name='onetimenotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('application__isnull', False), ('supplement__isnull', True)), models.Q(('application__isnull', True), ('supplement__isnull', False)), _connector='OR'), name='notice_is_of_a_file_or_of_an_item'),
        ),
    ]
