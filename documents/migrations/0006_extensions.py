
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0005_urge_letters'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('RECEIPT', 'receipt'), ('ACCEPTANCE', 'acceptance notice'), ('ONE_TIME_NOTICE', 'one-time notice'), ('NON_ACCEPTANCE', 'notice of non-acceptance'), ('SPECIAL_PROCEDURE', 'notice of special procedure'), ('LICENCE', 'licence'), ('REFUSAL', 'decision of refusal'), ('CONSOLIDATED', 'consolidated opinion'), ('DELIVERY', 'delivery slip'), ('JOINT_LIST', 'merged list of remarks'), ('JOINT_CERTIFICATE', 'certificate of drawing review'), ('JOINT_OPINION', 'joint opinion'), ('JOINT_RECORD', 'record or minutes'), ('EXTENSION', 'notice of extension'), ('CLOCK_STATEMENT', 'statement of a limit'), ('URGE_ORDER', 'letter of an urge order')], max_length=20),
        ),
    ]
