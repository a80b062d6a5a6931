"""站内消息 about assessed areas: the zones' room says what, this room keeps and delivers it."""

from django.utils.translation import gettext_lazy as _

from approvals import messages
from regional_assessments.units import telling


def ready() -> None:
    """Announce the kinds and carry them."""
    messages.announce(
        {
            telling.REUSE_CHANGED: _("%(project)s: what regional assessments save has changed. %(what)s"),
            telling.UNIT_EXPIRING: _("%(unit)s is in force until %(on)s; prepare a new version"),
        }
    )
    telling.through(messages.tell)
