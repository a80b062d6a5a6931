"""The tables of this room, with everything earlier migrations had made of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('documents', '0001_initial'), ('documents', '0002_document_document_by_hash_and_more'), ('documents', '0003_joint_papers'), ('documents', '0004_clock_statement'), ('documents', '0005_urge_letters'), ('documents', '0006_extensions'), ('documents', '0007_promises'), ('documents', '0008_letter_templates'), ('documents', '0009_papers_of_corrections_and_revocations'), ('documents', '0010_apology_letters')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('core', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=40, verbose_name='letter')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region', verbose_name='region')),
                ('language', models.CharField(choices=[('zh-hans', 'Chinese')], default='zh-hans', max_length=7, verbose_name='language')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('state', models.CharField(choices=[('DRAFT', 'draft'), ('WAITING', 'waiting for a second person'), ('PUBLISHED', 'published'), ('DISCARDED', 'draft given up')], default='DRAFT', max_length=9)),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('body', models.TextField(verbose_name='text')),
                ('note', models.CharField(max_length=300, verbose_name='why')),
                ('valid_from', models.DateField(verbose_name='in force from')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'letter template',
                'verbose_name_plural': 'letter templates',
                'ordering': ['letter', 'region_id', '-version'],
                'constraints': [models.UniqueConstraint(fields=('letter', 'region', 'language', 'version'), name='one_letter_template_per_version'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'PUBLISHED'), _negated=True), models.Q(('published_by__isnull', False), models.Q(('published_by', models.F('drafted_by')), _negated=True)), _connector='OR'), name='letter_template_is_published_by_another')],
            },
        ),
        migrations.CreateModel(
            name='VerificationAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('minute', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('address_hash', 'minute'), name='one_count_per_address_and_minute')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('RECEIPT', 'receipt'), ('ACCEPTANCE', 'acceptance notice'), ('ONE_TIME_NOTICE', 'one-time notice'), ('NON_ACCEPTANCE', 'notice of non-acceptance'), ('RETURN', 'notice of return'), ('SPECIAL_PROCEDURE', 'notice of special procedure'), ('LICENCE', 'licence'), ('REFUSAL', 'decision of refusal'), ('CONSOLIDATED', 'consolidated opinion'), ('DELIVERY', 'delivery slip'), ('JOINT_LIST', 'merged list of remarks'), ('JOINT_CERTIFICATE', 'certificate of drawing review'), ('JOINT_OPINION', 'joint opinion'), ('JOINT_RECORD', 'record or minutes'), ('EXTENSION', 'notice of extension'), ('APOLOGY', 'letter of apology'), ('CLOCK_STATEMENT', 'statement of a limit'), ('URGE_ORDER', 'letter of an urge order'), ('COMMITMENT', 'commitment letter'), ('COMMIT_DECISION', 'decision on a commitment'), ('PRELIMINARY', 'preliminary opinion'), ('REVOCATION', 'revocation of a decision'), ('CORRECTION', 'receipt of corrections'), ('SPECIAL_END', 'notice that the limit runs again'), ('SERVICE', 'proof of service'), ('CASE_CORRECTION', 'notice of correction after acceptance'), ('RESUMPTION', 'notice that the review goes on'), ('WITHDRAWAL', 'answer to a withdrawal'), ('HEARING_NOTICE', 'notice of intended revocation'), ('ANNULMENT', 'decision of recall or revocation'), ('ITEM_NOTICE', 'notice about a supplementary item')], max_length=20)),
                ('number', models.CharField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.enterprise')),
                ('issuer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                ('issued_on', models.DateField()),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('VALID', 'valid'), ('SUPERSEDED', 'superseded'), ('REVOKED', 'revoked'), ('VOID', 'void')], default='VALID', max_length=10)),
                ('state_reason', models.CharField(blank=True, max_length=300)),
                ('token', models.CharField(max_length=22, unique=True)),
                ('facts', models.JSONField()),
                ('template_version', models.CharField(max_length=20)),
                ('wording', models.CharField(blank=True, max_length=60)),
                ('template', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.lettertemplate')),
                ('original', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='documents.document')),
                ('copy_number', models.PositiveSmallIntegerField(default=1)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                ('sha256', models.CharField(max_length=64)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='document_of_subject'), models.Index(fields=['sha256'], name='document_by_hash')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='document_validity_is_in_order'), models.CheckConstraint(condition=models.Q(('state', 'VALID'), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='document_without_force_has_a_reason'), models.UniqueConstraint(fields=('original', 'copy_number'), name='one_document_per_copy_number'), models.CheckConstraint(condition=models.Q(models.Q(('copy_number', 1), ('original__isnull', True)), models.Q(('copy_number__gt', 1), ('original__isnull', False)), _connector='OR'), name='a_copy_has_an_original')],
            },
        ),
    ]
