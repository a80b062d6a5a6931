"""What departments find wrong, where, and what the applicant answers; drawings and photos they look at."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.joint.querysets import OfReviewQuerySet, RemarkQuerySet
from approvals.models.joint_review import JointPart, JointReview, JointRound
from core.models import StoredFile

SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class DrawingVersion(models.Model):
    """图纸版本: the whole electronic drawing set as one PDF, kept under its hash."""

    review = models.ForeignKey(JointReview, on_delete=models.CASCADE, related_name="drawings")
    number = models.PositiveSmallIntegerField()
    round = models.ForeignKey(JointRound, on_delete=models.PROTECT, related_name="drawings")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255)
    pages = models.JSONField(default=list)
    """Of every page `w` and `h` in points and `print`, the fingerprint of its content."""
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawing version")
        verbose_name_plural = _("drawing versions")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_drawing_per_version")]

    def __str__(self) -> str:
        return f"{self.review} v{self.number}"

    @property
    def prints(self) -> list[str]:
        """The fingerprints of its pages."""
        return [page["print"] for page in self.pages]


class Remark(models.Model):
    """审查意见 on a drawing or 整改问题 on site: clause, weight, place, and whether it is settled."""

    class Severity(models.TextChoices):
        MUST = "MUST", _("must be corrected")
        SHOULD = "SHOULD", _("should be corrected")
        NOTE = "NOTE", _("note")

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        RESOLVED = "RESOLVED", _("settled")
        RETRACTED = "RETRACTED", _("taken back")

    part = models.ForeignKey(JointPart, on_delete=models.CASCADE, related_name="remarks")
    number = models.PositiveSmallIntegerField()
    """Counted through the whole procedure, so that people can speak of it."""
    version = models.ForeignKey(DrawingVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="remarks")
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True, validators=SHARE)
    y = models.FloatField(null=True, blank=True, validators=SHARE)
    """Share of the page's width from the left and height from the top, as shown."""
    place = models.CharField(max_length=200, blank=True)
    """部位 in words: unit work, storey, axis."""
    clause = models.CharField(max_length=200)
    mandatory = models.BooleanField(default=False)
    """强条: a mandatory provision of an engineering standard."""
    severity = models.CharField(max_length=6, choices=Severity.choices, default=Severity.SHOULD)
    text = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="a_pin_has_version_page_and_point",
                condition=models.Q(page__isnull=True, x__isnull=True, y__isnull=True)
                | models.Q(version__isnull=False, page__gte=1, x__gte=0.0, x__lte=1.0, y__gte=0.0, y__lte=1.0),
            ),
            models.CheckConstraint(
                name="mandatory_remark_must_be_corrected",
                condition=models.Q(mandatory=False) | models.Q(severity="MUST"),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.clause}"


class RemarkAnswer(models.Model):
    """逐条回复 of the applicant, one per round in which the remark came back."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="answers")
    round = models.ForeignKey(JointRound, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a remark")
        verbose_name_plural = _("answers to remarks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["remark", "round"], name="one_answer_per_remark_and_round")]


class JointPhoto(models.Model):
    """现场照片: without what the camera wrote into it; the place is what somebody typed."""

    review = models.ForeignKey(JointReview, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("site photo")
        verbose_name_plural = _("site photos")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["review", "file"], name="one_row_per_photo")]
