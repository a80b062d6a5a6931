"""Handling rules an administrator may change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Practice(models.Model):
    """办理规则参数: defaults of this system that an administrator may change; one row."""

    correction_days = models.PositiveSmallIntegerField(_("days to correct (working days)"), default=15)
    correction_more_days = models.PositiveSmallIntegerField(
        _("more days to correct, asked for once (working days; 0: none)"), default=15
    )
    check_days = models.PositiveSmallIntegerField(
        _("days of departments to check completeness (working days; 0: the window checks alone)"), default=2
    )
    check_silence = models.BooleanField(_("no answer of a department in time means complete"), default=True)

    withdrawal_days = models.PositiveSmallIntegerField(
        _("days to answer a withdrawal after acceptance (working days)"), default=3
    )
    withdrawal_silence = models.BooleanField(_("a department that does not answer a withdrawal consents"), default=True)
    hearing_days = models.PositiveSmallIntegerField(
        _("days to state one's case before a recall or revocation (working days)"), default=5
    )

    class Meta:
        verbose_name = _("handling rules")
        verbose_name_plural = _("handling rules")

    @classmethod
    def current(cls) -> "Practice":
        """The row in force, or the defaults where none was saved."""
        return cls._default_manager.first() or cls()
