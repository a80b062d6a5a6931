"""Who brought a file to the counter, and what of it was an original."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from approvals.models.application import JointApplication


class CounterFiling(models.Model):
    """窗口收件记录: the application was typed in by a clerk for the enterprise."""

    class Proof(models.TextChoices):
        LEGAL_REPRESENTATIVE = "LEGAL", _("legal representative in person")
        LETTER = "LETTER", _("agent with a letter of authorisation")

    application = models.OneToOneField(JointApplication, on_delete=models.CASCADE, related_name="counter")
    window = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agent_name = models.CharField(max_length=60, blank=True)
    agent_phone = models.CharField(max_length=30, blank=True)
    proof = models.CharField(max_length=8, choices=Proof.choices, blank=True)
    letter = models.CharField(max_length=120, blank=True)
    """授权委托书: date or number, and for what it was given."""
    queue_number = models.CharField(max_length=12)
    """排队号 of the day at this window."""
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("filing at the counter")
        verbose_name_plural = _("filings at the counter")

    def __str__(self) -> str:
        return f"{self.queue_number} {self.application_id}"


class PaperOriginal(models.Model):
    """One material as it lay on the counter."""

    class Form(models.TextChoices):
        ORIGINAL = "ORIGINAL", _("original handed in")
        SEEN = "SEEN", _("original seen, copy kept")
        COPY = "COPY", _("copy only")
        LICENCE = "LICENCE", _("electronic licence")

    filing = models.ForeignKey(CounterFiling, on_delete=models.CASCADE, related_name="originals")
    key = models.CharField(max_length=60)
    form = models.CharField(max_length=8, choices=Form.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "key"], name="one_note_per_paper_at_counter")]
