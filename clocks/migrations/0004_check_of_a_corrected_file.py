
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0003_renewals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='clock',
            name='kind',
            field=models.CharField(choices=[('PROMISED', 'promised limit'), ('STATUTORY', 'statutory limit'), ('NOTICE', 'five-day notice'), ('CHECK', 'completeness check'), ('CORRECTION', 'correction by the applicant'), ('RECHECK', 'check of the corrected file'), ('STAGE', 'stage budget'), ('CAP', 'project cap'), ('OPINION', 'reply to an opinion request'), ('DELIVERY', 'delivery'), ('SPECIAL', 'special procedure'), ('VERIFICATION', 'verification'), ('URGE', 'reply to an urge order'), ('COMMITMENT', 'promise to be kept'), ('RECTIFY', 'rectification of a promise'), ('CONVERSION', 'formal document after late files'), ('HEARING', 'right to be heard'), ('RENEWAL', 'decision on a renewal')], max_length=12),
        ),
    ]
