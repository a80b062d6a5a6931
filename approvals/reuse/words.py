"""What people are told of a reuse (复用消息用语)."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

MESSAGES: Final[dict[str, Any]] = {
    "reuse_waived": _("%(item)s: not assessed again; the regional assessment %(unit)s stands for it"),
    "reuse_confirmed": _("%(item)s: made easier by the regional assessment %(unit)s"),
    "reuse_to_promise": _(
        "%(item)s: the regional assessment %(unit)s lets it be decided on a commitment; sign the letter"
    ),
    "reuse_promise_came": _("%(item)s: the letter %(number)s it waits for is signed and belongs to the case"),
    "reuse_overridden": _("%(item)s: the department decided otherwise on the regional assessment %(unit)s"),
}
