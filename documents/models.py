"""Papers that left, exactly as they left."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Enterprise, Region, User
from catalogue.speech import stored
from core.display import by_language
from core.models import StoredFile
from documents.querysets import DocumentQuerySet, LetterTemplateQuerySet
from projects.models import Project


class DocumentKind(models.TextChoices):
    RECEIPT = "RECEIPT", _("receipt")
    ACCEPTANCE = "ACCEPTANCE", _("acceptance notice")
    ONE_TIME_NOTICE = "ONE_TIME_NOTICE", _("one-time notice")
    NON_ACCEPTANCE = "NON_ACCEPTANCE", _("notice of non-acceptance")
    RETURN = "RETURN", _("notice of return")
    SPECIAL_PROCEDURE = "SPECIAL_PROCEDURE", _("notice of special procedure")
    LICENCE = "LICENCE", _("licence")
    REFUSAL = "REFUSAL", _("decision of refusal")
    CONSOLIDATED = "CONSOLIDATED", _("consolidated opinion")
    DELIVERY = "DELIVERY", _("delivery slip")
    JOINT_LIST = "JOINT_LIST", _("merged list of remarks")
    JOINT_CERTIFICATE = "JOINT_CERTIFICATE", _("certificate of drawing review")
    JOINT_OPINION = "JOINT_OPINION", _("joint opinion")
    JOINT_RECORD = "JOINT_RECORD", _("record or minutes")
    EXTENSION = "EXTENSION", _("notice of extension")
    APOLOGY = "APOLOGY", _("letter of apology")
    CLOCK_STATEMENT = "CLOCK_STATEMENT", _("statement of a limit")
    URGE_ORDER = "URGE_ORDER", _("letter of an urge order")
    COMMITMENT = "COMMITMENT", _("commitment letter")
    COMMIT_DECISION = "COMMIT_DECISION", _("decision on a commitment")
    PRELIMINARY = "PRELIMINARY", _("preliminary opinion")
    REVOCATION = "REVOCATION", _("revocation of a decision")
    CORRECTION = "CORRECTION", _("receipt of corrections")
    SPECIAL_END = "SPECIAL_END", _("notice that the limit runs again")
    SERVICE = "SERVICE", _("proof of service")
    CASE_CORRECTION = "CASE_CORRECTION", _("notice of correction after acceptance")
    RESUMPTION = "RESUMPTION", _("notice that the review goes on")
    WITHDRAWAL = "WITHDRAWAL", _("answer to a withdrawal")
    HEARING_NOTICE = "HEARING_NOTICE", _("notice of intended revocation")
    ANNULMENT = "ANNULMENT", _("decision of recall or revocation")
    RENEWAL = "RENEWAL", _("letter on a renewal")
    ITEM_NOTICE = "ITEM_NOTICE", _("notice about a supplementary item")


class LetterTemplate(models.Model):
    """文书模板: one version of the wording of a letter, in force in its region and below from `valid_from` on.

    A published version never changes; the next wording is the next version. Two administrators publish it.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        WAITING = "WAITING", _("waiting for a second person")
        PUBLISHED = "PUBLISHED", _("published")
        DISCARDED = "DISCARDED", _("draft given up")

    class Language(models.TextChoices):
        CHINESE = "zh-hans", _("Chinese")

    letter = models.CharField(_("letter"), max_length=40)
    """Key of `documents.letters.shipped.letters()`."""
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    language = models.CharField(_("language"), max_length=7, choices=Language.choices, default=Language.CHINESE)
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(_("text"))
    note = models.CharField(_("why"), max_length=300)
    valid_from = models.DateField(_("in force from"))
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["letter", "region_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "region", "language", "version"], name="one_letter_template_per_version"
            ),
            models.CheckConstraint(
                name="letter_template_is_published_by_another",
                condition=~models.Q(state="PUBLISHED")
                | (models.Q(published_by__isnull=False) & ~models.Q(published_by=models.F("drafted_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def source(self) -> str:
        """What a paper notes: letter, region and version, such as `acceptance@360700/2`."""
        return f"{self.letter}@{self.region_id}/{self.version}"


class Document(models.Model):
    """证照与文书: number, holder, validity and the hash of the stored PDF."""

    class State(models.TextChoices):
        VALID = "VALID", _("valid")
        SUPERSEDED = "SUPERSEDED", _("superseded")
        REVOKED = "REVOKED", _("revoked")
        VOID = "VOID", _("void")

    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    number = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="documents")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    holder = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="documents")
    issuer = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    state_reason = models.CharField(max_length=300, blank=True)
    token = models.CharField(max_length=22, unique=True)
    facts = models.JSONField()
    template_version = models.CharField(max_length=20)
    """Version of the layout."""
    wording = models.CharField(max_length=60, blank=True)
    """Letter, region and version of the template its sentences come from; empty where no template was used."""
    template = models.ForeignKey(LetterTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The region's own template; None where the shipped wording was used."""
    original = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    """补发: the first copy, where this one replaces a lost or damaged one."""
    copy_number = models.PositiveSmallIntegerField(default=1)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField(null=True, blank=True)
    """When the window issued it; before that the enterprise does not see it."""
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="document_of_subject"),
            models.Index(fields=["sha256"], name="document_by_hash"),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_validity_is_in_order",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="document_without_force_has_a_reason",
                condition=models.Q(state="VALID") | ~models.Q(state_reason=""),
            ),
            models.UniqueConstraint(fields=["original", "copy_number"], name="one_document_per_copy_number"),
            models.CheckConstraint(
                name="a_copy_has_an_original",
                condition=models.Q(original__isnull=True, copy_number=1)
                | models.Q(original__isnull=False, copy_number__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def label(self) -> str:
        """The title as printed; for readers of English after what it means or, if unknown, its kind."""
        meaning = stored(self.title)
        kind = capfirst(self.get_kind_display())
        return by_language(self.title, f"{kind if meaning == self.title else meaning} {self.title}")


class VerificationAttempt(models.Model):
    """A look-up of an unknown token, counted per address and minute against guessing."""

    address_hash = models.CharField(max_length=64)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_hash", "minute"], name="one_count_per_address_and_minute")
        ]
