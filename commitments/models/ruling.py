"""承诺规则修订: durations, rates and thresholds changed by a document, from a day on, by two administrators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import CatalogueVersion


class RuleChange(models.Model):
    """One document that changes rules of promises. On its day the catalogue's next version is made of it."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waits for the second person")
        APPROVED = "APPROVED", _("confirmed, counts from its day")
        APPLIED = "APPLIED", _("in force")
        REJECTED = "REJECTED", _("not confirmed")

    document = models.CharField(max_length=200)
    """Its name with its number."""
    reason = models.CharField(max_length=500)
    effective_on = models.DateField()
    values = models.JSONField()
    """What changes: path (`practice.hearing_days`, `tracks.NC.publicity_days`) → new value."""
    before = models.JSONField()
    """The same paths → what stood there when it was entered."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.ForeignKey(CatalogueVersion, null=True, on_delete=models.PROTECT, related_name="+")
    """The catalogue version made of it, once in force."""

    objects = models.Manager()

    class Meta:
        verbose_name = _("change of the rules of promises")
        verbose_name_plural = _("changes of the rules of promises")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="rule_change_is_confirmed_by_another",
                condition=models.Q(state__in=["WAITING", "REJECTED"])
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="rule_change_in_force_has_a_version",
                condition=~models.Q(state="APPLIED") | models.Q(version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.document
