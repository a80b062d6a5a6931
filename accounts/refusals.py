"""Objections to a delegation as sentences at their field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from accounts.rules import Objection

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OBJECTIONS: Final[dict[Objection, tuple[str, _StrPromise]]] = {
    Objection.ROLE: ("", _("This role cannot be delegated. Ask an administrator to appoint someone.")),
    Objection.SELF: ("to_user", _("This is your own account. Choose another person.")),
    Objection.DATES: ("valid_to", _("The last day lies before the first day. Correct one of them.")),
    Objection.PAST: ("valid_to", _("The last day is over. Choose today or a later day.")),
    Objection.TOO_LONG: ("valid_to", _("A delegation lasts at most one year. Choose an earlier last day.")),
    Objection.CODES_ONLY_FOR_ENTERPRISES: (
        "project_codes",
        _("Only an enterprise can limit a delegation to projects. Leave this empty."),
    ),
    Objection.CODE: (
        "project_codes",
        _("At least one project code is not well-formed. Enter one code per line, as on the investment platform."),
    ),
    Objection.OFFICER_AS_AGENT: (
        "to_user",
        _("This person works for an authority and cannot act for an enterprise. Choose another person."),
    ),
    Objection.OTHER_DEPARTMENT: (
        "to_user",
        _("This person does not work in your department. Choose a colleague of the same department."),
    ),
    Objection.OUTSIDER: (
        "to_user",
        _("This account has no role that could stand in for you. Choose another person."),
    ),
}

BOTH_SIDES: Final = _(
    "This person already acts on the other side: nobody files for an enterprise and works for an authority. "
    "Choose another person."
)
