"""A joint procedure: its rounds, and in every round the part of each department."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region, User
from approvals.joint.querysets import JointReviewQuerySet, OfReviewQuerySet
from approvals.models.application import ItemCase, JointApplication
from clocks.models import Stop
from core.display import by_language
from core.light import LightRows
from documents.models import Document
from projects.models import Project


class JointReview(LightRows):
    """联合办理: several departments answer for their own part at once; the lead merges what they say."""

    acted_on_with = ("project__enterprise", "lead")

    class Kind(models.TextChoices):
        PRECOORDINATION = "PRECOORDINATION", _("pre-coordination")
        DRAWING = "DRAWING", _("joint drawing review")
        VISIT = "VISIT", _("joint site visit")
        ACCEPTANCE = "ACCEPTANCE", _("joint acceptance")
        MEETING = "MEETING", _("joint meeting")

    class State(models.TextChoices):
        OPEN = "OPEN", _("departments answer")
        MERGING = "MERGING", _("lead is merging")
        RECTIFYING = "RECTIFYING", _("applicant rectifies")
        CONCLUDED = "CONCLUDED", _("concluded")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    class Outcome(models.TextChoices):
        PASS = "PASS", _("passed")
        FAIL = "FAIL", _("not passed")
        DONE = "DONE", _("recorded")
        RESOLVED = "RESOLVED", _("resolved")
        ESCALATED = "ESCALATED", _("escalated to the government")

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="joint_reviews")
    application = models.ForeignKey(
        JointApplication, null=True, blank=True, on_delete=models.PROTECT, related_name="joint_reviews"
    )
    case = models.ForeignKey(ItemCase, null=True, blank=True, on_delete=models.PROTECT, related_name="joint_reviews")
    """The item it serves: 301 for a drawing review, 401 for a joint acceptance."""
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="led_joint_reviews")
    round = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    form = models.JSONField(default=dict)
    """What was filled in at the start: intention, unit works, agenda; a list of what is needed at the end."""
    units = models.JSONField(default=list)
    """单位工程 a joint acceptance is about; empty for the whole project."""
    scheduled_at = models.DateTimeField(null=True, blank=True)
    """When a visit or meeting takes place."""
    place = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    """The lead's conclusion: opinion, record or minutes."""
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    concluded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = JointReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint procedure")
        verbose_name_plural = _("joint procedures")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["lead", "state", "-opened_at"], name="joint_review_at_lead"),
            models.Index(fields=["project", "kind"], name="joint_review_of_project"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=models.Q(kind="PRECOORDINATION", state__in=["OPEN", "MERGING"]),
                name="one_open_precoordination",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(kind="DRAWING", state__in=["OPEN", "MERGING", "RECTIFYING"]),
                name="one_open_drawing_review_per_case",
            ),
            models.CheckConstraint(
                name="concluded_joint_review_has_an_outcome",
                condition=~models.Q(state="CONCLUDED") | (~models.Q(outcome="") & models.Q(concluded_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="visit_and_meeting_have_a_time",
                condition=~models.Q(kind__in=["VISIT", "MEETING"]) | models.Q(scheduled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class JointRound(LightRows):
    """轮次: what failed comes back once more, as new rows."""

    review = models.ForeignKey(JointReview, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    gathered_at = models.DateTimeField(null=True, blank=True)
    list_sent_at = models.DateTimeField(null=True, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)
    """Until when the applicant rectifies; until then the clock of the case stands still."""
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    stop = models.ForeignKey(Stop, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_joint_round_per_number")]

    def __str__(self) -> str:
        return f"{self.review} #{self.number}"


class JointPart(LightRows):
    """分项: what one department answers for in one round (a discipline, an inner item, an opinion)."""

    acted_on_with = ("review__project", "round", "department")

    class State(models.TextChoices):
        OPEN = "OPEN", _("waiting for the department")
        PASSED = "PASSED", _("no objection")
        FAILED = "FAILED", _("objection")
        DEEMED = "DEEMED", _("deemed no objection")
        CLOSED = "CLOSED", _("closed")

    review = models.ForeignKey(JointReview, on_delete=models.CASCADE, related_name="parts")
    round = models.ForeignKey(JointRound, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="joint_parts")
    item_code = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    silence = models.BooleanField(default=False)
    """Whether no answer in time, or absence, counts as no objection."""
    due_on = models.DateField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(null=True, blank=True)
    late_text = models.TextField(blank=True)
    late_by_days = models.PositiveSmallIntegerField(default=0)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a joint procedure")
        verbose_name_plural = _("parts of a joint procedure")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["department", "due_on"], name="joint_part_open", condition=models.Q(state="OPEN"))
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="one_joint_part_per_round"),
            models.CheckConstraint(
                name="answered_joint_part_has_an_author",
                condition=~models.Q(state__in=["PASSED", "FAILED"])
                | models.Q(author__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_silence_is_deemed", condition=~models.Q(state="DEEMED") | models.Q(silence=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return by_language(self.name, self.name_en)
