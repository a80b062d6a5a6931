"""What a department is asked by another one about its case, and what it said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from approvals.models.application import ItemCase
from approvals.opinions.querysets import OpinionRequestQuerySet
from core.display import by_language
from core.light import LightRows


class OpinionRequest(LightRows):
    """征求意见: one matter of one case, asked of one department in one round. The clock of the case runs on."""

    acted_on_with = ("case__application__project__enterprise", "case__item", "department")

    class State(models.TextChoices):
        OPEN = "OPEN", _("waiting for the department")
        ANSWERED = "ANSWERED", _("answered")
        DEEMED_NO_OBJECTION = "DEEMED_NO_OBJECTION", _("deemed no objection")
        WITHDRAWN = "WITHDRAWN", _("taken back")
        CLOSED = "CLOSED", _("closed with the case")

    class Position(models.TextChoices):
        NO_OBJECTION = "NO_OBJECTION", _("no objection")
        OBJECTION = "OBJECTION", _("objection")
        NOT_CONCERNED = "NOT_CONCERNED", _("not concerned")

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="opinion_requests")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="opinion_requests")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    question = models.TextField()
    days = models.PositiveSmallIntegerField()
    """Working days to answer."""
    due_on = models.DateField()
    silence = models.BooleanField(default=False)
    """Whether no answer in time counts as no objection; never for matters on the safety list."""
    basis = models.CharField(max_length=200, blank=True)
    """文号 of the document that says so."""
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was answered, deemed, taken back or closed; a late answer after that moves nothing."""
    position = models.CharField(max_length=16, choices=Position.choices, blank=True)
    text = models.TextField(blank=True)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    late_by_days = models.PositiveSmallIntegerField(default=0)
    """Working days after the last day in time (逾期工作日)."""

    objects = OpinionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion request")
        verbose_name_plural = _("opinion requests")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["department", "due_on"], name="opinion_open", condition=models.Q(state="OPEN")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "code", "round"], name="one_opinion_request_per_round"),
            models.UniqueConstraint(
                fields=["case", "code"], condition=models.Q(state="OPEN"), name="one_open_opinion_request_per_matter"
            ),
            models.CheckConstraint(
                name="silence_on_requests_needs_document", condition=models.Q(silence=False) | ~models.Q(basis="")
            ),
            models.CheckConstraint(
                name="only_silent_requests_are_deemed",
                condition=~models.Q(state="DEEMED_NO_OBJECTION") | models.Q(silence=True),
            ),
            models.CheckConstraint(
                name="answered_request_has_author",
                condition=~models.Q(state="ANSWERED")
                | (models.Q(author__isnull=False, answered_at__isnull=False) & ~models.Q(position="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"

    @property
    def label(self) -> str:
        """The matter in the active language."""
        return by_language(self.name, self.name_en)
