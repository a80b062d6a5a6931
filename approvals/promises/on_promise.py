"""以告知承诺办理: a case that rests on a notice commitment is signed with it; signing grants the promise."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.models import ItemCase
from commitments.commands.deciding import grant
from core.commands import Context
from core.errors import Invalid


def promise_is_there(case: ItemCase, data: dict[str, Any]) -> None:
    """The promise still stands, and no objection keeps it from being granted."""
    letter = case.commitment
    if letter is None or data.get("outcome") != "PASS":
        return
    if letter.state == "PUBLICISED":
        for validator in grant.validators:
            validator(letter, {})
    elif letter.state not in ("DECIDED", "BUILDING", "VERIFYING", "FULFILLED"):
        raise Invalid(
            {"outcome": _("The promise %(number)s no longer stands (%(state)s).")
            % {"number": letter.number, "state": letter.get_state_display()}}
        )  # fmt: skip


def granted_with(context: Context, case: ItemCase, passed: bool) -> None:
    """The head's signature under the permit is the decision on the promise as well."""
    letter = case.commitment
    if passed and letter is not None and letter.state == "PUBLICISED":
        grant.perform(context.user, letter, effective_at=context.effective_at, text=f"随办件{case.number}一并决定。")
