"""Parameters of supervision an administrator may change; defaults of this system, not law."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class WatchPractice(models.Model):
    """监管参数: one row; the defaults hold until it is saved. Days are working days."""

    urge_reply_days = models.PositiveSmallIntegerField(
        _("days to reply to an urge order, unless another number is given"),
        default=2,
        validators=[MinValueValidator(1)],
    )
    urge_longest_days = models.PositiveSmallIntegerField(
        _("most days that may be given to reply"), default=15, validators=[MinValueValidator(1)]
    )
    urge_returns = models.PositiveSmallIntegerField(_("how often a reply may be sent back"), default=1)
    snooze_days = models.PositiveSmallIntegerField(
        _("most days for which an alert may be put aside"), default=10, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("supervision parameters")
        verbose_name_plural = _("supervision parameters")

    @classmethod
    def current(cls) -> "WatchPractice":
        """The row in force, or the defaults where none was saved."""
        return cls._default_manager.first() or cls()
