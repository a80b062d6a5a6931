from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_workflow_indexes")]

    operations = [
        migrations.AlterField(
            model_name="noticeline",
            name="answer_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("FILE", "corrected file"),
                    ("TEXT", "explanation"),
                    ("THERE", "it was there: see"),
                    ("DATA", "corrected statement"),
                    ("LATE", "follows later (late filing)"),
                    ("NC", "replaced by a commitment"),
                ],
                max_length=5,
            ),
        ),
    ]
