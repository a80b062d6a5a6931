"""Notices of added items become notices like all others: rows, lines and the clocks that run for them."""

from django.db import migrations

TOLD = ("sent_by_id", "sent_at", "answer_due_on", "answered_at", "document_id")
LINE = ("position", "material_key", "material_name", "reason", "clause", "example", "answer", "replacement_id")


def carry_over(apps, schema_editor):
    models = {name: apps.get_model("approvals", name) for name in ("ItemNotice", "ItemNoticeLine", "OneTimeNotice", "NoticeLine")}
    Clock = apps.get_model("clocks", "Clock")
    for old in models["ItemNotice"].objects.order_by("pk"):
        new = models["OneTimeNotice"].objects.create(
            supplement_id=old.supplement_id, round=1, **{name: getattr(old, name) for name in TOLD}
        )
        for line in models["ItemNoticeLine"].objects.filter(notice=old).order_by("position"):
            kind = "FILE" if line.replacement_id else "TEXT" if line.answer else ""
            models["NoticeLine"].objects.create(
                notice=new, answer_kind=kind, **{name: getattr(line, name) for name in LINE}
            )
        clocks = Clock.objects.filter(subject_type="approvals.itemnotice", subject_id=old.pk)
        clocks.update(subject_type="approvals.onetimenotice", subject_id=new.pk)


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0006_notices_of_added_items'),
        ('clocks', '0001_tables'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name='ItemNoticeLine'),
        migrations.DeleteModel(name='ItemNotice'),
    ]
