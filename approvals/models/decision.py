"""What a department found and decided, and the lead's one answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase, JointApplication
from documents.models import Document


class Opinion(models.Model):
    """审查意见 of the reviewer, one per round."""

    class Recommendation(models.TextChoices):
        PASS = "PASS", _("recommend to pass")
        FAIL = "FAIL", _("recommend not to pass")

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="opinions")
    round = models.PositiveSmallIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recommendation = models.CharField(max_length=4, choices=Recommendation.choices)
    text = models.TextField()
    conditions = models.JSONField(default=list)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_opinion_per_round")]


class Decision(models.Model):
    """审批决定: the head's signature; number, title and date are mandatory on a pass."""

    class Outcome(models.TextChoices):
        PASS = "PASS", _("passed")
        FAIL = "FAIL", _("not passed")

    case = models.OneToOneField(ItemCase, on_delete=models.CASCADE, related_name="decision")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    official_number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_on = models.DateField()
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                name="a_pass_has_number_and_title",
                condition=models.Q(outcome="FAIL") | (~models.Q(official_number="") & ~models.Q(title="")),
            )
        ]


class Consolidation(models.Model):
    """牵头汇总意见: the lead's one answer for the stage."""

    application = models.OneToOneField(JointApplication, on_delete=models.CASCADE, related_name="consolidation")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
