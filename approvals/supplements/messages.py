"""站内消息 about supplementary items."""

from django.utils.translation import gettext_lazy as _

from approvals import messages

messages.announce(
    {
        "item_added": _("%(item)s, %(project)s was added to a running stage; accept or refuse it until %(on)s"),
        "item_accepted": _("%(item)s was added to your application and accepted on %(on)s"),
        "item_notified": _("%(item)s, which was added, needs corrections until %(on)s; the notice names every point"),
        "item_corrected": _(
            "Corrections of the added item %(item)s, %(project)s have come; accept or refuse it until %(on)s"
        ),
        "item_more_time": _("%(item)s, %(project)s: the applicant has more time to correct, until %(on)s"),
        "item_lapsed": _("%(item)s, which was added, is closed: no corrections came until %(on)s"),
        "item_refused": _("%(item)s was not accepted; the letter gives the reason"),
    }
)
about_case = messages.about_case
department, enterprise = messages.department, messages.enterprise
