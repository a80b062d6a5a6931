"""站内消息 about corrections after acceptance."""

from django.utils.translation import gettext_lazy as _

from approvals import messages

messages.announce(
    {
        "correction_requested": _("Correction after acceptance requested: %(item)s, %(project)s"),
        "correction_declined": _("Correction after acceptance declined: %(item)s, %(project)s"),
        "correction_started": _("%(item)s needs a correction until %(on)s; the notice names every point"),
        "correction_answered": _("The correction has come: %(item)s, %(project)s"),
        "correction_lapsed": _("%(item)s, %(project)s: no correction until %(on)s; decide on the file as it is"),
        "correction_ended": _("%(item)s: the clock runs again since %(on)s"),
    }
)
about_case = messages.about_case
