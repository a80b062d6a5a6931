"""The numbers a supervisor of the province may set in a rule (监察规则参数): what each means, and between which bounds."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number: what it says, the least and the greatest value that makes sense."""

    label: Any
    least: int
    most: int


PARAMETERS: Final[dict[str, dict[str, Parameter]]] = {
    "FAKE_PARALLEL": {"days": Parameter(_("opened more calendar days apart than"), 0, 60)},
    "STOP_NEAR_LIMIT": {"share": Parameter(_("per cent of the limit left, at most, when the stop begins"), 1, 50)},
    "DECIDED_WITHIN_MINUTES": {
        "minutes": Parameter(_("decided within so many minutes of opening"), 1, 480),
        "share": Parameter(_("or with less than so many per cent of the limit, the papers being older"), 0, 50),
    },
    "BACK_FILLED": {"days": Parameter(_("entered more working days after taking effect than"), 0, 60)},
    "REPEATED_RETURNS": {"notices": Parameter(_("correction notices in one application, at least"), 2, 10)},
    "NO_NOTICE_IN_5_DAYS": {"days": Parameter(_("working days without an answer, more than"), 1, 30)},
    "PAUSE_ABUSE": {
        "stops": Parameter(_("stops in one case, more than"), 1, 10),
        "share": Parameter(_("or stopped for more per cent of the limit than"), 50, 1000),
    },
    "MATERIAL_OUTSIDE_LIST": {},
}
"""Rule → name of the number → what it means; the names are those of the detector's arguments."""
