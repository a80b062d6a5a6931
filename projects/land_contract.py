"""The land contract (土地出让合同) as far as the total limit depends on its date."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from core.display import written_date
from core.errors import Invalid
from core.time import today

GRANTS: Final = frozenset({"GRANTED", "GRANTED_WITH_SCHEME"})
"""Land modes that rest on a contract of grant."""
FIRST_GRANTS_ON: Final = date(1990, 5, 19)
"""Since then state land may be granted by contract (城镇国有土地使用权出让和转让暂行条例, 国务院令第55号)."""


def contract_objection(signed_on: date | None, land_mode: str) -> str:
    """What speaks against this date of signing, in the active language; "" when nothing does."""
    if signed_on is None:
        return ""
    if land_mode and land_mode not in GRANTS:
        return _("Only granted land has a land contract. Clear the date or choose how the land is obtained.")
    if signed_on > today():
        return _("The contract cannot be signed in the future. Enter the date that stands on it.")
    if signed_on < FIRST_GRANTS_ON:
        return _("Land is granted by contract only since %(day)s. Check the year.") % {
            "day": written_date(FIRST_GRANTS_ON)
        }
    return ""


def contract_is_plausible(project: Any, data: dict[str, Any]) -> None:
    """A command's validator: the date that will stand in the dossier fits its land mode and today."""
    signed_on = data["land_contract_on"] if "land_contract_on" in data else getattr(project, "land_contract_on", None)
    facts = data.get("facts") or {}
    mode = str(facts.get("land_mode") or getattr(project, "land_mode", ""))
    if found := contract_objection(signed_on, mode):
        raise Invalid({"land_contract_on": found})
