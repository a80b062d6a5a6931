"""Who is away, and who stands in meanwhile."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Delegation, Department, User


class Absence(models.Model):
    """外出请假: an officer's posts in one department are lent to a colleague for these days, both ends included."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the officer came back before the last day."""
    delegations = models.ManyToManyField(Delegation, related_name="+")

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=models.Q(valid_to__gte=models.F("valid_from"))
            ),
            models.CheckConstraint(
                name="nobody_substitutes_for_oneself", condition=~models.Q(user=models.F("substitute"))
            ),
        ]
