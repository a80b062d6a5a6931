"""Which silence counts where."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Region, User
from approvals.models.application import ItemCase


class SilenceRule(models.Model):
    """沉默规则: one region switches one situation on or off by a document; another administrator confirms.

    It counts there and below until the region writes the next one. The safety list stands above all of them.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting for a second person")
        IN_FORCE = "IN_FORCE", _("confirmed")
        REJECTED = "REJECTED", _("not confirmed")

    class Switch(models.TextChoices):
        OPINION = "OPINION", _("no opinion in time counts as no objection")
        JOINT = "JOINT", _("absent from joint procedures counts as no objection")
        PILOT = "PILOT", _("the next item begins when a permit is late (pilot)")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    situation = models.CharField(_("situation"), max_length=10, choices=Switch.choices)
    on = models.BooleanField(_("on"), default=False)
    document_number = models.CharField(_("document number"), max_length=200)
    valid_from = models.DateField(_("counts from"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rule on silence")
        verbose_name_plural = _("rules on silence")
        ordering = ["-id"]
        indexes = [models.Index(fields=["region", "situation", "-valid_from"], name="silence_rule_of_region")]
        constraints = [
            models.CheckConstraint(
                name="silence_rule_is_confirmed_by_another",
                condition=~Q(state="IN_FORCE") | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("proposed_by"))),
            ),
            models.CheckConstraint(name="silence_rule_names_its_document", condition=~Q(document_number="")),
            models.UniqueConstraint(
                fields=["region", "situation"], condition=Q(state="WAITING"), name="one_waiting_silence_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.situation} {self.document_number}"


class AssumedPrerequisite(models.Model):
    """超时默认: a case that began although a prerequisite was late; the late permit stays owed."""

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="assumed")
    late_case = models.ForeignKey(ItemCase, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(SilenceRule, on_delete=models.PROTECT, related_name="+")
    assumed_at = models.DateTimeField()
    issue_by = models.DateField()
    """The late department decides by then: one working day."""

    class Meta:
        verbose_name = _("assumed prerequisite")
        verbose_name_plural = _("assumed prerequisites")
        constraints = [models.UniqueConstraint(fields=["case", "late_case"], name="one_assumption_per_prerequisite")]
