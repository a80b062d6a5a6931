"""站内消息 about supplementary items."""

from django.utils.translation import gettext_lazy as _

from approvals import messages

messages.announce(
    {
        "item_added": _("%(item)s, %(project)s was added to a running stage; accept or refuse it until %(on)s"),
        "item_accepted": _("%(item)s was added to your application and accepted on %(on)s"),
        "item_refused": _("%(item)s was not accepted; the letter gives the reason"),
    }
)
about_case = messages.about_case
department, enterprise = messages.department, messages.enterprise
