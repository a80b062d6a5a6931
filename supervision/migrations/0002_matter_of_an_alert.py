"""Alerts name the matter that is late, so that one delay is one line however many clocks say so."""

from typing import Any

from django.db import migrations, models


def name_matters(apps: Any, schema_editor: Any) -> None:
    """As `supervision.alerting.matters` does for new ones."""
    Alert = apps.get_model("supervision", "Alert")
    applications = {
        subject: dict(apps.get_model("approvals", model).objects.values_list("pk", "application_id"))
        for subject, model in (("approvals.itemcase", "ItemCase"), ("approvals.handover", "Handover"))
    }
    named = []
    for alert in Alert.objects.select_related("clock").only("clock__kind", "clock__subject_type", "clock__subject_id"):
        clock = alert.clock
        of = applications.get(clock.subject_type, {}).get(clock.subject_id) if clock.kind == "DELIVERY" else None
        alert.matter = f"delivery:{of}" if of else f"{clock.subject_type}:{clock.subject_id}"
        named.append(alert)
    Alert.objects.bulk_update(named, ["matter"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0001_tables"),
        ("approvals", "0001_tables"),
    ]

    operations = [
        migrations.AddField("alert", "matter", models.CharField(default="", max_length=80), preserve_default=False),
        migrations.RunPython(name_matters, migrations.RunPython.noop),
        migrations.AddIndex("alert", models.Index(fields=["matter"], name="alert_of_matter")),
    ]
