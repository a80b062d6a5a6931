"""A holder asks that a licence stay valid for longer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from approvals.renewals.querysets import RenewalQuerySet
from documents.models import Document


class Renewal(models.Model):
    """行政许可延续 (行政许可法 50): asked for by the holder, decided by the department of the licence before it ends.

    What was in time when it was filed stays so: last day of validity, last day to ask and basis are kept as they stood.
    """

    class State(models.TextChoices):
        FILED = "FILED", _("waiting for the decision")
        RENEWED = "RENEWED", _("renewed")
        REFUSED = "REFUSED", _("not renewed")
        DEEMED = "DEEMED", _("counts as renewed: undecided at the end")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        MOOT = "MOOT", _("closed: the licence lost its force")

    licence = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="renewals")
    """The paper as it was when the renewal was filed; a lost one may have been printed anew since."""
    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="renewals")
    state = models.CharField(max_length=9, choices=State.choices, default=State.FILED)
    reason = models.TextField()
    until = models.DateField()
    """Last day of validity the holder wants."""
    basis = models.CharField(max_length=200)
    expires_on = models.DateField()
    """Last day of validity of the licence; the decision is due by its end."""
    file_by = models.DateField()
    """Last day on which the renewal could be asked for in time."""
    filed_on = models.DateField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    receipt = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """The new validity, both days included."""
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The new licence, the refusal, or the statement that it counts as renewed."""

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence renewal")
        verbose_name_plural = _("licence renewals")
        ordering = ["-filed_at", "-id"]
        indexes = [models.Index(fields=["expires_on", "id"], name="renewal_waiting", condition=Q(state="FILED"))]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="FILED"), name="one_waiting_renewal_per_case"),
            models.CheckConstraint(
                name="renewal_is_filed_before_the_licence_ends", condition=Q(filed_on__lte=F("expires_on"))
            ),
            models.CheckConstraint(
                name="only_a_renewal_in_time_is_deemed", condition=~Q(state="DEEMED") | Q(filed_on__lte=F("file_by"))
            ),
            models.CheckConstraint(
                name="renewal_granted_has_validity_and_paper",
                condition=~Q(state__in=["RENEWED", "DEEMED"])
                | Q(document__isnull=False, valid_from__isnull=False, valid_to__gt=F("expires_on")),
            ),
            models.CheckConstraint(
                name="renewal_refused_has_reason_and_paper",
                condition=~Q(state="REFUSED") | (Q(document__isnull=False) & ~Q(decision_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.expires_on:%Y-%m-%d}"

    @property
    def in_time(self) -> bool:
        """Whether it was asked for early enough for silence to renew the licence."""
        return self.filed_on <= self.file_by
