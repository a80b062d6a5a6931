"""Whom a late check of a corrected file is told to, in installations that have their routes already."""

from typing import Any

from django.db import migrations, models

ROUTES = (("WARN", "CLERK"), ("YELLOW", "CLERK"), ("RED", "CLERK"), ("RED", "SUPERVISOR"))
"""As `supervision.alerting.routing` writes them for a new installation."""


def add(apps: Any, schema_editor: Any) -> None:
    Route = apps.get_model("supervision", "AlertRoute")
    known = set(Route.objects.values_list("level", flat=True))
    Route.objects.bulk_create(Route(level=level, kind="RECHECK", role=role) for level, role in ROUTES if level in known)


def take_away(apps: Any, schema_editor: Any) -> None:
    apps.get_model("supervision", "AlertRoute").objects.filter(kind="RECHECK").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0003_renewals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alertroute',
            name='kind',
            field=models.CharField(blank=True, choices=[('PROMISED', 'promised limit'), ('STATUTORY', 'statutory limit'), ('NOTICE', 'five-day notice'), ('CHECK', 'completeness check'), ('CORRECTION', 'correction by the applicant'), ('RECHECK', 'check of the corrected file'), ('STAGE', 'stage budget'), ('CAP', 'project cap'), ('OPINION', 'reply to an opinion request'), ('DELIVERY', 'delivery'), ('SPECIAL', 'special procedure'), ('VERIFICATION', 'verification'), ('URGE', 'reply to an urge order'), ('COMMITMENT', 'promise to be kept'), ('RECTIFY', 'rectification of a promise'), ('CONVERSION', 'formal document after late files'), ('HEARING', 'right to be heard'), ('RENEWAL', 'decision on a renewal')], max_length=12),
        ),
        migrations.RunPython(add, take_away),
    ]
