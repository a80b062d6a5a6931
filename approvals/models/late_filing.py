"""容缺办理: the preliminary opinion on a case, and the start of construction that waits for the formal document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from clocks.models import Stop
from documents.models import Document
from projects.models import Project


class PreliminaryOpinion(models.Model):
    """初审意见 (赣府厅发〔2020〕8号): the result while late papers are awaited; the clock of the case is suspended."""

    case = models.OneToOneField(ItemCase, on_delete=models.CASCADE, related_name="preliminary")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    official_number = models.CharField(max_length=80)
    text = models.TextField()
    given_on = models.DateField()
    stop = models.ForeignKey(Stop, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    files_in_on = models.DateField(null=True, blank=True)
    """The day the last late paper of this case came; two working days later the formal document is due."""
    void_reason = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("preliminary opinion")


class ConstructionStart(models.Model):
    """开工: reported by the enterprise once nothing stands in the way; promises count as being built from here on."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="construction_start")
    started_on = models.DateField()
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("start of construction")
