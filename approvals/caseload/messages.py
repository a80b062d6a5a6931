"""站内消息 about who handles a case."""

from django.utils.translation import gettext_lazy as _

from approvals import messages

messages.announce(
    {
        "case_assigned": _("Assigned to you: %(item)s, %(project)s"),
        "case_taken_away": _("Assigned to somebody else: %(item)s, %(project)s"),
    }
)
about_case, user = messages.about_case, messages.user
