"""The tables of this room, with everything earlier migrations had made of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('core', '0001_initial'), ('core', '0002_journal_is_append_only')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CommandReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('command', models.CharField(max_length=80)),
                ('payload_hash', models.CharField(max_length=64)),
                ('result', models.JSONField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=40)),
                ('seq', models.PositiveIntegerField()),
                ('verb', models.CharField(max_length=60)),
                ('blzt', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=40)),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('actor_org', models.CharField(blank=True, max_length=200)),
                ('on_behalf_of', models.CharField(blank=True, max_length=200)),
                ('effective_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
                ('prev_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'journal entry',
                'verbose_name_plural': 'journal entries',
                'ordering': ['chain', 'seq'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'seq'], name='journal_by_subject')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='journal_one_entry_per_place')],
            },
        ),
        migrations.CreateModel(
            name='JournalHead',
            fields=[
                ('chain', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='NumberSequence',
            fields=[
                ('series', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('last', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=60)),
                ('payload', models.JSONField(default=dict)),
                ('dedupe', models.CharField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField()),
                ('next_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('dead', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'outbox message',
                'verbose_name_plural': 'outbox messages',
                'indexes': [models.Index(condition=models.Q(('dead', False), ('delivered_at__isnull', True)), fields=['next_at'], name='outbox_due')],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'stored file',
                'verbose_name_plural': 'stored files',
            },
        ),
        migrations.CreateModel(
            name='TimeMachine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offset_days', models.IntegerField(default=0)),
            ],
        ),
    ]
