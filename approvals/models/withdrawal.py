"""What an applicant wants to take back after acceptance, and what the departments that have started say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from approvals.models.application import ItemCase, JointApplication
from documents.models import Document


class WithdrawalRequest(models.Model):
    """撤回申请: of a whole application or of one item, once departments are at work on it."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("waiting for the departments")
        CONSENTED = "CONSENTED", _("consented")
        REFUSED = "REFUSED", _("refused")
        TAKEN_BACK = "TAKEN_BACK", _("taken back")
        OVERTAKEN = "OVERTAKEN", _("overtaken by the decision")

    application = models.ForeignKey(JointApplication, on_delete=models.CASCADE, related_name="withdrawals")
    case = models.ForeignKey(ItemCase, null=True, blank=True, on_delete=models.CASCADE, related_name="withdrawals")
    """The one item meant; none for the whole application."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    """Working days every department has to answer."""
    due_on = models.DateField()
    silence = models.BooleanField()
    """Whether a department that says nothing by `due_on` has consented; kept as it was when asked."""
    ended_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """不予撤回告知书 of a refusal."""

    class Meta:
        verbose_name = _("withdrawal request")
        verbose_name_plural = _("withdrawal requests")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="OPEN"), name="one_open_withdrawal_per_application"
            ),
            models.CheckConstraint(
                name="refused_withdrawal_was_told_in_writing",
                condition=~models.Q(state="REFUSED") | models.Q(document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_state_display()}"


class WithdrawalConsent(models.Model):
    """One department's answer to a withdrawal request."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("not answered yet")
        CONSENTED = "CONSENTED", _("consents")
        REFUSED = "REFUSED", _("refuses")
        SILENT = "SILENT", _("silence: consents")
        CLOSED = "CLOSED", _("not needed any more")

    request = models.ForeignKey(WithdrawalRequest, on_delete=models.CASCADE, related_name="consents")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent to a withdrawal")
        verbose_name_plural = _("consents to withdrawals")
        ordering = ["pk"]
        indexes = [models.Index(fields=["department"], name="consent_open", condition=models.Q(state="OPEN"))]
        constraints = [
            models.UniqueConstraint(fields=["request", "department"], name="one_consent_per_department"),
            models.CheckConstraint(
                name="refusal_to_withdraw_has_a_reason",
                condition=~models.Q(state="REFUSED") | (~models.Q(reason="") & models.Q(answered_by__isnull=False)),
            ),
        ]
