"""站内消息 about recalls and revocations."""

from django.utils.translation import gettext_lazy as _

from approvals import messages

messages.announce(
    {
        "annulment_proposed": _("%(item)s: the authority intends to take its decision back; you may state your case until %(on)s"),
        "annulment_to_confirm": _("To confirm: recall or revocation of %(item)s, %(project)s"),
        "annulment_stated": _("%(item)s, %(project)s: the holder has stated its case"),
        "annulment_confirmed": _("%(item)s: the decision has lost its force; the letter gives the reasons"),
        "annulment_dropped": _("%(item)s: the intended recall or revocation is not carried out"),
        "annulment_affects": _("%(item)s, %(project)s rests on a decision that has lost its force: %(reason)s"),
    }
)  # fmt: skip
about_case = messages.about_case
department, enterprise, user = messages.department, messages.enterprise, messages.user
