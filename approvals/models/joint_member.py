"""Who takes part in which joint procedure, per region: data, never law."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Region


class JointMember(models.Model):
    """联合办理参与部门: the rows of a region replace the shipped defaults of that kind there and below."""

    class Kind(models.TextChoices):
        PRECOORDINATION = "PRECOORDINATION", _("pre-coordination")
        DRAWING = "DRAWING", _("joint drawing review")
        VISIT = "VISIT", _("joint site visit")
        ACCEPTANCE = "ACCEPTANCE", _("joint acceptance")
        MEETING = "MEETING", _("joint meeting")
        OPINION = "OPINION", _("opinion request")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    kind = models.CharField(_("procedure"), max_length=16, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    function = models.CharField(_("function of the department"), max_length=30)
    item_code = models.CharField(_("item"), max_length=10, blank=True)
    days = models.PositiveSmallIntegerField(_("working days"), default=5)
    silence = models.BooleanField(_("silence counts as no objection"), default=False)
    basis = models.CharField(_("document number"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("member of joint procedures")
        verbose_name_plural = _("members of joint procedures")
        ordering = ["region_id", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "code"], name="one_joint_member_per_code"),
            models.CheckConstraint(
                name="silence_needs_a_document",
                condition=models.Q(silence=False) | ~models.Q(basis=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.name}"
